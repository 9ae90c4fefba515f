package probe_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/probe"
	"github.com/corslab/corslab/wire"
)

const meant = "https://app.example.com"

// repeating answers as a server that repeats the origins that it takes, and allows
// credentials.
func repeating(takes func(origin string) bool) func(wire.Request) wire.Response {
	return func(r wire.Request) wire.Response {
		answer := wire.Response{Status: 200, Body: []byte("secret")}
		if origin, ok := r.Header.Get("Origin"); ok && takes(origin) {
			answer.Header = wire.Header{wire.NewLine("Access-Control-Allow-Origin", origin), "Access-Control-Allow-Credentials: true"}
		}
		return answer
	}
}

func scan(t *testing.T, answer func(wire.Request) wire.Response) (*probe.Scan, *counting) {
	t.Helper()
	s := &counting{answer: answer}
	found, err := probe.RunScan(probe.Config{
		Request: fetch.Request{URL: "https://api.example.net/x"}, Profiles: profiles(t, "chromium"), World: s,
	}, []string{meant})
	if err != nil {
		t.Fatal(err)
	}
	return found, s
}

func TestScanFindsTheClass(t *testing.T) {
	unescaped := regexp.MustCompile(`^https://app.example.com$`)
	star := func(wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *", "Access-Control-Allow-Credentials: true"}}
	}
	for _, tt := range []struct {
		why    string
		answer func(wire.Request) wire.Response
		want   []conformance.Class
	}{
		{"the origin itself", repeating(func(o string) bool { return o == meant }), nil},
		{"nobody", repeating(func(string) bool { return false }), nil},
		{"everybody", repeating(func(string) bool { return true }), []conformance.Class{conformance.OriginReflection}},
		{"a wildcard", star, []conformance.Class{conformance.OriginAny}},
		{"null", repeating(func(o string) bool { return o == "null" }), []conformance.Class{conformance.OriginNull}},
		{"a suffix", repeating(func(o string) bool { return strings.HasSuffix(o, "app.example.com") && strings.HasPrefix(o, "https:") }), []conformance.Class{
			conformance.OriginSubdomain, conformance.OriginSuffix, conformance.OriginMalformed,
		}},
		{"a subdomain", repeating(func(o string) bool { return strings.HasSuffix(o, ".app.example.com") }), []conformance.Class{conformance.OriginSubdomain}},
		{"dots of an expression", repeating(unescaped.MatchString), []conformance.Class{conformance.OriginRegexDot}},
		{"the other scheme", repeating(func(o string) bool { return strings.TrimPrefix(o, "http://") == "app.example.com" }), []conformance.Class{conformance.OriginScheme}},
		{"every port", repeating(func(o string) bool { return strings.HasPrefix(o, meant+":") && !strings.Contains(o, "@") }), []conformance.Class{conformance.OriginPort}},
		{"letter case", repeating(func(o string) bool { return strings.EqualFold(o, meant) }), []conformance.Class{conformance.OriginCase}},
	} {
		found, _ := scan(t, tt.answer)
		var classes []conformance.Class
		for _, l := range found.Leaks {
			if !slices.Contains(classes, l.Class) {
				classes = append(classes, l.Class)
			}
			if isSent := l.Kind == conformance.ByPage; isSent != l.IsRead() {
				t.Errorf("%s: %s: sent by a browser %v, read %v", tt.why, l.Origin, isSent, l.IsRead())
			}
			if l.IsHarmless != (l.Class == conformance.OriginCase) {
				t.Errorf("%s: %s: harmless %v", tt.why, l.Origin, l.IsHarmless)
			}
		}
		if !slices.Equal(classes, tt.want) {
			t.Errorf("%s: found %v, want %v", tt.why, classes, tt.want)
		}
	}
}

func TestScanTellsWhatWithCredentials(t *testing.T) {
	// Everybody reads without credentials, and some pages with them.
	found, s := scan(t, func(r wire.Request) wire.Response {
		origin, _ := r.Header.Get("Origin")
		if strings.HasPrefix(origin, meant) {
			return repeating(func(string) bool { return true })(r)
		}
		return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *"}}
	})
	var prefixed int
	for _, l := range found.Leaks {
		switch {
		case l.Class == conformance.OriginAny:
			if l.Without.Outcome != fetch.Allow || l.With.Outcome == fetch.Allow {
				t.Errorf("%s reads %s without credentials and %s with them", l.Origin, l.Without.Outcome, l.With.Outcome)
			}
		case l.With.Outcome != fetch.Allow:
			t.Errorf("%s is told of, though everybody reads that", l.Origin)
		case l.Class == conformance.OriginPrefix:
			prefixed++
		}
	}
	if prefixed == 0 {
		t.Error("what a prefix adds to a wildcard is not told")
	}
	seen := map[string]bool{}
	for _, asked := range s.asked {
		if !strings.HasPrefix(asked, "GET ") {
			t.Errorf("a scan asked %s", asked)
		}
		seen[asked] = true
	}
	if len(s.asked) > found.Tried+1 || len(seen) != 1 {
		t.Errorf("%d requests for %d origins: each asks once, unless cookies differ", len(s.asked), found.Tried)
	}
}

func TestScanOfNobody(t *testing.T) {
	found, s := scan(t, func(wire.Request) wire.Response { return wire.Response{Fault: wire.Fault{Kind: wire.FaultRefuse}} })
	if len(found.Lost) == 0 || len(found.Leaks) > 0 || len(s.asked) > 8 {
		t.Errorf("nobody is there: %v, %d requests", found.Lost, len(s.asked))
	}
}

func TestScanOfPlainHTTP(t *testing.T) {
	s := &counting{answer: repeating(func(string) bool { return true })}
	found, err := probe.RunScan(probe.Config{
		Request: fetch.Request{URL: "http://api.example.net/x"}, Profiles: profiles(t, "chromium"), World: s,
	}, []string{meant})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(found.Blocked, "https://stranger.test") {
		t.Errorf("https pages ask nothing of http, and that is not told: %v", found.Blocked)
	}
	if len(found.Leaks) != 1 || found.Leaks[0].Origin != "http://stranger.test:8080" {
		t.Errorf("pages of http read it: %v", found.Leaks)
	}
}

func TestScanRefusesWhatIsNoOrigin(t *testing.T) {
	for _, origin := range []string{"*", "app.example.com", "https://app.example.com/"} {
		_, err := probe.RunScan(probe.Config{Request: fetch.Request{URL: "https://api.example.net/x"}, Profiles: profiles(t, "chromium"), World: &counting{}}, []string{origin})
		if err == nil {
			t.Errorf("%s is taken", origin)
		}
	}
}

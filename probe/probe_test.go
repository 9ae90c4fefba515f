package probe_test

import (
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/probe"
	"github.com/corslab/corslab/wire"
)

// A server that answers and counts what it is asked.
type counting struct {
	asked  []string
	answer func(wire.Request) wire.Response
}

func (c *counting) Answer(r wire.Request) wire.Response {
	c.asked = append(c.asked, r.Method+" "+r.URL())
	return c.answer(r)
}

func profiles(t *testing.T, names ...string) []fetch.Profile {
	t.Helper()
	var list []fetch.Profile
	for _, name := range names {
		profile, ok := fetch.ProfileNamed(name)
		if !ok {
			t.Fatalf("no profile %s", name)
		}
		list = append(list, profile)
	}
	return list
}

func TestEachRequestIsMadeOnce(t *testing.T) {
	s := &counting{answer: func(wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: PUT"}}
	}}
	report, err := probe.Run(probe.Config{
		Page:     fetch.Page{URL: "https://www.example.com"},
		Request:  fetch.Request{URL: "https://api.example.net/x", Method: "PUT"},
		Profiles: profiles(t, "chromium", "standard"), World: s,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range report.Verdicts {
		if v.Prediction.Outcome != fetch.Allow {
			t.Errorf("%s: %s", v.Profile, v.Prediction.Outcome)
		}
	}
	if len(s.asked) != 2 || s.asked[1] != "PUT https://api.example.net/x" {
		t.Errorf("asked for %q; one preflight and one PUT do for both browsers", s.asked)
	}
	if len(report.Unseen) > 0 || !report.Remedy.Works || len(report.Remedy.Changes) > 0 {
		t.Errorf("nothing is to be changed: %+v", report)
	}
}

func TestWhatWasRefusedIsNotSent(t *testing.T) {
	s := &counting{answer: func(wire.Request) wire.Response { return wire.Response{Status: 404} }}
	report, err := probe.Run(probe.Config{
		Page:     fetch.Page{URL: "https://www.example.com"},
		Request:  fetch.Request{URL: "https://api.example.net/x", Method: "DELETE"},
		Profiles: profiles(t, "chromium", "standard"), World: s,
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.asked) != 1 {
		t.Errorf("asked for %q, of which only the preflight may be", s.asked)
	}
	if len(report.Unseen) != 1 || report.Unseen[0].Method != "DELETE" {
		t.Errorf("the DELETE that would follow is not told of: %+v", report.Unseen)
	}
	if m := report.Remedy; !m.Works || len(m.Changes) != 2 {
		t.Errorf("the answers to be changed are those of preflight and DELETE: %+v", m)
	}
}

func TestProfilesThatAskInAnotherWay(t *testing.T) {
	// A header that only Chromium takes for a safelisted one.
	s := &counting{answer: func(r wire.Request) wire.Response {
		if r.IsPreflight() {
			return wire.Response{Status: 404}
		}
		return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *"}}
	}}
	report, err := probe.Run(probe.Config{
		Page:     fetch.Page{URL: "https://www.example.com"},
		Request:  fetch.Request{URL: "https://api.example.net/x", Headers: []fetch.Field{{Name: "Save-Data", Value: "on"}}},
		Profiles: profiles(t, "chromium", "standard"), World: s,
	})
	if err != nil {
		t.Fatal(err)
	}
	if v := report.Verdicts[0].Prediction; v.Outcome != fetch.Allow {
		t.Errorf("chromium: %s", v.Outcome)
	}
	if v := report.Verdicts[1].Prediction; v.Reason != fetch.PreflightMissingAllowOriginHeader {
		t.Errorf("standard: %s %s", v.Outcome, v.Reason)
	}
}

func TestWhatIsNotMadeIsNotJudged(t *testing.T) {
	// A cookie without SameSite goes along from another site in Firefox only, so that
	// its PUT is another one.
	s := &counting{answer: func(wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: wire.Header{
			"Access-Control-Allow-Origin: https://www.example.com", "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Methods: PUT",
		}}
	}}
	report, err := probe.Run(probe.Config{
		Page:     fetch.Page{URL: "https://www.example.com"},
		Request:  fetch.Request{URL: "https://api.example.net/x", Method: "PUT", Credentials: fetch.CredentialsInclude},
		Cookies:  []probe.Cookie{{URL: "https://api.example.net/x", Line: "a=1; Secure"}},
		Profiles: profiles(t, "chromium", "firefox"), World: s,
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.asked) != 2 || len(report.Verdicts[0].Unmade) > 0 {
		t.Errorf("asked for %q, not for %+v: Chromium's preflight and PUT are made, and no other", s.asked, report.Verdicts[0].Unmade)
	}
	if u := report.Verdicts[1].Unmade; len(u) != 1 || u[0].Method != "PUT" {
		t.Errorf("Firefox's PUT has a cookie and was not made, which is not told: %+v", u)
	}
}

func TestCookiesAndTheirErrors(t *testing.T) {
	s := &counting{answer: func(wire.Request) wire.Response { return wire.Response{Status: 200} }}
	cfg := probe.Config{
		Page: fetch.Page{URL: "https://www.example.com"}, Profiles: profiles(t, "chromium"), World: s,
		Request: fetch.Request{URL: "https://api.example.net/x", Credentials: fetch.CredentialsInclude},
		Cookies: []probe.Cookie{{URL: "https://api.example.net/x", Line: "a=1; SameSite=None; Secure"}},
	}
	report, err := probe.Run(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if sent := report.Verdicts[0].Prediction.Wire[0].Cookies; sent == nil || *sent != "a=1" {
		t.Errorf("cookies sent: %v", sent)
	}
	cfg.Cookies[0].Line = "a=1; Domain=other.example"
	if _, err := probe.Run(cfg); err == nil {
		t.Error("a cookie that no browser takes is taken")
	}
}

package fetch

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// chromium returns the departures of a call in profile chromium.
func chromium() *departures { return &departures{enabled: quirksOf("chromium")} }

// appliedNames lists the quirks a call applied.
func appliedNames(d *departures) string { return strings.Join(d.applied.names(), " ") }

func TestSafelistedRequestHeader(t *testing.T) {
	long := strings.Repeat("a", 128)
	const digits20 = "99999999999999999999"
	for _, c := range []struct {
		name, value string
		want        bool
		// quirk is the one by which Chromium gives the other answer.
		quirk string
	}{
		{name: "Accept", value: "", want: true},
		{name: "aCCept", value: "text/html;q=0.5, */*", want: true},
		{name: "Accept", value: long, want: true},
		{name: "Accept", value: long + "a"},
		{name: "Accept", value: "a\tb", want: true},
		{name: "Accept", value: "\x01"},
		{name: "Accept", value: "\xe9", want: true}, // bytes outside ASCII are safe
		{name: "Accept", value: "\x7f"},
		{name: "Accept", value: "a<b"},
		{name: "Accept", value: `a\b`},
		{name: "Accept", value: "a@b"},
		{name: "Accept", value: "a,b;c=d/e", want: true},

		{name: "Accept-Language", value: "en-GB,en;q=0.5, *", want: true},
		{name: "Accept-Language", value: long, want: true},
		{name: "Accept-Language", value: long + "a"},
		{name: "Accept-Language", value: "a_b"},
		{name: "Accept-Language", value: "a/b"},
		{name: "Accept-Language", value: "a:b"},
		{name: "Accept-Language", value: "a@b"},
		{name: "Accept-Language", value: "a\tb"},
		{name: "Content-Language", value: "\xe9"},
		{name: "Content-Language", value: "de", want: true},

		{name: "Content-Type", value: "text/plain", want: true},
		{name: "Content-Type", value: "text/plain;", want: true},
		{name: "Content-Type", value: "text/plain;garbage", want: true},
		{name: "Content-Type", value: "TEXT/PLAIN", want: true},
		{name: "Content-Type", value: "TEXT/PLAIN;garbage", want: true},
		{name: "Content-Type", value: "text/plain ;x", want: true},
		{name: "Content-Type", value: "multipart/form-data; boundary=x", want: true},
		{name: "Content-Type", value: "application/x-www-form-urlencoded;charset=UTF-8", want: true},
		{name: "Content-Type", value: "application/json"},
		{name: "Content-Type", value: "text/plain,"},
		{name: "Content-Type", value: ",text/plain"},
		{name: "Content-Type", value: "text/plain,text/plain"},
		{name: "Content-Type", value: "text /plain"},
		{name: "Content-Type", value: `text/plain; charset="utf-8"`},
		{name: "Content-Type", value: "text/plain; a=b:c"},
		{name: "Content-Type", value: ""},
		{name: "Content-Type", value: "/"},
		{name: "Content-Type", value: "text/plain;" + long},

		{name: "Range", value: "bytes=0-10", want: true},
		{name: "Range", value: "bytes=0-", want: true},
		{name: "Range", value: "bytes=00-05", want: true},
		{name: "Range", value: "bytes=-5"},
		{name: "Range", value: "bytes=10-5"},
		{name: "Range", value: "bytes=0-1,2-3"},
		{name: "Range", value: "bytes = 0-1"},
		{name: "Range", value: "bytes= 0-1"},
		{name: "Range", value: "items=0-5"},
		{name: "Range", value: "Bytes=0-"},
		{name: "Range", value: "bytes=" + digits20 + "-", want: true, quirk: "int64-range"},
		{name: "Range", value: "bytes=0-" + digits20, want: true, quirk: "int64-range"},
		{name: "Range", value: "bytes=9223372036854775806-", want: true},
		{name: "Range", value: "bytes=9223372036854775807-", want: true, quirk: "int64-range"},

		{name: "Authorization", value: "x"},
		{name: "X-E", value: ""},
		{name: "Last-Event-ID", value: "1"},
		{name: "Cache-Control", value: "no-cache"},
		{name: "Pragma", value: "no-cache"},
		{name: "If-None-Match", value: "x"},
		{name: "X-Requested-With", value: "XMLHttpRequest"},
		{name: "Upgrade-Insecure-Requests", value: "1"},

		{name: "Save-Data", value: "on", quirk: "client-hint-safelist"},
		{name: "Save-Data", value: "ON", quirk: "client-hint-safelist"},
		{name: "Save-Data", value: "off"},
		{name: "DPR", value: "1.5", quirk: "client-hint-safelist"},
		{name: "DPR", value: "2", quirk: "client-hint-safelist"},
		{name: "DPR", value: "1."},
		{name: "DPR", value: ".5"},
		{name: "DPR", value: "1.2.3"},
		{name: "Device-Memory", value: "0.25", quirk: "client-hint-safelist"},
		{name: "Downlink", value: "10", quirk: "client-hint-safelist"},
		{name: "Width", value: "100", quirk: "client-hint-safelist"},
		{name: "Width", value: "100.5"},
		{name: "Viewport-Width", value: "100", quirk: "client-hint-safelist"},
		{name: "RTT", value: "50", quirk: "client-hint-safelist"},
		{name: "ECT", value: "slow-2g", quirk: "client-hint-safelist"},
		{name: "ECT", value: "5g"},
		{name: "Intervention", value: "<any>", quirk: "client-hint-safelist"},
		{name: "Intervention", value: long + "a"},
		{name: "Lang", value: "en"},
	} {
		if got := isSafelistedRequestHeader(c.name, c.value, nil); got != c.want {
			t.Errorf("the standard safelists %s: %s = %v, want %v", c.name, c.value, got, c.want)
		}
		d := chromium()
		if got, want := isSafelistedRequestHeader(c.name, c.value, d), c.want != (c.quirk != ""); got != want {
			t.Errorf("Chromium safelists %s: %s = %v, want %v", c.name, c.value, got, want)
		}
		if got := appliedNames(d); got != c.quirk {
			t.Errorf("%s: %s applied quirks %q, want %q", c.name, c.value, got, c.quirk)
		}
	}
}

func TestASCII(t *testing.T) {
	for value, want := range map[string]bool{"": true, "a\x7f\x00": true, "\x80": false, "a\xff": false} {
		if got := isASCII(value); got != want {
			t.Errorf("%q is ASCII: %t", value, got)
		}
	}
}

func TestNoCORSSafelisted(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"Accept", "a", true},
		{"accept", strings.Repeat("a", 129), false},
		{"Content-Type", "text/plain", true},
		{"Content-Type", "application/json", false},
		{"Range", "bytes=0-1", false}, // safelisted in mode cors only
		{"DPR", "1", false},
		{"X-A", "1", false},
	} {
		if got := isNoCORSSafelisted(c.name, c.value); got != c.want {
			t.Errorf("isNoCORSSafelisted(%q, %q) = %v, want %v", c.name, c.value, got, c.want)
		}
	}
}

func TestUnsafeRequestHeaderNames(t *testing.T) {
	accept := func(n int) Field { return Field{"Accept", strings.Repeat("a", n)} }
	repeat := func(n int, f Field) (fields []Field) {
		for range n {
			fields = append(fields, f)
		}
		return fields
	}
	for _, c := range []struct {
		why      string
		headers  []Field
		want     []string
		chromium []string
		quirks   string
	}{
		{why: "no headers"},
		{why: "safe headers only", headers: []Field{accept(10), {"Content-Type", "text/plain"}}},
		{
			why: "sorted by byte, lower case, once each, safe ones absent",
			headers: []Field{
				{"zeta", ""}, {"X_under", ""}, {"X1", ""}, {"X-Dup", "1"}, {"x-dup", "2"}, {"X-1", ""}, {"Range", "bytes=-1"},
				{"Content-Type", "application/json"}, {"Authorization", ""}, {"alpha", ""}, {"a-b", ""}, {"A", ""}, accept(3),
			},
			want:     []string{"a", "a-b", "alpha", "authorization", "content-type", "range", "x-1", "x-dup", "x1", "x_under", "zeta"},
			chromium: []string{"a", "a-b", "alpha", "authorization", "content-type", "range", "x-1", "x-dup", "x1", "x_under", "zeta"},
		},
		{
			why:      "two 100-byte lines are safe one by one, 202 bytes joined",
			headers:  repeat(2, accept(100)),
			chromium: []string{"accept"}, quirks: "merged-duplicate-lines",
		},
		{
			why:      "two text/plain lines make no MIME type joined",
			headers:  repeat(2, Field{"Content-Type", "text/plain"}),
			chromium: []string{"content-type"}, quirks: "merged-duplicate-lines",
		},
		{
			why:     "1,024 bytes of safe values are allowed",
			headers: repeat(8, accept(128)), chromium: []string{"accept"}, quirks: "merged-duplicate-lines",
		},
		{
			why:     "more make every safe name unsafe",
			headers: append(repeat(9, accept(127)), Field{"Content-Language", "de"}),
			want:    []string{"accept", "content-language"},
			// Joined, the Accept lines are unsafe by themselves and no longer count.
			chromium: []string{"accept"}, quirks: "merged-duplicate-lines",
		},
	} {
		if diff := cmp.Diff(c.want, unsafeRequestHeaderNames(c.headers, nil)); diff != "" {
			t.Errorf("%s, in the standard (-want +got):\n%s", c.why, diff)
		}
		d := chromium()
		if diff := cmp.Diff(c.chromium, unsafeRequestHeaderNames(c.headers, d)); diff != "" {
			t.Errorf("%s, in Chromium (-want +got):\n%s", c.why, diff)
		}
		if got := appliedNames(d); got != c.quirks {
			t.Errorf("%s: applied quirks %q, want %q", c.why, got, c.quirks)
		}
	}
}

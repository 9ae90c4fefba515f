package fetch

import (
	"regexp"
	"testing"
)

func TestSingleRange(t *testing.T) {
	for s, want := range map[string]byteRange{
		"bytes=0-10": {"0", "10"}, "bytes=5-5": {"5", "5"}, "bytes=0-": {"0", ""}, "bytes=-5": {"", "5"},
		"bytes=00-05": {"00", "05"},
		"bytes=9-010": {"9", "010"},
		"bytes=18446744073709551615-18446744073709551616": {"18446744073709551615", "18446744073709551616"},
	} {
		if got, ok := parseSingleRange(s); got != want || !ok {
			t.Errorf("parseSingleRange(%q) = %v, %v, want %v", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "bytes=-", "bytes=", "bytes", "bytes=5", "bytes=10-5", "bytes=010-9", "bytes=0-1,2-3", "bytes=0--1", "bytes=+1-2", "bytes = 0-1", "bytes=0 -1", "Bytes=0-1", "items=0-1"} {
		if got, ok := parseSingleRange(s); ok {
			t.Errorf("parseSingleRange(%q) = %v, want a failure", s, got)
		}
	}
}

// What is there of the part that a Range names
// (https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2).
func TestRangeWithin(t *testing.T) {
	for _, c := range []struct {
		value       string
		length      int
		first, last int
		ok          bool
	}{
		{"bytes=0-", 5, 0, 4, true},
		{"BYTES=1-2", 5, 1, 2, true},
		{"bytes=4-9", 5, 4, 4, true},
		{"bytes=-2", 5, 3, 4, true},
		{"bytes=-5", 5, 0, 4, true},
		{"bytes=-9", 5, 0, 4, true},
		{"bytes=-99999999999999999999", 5, 0, 4, true},
		{"bytes=0-99999999999999999999", 5, 0, 4, true},
		{value: "bytes=5-", length: 5},
		{value: "bytes=99999999999999999999-", length: 5},
		{value: "bytes=-0", length: 5},
		{value: "bytes=-00", length: 5},
		{value: "bytes=0-", length: 0},
		{value: "bytes=-1", length: 0},
		{value: "bytes=", length: 5},
		{value: "bytes=0-1,3-4", length: 5},
	} {
		first, last, ok := rangeWithin(c.value, c.length)
		if ok != c.ok || ok && (first != c.first || last != c.last) {
			t.Errorf("%s of %d bytes is %d to %d, %t", c.value, c.length, first, last, ok)
		}
	}
}

// A Range that names no single part is odd, and in Chromium one whose numbers have more
// than 63 bits.
func TestOddRange(t *testing.T) {
	const long = "9223372036854775808"
	for value, want := range map[string]struct{ standard, chromium bool }{
		"bytes=0-1": {}, "Bytes=-5": {}, "bytes=0-9223372036854775807": {},
		"bytes=0-1,3-4": {true, true}, "items=0-1": {true, true}, "": {true, true},
		"bytes=-0": {true, true}, "bytes=-00": {true, true}, "bytes=0-0": {}, "bytes=-10": {},
		"bytes=0-" + long: {false, true}, "bytes=-" + long: {false, true}, "bytes=" + long + "-": {false, true},
	} {
		headers := []Field{{"range", value}}
		if got := hasOddRange(headers, nil); got != want.standard {
			t.Errorf("%q is odd: %t", value, got)
		}
		if got := hasOddRange(headers, chromium()); got != want.chromium {
			t.Errorf("%q is odd in Chromium: %t", value, got)
		}
	}
	if hasOddRange([]Field{{"X-A", "x"}}, chromium()) {
		t.Error("no Range is odd")
	}
}

// The quirk by which WebKit safelists more shows only where it does.
func TestLenientRange(t *testing.T) {
	for value, want := range map[string]struct {
		safe   bool
		quirks string
	}{
		"bytes=0-1": {true, ""}, "Bytes=0-1": {true, "lenient-range"}, "bytes=+0-+1": {true, "lenient-range"},
		"bytes=-5": {}, "Bytes=-5": {}, "items=0-1": {},
	} {
		d := &departures{enabled: quirksOf("webkit")}
		if got := isSafelistedRange(value, d); got != want.safe || appliedNames(d) != want.quirks {
			t.Errorf("%s is safelisted: %t, by the quirks %q", value, got, appliedNames(d))
		}
	}
}

var singleRange = regexp.MustCompile(`^bytes=([0-9]*)-([0-9]*)$`)

func FuzzRange(f *testing.F) {
	for _, seed := range []string{"bytes=0-10", "bytes=-5", "bytes=10-5", "bytes=-", "bytes=00-05", "bytes=0-1,2-3", "bytes=99999999999999999999-99999999999999999998", "Bytes=0-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want byteRange
		m := singleRange.FindStringSubmatch(s)
		wantOK := m != nil && m[1]+m[2] != "" && (m[1] == "" || m[2] == "" || number(m[1]).Cmp(number(m[2])) <= 0)
		if wantOK {
			want = byteRange{m[1], m[2]}
		}
		got, ok := parseSingleRange(s)
		if got != want || ok != wantOK {
			t.Fatalf("parseSingleRange(%q) = %v, %v, want %v, %v", s, got, ok, want, wantOK)
		}
		if safe := isSafelistedRange(s, nil); safe != (wantOK && want.first != "") {
			t.Fatalf("isSafelistedRange(%q) = %v", s, safe)
		}
		if isSafelistedRange(s, chromium()) && !isSafelistedRange(s, nil) {
			t.Fatalf("Chromium safelists %q, which the standard does not", s)
		}
	})
}

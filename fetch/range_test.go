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

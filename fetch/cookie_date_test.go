package fetch

import (
	"testing"
	"time"
)

func TestCookieDate(t *testing.T) {
	want := time.Date(2026, 7, 2, 9, 5, 1, 0, time.UTC)
	for _, s := range []string{
		"Thu, 02 Jul 2026 09:05:01 GMT",
		"Thursday, 02-Jul-26 09:05:01 GMT",
		"Thu Jul  2 09:05:01 2026",
		"2 jULy 2026 9:5:1",
		"09:05:01 2nd Julius 2026",
		"2026 09:05:01 jul 2 31 aug 1999", // four digits are no day; of two dates the first counts
		"~2~jul~26~09:05:01x~",
	} {
		if got, ok := parseCookieDate(s); !ok || !got.Equal(want) {
			t.Errorf("parseCookieDate(%q) = %v, %v", s, got, ok)
		}
	}
	for s, year := range map[string]int{"1 jan 69 0:0:0": 2069, "1 jan 70 0:0:0": 1970, "1 jan 99 0:0:0": 1999, "1 jan 00 0:0:0": 2000, "1 jan 1601 0:0:0": 1601} {
		if got, ok := parseCookieDate(s); !ok || got.Year() != year {
			t.Errorf("parseCookieDate(%q) = %v, %v, want the year %d", s, got, ok, year)
		}
	}
	for _, s := range []string{
		"", "02 Jul 2026", "Jul 2026 09:05:01", "02 2026 09:05:01", "02 Jul 09:05:01",
		"02 Jul 1600 09:05:01", "02 Jul 2026 24:00:00", "02 Jul 2026 09:60:00", "02 Jul 2026 09:05:60",
		"31 Feb 2026 09:05:01", "00 Jul 2026 09:05:01", "32 Jul 2026 09:05:01", "02 Ju 2026 09:05:01",
		"02 Jul 20261 09:05:01", "02 Jul 2026 09:05", "02 Jul 2026 009:05:01", "02 Jul 2026 0x:05:01",
	} {
		if got, ok := parseCookieDate(s); ok {
			t.Errorf("parseCookieDate(%q) = %v, want a failure", s, got)
		}
	}
}

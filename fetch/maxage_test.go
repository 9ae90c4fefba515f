package fetch

import (
	"math"
	"math/big"
	"regexp"
	"testing"
	"time"
)

func TestMaxAge(t *testing.T) {
	const forever = time.Duration(math.MaxInt64)
	for _, c := range []struct {
		values             []string
		standard, chromium time.Duration
		quirks             string
	}{
		{nil, 5 * time.Second, 5 * time.Second, ""},
		{[]string{""}, 5 * time.Second, 5 * time.Second, ""},
		{[]string{"0"}, 0, 0, ""},
		{[]string{"600"}, 600 * time.Second, 600 * time.Second, ""},
		{[]string{"0600"}, 600 * time.Second, 600 * time.Second, ""},
		{[]string{"+600"}, 5 * time.Second, 600 * time.Second, "lenient-max-age"},
		{[]string{"-1"}, 5 * time.Second, 0, "lenient-max-age"},
		{[]string{"600.5"}, 5 * time.Second, 5 * time.Second, ""},
		{[]string{"abc"}, 5 * time.Second, 5 * time.Second, ""},
		{[]string{"600s"}, 5 * time.Second, 5 * time.Second, ""},
		{[]string{"600, 600"}, 5 * time.Second, 5 * time.Second, ""},
		{[]string{"600", "600"}, 5 * time.Second, 5 * time.Second, ""},
		{[]string{"7200"}, 7200 * time.Second, 7200 * time.Second, ""},
		{[]string{"7201"}, 7201 * time.Second, 7200 * time.Second, "preflight-cache-cap-7200"},
		{[]string{"+86400"}, 5 * time.Second, 7200 * time.Second, "lenient-max-age preflight-cache-cap-7200"},
		{[]string{"9223372036854775807"}, forever, 7200 * time.Second, "preflight-cache-cap-7200"},
		{[]string{"99999999999999999999"}, forever, 5 * time.Second, "lenient-max-age"},
	} {
		fields := lines("Access-Control-Max-Age", c.values...)
		if got := extractMaxAge(fields, nil); got != c.standard {
			t.Errorf("the standard makes %q %v, want %v", c.values, got, c.standard)
		}
		d := chromium()
		if got := extractMaxAge(fields, d); got != c.chromium {
			t.Errorf("Chromium makes %q %v, want %v", c.values, got, c.chromium)
		}
		if got := appliedNames(d); got != c.quirks {
			t.Errorf("%q applied quirks %q, want %q", c.values, got, c.quirks)
		}
	}
}

var (
	deltaSeconds = regexp.MustCompile(`^[0-9]+$`)
	signedNumber = regexp.MustCompile(`^[+-]?[0-9]+$`)
)

func FuzzMaxAge(f *testing.F) {
	for _, seed := range []string{"", "0", "600", "+600", "-1", "600.5", "0x10", "1_0", "9223372036854775808", "99999999999999999999", " 1", "7200", "7201"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		fields := []Field{{"Access-Control-Max-Age", value}}

		want := 5 * time.Second
		if deltaSeconds.MatchString(value) {
			want = inSeconds(value)
		}
		if got := extractMaxAge(fields, nil); got != want {
			t.Errorf("the standard makes %q %v, want %v", value, got, want)
		}

		want = 5 * time.Second
		if signedNumber.MatchString(value) && fitsIn64Bits(value) {
			want = min(inSeconds(value), 7200*time.Second)
		}
		if got := extractMaxAge(fields, chromium()); got != want {
			t.Errorf("Chromium makes %q %v, want %v", value, got, want)
		}
	})
}

func number(s string) *big.Int {
	n, _ := new(big.Int).SetString(s, 10)
	return n
}

func fitsIn64Bits(s string) bool { return number(s).IsInt64() }

// inSeconds returns a number of seconds, not less than none, as far as a
// Duration goes.
func inSeconds(s string) time.Duration {
	n := new(big.Int).Mul(number(s), big.NewInt(int64(time.Second)))
	switch {
	case n.Sign() < 0:
		return 0
	case !n.IsInt64():
		return math.MaxInt64
	}
	return time.Duration(n.Int64())
}

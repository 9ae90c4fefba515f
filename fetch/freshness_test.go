package fetch

import "testing"

func TestMaxAgeDirective(t *testing.T) {
	for control, want := range map[string]string{
		"max-age=60": "1m0s", "MAX-AGE = 60": "", "Max-Age= 60": "1m0s", "public, max-age=1": "1s", "max-age=x, max-age=2": "2s",
		"max-age=9223372036": "2562047h47m16s", "max-age=9223372037": "2562047h47m16.854775807s",
		"": "", "max-age": "", "s-maxage=60": "", "stale-while-revalidate=60": "", `max-age="60"`: "",
	} {
		got := ""
		if age, ok := maxAgeDirective(control); ok {
			got = age.String()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", control, got, want)
		}
	}
}

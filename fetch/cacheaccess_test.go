package fetch

import "testing"

// A condition of nothing is none that a server can judge.
func TestEmptyConditions(t *testing.T) {
	for _, c := range []struct {
		headers []Field
		want    bool
	}{
		{nil, false},
		{[]Field{{"If-None-Match", ""}}, true},
		{[]Field{{"If-Modified-Since", ""}}, true},
		{[]Field{{"If-None-Match", `"1"`}}, false},
		{[]Field{{"If-None-Match", `"1"`}, {"If-Modified-Since", ""}}, true},
		{[]Field{{"If-None-Match", ""}, {"If-Modified-Since", "0"}}, true},
		{[]Field{{"If-Match", ""}}, false},
	} {
		if got := hasEmptyCondition(c.headers); got != c.want {
			t.Errorf("%v: %t", c.headers, got)
		}
	}
}

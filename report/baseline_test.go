package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/verdict"
)

func TestBaseline(t *testing.T) {
	const before = `{"v":1,"case":"a","status":"pass","browser":{"name":"chromium","version":"1"}}
{"v":1,"case":"b","status":"fail","browser":{"name":"chromium","version":"1"}}
{"v":1,"case":"c","status":"known-fail","browser":{"name":"chromium","version":"1"}}
{"v":1,"case":"d","status":"skip","browser":{"name":"chromium","version":"1"}}
{"v":1,"case":"e","status":"error","browser":null}
{"v":1,"case":"f","status":"fail","browser":{"name":"chromium","version":"1"}}
`
	b, err := ReadBaseline("old.ndjson", strings.NewReader(before))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []struct {
		name   string
		status verdict.Status
	}{
		{"a", verdict.Flaky}, {"b", verdict.Pass}, {"c", verdict.Fail},
		{"d", verdict.Fail}, // nobody knew
		{"e", verdict.Pass}, // in a browser, and that was a prediction
		{"f", verdict.Skip}, // not known to be mended
	} {
		b.Add(Result{Case: r.name, Status: r.status, Browser: &Browser{Name: "chromium", Version: "2"}})
	}
	want := &Comparison{With: "old.ndjson", Broken: []string{"a", "c"}, Fixed: []string{"b"}, New: 1, Gone: 1}
	if diff := cmp.Diff(want, b.Compared(true)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := b.Compared(false).Gone; got != 0 {
		t.Errorf("a part of a run makes %d gone", got)
	}
}

// TestBaselineListsSome: a list of hundreds is cut short, and hostile names are
// harmless.
func TestBaselineListsSome(t *testing.T) {
	c := &Comparison{With: hostile, Broken: make([]string, 100), Fixed: []string{hostile}}
	for _, text := range []string{c.text(), c.markdown()} {
		if n := strings.Count(text, "\n"); n > 40 || !strings.Contains(text, "and 80 more") {
			t.Errorf("%d lines:\n%s", n, text)
		}
		if strings.ContainsAny(text, "\x1b\u202e\x00") {
			t.Errorf("%q", text)
		}
	}
}

func TestBrokenBaseline(t *testing.T) {
	for text, want := range map[string]string{
		"suite: x":                    "old.ndjson:1: no record of a run",
		`{"v":1,"case":"a"}` + "\n{}": "old.ndjson:2: no record of version 1",
		`{"v":2,"case":"a"}`:          "old.ndjson:1: no record of version 1",
	} {
		if _, err := ReadBaseline("old.ndjson", strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s…", text, err, want)
		}
	}
}

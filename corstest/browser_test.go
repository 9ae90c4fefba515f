package corstest_test

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/corstest"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/servers"
)

// TestInChromium: a real browser does with a faulty middleware's answers what the
// simulated one did: what it lets a stranger have, Chromium does.
func TestInChromium(t *testing.T) {
	path, err := os.Getenv("CORSLAB_CHROMIUM"), error(nil)
	if path == "" {
		path, err = chromium.Find()
	}
	if missing := (*chromium.NotFoundError)(nil); errors.As(err, &missing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	authority, err := servers.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	browser, err := chromium.Start(t.Context(), chromium.Config{Path: path, SPKI: authority.SPKIHash()})
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	prefix := matching(func(e, o string) bool { return strings.HasPrefix(o, e) })
	results := slices.Collect(maps.Values(ask(t, faking(prefix), "single#origin-prefix[origin=example.com.evil.example]")))
	asked := slices.DeleteFunc(results, func(r conformance.Result) bool {
		return !strings.Contains(r.Case.Name, "#origin-") && !strings.Contains(r.Case.Name, "#method")
	})
	isRead := func(r conformance.Result) bool { return r.Status == conformance.Fail }
	if !slices.ContainsFunc(asked, isRead) || len(asked) < 10 {
		t.Fatalf("%d cases, and none fails", len(asked))
	}
	corstest.InBrowser(t, asked, corstest.Config{Browser: browser, Authority: authority})
}

package corstest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
)

// A Policy is what a server is to be set up with.
type Policy = conformance.Policy

// A Factory wraps the application in the middleware under test, set up with the
// policy. Where the middleware has no words for a policy, it returns Unsupported.
type Factory func(p Policy, app http.Handler) (http.Handler, error)

// Unsupported is the error of a Factory that cannot do what a policy needs.
func Unsupported(feature conformance.Feature, why string) error {
	return &conformance.UnsupportedError{Feature: feature, Why: why}
}

// Config says what is asked. Its zero value is everything.
type Config struct {
	// Level is the highest level that is asked about; "" is Extended.
	Level conformance.Level
	// Claims are the features of the extended level that the middleware has; nil is
	// all of them.
	Claims []conformance.Feature
	// KnownFailing are names of cases that fail today, and must.
	KnownFailing []string
	// Timeout is how long one answer may take; 0 is two seconds.
	Timeout time.Duration
	// Profile is the name of the browser that judges; "" is chromium.
	Profile string
	// Browser is a real browser that judges the same answers, and Authority the one
	// whose key it trusts: see harness.Config. nil is none.
	Browser   harness.Browser
	Authority *servers.Authority
}

// Run has a simulated browser ask the middleware every case of the suite, each as a
// test of its own under t. Nothing is sent: a case takes microseconds.
func Run(t *testing.T, factory Factory, cfg Config) {
	t.Helper()
	profile, ok := fetch.ProfileNamed(orDefault(cfg.Profile, "chromium"))
	if !ok {
		t.Fatalf("corstest: unknown profile %q", cfg.Profile)
	}
	timeout := cfg.Timeout
	if timeout == 0 {
		timeout = 2 * time.Second
	}
	known := map[string]bool{}
	for _, name := range cfg.KnownFailing {
		known[name] = true
	}
	results := conformance.Run(conformance.Config{
		Target: target{factory, timeout}, Cases: conformance.Select(conformance.Suite(), cfg.Level), Claims: cfg.Claims, Profile: profile, Meter: meter(),
	})
	var asked []conformance.Result
	for r := range results {
		asked = append(asked, r)
		isKnown := known[r.Case.Name]
		delete(known, r.Case.Name)
		t.Run(r.Case.Name, func(t *testing.T) { tell(t, r, isKnown) })
	}
	if cfg.Browser != nil {
		inBrowser(t, asked, cfg, profile)
	}
	for name := range known {
		t.Errorf("corstest: KnownFailing names %s, and there is no such case", name)
	}
}

// inBrowser has the real browser make the calls that decided, and get the answers that
// the middleware gave. What it does otherwise than the simulated one is an error.
func inBrowser(t *testing.T, asked []conformance.Result, cfg Config, profile fetch.Profile) {
	t.Helper()
	file := fstest.MapFS{"answers.yaml": {Data: conformance.Scenario("conformance", asked)}}
	suites, err := scenarios.Loader{}.Load(file, "answers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range harness.Run(t.Context(), harness.Config{Suites: suites, Profile: profile, Browser: cfg.Browser, Authority: cfg.Authority}) {
		if err != nil {
			t.Fatal(err)
		}
		t.Run(r.Case, func(t *testing.T) {
			if !r.Status.IsGreen() {
				t.Errorf("%s %s %v", r.Status, r.Message, r.Disagreements)
			}
		})
	}
}

// tell turns a result into that of a test.
func tell(t *testing.T, r conformance.Result, isKnown bool) {
	t.Helper()
	isRed := r.Status == conformance.Fail || r.Status == conformance.Errored
	switch {
	case isRed && isKnown:
		t.Skipf("known to fail: %s", text(r))
	case isRed:
		t.Error(text(r))
	case r.Status == conformance.Skip:
		t.Skip(r.Message)
	case isKnown:
		t.Error("this case is said to fail, and passes: take it off KnownFailing")
	}
}

// text says what was found.
func text(r conformance.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", r.Case.Title)
	if r.Message != "" {
		fmt.Fprintf(&b, "%s\n", r.Message)
	}
	for _, f := range r.Findings {
		b.WriteString(report.ConformanceFinding(f))
	}
	return b.String()
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

package corslab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	. "github.com/corslab/corslab/corstest/matchers"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/verdict"
)

// TestSuite is the conformance suite: the embedded catalogue in real Chromium,
// one spec for each suite. It needs a browser, the one CORSLAB_CHROMIUM names or
// one in PATH: without, it is skipped, or fails where CI is set.
func TestSuite(t *testing.T) {
	browserPath = os.Getenv("CORSLAB_CHROMIUM")
	if browserPath == "" {
		found, err := chromium.Find()
		switch {
		case err != nil && os.Getenv("CI") != "":
			t.Fatal(err)
		case err != nil:
			t.Skip(err)
		}
		browserPath = found
	}
	RegisterFailHandler(Fail)
	const description = "corslab catalogue"
	for _, spec := range PreviewSpecs(description).SpecReports {
		selected[spec.LeafNodeText] = !spec.State.Is(types.SpecStateSkipped | types.SpecStatePending)
	}
	if RunSpecs(t, description) {
		return
	}
	for _, line := range disagreed {
		t.Error(line)
	}
}

// disagreed is a line for each result that does not agree. They come last in what the
// test prints, where the end of a log still has them.
var disagreed []string

// browserPath is the browser's program.
var browserPath string

// selected says of each spec, by its text, whether Ginkgo's filters leave it in.
var selected = map[string]bool{}

// The selected suites are run together, before the first spec: a browser does
// many cases at once, but has to load a page for each suite anew where they come
// one by one. Each spec then looks at what its suite gave.
var _ = Describe("the catalogue in real Chromium", Ordered, ContinueOnFailure, func() {
	suites, err := scenarios.Load(scenarios.Catalogue(), ".")
	if err != nil {
		It("loads", func() { Expect(err).NotTo(HaveOccurred()) })
		return
	}

	results := map[*scenarios.Suite][]report.Result{}

	BeforeAll(func(ctx context.Context) {
		profile, ok := fetch.ProfileNamed("chromium")
		Expect(ok).To(BeTrue())
		authority, err := servers.NewAuthority()
		Expect(err).NotTo(HaveOccurred())
		browser, err := chromium.Start(ctx, chromium.Config{Path: browserPath, SPKI: authority.SPKIHash()})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(browser.Close)

		cfg := harness.Config{Profile: profile, Browser: browser, Authority: authority}
		cfg.Select = func(c *scenarios.Case) bool { return selected[specText(c.Suite)] }
		cfg.Suites = suites
		for result, err := range harness.Run(ctx, cfg) {
			Expect(err).NotTo(HaveOccurred())
			of := result.Scenario.Suite
			results[of] = append(results[of], result)
		}
	})

	for _, suite := range suites {
		It(specText(suite), Label(suite.Labels...), func() {
			if found := disagreements(results[suite]); len(found) > 0 {
				Fail(strings.Join(found, "\n\n"))
			}
		})
	}
})

func specText(suite *scenarios.Suite) string { return suite.Name + ": " + suite.Title }

// disagreements describes every case of a suite that does not agree, and is not
// empty either where there was none that could.
func disagreements(results []report.Result) []string {
	judged := 0
	var found []string
	for _, result := range results {
		switch result.Status {
		case verdict.Skip:
			if result.Message == "" {
				found = append(found, result.Case+": skipped without a reason")
			}
			continue
		case verdict.Pass:
			judged++
		}
		if err := agreement(result); err != nil {
			found = append(found, err.Error())
			disagreed = append(disagreed, fmt.Sprintf("%s: %s after %d attempts %s %v", result.Case, result.Status, result.Attempts, result.Message, result.Disagreements))
		}
	}
	if judged == 0 {
		found = append(found, "no case was judged")
	}
	return found
}

// agreement is nil for a result that passed with all voices agreeing.
func agreement(result report.Result) error {
	matcher := AgreeWithPrediction()
	agrees, err := matcher.Match(result)
	switch {
	case err != nil:
		return err
	case !agrees:
		return errors.New(matcher.FailureMessage(result))
	case result.Status != verdict.Pass:
		return fmt.Errorf("%s: %s: %s", result.Case, result.Status, result.Message)
	}
	return nil
}

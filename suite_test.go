package corslab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
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
// one spec for each suite. It needs a browser: without one it is skipped, or
// fails where CI is set.
func TestSuite(t *testing.T) {
	if _, err := chromium.Find(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	RegisterFailHandler(Fail)
	RunSpecs(t, "corslab catalogue")
}

var _ = Describe("the catalogue in real Chromium", func() {
	suites, err := scenarios.Load(scenarios.Catalogue(), ".")
	if err != nil {
		It("loads", func() { Expect(err).NotTo(HaveOccurred()) })
		return
	}

	var cfg harness.Config

	BeforeEach(OncePerOrdered, func(ctx context.Context) {
		profile, ok := fetch.ProfileNamed("chromium")
		Expect(ok).To(BeTrue())
		authority, err := servers.NewAuthority()
		Expect(err).NotTo(HaveOccurred())
		browser, err := chromium.Start(ctx, chromium.Config{SPKI: authority.SPKIHash()})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(browser.Close)
		cfg = harness.Config{Profile: profile, Browser: browser, Authority: authority}
	})

	Context("of one browser", Ordered, ContinueOnFailure, func() {
		for _, suite := range suites {
			It(suite.Name+": "+suite.Title, Label(suite.Labels...), func(ctx context.Context) {
				one := cfg
				one.Suites = []*scenarios.Suite{suite}
				if found := disagreements(ctx, one); len(found) > 0 {
					Fail(strings.Join(found, "\n\n"))
				}
			})
		}
	})
})

// disagreements runs the suites and describes every case that does not agree,
// and what is wrong with the run as a whole.
func disagreements(ctx context.Context, cfg harness.Config) []string {
	judged := 0
	var found []string
	for result, err := range harness.Run(ctx, cfg) {
		if err != nil {
			found = append(found, err.Error())
			continue
		}
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

package report

import (
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

// sarifReport writes SARIF 2.1.0 for services that show results beside the code: a
// result for each that is not green, at the place of its case in the scenario
// file. What is green is not in it.
type sarifReport struct {
	w   io.Writer
	run *sarif.Run
}

// sarifRules are the ways in which a case can fail, by their ids.
var sarifRules = []struct{ id, title, help string }{
	{"expectation", "A case does not do what its scenario expects", "Change the server's policy until the case does what is expected; or the expectation, if the standard says otherwise. corslab explain tells the case step by step."},
	{"prediction", "A browser does not do what is predicted", "Report it: one of the two is wrong about the standard, and corslab does not know of it."},
	{"flaky", "A case disagreed at first, and agreed when it was run again", "Look for what the case shares with others: a cache, a cookie, a time limit."},
	{"unexpected-pass", "A case that is declared to fail passes", "Take it off the list of those that are known to fail."},
	{"error", "A case could not be judged", "See the message; corslab doctor looks at the machine."},
}

func newSARIF(w io.Writer, o Options) Writer {
	run := sarif.NewRunWithInformationURI("corslab", "https://github.com/corslab/corslab")
	if o.Version != "" {
		run.Tool.Driver.WithVersion(o.Version)
	}
	s := &sarifReport{w: w, run: run}
	for _, rule := range sarifRules {
		s.addRule(rule.id, rule.title, rule.help)
	}
	return s
}

func (s *sarifReport) addRule(id, title, help string) {
	s.run.AddRule(id).WithName(id).WithShortDescription(sarif.NewMultiformatMessageString().WithText(title)).
		WithHelp(sarif.NewMultiformatMessageString().WithText(help))
}

func (s *sarifReport) Write(r Result) error {
	if r.Status.IsGreen() {
		return nil
	}
	rule, level := sarifRuleOf(r)
	if class := conformance.Class(rule); class.Text() != "" {
		// AddRule adds none twice.
		s.addRule(rule, class.Text(), "corslab conform prints the request that shows it, with the answer, the decision and a curl line.")
	}
	result := s.run.CreateResultForRule(rule).WithLevel(level).WithMessage(sarif.NewTextMessage(sarifText(r)))
	// Services follow a result by this from run to run.
	result.WithPartialFingerprints(map[string]string{"case/v1": markup.Visible(r.Case)})
	location := sarif.NewLocation().WithLogicalLocations([]*sarif.LogicalLocation{
		sarif.NewLogicalLocation().WithFullyQualifiedName(markup.Visible(r.Case)),
	})
	if file, at := sarifPlaceOf(r); file != "" {
		artifact := sarif.NewArtifactLocation().WithURI((&url.URL{Path: filepath.ToSlash(file)}).String())
		region := sarif.NewRegion().WithStartLine(max(1, at.Line)).WithStartColumn(max(1, at.Column))
		location.WithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(artifact).WithRegion(region))
	}
	result.AddLocation(location)
	return nil
}

// sarifPlaceOf returns where a result is shown: at its case, or at the start of the file
// that it is about; file is "" where there is none.
func sarifPlaceOf(r Result) (file string, at scenarios.Position) {
	if r.Scenario != nil && r.Scenario.Suite != nil {
		return r.Scenario.Suite.File, r.Scenario.Position
	}
	return r.Source, scenarios.Position{}
}

// sarifRuleOf returns the rule that a result breaks, and how bad that is.
func sarifRuleOf(r Result) (rule, level string) {
	switch r.Status {
	case verdict.Flaky, verdict.UnexpectedPass:
		return string(r.Status), "warning"
	case verdict.Errored:
		return string(r.Status), "error"
	}
	if r.Conformance != nil {
		for _, f := range r.Conformance.Findings {
			if !f.IsNotice {
				return string(f.Class), "error"
			}
		}
	}
	for _, d := range r.Disagreements {
		if d.Between[0] == verdict.Expected {
			return "expectation", "error"
		}
	}
	return "prediction", "error"
}

// sarifText says in a few lines what is wrong and why.
func sarifText(r Result) string {
	f := newFinding(r)
	text := markup.Visible(r.Case) + voiceText(r) + ": " + strings.TrimSuffix(headline(r), ".") + "."
	if f.reason != "" {
		text += " Reason: " + markup.Visible(f.reason) + "."
	}
	if f.deciding != nil {
		text += " " + markup.Visible(f.deciding.Text)
		if url, ok := fetch.SectionURL(f.deciding.Section); ok {
			text += " (" + url + ")"
		}
	}
	return strings.TrimSpace(text)
}

func (s *sarifReport) Close(Summary) error {
	out := sarif.NewReport()
	out.AddRun(s.run)
	return out.PrettyWrite(s.w)
}

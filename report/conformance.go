package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// Conformance returns the record of a case of the suite for middleware. Its labels
// name the classes of what was found, and its message says it.
func Conformance(r conformance.Result, profile string) Result {
	record := Result{
		Case: r.Case.Name, Labels: r.Case.Labels(), Status: verdict.Status(r.Status), Message: r.Message,
		Profile: profile, Predicted: r.Prediction, Conformance: &r,
	}
	for _, f := range r.Findings {
		if !slices.Contains(record.Labels, string(f.Class)) {
			record.Labels = append(record.Labels, string(f.Class))
		}
		if f.IsNotice {
			continue
		}
		record.Message = strings.TrimSpace(record.Message + " " + string(f.Class) + ": " + f.Text)
		if f.Prediction != nil {
			record.Predicted = f.Prediction
		}
	}
	return record
}

// conformanceFailure returns the paragraphs about a case of the suite for middleware.
func (c *console) conformanceFailure(r Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n  %s\n", c.status(r.Status), c.bold(markup.Visible(r.Case)), markup.Visible(r.Conformance.Case.Title))
	if r.Conformance.Message != "" {
		fmt.Fprintf(&b, "  %s\n", markup.Visible(r.Conformance.Message))
	}
	for _, f := range r.Conformance.Findings {
		b.WriteString(ConformanceFinding(f))
	}
	return b.String() + "\n"
}

// ConformanceFinding returns a paragraph about a finding: its class, what a browser
// makes of it, the smallest request that shows it with the answer, what decides, and a
// curl line.
func ConformanceFinding(f conformance.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s (%s)\n    %s\n", f.Class, kindText(f), markup.Visible(f.Text))
	for _, line := range smallestLines(f) {
		fmt.Fprintf(&b, "      %s\n", markup.Visible(line))
	}
	if d := decidingFinding(f); d != nil {
		fmt.Fprintf(&b, "    decided by  %s\n                %s\n", markup.Visible(d.Text), markup.SectionAddress(d.Section))
	}
	if f.Smallest != nil {
		fmt.Fprintf(&b, "    repeat      %s\n", curlLine(f.Smallest.Request))
	}
	return b.String()
}

// markdownConformance is the same in Markdown, for a whole case.
func markdownConformance(r conformance.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s: %s\n\n%s\n\n", r.Status, markup.Escape(r.Case.Name), markup.Escape(r.Case.Title))
	if r.Message != "" {
		fmt.Fprintf(&b, "%s\n\n", markup.Escape(r.Message))
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "**%s** (%s): %s\n\n", f.Class, kindText(f), markup.Escape(f.Text))
		if f.Smallest != nil {
			b.WriteString(markup.CodeBlock(append(smallestLines(f), curlLine(f.Smallest.Request))) + "\n")
		}
		if d := decidingFinding(f); d != nil {
			fmt.Fprintf(&b, "Decided by: %s (%s)\n\n", markup.Escape(d.Text), markup.MarkdownSection(d.Section))
		}
	}
	return b.String()
}

// kindText says who can show a finding.
func kindText(f conformance.Finding) string {
	switch {
	case f.IsNotice:
		return "no harm in a browser"
	case f.Kind == conformance.ByPage:
		return "by a page in a browser"
	case f.Kind == conformance.ByRawClient:
		return "by a client that is no browser"
	case f.Kind == conformance.ByCache:
		return "by a shared cache"
	}
	return "by " + string(f.Kind)
}

// decidingFinding returns the decision that a finding comes from: the one that refused,
// or else the last that let the page have the answer.
func decidingFinding(f conformance.Finding) *fetch.Decision {
	if f.Prediction == nil {
		return nil
	}
	isWanted := func(d fetch.Decision) bool {
		return d.Verdict == fetch.Fail || f.Prediction.Outcome == fetch.Allow && d.Verdict == fetch.Pass && d.Section == "cors-check"
	}
	for i, d := range slices.Backward(f.Prediction.Decisions) {
		if isWanted(d) {
			return &f.Prediction.Decisions[i]
		}
	}
	return nil
}

// smallestLines shows a request, and what CORS sees of the answer.
func smallestLines(f conformance.Finding) []string {
	if f.Smallest == nil {
		return nil
	}
	request, response := f.Smallest.Request, f.Smallest.Response
	lines := []string{"> " + request.Method + " " + request.URL()}
	for _, line := range request.Header {
		lines = append(lines, "> "+string(line))
	}
	if response.Status == 0 {
		return append(lines, "< ("+string(response.Fault.Kind)+")")
	}
	lines = append(lines, fmt.Sprintf("< %d", response.Status))
	for _, line := range response.Header {
		if isOfCORS(line) {
			lines = append(lines, "< "+string(line))
		}
	}
	return lines
}

func isOfCORS(line wire.Line) bool {
	name, _, _ := line.Cut()
	name = wire.ToLower(name)
	return strings.HasPrefix(name, "access-control-") || name == "vary" || name == "location"
}

// featureCounts is what came of the cases of each feature.
type featureCounts struct {
	order  []conformance.Feature
	counts map[conformance.Feature]map[verdict.Status]int
	// skipped says of each feature why its cases were left out.
	skipped map[conformance.Feature][]string
	notices []string
}

func (f *featureCounts) add(r Result) {
	if r.Conformance == nil {
		return
	}
	feature := r.Conformance.Case.Feature
	if f.counts == nil {
		f.counts, f.skipped = map[conformance.Feature]map[verdict.Status]int{}, map[conformance.Feature][]string{}
	}
	if f.counts[feature] == nil {
		f.counts[feature] = map[verdict.Status]int{}
		f.order = append(f.order, feature)
	}
	f.counts[feature][r.Status]++
	if r.Status == verdict.Skip && !slices.Contains(f.skipped[feature], r.Message) {
		f.skipped[feature] = append(f.skipped[feature], r.Message)
	}
	for _, n := range r.Conformance.Findings {
		if n.IsNotice && r.Status.IsGreen() {
			f.notices = append(f.notices, fmt.Sprintf("  %s in %s\n    %s\n", n.Class, markup.Visible(r.Case), markup.Visible(n.Text)))
		}
	}
}

// text lists the features, and what does no harm.
func (f *featureCounts) text() string {
	if f.counts == nil {
		return ""
	}
	var b strings.Builder
	for _, level := range conformance.Levels() {
		if !slices.ContainsFunc(f.order, func(x conformance.Feature) bool { return x.Level() == level }) {
			continue
		}
		fmt.Fprintf(&b, "%s\n", level)
		for _, feature := range conformance.Features() {
			if feature.Level() == level && slices.Contains(f.order, feature) {
				var parts []string
				for _, status := range verdict.Statuses() {
					if n := f.counts[feature][status]; n > 0 {
						parts = append(parts, fmt.Sprintf("%d %s", n, status))
					}
				}
				text := strings.Join(parts, ", ")
				if why := f.skipped[feature]; len(why) > 0 {
					text += " (" + strings.Join(someOf(why), "; ") + ")"
				}
				fmt.Fprintf(&b, "  %-22s %s\n", feature, text)
			}
		}
	}
	if f.notices != nil {
		b.WriteString("odd, but no harm in a browser\n" + strings.Join(f.notices, ""))
	}
	return b.String()
}

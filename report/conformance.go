package report

import (
	"fmt"
	"strings"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// Conformance returns the record of a case of the suite for middleware.
func Conformance(r conformance.Result, profile string) Result {
	record := Result{
		Case: r.Case.Name, Labels: r.Case.Labels(), Status: verdict.Status(r.Status), Message: r.Message,
		Profile: profile, Predicted: r.Prediction,
	}
	if r.Status == conformance.Pass {
		record.Message = ""
	}
	for _, f := range r.Findings {
		if f.IsNotice {
			continue
		}
		record.Labels = append(record.Labels, string(f.Class))
		record.Message = strings.TrimSpace(record.Message + " " + string(f.Class) + ": " + f.Text)
		if f.Prediction != nil {
			record.Predicted = f.Prediction
		}
	}
	return record
}

// ConformanceFinding returns a paragraph about a finding: its class, what a browser
// makes of it, the smallest request that shows it with the answer, a curl line, and the
// section that decides.
func ConformanceFinding(f conformance.Finding) string {
	var b strings.Builder
	kind := "by a " + string(f.Kind)
	if f.Kind != conformance.ByPage && f.Kind != conformance.ByRawClient {
		kind = "by " + string(f.Kind)
	}
	if f.IsNotice {
		kind = "no harm in a browser"
	}
	fmt.Fprintf(&b, "  %s (%s)\n    %s\n", f.Class, kind, Visible(f.Text))
	if f.Smallest != nil {
		for _, line := range conformanceLines(*f.Smallest) {
			fmt.Fprintf(&b, "      %s\n", Visible(line))
		}
	}
	if f.Prediction != nil {
		for _, d := range f.Prediction.Decisions {
			if d.Verdict == fetch.Fail || isGrant(d) {
				fmt.Fprintf(&b, "    decided by %s\n               %s\n", Visible(d.Text), sectionAddress(d.Section))
			}
		}
	}
	if f.Smallest != nil {
		fmt.Fprintf(&b, "    repeat     %s\n", curlLine(f.Smallest.Request))
	}
	return b.String()
}

// isGrant reports whether a decision lets the page have the answer.
func isGrant(d fetch.Decision) bool {
	return d.Verdict == fetch.Pass && d.Section == "cors-check"
}

// exchangeLines shows a request and what CORS sees of the answer.
func conformanceLines(x wire.Exchange) []string {
	lines := []string{"> " + x.Request.Method + " " + x.Request.URL()}
	for _, line := range x.Request.Header {
		lines = append(lines, "> "+string(line))
	}
	if x.Response.Status == 0 {
		return append(lines, "< "+string(x.Response.Fault.Kind))
	}
	lines = append(lines, fmt.Sprintf("< %d", x.Response.Status))
	for _, line := range x.Response.Header {
		name, _, _ := line.Cut()
		if name = wire.ToLower(name); strings.HasPrefix(name, "access-control-") || name == "vary" || name == "location" {
			lines = append(lines, "< "+string(line))
		}
	}
	return lines
}

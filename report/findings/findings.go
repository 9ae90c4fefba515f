// Package findings writes what an audit found: for a terminal, as JSON, and as
// SARIF for the services that show it beside the code.
package findings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/rogpeppe/go-internal/diff"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/policy/audit"
)

// A Proof is what a browser said to a finding.
type Proof struct {
	// Proved says that the attacker's page read the answer.
	Proved bool `json:"proved"`
	// Text says who read what, or why nothing was proved.
	Text string `json:"text"`
}

// A Report is the findings about one file.
type Report struct {
	File     string
	Data     []byte
	Findings []audit.Finding
	// Proofs are by index into Findings; nil where none was asked for.
	Proofs map[int]Proof
}

// patch returns the change that makes a finding go away, as a unified diff; "" for
// none.
func (r Report) patch(f audit.Finding) string {
	if f.Edit == nil {
		return ""
	}
	return string(diff.Diff(r.File, r.Data, r.File, audit.Apply(r.Data, f.Edit)))
}

// specURL is the address of what a rule rests on.
func specURL(spec string) string {
	if page, ok := strings.CutPrefix(spec, "aws:"); ok {
		return "https://docs.aws.amazon.com/" + page
	}
	address, _ := fetch.SectionURL(strings.TrimPrefix(spec, "fetch:"))
	return address
}

// fix is what there is to do about a finding.
func fix(f audit.Finding) string {
	if f.Suggestion != "" {
		return strings.ToUpper(f.Suggestion[:1]) + f.Suggestion[1:] + "."
	}
	return f.Fix
}

// Console writes the findings for a person. Nothing found is nothing written.
func (r Report) Console(w io.Writer) error {
	var b bytes.Buffer
	file := &document.File{Name: r.File, Data: r.Data}
	for i, f := range r.Findings {
		p := file.Problem(f.Place, fmt.Sprintf("%s: %s [%s]", f.Severity, f.Message, f.ID), "")
		for line := range strings.Lines(p.Error()) {
			fmt.Fprintln(&b, markup.Visible(strings.TrimSuffix(line, "\n")))
		}
		fmt.Fprintf(&b, "  %s. %s\n", f.Title, f.Why)
		if f.Resource != "" {
			fmt.Fprintf(&b, "  in:  %s (%s)\n", markup.Visible(f.Resource), f.Engine)
		}
		fmt.Fprintf(&b, "  fix: %s\n", markup.Visible(fix(f)))
		if patch := r.patch(f); patch != "" {
			for line := range strings.Lines(body(patch)) {
				fmt.Fprintf(&b, "    %s\n", markup.Visible(strings.TrimRight(line, "\r\n")))
			}
		}
		fmt.Fprintf(&b, "  see: %s\n", specURL(f.Spec))
		if proof, ok := r.Proofs[i]; ok {
			fmt.Fprintf(&b, "  %s\n", markup.Visible(proof.Text))
		}
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}

// body returns the changed lines of a diff, without its head.
func body(patch string) string {
	if i := strings.Index(patch, "@@"); i >= 0 {
		patch = patch[i:]
	}
	var b strings.Builder
	for line := range strings.Lines(patch) {
		if line != "" && (line[0] == '+' || line[0] == '-') {
			b.WriteString(line)
		}
	}
	return b.String()
}

// finding is a finding in JSON.
type finding struct {
	ID       string         `json:"id"`
	Severity audit.Severity `json:"severity"`
	Security bool           `json:"security"`
	Title    string         `json:"title"`
	Message  string         `json:"message"`
	Why      string         `json:"why"`
	Fix      string         `json:"fix"`
	See      string         `json:"see"`
	File     string         `json:"file"`
	Line     int            `json:"line"`
	Column   int            `json:"column"`
	Engine   string         `json:"engine"`
	Resource string         `json:"resource,omitempty"`
	Patch    string         `json:"patch,omitempty"`
	Attacker string         `json:"attacker,omitempty"`
	Proof    *Proof         `json:"proof,omitempty"`
}

// JSON writes the findings as one object: {"v":1,"findings":[…]}.
func (r Report) JSON(w io.Writer) error {
	list := make([]finding, len(r.Findings))
	for i, f := range r.Findings {
		list[i] = finding{
			ID: f.ID, Severity: f.Severity, Security: f.Security, Title: f.Title, Message: f.Message, Why: f.Why, Fix: fix(f), See: specURL(f.Spec),
			File: r.File, Line: f.Place.Line, Column: f.Place.Column, Engine: string(f.Engine), Resource: f.Resource, Patch: r.patch(f), Attacker: f.Attacker,
		}
		if proof, ok := r.Proofs[i]; ok {
			list[i].Proof = &proof
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(map[string]any{"v": 1, "findings": list})
}

// SARIF writes the findings in SARIF 2.1.0, with every rule, so that one that was
// not found is seen to have been looked for.
func (r Report) SARIF(w io.Writer, version string) error {
	out := sarif.NewReport()
	run := sarif.NewRunWithInformationURI("corslab", "https://github.com/corslab/corslab")
	run.Tool.Driver.WithVersion(version)
	for _, rule := range audit.Rules() {
		run.AddRule(rule.ID).WithName(rule.ID).WithShortDescription(sarif.NewMultiformatMessageString().WithText(rule.Title)).
			WithFullDescription(sarif.NewMultiformatMessageString().WithText(rule.Why)).
			WithHelp(sarif.NewMultiformatMessageString().WithText(rule.Fix)).
			WithHelpURI(specURL(rule.Spec))
	}
	for i, f := range r.Findings {
		text := f.Message + ". " + f.Why + " " + fix(f)
		if proof, ok := r.Proofs[i]; ok {
			text += " " + proof.Text
		}
		result := run.CreateResultForRule(f.ID).WithLevel(string(f.Severity)).WithMessage(sarif.NewTextMessage(text))
		region := sarif.NewRegion().WithStartLine(max(1, f.Place.Line)).WithStartColumn(max(1, f.Place.Column))
		artifact := sarif.NewArtifactLocation().WithURI(strings.ReplaceAll(r.File, `\`, "/"))
		result.AddLocation(sarif.NewLocation().WithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(artifact).WithRegion(region)))
		if f.Edit != nil {
			result.WithFixes([]*sarif.Fix{r.sarifFix(f, artifact)})
		}
	}
	out.AddRun(run)
	return out.PrettyWrite(w)
}

func (r Report) sarifFix(f audit.Finding, artifact *sarif.ArtifactLocation) *sarif.Fix {
	deleted := sarif.NewRegion().WithByteOffset(f.Edit.Start).WithByteLength(f.Edit.End - f.Edit.Start)
	replacement := sarif.NewReplacement().WithDeletedRegion(deleted).WithInsertedContent(sarif.NewArtifactContent().WithText(f.Edit.Text))
	change := sarif.NewArtifactChange().WithArtifactLocation(artifact).WithReplacements([]*sarif.Replacement{replacement})
	return sarif.NewFix().WithDescription(sarif.NewTextMessage(fix(f))).WithArtifactChanges([]*sarif.ArtifactChange{change})
}

// Package audit finds what is dangerous, pointless or broken in a CORS policy, and
// says how to put it right. A policy with nothing wrong gets nothing said.
package audit

import (
	"cmp"
	"slices"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

// A Severity says how bad a finding is, in SARIF's words.
type Severity string

const (
	// Error is a hole, or a policy that does not work.
	Error Severity = "error"
	// Warning is a likely mistake, or a risk that somebody may have meant to take.
	Warning Severity = "warning"
	// Note is something pointless or worth knowing.
	Note Severity = "note"
)

// A Rule is a kind of finding. Its ID never changes its meaning.
type Rule struct {
	ID       string
	Severity Severity
	// Security says that somebody can do what they should not.
	Security bool
	Title    string
	// Why says what an attacker can do or a user will see.
	Why string
	// Fix says what to do, where a finding has nothing more exact.
	Fix string
	// Spec is what the rule rests on: a section of the Fetch Standard
	// ("fetch:cors-check") or a page of a service's documentation ("aws:…").
	Spec string
}

// A Finding is one thing that was found.
type Finding struct {
	*Rule
	// Resource is the name of the resource in the file; "" if it has none.
	Resource string
	Engine   policy.Engine
	// Place is where it is written.
	Place document.Place
	// Message says what was found, with the value.
	Message string
	// Suggestion is the fix for this very value; "" if the rule's Fix is all.
	Suggestion string
	// Edit is the smallest change that makes the finding go away; nil where none
	// can be made on the text.
	Edit *Edit
	// Attacker is a page's origin that the policy lets in and should not, for
	// findings about security; "" if none is known. "null" is a sandboxed page.
	Attacker string
	// Method is what the attacker's request calls; "" is GET.
	Method string
	// Credentialed says that the attacker's request may carry cookies.
	Credentialed bool
}

// Audit returns what is wrong with the policies of a file, sorted by place.
func Audit(data []byte, resources []policy.Resource) []Finding {
	a := &auditor{text: text{data}}
	for _, r := range resources {
		a.resource = r
		for _, s := range surfaces(r) {
			a.surface(s)
		}
		a.engine(r.Policy)
	}
	slices.SortStableFunc(a.findings, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Place.Line, y.Place.Line), cmp.Compare(x.Place.Column, y.Place.Column), cmp.Compare(x.ID, y.ID))
	})
	return slices.CompactFunc(a.findings, func(x, y Finding) bool {
		return x.Place == y.Place && x.ID == y.ID && x.Message == y.Message
	})
}

// An auditor gathers findings.
type auditor struct {
	text     text
	resource policy.Resource
	findings []Finding
}

// add adds a finding; change completes it.
func (a *auditor) add(id string, at document.Place, message string, change ...func(*Finding)) {
	f := Finding{Rule: ruleNamed(id), Resource: a.resource.Name, Engine: a.resource.Engine, Place: at, Message: message}
	if f.Place == (document.Place{}) {
		f.Place = a.resource.Place
	}
	for _, c := range change {
		c(&f)
	}
	a.findings = append(a.findings, f)
}

func suggest(s string) func(*Finding)  { return func(f *Finding) { f.Suggestion = s } }
func edit(e *Edit) func(*Finding)      { return func(f *Finding) { f.Edit = e } }
func attacker(o string) func(*Finding) { return func(f *Finding) { f.Attacker = o } }
func credentialed(c bool) func(*Finding) {
	return func(f *Finding) { f.Credentialed = c }
}

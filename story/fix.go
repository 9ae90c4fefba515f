package story

import (
	"strconv"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/remedy"
)

// A Fix is the smallest change at the server that lets a request through.
type Fix struct {
	// Works says that the request is allowed with the changes made; it was tried.
	Works bool `json:"works"`
	// Text says what the changes come to, or why there is none.
	Text    string   `json:"text"`
	Changes []Change `json:"changes,omitempty"`
	// Cautions say what else the changes let in.
	Cautions []string `json:"cautions,omitempty"`
}

// A Change is what is to be different in one answer.
type Change struct {
	// Title says which answer: "Answer the preflight of https://… with".
	Title string `json:"title"`
	// Lines are the status and header lines, as they are to be.
	Lines []string `json:"lines"`
}

// newFix words the remedy of a request that is refused; nil for others.
func newFix(s Source) *Fix {
	if s.Prediction.Outcome != fetch.Deny {
		return nil
	}
	return FixOf(s.Remedy)
}

// FixOf words a remedy; nil where nothing is to be changed.
func FixOf(m remedy.Remedy) *Fix {
	f := &Fix{Works: m.Works, Cautions: m.Cautions}
	for _, c := range m.Changes {
		f.Changes = append(f.Changes, Change{Title: changeTitle(c), Lines: changeLines(c)})
	}
	switch {
	case len(m.Changes) == 0 && m.Works:
		return nil
	case len(m.Changes) == 0:
		f.Text = "No answer of the server can change that: it is about how the page asks, or about the connection."
	case m.Works && len(m.Changes) == 1:
		f.Text = "One answer has to change, and the request is allowed."
	case m.Works:
		f.Text = strconv.Itoa(len(m.Changes)) + " answers have to change, and the request is allowed."
	case m.Reason.IsTransport():
		f.Text = "What is answered to the request then is not known."
	default:
		f.Text = "Even so the request fails, with " + string(m.Reason) + ": that is not about an answer's header."
	}
	return f
}

// changeTitle says which answer a change is about.
func changeTitle(c remedy.Change) string {
	if c.Preflight {
		return "To allow it, answer the preflight of " + c.URL + " with"
	}
	return "To allow it, answer " + c.Method + " " + c.URL + " with"
}

// changeLines are what is to be in an answer.
func changeLines(c remedy.Change) []string {
	var lines []string
	if c.Status != 0 {
		lines = append(lines, "status "+strconv.Itoa(c.Status))
	}
	for _, line := range c.Set {
		lines = append(lines, fetch.Text(string(line)))
	}
	for _, name := range c.Remove {
		lines = append(lines, "no "+name)
	}
	return lines
}

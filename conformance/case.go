package conformance

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A Case is one thing that a server must let a page do, or must not.
type Case struct {
	// Name is "policy#case[variant]", as in scenarios.
	Name string
	// Title says what must be possible, or must not.
	Title string
	// Feature is what the case is about, and Policy what the server is set up with.
	Feature Feature
	Policy  Policy
	// Beside is the policy of a second server in the same process; nil for none.
	Beside *Policy
	// NeedsApplication says that it can only be judged with the application behind the
	// middleware that docs/adapters.md describes.
	NeedsApplication bool

	run func(*trial)
}

// Labels returns what the case can be chosen by: its level, its feature, and those
// that its policy needs.
func (c *Case) Labels() []string {
	labels := []string{string(c.Feature.Level()), string(c.Feature)}
	for _, f := range c.Policy.needs() {
		if !slices.Contains(labels, string(f)) {
			labels = append(labels, string(f))
		}
	}
	return labels
}

// Level returns the level of the case: the highest of what it is about and what its
// policy needs.
func (c *Case) Level() Level {
	for _, f := range append(c.Policy.needs(), c.Feature) {
		if f.Level() == Extended {
			return Extended
		}
	}
	return Core
}

// A Finding is a mistake that a server was seen to make.
type Finding struct {
	Class Class
	Kind  Kind
	// IsNotice says that it does no harm in a browser: it is said, and the case does
	// not fail for it.
	IsNotice bool
	// Text says what a browser, or whoever shows it, does with the answer.
	Text string
	// Smallest is the smallest request that shows it, with its answer; where it takes
	// several, the last. nil where there is no single one.
	Smallest *wire.Exchange
	// Prediction is the call that shows it, with its decisions; nil where no page is
	// involved.
	Prediction *fetch.Prediction
}

// A Status is what a case came to.
type Status string

const (
	Pass    Status = "pass"
	Fail    Status = "fail"
	Errored Status = "error" // nothing can be said: no answer came
	Skip    Status = "skip"  // not asked; the message says why
)

// A Result is what came of a case.
type Result struct {
	Case    *Case
	Status  Status
	Message string // why for error and skip
	// Findings are the mistakes, and the notices.
	Findings []Finding
	// Prediction is the call that decided; nil where nothing was asked.
	Prediction *fetch.Prediction
	// Calls are those of fresh browsers: the last one, and those that have shown
	// something.
	Calls []Call
}

// variant returns a name with a value that tells cases apart.
func variant(name, key, value string) string {
	value = strings.NewReplacer("%", "%25", "#", "%23", "[", "%5B", "]", "%5D", "*", "%2A", "/", "%2F", "@", "%40", ",", "%2C", "=", "%3D", "?", "%3F", " ", "%20").Replace(value)
	return name + "[" + key + "=" + value + "]"
}

// withoutScheme returns an origin as a short name.
func withoutScheme(origin string) string {
	_, host, ok := strings.Cut(origin, "://")
	if !ok {
		return origin
	}
	return host
}

package playground

import (
	"embed"
	"strings"
	"sync"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/story"
)

// reasonFile is a scenario with a case for each reason, as a live example.
//
//go:embed reasons
var reasonFiles embed.FS

// ReasonFile returns the scenario of the examples. Its cases are named after reasons.
func ReasonFile() []byte {
	data, err := reasonFiles.ReadFile("reasons/reasons.yaml")
	if err != nil {
		panic(err) //nolint:forbidigo // the file is embedded above
	}
	return data
}

// examples returns the suite of the examples. That it loads is held by a test.
var examples = sync.OnceValue(func() *scenarios.Suite {
	suite, err := scenarios.Parse("reasons.yaml", ReasonFile())
	if err != nil {
		panic("playground: " + err.Error()) //nolint:forbidigo // the file is embedded
	}
	return suite
})

// A ReasonTitle is a reason in a list.
type ReasonTitle struct {
	Reason fetch.Reason `json:"reason"`
	Short  string       `json:"short"`
	// Kind is cors, preflight, request, service-worker or transport.
	Kind string `json:"kind"`
}

// A ReasonPage is what there is to say of a reason.
type ReasonPage struct {
	story.Meaning
	URL string `json:"url,omitempty"` // of its section
	// Example is a state in which it comes up; nil where there is none to be tried.
	Example *State `json:"example,omitempty"`
}

func reasonList() []ReasonTitle {
	list := []ReasonTitle{}
	for _, m := range story.Meanings() {
		list = append(list, ReasonTitle{m.Reason, m.Short, kindOf(m.Reason)})
	}
	return list
}

func kindOf(r fetch.Reason) string {
	name := string(r)
	switch {
	case r.IsTransport():
		return "transport"
	case strings.HasPrefix(name, "ServiceWorker"):
		return "service-worker"
	case strings.HasPrefix(name, "Preflight") || strings.HasSuffix(name, "PreflightResponse"):
		return "preflight"
	case r.IsCORSCheck():
		return "cors"
	}
	return "request"
}

// reasonPage returns the page of a reason; nil for what is none.
func reasonPage(name string) *ReasonPage {
	m, ok := story.MeaningOf(fetch.Reason(name))
	if !ok {
		return nil
	}
	page := &ReasonPage{Meaning: m}
	page.URL, _ = fetch.SectionURL(m.Section)
	suite := examples()
	for c := range suite.Cases() {
		if c.Name == exampleName(m.Reason) {
			page.Example = stateOf(suite, string(ReasonFile()), c.Name)
		}
	}
	return page
}

// exampleName is the name of the case that shows a reason: the reason's, in the way
// that scenarios write names.
func exampleName(r fetch.Reason) string {
	var b strings.Builder
	name := string(r)
	for i, c := range name {
		if c >= 'A' && c <= 'Z' {
			startsWord := i > 0 && (isLower(name[i-1]) || i+1 < len(name) && isLower(name[i+1]))
			if startsWord {
				b.WriteByte('-')
			}
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return "reasons#" + b.String()
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

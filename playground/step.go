package playground

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/remedy"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/story"
)

// A Step is one request of a case and all that became of it.
type Step struct {
	// Title tells steps apart; "" where there is one.
	Title string `json:"title,omitempty"`
	*story.Story
	// Short is the reason as a clause, for a heading.
	Short     string `json:"short,omitempty"`
	Param     string `json:"param,omitempty"`
	Preflight bool   `json:"preflight"`
	Type      string `json:"type,omitempty"`
	// Status and Readable are what the page sees of the response; nil where its API
	// shows none.
	Status    *int              `json:"status,omitempty"`
	Readable  map[string]string `json:"readable,omitempty"`
	Exchanges []Exchange        `json:"exchanges"`
}

// An Exchange is a request and its answer, as they go over the wire.
type Exchange struct {
	Preflight bool     `json:"preflight"`
	Method    string   `json:"method"`
	URL       string   `json:"url"`
	Request   []string `json:"request"`
	Status    int      `json:"status"`
	Fault     string   `json:"fault,omitempty"`
	Response  []string `json:"response"`
}

// stepsOf tells what was predicted for the steps of a case. found is the remedy of the
// last.
func stepsOf(c *scenarios.Case, profile fetch.Profile, predictions []fetch.Prediction, found remedy.Remedy) []Step {
	steps := make([]Step, len(predictions))
	for i, p := range predictions {
		source := story.Source{After: c.Steps[i].After, Page: c.Page, Request: c.Steps[i].Request, Profile: profile.Name(), Prediction: p}
		if i == len(predictions)-1 {
			source.Remedy = found
		}
		steps[i] = stepOf(source)
		if len(predictions) > 1 {
			steps[i].Title = fmt.Sprintf("Step %d", i+1)
			if after := c.Steps[i].After; after > 0 {
				steps[i].Title += ", after " + after.String()
			}
		}
	}
	return steps
}

func stepOf(source story.Source) Step {
	p := source.Prediction
	s := Step{Story: story.New(source), Param: p.Param, Preflight: p.Preflight, Type: p.Type, Readable: p.Headers, Exchanges: []Exchange{}}
	// That a route answers is how a scenario is written, and says nothing of CORS.
	s.Decisions = slices.DeleteFunc(s.Decisions, func(d story.Decision) bool { return strings.HasPrefix(d.Section, "route:") })
	if s.Meaning != nil {
		s.Short = s.Meaning.Short
	}
	if p.Status != fetch.StatusHidden {
		s.Status = &p.Status
	}
	for _, x := range p.Exchanges {
		s.Exchanges = append(s.Exchanges, Exchange{
			Preflight: x.Request.IsPreflight(), Method: fetch.Text(x.Request.Method), URL: fetch.Text(x.Request.URL()), Request: fetch.TextLines(x.Request.Header),
			Status: x.Response.Status, Fault: string(x.Response.Fault.Kind), Response: fetch.TextLines(x.Response.Header),
		})
	}
	return s
}

package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/playground"
	"github.com/corslab/corslab/verdict"
)

// A Witness is what a real browser did.
type Witness struct {
	// Browser is its name: "Chromium 156.0".
	Browser   string
	Predicted *fetch.Prediction
	Observed  *verdict.Account
	// Refused says why there is nothing to see; "" where there is.
	Refused string
	// Remarks are for the reader.
	Remarks []string
}

// A proof is a prediction and what a real browser did, side by side.
type proof struct {
	Refused string   `json:"refused,omitempty"`
	Title   string   `json:"title,omitempty"`
	Rows    []row    `json:"rows,omitempty"`
	Names   []Name   `json:"names,omitempty"`
	Remarks []string `json:"remarks,omitempty"`
}

// A row is one thing that both say.
type row struct {
	Field     string `json:"field"`
	Predicted string `json:"predicted"`
	Observed  string `json:"observed"`
	Differs   bool   `json:"differs,omitempty"`
}

// proofOf sets the voices of a witness side by side. hidden are the fields that it could
// not see.
func proofOf(w Witness, hidden ...string) proof {
	if w.Refused != "" || w.Observed == nil || w.Predicted == nil {
		return proof{Refused: w.Refused}
	}
	differing := map[string]bool{}
	for _, d := range verdict.Judge(nil, w.Predicted, w.Observed) {
		field, _, _ := strings.Cut(d.Field, "[")
		field, _, _ = strings.Cut(field, ".")
		differing[field] = true
	}
	p := proof{Title: w.Browser + " was asked.", Remarks: w.Remarks}
	add := func(field, predicted, observed string) {
		if slices.Contains(hidden, field) {
			p.Rows = append(p.Rows, row{field, predicted, "a page is not told", false})
			return
		}
		p.Rows = append(p.Rows, row{field, predicted, observed, differing[field]})
	}
	a, b := w.Predicted.Observation, w.Observed.Observation
	add("outcome", string(a.Outcome), string(b.Outcome))
	reasons := []string{}
	for _, r := range w.Observed.Reasons {
		reasons = append(reasons, string(r))
	}
	if len(reasons) == 0 {
		reasons = append(reasons, string(b.Reason))
	}
	add("reason", orNone(string(a.Reason)), orNone(strings.Join(reasons, " or ")))
	if a.Type != "" {
		add("type", a.Type, b.Type)
	}
	if a.Status != fetch.StatusHidden {
		add("status", fmt.Sprint(a.Status), fmt.Sprint(b.Status))
		add("headers", headersText(a.Headers), headersText(b.Headers))
	}
	add("wire", wireText(a.Wire), wireText(b.Wire))
	return p
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func headersText(h map[string]string) string {
	return orNone(strings.Join(slices.Sorted(maps.Keys(h)), ", "))
}

func wireText(sent []fetch.Sent) string {
	var lines []string
	for _, s := range sent {
		line := s.Method + " " + s.URL
		if s.Preflight {
			line = "preflight " + s.URL
		}
		lines = append(lines, fmt.Sprintf("%s: %d", line, s.Status))
	}
	return orNone(strings.Join(lines, "\n"))
}

// read reads the JSON that was sent. What is wrong is answered.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	data, err := body(r)
	if err != nil {
		return false // the client is gone
	}
	if len(data) > playground.MaxInput {
		http.Error(w, "this is too long", http.StatusRequestEntityTooLarge)
		return false
	}
	if err := json.Unmarshal(data, into); err != nil {
		http.Error(w, "this is no JSON that is understood", http.StatusBadRequest)
		return false
	}
	return true
}

func write(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value) // a client that has gone gets no answer
}

// unreadable is the refusal of a state with problems.
func unreadable(problems []playground.Problem) proof {
	return proof{Refused: "There is nothing to prove yet: " + problems[0].Message}
}

// headless has a browser of ours make the request.
func (s *Server) headless(w http.ResponseWriter, r *http.Request) {
	var state playground.State
	if !read(w, r, &state) {
		return
	}
	if s.cfg.Headless == nil {
		write(w, proof{Refused: "There is no headless browser here."})
		return
	}
	text, c, problems := playground.ScenarioOf(state)
	if len(problems) > 0 {
		write(w, unreadable(problems))
		return
	}
	ctx, stop := context.WithTimeout(r.Context(), proving)
	defer stop()
	witness, err := s.cfg.Headless(ctx, text, c.Name)
	if err != nil {
		write(w, proof{Refused: err.Error()})
		return
	}
	write(w, proofOf(witness))
}

// A plan says where the reader's own browser finds the page that asks.
type plan struct {
	ID      string `json:"id,omitempty"`
	Page    string `json:"page,omitempty"`
	Origin  string `json:"origin,omitempty"`
	Refused string `json:"refused,omitempty"`
}

// prepare sets a case up for the reader's own browser.
func (s *Server) prepare(w http.ResponseWriter, r *http.Request) {
	var state playground.State
	if !read(w, r, &state) {
		return
	}
	_, c, problems := playground.ScenarioOf(state)
	if len(problems) > 0 {
		write(w, unreadable(problems))
		return
	}
	token := make([]byte, 6)
	if _, err := rand.Read(token); err != nil {
		write(w, plan{Refused: err.Error()})
		return
	}
	// Nobody here speaks https, but every network has somebody to sign for it.
	authority, err := s.authority()
	if err != nil {
		write(w, plan{Refused: err.Error()})
		return
	}
	stage, refusal, err := openStage(c, authority, hex.EncodeToString(token), "http://"+r.Host)
	switch {
	case refusal != "":
		write(w, plan{Refused: refusal})
	case err != nil:
		write(w, plan{Refused: "It could not be set up: " + err.Error()})
	case !s.proofs.add(stage):
		stage.close()
		write(w, plan{Refused: "The playground is ending."})
	default:
		write(w, plan{ID: stage.id, Page: stage.page, Origin: stage.names[0].To})
	}
}

// A report is what the page that asks has seen.
type report struct {
	ID   string `json:"id"`
	Seen *seen  `json:"seen"`
}

type seen struct {
	OK      bool        `json:"ok"`
	Late    bool        `json:"late"`
	Type    string      `json:"type"`
	Status  int         `json:"status"`
	Headers [][2]string `json:"headers"`
}

// result sets what the reader's own browser did beside the prediction.
func (s *Server) result(w http.ResponseWriter, r *http.Request) {
	var said report
	if !read(w, r, &said) {
		return
	}
	stage := s.proofs.take(said.ID)
	if stage == nil {
		write(w, proof{Refused: "Nothing of that kind is under way."})
		return
	}
	defer stage.close()
	if said.Seen == nil {
		write(w, proof{Refused: "The page that asks did not say what it saw."})
		return
	}
	witness := stage.witness(*said.Seen, r.UserAgent())
	p := proofOf(witness, "reason")
	p.Names = stage.names
	write(w, p)
}

// witness is what the reader's browser did, in the scenario's names.
func (s *stage) witness(said seen, agent string) Witness {
	browser, profile := browserOf(agent)
	prediction := s.c.Predict(profile, false)[0]
	observed := verdict.Account{Observation: fetch.Observation{Outcome: fetch.Deny, Type: fetch.TypeError, Headers: map[string]string{}}}
	if prediction.Reason.IsTransport() {
		observed.Outcome = fetch.Error // which a page cannot tell from a refusal
	}
	if said.OK {
		observed.Outcome, observed.Type, observed.Status = fetch.Allow, said.Type, said.Status
		for _, h := range said.Headers {
			name := strings.ToLower(h[0])
			value := s.names.fromLocal(h[1])
			if before, ok := observed.Headers[name]; ok {
				value = before + ", " + value
			}
			observed.Headers[name] = value
		}
	}
	if !s.c.Steps[0].Request.API.ShowsType() {
		observed.Type = ""
	}
	observed.Reasons = []fetch.Reason{prediction.Reason} // which no page is told
	for _, x := range s.taken() {
		sent := fetch.NewSent(x)
		observed.Wire = append(observed.Wire, sent)
		observed.Preflight = observed.Preflight || sent.Preflight
	}
	return Witness{Browser: browser, Predicted: &prediction, Observed: &observed, Remarks: []string{
		"Everything is http here, under names below localhost. Why a request failed, a page is never told: the servers say what reached them.",
	}}
}

// browserOf names a browser by what it calls itself, and the profile that predicts it.
func browserOf(agent string) (name string, profile fetch.Profile) {
	for _, b := range []struct{ mark, name, profile string }{
		{"Firefox/", "Firefox", "firefox"}, {"Chrome/", "Chromium", "chromium"}, {"AppleWebKit/", "WebKit", "webkit"},
	} {
		if _, version, ok := strings.Cut(agent, b.mark); ok {
			version, _, _ = strings.Cut(version, " ")
			version, _, _ = strings.Cut(version, ".")
			profile, _ = fetch.ProfileNamed(b.profile)
			return "Your browser, " + b.name + " " + version + ",", profile
		}
	}
	profile, _ = fetch.ProfileNamed("standard")
	return "Your browser", profile
}

// proofs are the stages that are open.
type proofs struct {
	mu     sync.Mutex
	open   []*stage
	closed bool
}

const (
	// mostStages is how many are open at once. Older ones are closed.
	mostStages = 8
	// longestStage is how long one stays open that nobody comes back to.
	longestStage = time.Minute
)

func newProofs() *proofs { return &proofs{} }

// add keeps a stage until it is taken, or nobody can want it any more.
func (p *proofs) add(s *stage) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.open = append(p.open, s)
	for len(p.open) > mostStages {
		p.open[0].close()
		p.open = p.open[1:]
	}
	time.AfterFunc(longestStage, func() {
		if s := p.take(s.id); s != nil {
			s.close()
		}
	})
	return true
}

// take returns the stage of an id, which is then the caller's; nil for none.
func (p *proofs) take(id string) *stage {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.open, func(s *stage) bool { return s.id == id })
	if i < 0 {
		return nil
	}
	s := p.open[i]
	p.open = slices.Delete(p.open, i, i+1)
	return s
}

func (p *proofs) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, s := range p.open {
		s.close()
	}
	p.open = nil
}

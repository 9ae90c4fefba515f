package playground

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/remedy"
	"github.com/corslab/corslab/scenarios"
)

// An Imported is what a scenario file is in the playground.
type Imported struct {
	Problems []Problem `json:"problems,omitempty"`
	State    *State    `json:"state,omitempty"`
}

// Import makes a scenario file into a state: of the form, where that can say all that
// the file says, and else one with the file's text.
func Import(text string) Imported {
	suite, err := scenarios.Parse("", []byte(text))
	if err != nil {
		return Imported{Problems: problemsOf("scenario", err)}
	}
	return Imported{State: stateOf(suite, text, "")}
}

// stateOf returns the state of a case of a suite, whose file is text. "" is the first.
func stateOf(suite *scenarios.Suite, text, name string) *State {
	looked := 0
	for c := range suite.Cases() {
		if looked++; name != "" && c.Name != name && looked < searchedCases {
			continue
		}
		root := (&document.File{Data: []byte(text)}).ReadYAML(document.Options{})
		if form := formOf(root, c, suite.Count() == 1 || name != ""); form != nil {
			return form
		}
		return &State{Scenario: text, Case: c.Name}
	}
	return &State{Scenario: text}
}

// formOf returns the state of the form that says the same as a case; nil where there
// is none. That it does is seen from what is predicted for both.
func formOf(root *document.Node, c *scenarios.Case, isMeant bool) *State {
	if root == nil || !isMeant || len(c.Steps) != 1 {
		return nil
	}
	s, ok := readForm(root, strings.TrimPrefix(strings.TrimPrefix(c.Name, c.Suite.Name), "#"))
	if !ok {
		return nil
	}
	q, problems := ask(s)
	if len(problems) > 0 {
		return nil
	}
	for _, name := range []string{"standard", "chromium"} {
		profile, _ := fetch.ProfileNamed(name)
		if said(c, profile) != said(q.c, profile) {
			return nil
		}
	}
	return &s
}

// said returns all that is predicted for a case, and what is sent, without what names a
// line of its file.
func said(c *scenarios.Case, profile fetch.Profile) string {
	predictions := c.Predict(profile, true)
	var exchanges []Exchange
	for _, step := range stepsOf(c, profile, predictions, remedy.Remedy{}) {
		exchanges = append(exchanges, step.Exchanges...)
	}
	data, err := json.Marshal([]any{predictions, exchanges})
	if err != nil {
		panic("playground: " + err.Error()) //nolint:forbidigo // it is made of text and numbers
	}
	return string(data)
}

// readForm reads the keys of a case, or where it has none of its suite, that the form
// has fields for.
func readForm(root *document.Node, name string) (s State, ok bool) {
	levels := []*document.Node{root}
	var servers []*document.Node
	if name != "" {
		i := slices.IndexFunc(items(root.Get("cases")), func(n *document.Node) bool { return textOf(n.Get("name")) == name })
		if i < 0 {
			return s, false
		}
		levels = append(levels, root.Get("cases").Items[i])
	}
	for _, level := range levels {
		if level.Get("axes") != nil && name == "" {
			return s, false
		}
		readPage(&s.Page, level.Get("page"))
		if v := level.Get("browser"); v != nil {
			s.BlockThirdPartyCookies = textOf(v.Get("third-party-cookies")) == "block"
		}
		if v := level.Get("cookies"); v != nil {
			s.Cookies = ""
			for _, e := range v.Entries {
				s.Cookies = strings.TrimPrefix(s.Cookies+"\n"+linesText(e.Value), "\n")
			}
		}
		for _, n := range items(level.Get("servers")) {
			at := textOf(n.Get("at"))
			if i := slices.IndexFunc(servers, func(o *document.Node) bool { return textOf(o.Get("at")) == at }); i >= 0 {
				servers[i] = n
			} else {
				servers = append(servers, n)
			}
		}
		readRequest(&s.Request, level.Get("request"))
	}
	own := originOf(s)
	target := strings.TrimPrefix(s.Request.URL, own)
	for i, n := range servers {
		s.Servers = append(s.Servers, readServer(n, target))
		if s.Servers[i].At == own {
			s.Servers[i].At = ""
		}
	}
	return s, true
}

func readPage(p *Page, n *document.Node) {
	switch {
	case n == nil:
	case n.Kind == document.Text:
		p.URL = n.Text
	default:
		set(&p.URL, n.Get("url"))
		set(&p.As, n.Get("as"))
	}
}

func readRequest(r *Request, n *document.Node) {
	if n == nil {
		return
	}
	set(&r.API, n.Get("api"))
	set(&r.URL, n.Get("url"))
	set(&r.Method, n.Get("method"))
	set(&r.Mode, n.Get("mode"))
	set(&r.Credentials, n.Get("credentials"))
	set(&r.Redirect, n.Get("redirect"))
	set(&r.Cache, n.Get("cache"))
	if v := n.Get("headers"); v != nil {
		r.Headers = linesText(v)
	}
	if v := n.Get("crossorigin"); v != nil {
		r.Crossorigin = &v.Text
	}
	body := n.Get("body")
	switch {
	case body == nil:
	case body.Kind == document.Text:
		r.BodyKind, r.Body = "text", body.Text
	default:
		for _, e := range body.Entries {
			switch e.Key {
			case "json":
				r.BodyKind, r.Body = "text", string(document.WriteJSON(e.Value))
			case "form", "multipart":
				var lines []string
				for _, field := range e.Value.Entries {
					lines = append(lines, field.Key+"="+field.Value.Text)
				}
				r.BodyKind, r.Body = e.Key, strings.Join(lines, "\n")
			case "type":
				r.BodyType = e.Value.Text
			default:
				r.BodyKind, r.Body = e.Key, e.Value.Text
			}
		}
	}
}

// readServer reads a server. Of its routes, the one of the request's target is meant, or
// else the last.
func readServer(n *document.Node, target string) (s Server) {
	s.At = textOf(n.Get("at"))
	if v := n.Get("policy"); v != nil {
		for _, e := range v.Entries {
			switch {
			case e.Key == "resource":
				s.Resource = e.Value.Text
			case !slices.Contains(policy.Engines(), policy.Engine(e.Key)):
			case e.Value.Kind == document.Text:
				s.Engine, s.Policy = e.Key, e.Value.Text
			default:
				s.Engine, s.Policy = e.Key, indented(e.Value)
			}
		}
	}
	for _, route := range items(n.Get("routes")) {
		s.Behind = s.Policy != ""
		s.Preflight, s.Actual = readReply(route.Get("preflight")), readReply(route.Get("actual"))
		if textOf(route.Get("path")) == target {
			break
		}
	}
	return s
}

// indented writes a policy as people write them.
func indented(n *document.Node) string {
	var b bytes.Buffer
	if err := json.Indent(&b, document.WriteJSON(n), "", "  "); err != nil {
		return string(document.WriteJSON(n))
	}
	return b.String()
}

func readReply(n *document.Node) (r Reply) {
	if n == nil {
		return r
	}
	r.Status, _ = strconv.Atoi(textOf(n.Get("status"))) // 0 where it is not there
	r.Headers, r.Body = linesText(n.Get("headers")), textOf(n.Get("body"))
	return r
}

func items(n *document.Node) []*document.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

func textOf(n *document.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// linesText returns a list of texts, or of pairs, one a line.
func linesText(n *document.Node) string {
	var lines []string
	for _, item := range items(n) {
		if len(item.Items) == 2 {
			lines = append(lines, item.Items[0].Text+": "+item.Items[1].Text)
		} else {
			lines = append(lines, item.Text)
		}
	}
	return strings.Join(lines, "\n")
}

func set(to *string, n *document.Node) {
	if n != nil {
		*to = n.Text
	}
}

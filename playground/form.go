package playground

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/problem"
)

// anyPath is the path of the route that takes every request.
const anyPath = "/*"

// A form makes a state into the tree of a scenario. The lines of its fields are the
// lines of a file that does not exist, so that whatever the loader finds has a place
// in a field.
type form struct {
	file  *document.File
	lines []formLine
	// problems are those that are no loader's.
	problems []Problem
	// resources are those found in the policy of each server.
	resources [][]policy.Resource
}

// A formLine says of a line of the file which line of which field it is, from 1.
type formLine struct {
	field string
	line  int
}

// scenarioOf returns the tree of the scenario that a state without Scenario is.
func (f *form) scenarioOf(s State) *document.Node {
	root := document.NewMapping(
		document.NewEntry("suite", document.NewText("playground")),
		document.NewEntry("title", document.NewText("From the playground")),
		document.NewEntry("why", document.NewText("Made in the playground of corslab. Say here what it shows and who trips on it.")),
		document.NewEntry("spec", document.NewTexts([]string{"cors-check"})),
	)
	root.Append("page", f.page(s.Page))
	if s.BlockThirdPartyCookies {
		root.Append("browser", document.NewMapping(document.NewEntry("third-party-cookies", document.NewText("block"))))
	}
	if lines := f.list("cookies", s.Cookies); len(lines) > 0 {
		root.Append("cookies", document.NewMapping(document.Entry{Key: cookieURL(s), Place: lines[0].Place, Value: document.NewList(lines...)}))
	}
	origin := originOf(s)
	servers := document.NewList()
	for i, server := range s.Servers {
		if server.At == "" && origin == "" {
			f.resources = append(f.resources, nil)
			continue // the URL leads to no server, which the browser is going to say
		}
		servers.Items = append(servers.Items, f.server(i, server, origin))
	}
	if len(servers.Items) > 0 {
		root.Append("servers", servers)
	}
	root.Append("request", f.request(s.Request))
	return root
}

// cookieURL returns the URL that has set the cookies: the request's, which for a
// WebSocket is that of a server of http or https.
func cookieURL(s State) string {
	u, err := fetch.ParseURL(s.Request.URL, nil)
	if err != nil || s.Request.API != string(fetch.APIWebSocket) {
		return s.Request.URL
	}
	return u.OverHTTP().String()
}

// originOf returns the origin of the server that the request goes to; "" where it
// goes to none.
func originOf(s State) string {
	base, err := fetch.ParseURL(s.Page.URL, nil)
	if err != nil {
		base = nil
	}
	u, err := fetch.ParseURL(s.Request.URL, base)
	if err != nil {
		return ""
	}
	if s.Request.API == string(fetch.APIWebSocket) {
		u = u.OverHTTP()
	}
	if !u.IsHTTP() {
		return ""
	}
	return u.Origin().String()
}

// text returns the value of a field that is one line.
func (f *form) text(field, value string) *document.Node {
	return f.at(field, 1, value)
}

// at returns a text that is a line of a field.
func (f *form) at(field string, line int, value string) *document.Node {
	n := document.NewText(value)
	f.lines = append(f.lines, formLine{field, line})
	n.Place = document.Place{Line: len(f.lines), Column: 1}
	f.file.Data = append(append(f.file.Data, strings.ReplaceAll(value, "\n", " ")...), '\n')
	return n
}

// list returns the lines of a field, empty ones left out.
func (f *form) list(field, value string) (nodes []*document.Node) {
	for i, line := range strings.Split(value, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.TrimSpace(line) != "" {
			nodes = append(nodes, f.at(field, i+1, line))
		}
	}
	return nodes
}

// whole returns the value of a field whose lines are no values of their own.
func (f *form) whole(field, value string) *document.Node { return f.at(field, 1, value) }

func (f *form) page(p Page) *document.Node {
	if p.As == "" || p.As == string(fetch.PageWindow) {
		return f.text("page.url", p.URL)
	}
	return document.NewMapping(
		document.NewEntry("url", f.text("page.url", p.URL)),
		document.NewEntry("as", f.text("page.as", p.As)),
	)
}

func (f *form) request(r Request) *document.Node {
	n := document.NewMapping()
	for _, field := range []struct{ key, value string }{
		{"api", r.API}, {"url", r.URL}, {"method", r.Method}, {"mode", r.Mode}, {"credentials", r.Credentials},
		{"redirect", r.Redirect}, {"cache", r.Cache},
	} {
		if field.value != "" {
			n.Append(field.key, f.text("request."+field.key, field.value))
		}
	}
	if headers := f.list("request.headers", r.Headers); len(headers) > 0 {
		n.Append("headers", document.NewList(headers...))
	}
	if r.Crossorigin != nil {
		n.Append("crossorigin", f.text("request.crossorigin", *r.Crossorigin))
	}
	switch r.BodyKind {
	case "":
	case "text":
		n.Append("body", f.whole("request.body", r.Body))
	case "form", "multipart":
		entries := document.NewList()
		for i, line := range strings.Split(r.Body, "\n") {
			name, value, _ := strings.Cut(line, "=")
			entries.Items = append(entries.Items, document.NewList(f.at("request.body", i+1, name), document.NewText(value)))
		}
		n.Append("body", document.NewMapping(document.NewEntry(r.BodyKind, entries)))
	default:
		body := document.NewMapping(document.Entry{Key: r.BodyKind, Place: f.text("request.bodyKind", r.BodyKind).Place, Value: f.whole("request.body", r.Body)})
		if r.BodyKind == "blob" && r.BodyType != "" {
			body.Append("type", f.text("request.bodyType", r.BodyType))
		}
		n.Append("body", body)
	}
	return n
}

// server returns an entry of servers. origin is where the request's URL leads.
func (f *form) server(i int, s Server, origin string) *document.Node {
	field := fmt.Sprintf("servers.%d.", i)
	at := s.At
	if at == "" {
		at = origin
	}
	n := document.NewMapping(document.NewEntry("at", f.text(field+"at", at)))
	if s.isByHand() {
		f.resources = append(f.resources, nil)
	} else if engine := f.policy(field, s); engine != nil {
		n.Append("policy", engine)
	}
	if s.isByHand() || s.Behind {
		route := document.NewMapping(document.NewEntry("path", document.NewText(anyPath)))
		if reply := f.reply(field+"preflight.", s.Preflight); reply != nil {
			route.Append("preflight", reply)
		}
		reply := f.reply(field+"actual.", s.Actual)
		if reply == nil {
			reply = document.NewMapping()
		}
		route.Append("actual", reply)
		n.Append("routes", document.NewList(route))
	}
	return n
}

// reply returns an answer; nil where nothing is said of it.
func (f *form) reply(field string, r Reply) *document.Node {
	n := document.NewMapping()
	if r.Status != 0 {
		status := f.text(field+"status", strconv.Itoa(r.Status))
		status.Kind = document.Number
		n.Append("status", status)
	}
	if lines := f.list(field+"headers", r.Headers); len(lines) > 0 {
		n.Append("headers", document.NewList(lines...))
	}
	if r.Body != "" {
		n.Append("body", f.whole(field+"body", r.Body))
	}
	if len(n.Entries) == 0 {
		return nil
	}
	return n
}

// policy returns the entry of a policy; nil where something is wrong with it.
func (f *form) policy(field string, s Server) *document.Node {
	value := strings.TrimSpace(s.Policy)
	engine := policy.Engine(s.Engine)
	if (engine == policy.S3 || engine == "") && (value == "none" || value == "missing") {
		f.resources = append(f.resources, nil)
		return document.NewMapping(document.NewEntry(string(policy.S3), f.whole(field+"policy", value)))
	}
	reading, err := importer.Read("", []byte(s.Policy), importer.Options{Engine: engine, Resource: s.Resource})
	f.resources = append(f.resources, reading.Resources)
	if err != nil {
		for p := range problem.All(err) {
			f.problems = append(f.problems, Problem{Field: field + "policy", Line: p.Line, Column: p.Column, Message: p.Message, Hint: p.Hint, Source: p.Source})
		}
		return nil
	}
	found, err := reading.Select(engine, s.Resource)
	if err != nil {
		where := field + "policy"
		if len(reading.Resources) > 1 {
			where = field + "resource"
		}
		f.problems = append(f.problems, Problem{Field: where, Message: err.Error()})
		return nil
	}
	entry := document.NewMapping(document.NewEntry(string(found.Engine), f.whole(field+"policy", strings.TrimRight(s.Policy, " \n")+"\n")))
	if found.Name != "" {
		entry.Append("resource", f.text(field+"resource", found.Name))
	}
	return entry
}

// place returns where in the form a problem is.
func (f *form) place(p problem.Problem) Problem {
	out := Problem{Message: p.Message, Hint: p.Hint}
	if p.Line < 1 || p.Line > len(f.lines) {
		return out
	}
	at := f.lines[p.Line-1]
	out.Field, out.Line, out.Column, out.Source = at.field, at.line, p.Column, p.Source
	return out
}

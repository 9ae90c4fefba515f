package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/corslab/corslab/document"
)

var (
	text    = document.NewText
	mapping = document.NewMapping
	entry   = document.NewEntry
)

// suite makes a suite of the cases of one test file.
func suite(name, test string, cases []testCase) (*document.Node, error) {
	root := mapping(
		entry("suite", text("wpt/"+name)),
		entry("title", text("web-platform-tests: "+test)),
		entry("why", text(fmt.Sprintf(
			"%d cases of the web-platform-tests file %s, made by scripts/wpt. Every case names its test as its source. Profile standard gives what the test asserts and what the standard says; where a browser does something else, an expectation of its own says what.",
			len(cases), test)+doubts(cases))),
		entry("spec", document.NewTexts([]string{"cors-check", "main-fetch"})),
		entry("labels", document.NewTexts([]string{"wpt"})),
		entry("page", text("https://a.test")),
		entry("cases", document.NewList()),
	)
	list := root.Get("cases")
	for i, c := range cases {
		n, err := scenario(c, i+1)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.ID, err)
		}
		list.Items = append(list.Items, n)
	}
	return root, nil
}

// doubts says which of the cases are taken to be wrong, and by which sentence.
func doubts(cases []testCase) string {
	var numbers, sentences []string
	for _, c := range cases {
		sentence := doubted[c.ID]
		if sentence == "" {
			continue
		}
		_, number, _ := strings.Cut(c.ID, "#")
		numbers = append(numbers, "#"+number)
		if !slices.Contains(sentences, sentence) {
			sentences = append(sentences, sentence)
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	return fmt.Sprintf(" The reason that the data gives of %s is taken to be wrong: “%s”.", strings.Join(numbers, ", "), strings.Join(sentences, "”, “"))
}

// scenario makes a case of one of the data's.
func scenario(c testCase, number int) (*document.Node, error) {
	steps := c.steps()
	n := mapping(
		entry("name", text(fmt.Sprintf("case-%d", number))),
		entry("title", text(title(c))),
		entry("source", text(c.ID)),
		entry("page", page(c)),
	)
	if c.Sequence == nil {
		servers, err := servers(c.Server)
		if err != nil {
			return nil, err
		}
		n.Append("servers", servers)
		n.Append("request", requestNode(c, c.Request))
		n.Append("expect", expectation(c, c.step, 0))
		return n, nil
	}
	list := document.NewList()
	for i, s := range steps {
		item := mapping()
		if s.WaitBefore > 0 {
			item.Append("after", text((time.Duration(s.WaitBefore) * time.Millisecond).String()))
		}
		servers, err := servers(s.Server)
		if err != nil {
			return nil, err
		}
		request := requestNode(c, s.Request)
		if c.has("eventsource-reconnect") {
			if i > 0 {
				request.Append("reconnect", document.NewBoolean(true))
			} else {
				setBody(servers, "id: 1\nretry: 200\n\n")
			}
		}
		item.Append("servers", servers)
		item.Append("request", request)
		item.Append("expect", expectation(c, s, i))
		list.Items = append(list.Items, item)
	}
	n.Append("steps", list)
	return n, nil
}

// title says in a line what is asked and what is answered.
func title(c testCase) string {
	s := c.steps()[0]
	var statuses []string
	for _, h := range s.Server {
		statuses = append(statuses, fmt.Sprint(h.Actual.Status))
	}
	if len(statuses) > 4 {
		statuses = append(statuses[:2], "…", statuses[len(statuses)-1])
	}
	words := []string{s.Request.Method, "by", s.Request.API}
	if s.Request.Mode != "cors" {
		words = append(words, "in mode", s.Request.Mode)
	}
	if s.Request.Credentials == "include" {
		words = append(words, "with credentials")
	}
	if len(statuses) > 0 {
		words = append(words, "answered", strings.Join(statuses, ", "))
	}
	if len(c.Sequence) > 1 {
		words = append(words, fmt.Sprintf("as the first of %d", len(c.Sequence)))
	}
	return strings.Join(words, " ")
}

// page is who asks. What kind of opaque origin is meant the id alone says.
func page(c testCase) *document.Node {
	if c.Origin != "null" {
		return text(c.Origin)
	}
	kind := "data"
	if strings.Contains(c.ID, "sandboxed") {
		kind = "sandboxed"
	}
	return mapping(entry("url", text("https://a.test")), entry("as", text(kind)))
}

// servers are the hops by their origins, in the order of their first appearance.
func servers(hops []hop) (*document.Node, error) {
	list := document.NewList()
	byOrigin := map[string]*document.Node{}
	for _, h := range hops {
		u, err := url.Parse(h.URL)
		if err != nil {
			return nil, err
		}
		origin := u.Scheme + "://" + u.Host
		server := byOrigin[origin]
		if server == nil {
			server = mapping(entry("at", text(origin)), entry("routes", document.NewList()))
			byOrigin[origin] = server
			list.Items = append(list.Items, server)
		}
		route := mapping(entry("path", text(u.Path)))
		if h.Preflight != nil {
			route.Append("preflight", answerNode(*h.Preflight))
		}
		route.Append("actual", answerNode(h.Actual))
		routes := server.Get("routes")
		routes.Items = append(routes.Items, route)
	}
	return list, nil
}

// setBody gives the answers of the servers a body, which the data leave out. That the
// EventSource of a test connects again, when, and with which last event ID, stands in
// their notes.
func setBody(servers *document.Node, body string) {
	for _, server := range servers.Items {
		for _, route := range server.Get("routes").Items {
			route.Get("actual").Append("body", text(body))
		}
	}
}

func answerNode(a answer) *document.Node {
	n := mapping(entry("status", document.NewNumber(a.Status)))
	if lines := lines(a.Headers); len(lines) > 0 {
		n.Append("headers", document.NewTexts(lines))
	}
	return n
}

func lines(fields []field) []string {
	var lines []string
	for _, f := range fields {
		lines = append(lines, f.line())
	}
	return lines
}

func requestNode(c testCase, r request) *document.Node {
	n := mapping()
	add := func(key, value, usual string) {
		if value != usual {
			n.Append(key, text(value))
		}
	}
	add("api", r.API, "fetch")
	n.Append("url", text(r.URL))
	if r.API != "eventsource" {
		add("method", r.Method, "GET")
		add("mode", r.Mode, "cors")
		add("redirect", r.Redirect, "follow")
	}
	add("credentials", r.Credentials, "same-origin")
	if len(r.Headers) > 0 {
		n.Append("headers", document.NewTexts(lines(r.Headers)))
	}
	if r.Body != nil {
		n.Append("body", body(*r.Body, r.BodyKind))
	}
	if r.Keepalive {
		n.Append("keepalive", document.NewBoolean(true))
	}
	if r.Referrer != nil {
		n.Append("referrer", text(*r.Referrer))
	}
	add("referrer-policy", r.ReferrerPolicy, "")
	if r.UploadListener {
		n.Append("upload-listener", document.NewBoolean(true))
	}
	if r.API == "xhr" && strings.Contains(c.ID, "sync") {
		n.Append("sync", document.NewBoolean(true))
	}
	return n
}

func body(s, kind string) *document.Node {
	switch kind {
	case "Uint8Array":
		return mapping(entry("buffer", text(s)))
	case "ReadableStream":
		return mapping(entry("stream", text(s)))
	case "FormData":
		return mapping(entry("multipart", mapping(entry("data", text(s)))))
	}
	return text(s)
}

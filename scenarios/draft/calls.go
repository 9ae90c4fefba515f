package draft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/wire"
)

// A Call is a request of a page, and the answers to what a browser sends for it.
type Call struct {
	Page    fetch.Page
	Request fetch.Request
	// Cookies are Set-Cookie lines of the request's URL.
	Cookies []string
	// Exchanges are what is sent, the preflight and redirects included.
	Exchanges []wire.Exchange
	// IsTold says that the page is told whether it may have the response.
	IsTold bool
	// Lost says why the call cannot be written; "" where it can.
	Lost string
}

// WriteCalls returns a scenario with a case for each call. What it expects is what the
// page wants: to have the response. source is what the calls were read from, and each
// note is a comment at the top. count is that of the calls that could be written.
func WriteCalls(source string, calls []Call, notes []string) (scenario []byte, count int) {
	w := &writer{}
	w.comment("What this expects is that the page may have the response. Where `corslab predict` or")
	w.comment("`corslab run` disagrees, the answers do not allow it. Headers and cookies may hold")
	w.comment("secrets: look through them before you share this.")
	w.comment("")
	w.comment(source)
	for _, note := range notes {
		w.comment(note)
	}
	var cases []*document.Node
	used := map[string]int{}
	for _, c := range calls {
		method := c.Request.Method
		if method == "" {
			method = "GET"
		}
		title := method + " " + c.Request.URL
		n, lost := callCase(c)
		if lost != "" {
			w.comment("Left out: " + title + ": " + lost + ".")
			continue
		}
		name := kebab(method + "-" + pathOf(c.Request.URL))
		if used[name]++; used[name] > 1 {
			name = fmt.Sprint(name, "-", used[name])
		}
		n.Entries = append([]document.Entry{document.NewEntry("name", document.NewText(name)), document.NewEntry("title", document.NewText(title))}, n.Entries...)
		cases = append(cases, n)
	}
	isLong := func(x wire.Exchange) bool { return len(x.Response.Body) > maxBody }
	if slices.ContainsFunc(calls, func(c Call) bool { return slices.ContainsFunc(c.Exchanges, isLong) }) {
		w.comment(fmt.Sprintf("Left out: contents of more than %d bytes, which CORS does not look at; images and scripts need some.", maxBody))
	}
	if len(cases) == 0 {
		return nil, 0
	}
	base := source[strings.LastIndexByte(source, '/')+1:]
	suite := document.WriteYAML(document.NewMapping(
		document.NewEntry("suite", document.NewText("imported/"+kebab(strings.TrimSuffix(base, extension(base))))),
		document.NewEntry("title", document.NewText("What pages ask for in "+base)),
		document.NewEntry("why", document.NewText("Written by corslab import from requests of a browser. Say here what they are for, and who depends on them.")),
		document.NewEntry("spec", document.NewTexts([]string{"cors-preflight-fetch", "cors-check"})),
		document.NewEntry("labels", document.NewTexts([]string{"imported"})),
		document.NewEntry("page", document.NewText(anyone)),
		document.NewEntry("cases", document.NewList(cases...)),
	))
	return append([]byte(w.head.String()), suite...), len(cases)
}

func pathOf(url string) string {
	u, err := fetch.ParseURL(url, nil)
	if err != nil {
		return url
	}
	path, _, _ := strings.Cut(u.Target(), "?")
	return path
}

// callCase returns a call as a case without its name; lost says why it is none.
func callCase(c Call) (n *document.Node, lost string) {
	if c.Lost != "" {
		return nil, c.Lost
	}
	if u, err := fetch.ParseURL(c.Page.URL, nil); err == nil && scenarios.IsUpgraded(u.Origin()) {
		return nil, "browsers load " + c.Page.URL + " over https only"
	}
	servers, lost := callServers(c.Exchanges)
	if lost != "" {
		return nil, lost
	}
	page := document.NewText(c.Page.URL)
	if c.Page.As != "" {
		page = document.NewMapping(document.NewEntry("url", page), document.NewEntry("as", document.NewText(string(c.Page.As))))
	}
	n = document.NewMapping(document.NewEntry("page", page))
	if len(c.Cookies) > 0 {
		n.Append("cookies", document.NewMapping(document.NewEntry(c.Request.URL, document.NewTexts(c.Cookies))))
	}
	if len(servers) > 0 {
		n.Append("servers", document.NewList(servers...))
	}
	n.Append("request", callRequest(c.Request))
	expect := document.NewEntry("outcome", document.NewText(string(fetch.Allow)))
	if !c.IsTold {
		expect = document.NewEntry("reason", document.NewText("none"))
	}
	n.Append("expect", document.NewMapping(expect))
	return n, ""
}

// callServers returns the answers as routes of the servers that gave them.
func callServers(exchanges []wire.Exchange) (servers []*document.Node, lost string) {
	routes := map[string]*document.Node{} // of a server, by its origin
	for _, x := range exchanges {
		if fault := x.Response.Fault.Kind; fault != wire.FaultNone {
			return nil, "there is no answer to " + x.Request.Method + " " + x.Request.URL()
		}
		if origin, err := fetch.ParseOrigin(x.Request.Origin); err == nil && scenarios.IsUpgraded(origin) {
			return nil, "browsers load " + x.Request.Origin + " over https only"
		}
		list := routes[x.Request.Origin]
		if list == nil {
			list = document.NewList()
			routes[x.Request.Origin] = list
			servers = append(servers, document.NewMapping(document.NewEntry("at", document.NewText(x.Request.Origin)), document.NewEntry("routes", list)))
		}
		i := slices.IndexFunc(list.Items, func(r *document.Node) bool { return r.Get("path").Text == x.Request.Target })
		if i < 0 {
			i = len(list.Items)
			list.Items = append(list.Items, document.NewMapping(document.NewEntry("path", document.NewText(x.Request.Target))))
		}
		key := "actual"
		if x.Request.IsPreflight() {
			key = "preflight"
		}
		if list.Items[i].Get(key) != nil {
			return nil, "the same request is sent twice, and a route has one answer"
		}
		list.Items[i].Append(key, callAnswer(x.Response))
	}
	return servers, ""
}

// maxBody is how much content of an answer a scenario holds, in bytes. CORS does not
// look at it.
const maxBody = 1 << 12

// ofConnection are the lines of an answer that the server of a scenario writes anew.
var ofConnection = []string{"content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive", "date"}

// callAnswer is an answer without what the connection and its framing add.
func callAnswer(r wire.Response) *document.Node {
	n := document.NewMapping(document.NewEntry("status", document.NewNumber(r.Status)))
	var lines []string
	for _, line := range r.Header {
		name, _, _ := line.Cut()
		if !slices.Contains(ofConnection, wire.ToLower(name)) && !isEcho(string(line)) {
			lines = append(lines, fetch.Text(string(line)))
		}
	}
	if lines != nil {
		n.Append("headers", document.NewTexts(lines))
	}
	if len(r.Body) > 0 && len(r.Body) <= maxBody && r.Status >= 200 && !isEcho(string(r.Body)) {
		n.Append("body", document.NewText(fetch.Text(string(r.Body))))
	}
	return n
}

// isEcho reports whether a scenario would take a part of the text for something to
// fill in.
func isEcho(s string) bool { return strings.Contains(s, "${") }

// callRequest writes a request in the words of a scenario.
func callRequest(r fetch.Request) *document.Node {
	n := document.NewMapping()
	for _, e := range []struct{ key, value string }{
		{"api", string(r.API)}, {"url", r.URL}, {"method", r.Method}, {"mode", string(r.Mode)}, {"credentials", string(r.Credentials)},
		{"redirect", string(r.Redirect)}, {"cache", string(r.Cache)}, {"referrer-policy", r.ReferrerPolicy},
	} {
		if e.value != "" && (e.key != "method" || e.value != "GET") {
			n.Append(e.key, document.NewText(e.value))
		}
	}
	if r.Crossorigin != nil {
		n.Append("crossorigin", document.NewText(*r.Crossorigin))
	}
	if r.Keepalive {
		n.Append("keepalive", document.NewBoolean(true))
	}
	if len(r.Headers) > 0 {
		var lines []string
		for _, h := range r.Headers {
			lines = append(lines, h.Name+": "+h.Value)
		}
		n.Append("headers", document.NewTexts(lines))
	}
	if r.Body != nil {
		n.Append("body", callBody(*r.Body))
	}
	return n
}

// callBody writes the content of a request: text, or the fields of a form.
func callBody(b fetch.Body) *document.Node {
	if b.Form == nil {
		return document.NewText(b.Content)
	}
	form := document.NewMapping()
	for _, f := range b.Form {
		form.Append(f.Name, document.NewText(f.Value))
	}
	return document.NewMapping(document.NewEntry(string(b.Kind), form))
}

package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A Call is a request that a page with a fresh browser made, and what came of it.
type Call struct {
	Page       fetch.Page
	Request    fetch.Request
	Prediction fetch.Prediction
}

// scenarioServer is where the server is taken to be in a scenario: its answers are
// written down, and do not depend on it.
const scenarioServer = "https://api.example.net"

// Scenario returns a scenario file, in YAML, with the call that decided each case and
// those that have shown something: the page, the request, the answers that the server
// really gave, and what the simulated browser says to them. corslab run holds that
// against a real browser, without the server.
func Scenario(name string, results []Result) []byte {
	var cases []*document.Node
	names := map[string]int{}
	for _, r := range results {
		for _, call := range r.Calls {
			if n := scenarioCase(r.Case, call, names); n != nil {
				cases = append(cases, n)
			}
		}
	}
	return document.WriteYAML(document.NewMapping(
		document.NewEntry("suite", document.NewText(name)),
		document.NewEntry("title", document.NewText("What a server answered to the suite for middleware")),
		document.NewEntry("why", document.NewText("The suite is judged by the simulated browser. Here a real one judges the same answers.")),
		document.NewEntry("spec", document.NewTexts([]string{"cors-check"})),
		document.NewEntry("page", document.NewText("https://app.example.com")),
		document.NewEntry("cases", document.NewList(cases...)),
	))
}

// scenarioCase returns a call as a case; nil where it went to the server's own origin,
// or had no answer.
func scenarioCase(c *Case, call Call, names map[string]int) *document.Node {
	if c.Feature == SameOrigin || len(call.Prediction.Exchanges) == 0 {
		return nil
	}
	name := plainName(c.Name)
	if names[name]++; names[name] > 1 {
		name += fmt.Sprint("-", names[name])
	}
	page := document.NewMapping(document.NewEntry("url", document.NewText(call.Page.URL)))
	if call.Page.As != "" {
		page.Append("as", document.NewText(string(call.Page.As)))
	}
	url, err := fetch.ParseURL(call.Request.URL, nil)
	if err != nil {
		return nil
	}
	path, _, _ := strings.Cut(url.Target(), "?")
	route := document.NewMapping(document.NewEntry("path", document.NewText(path)))
	for _, x := range call.Prediction.Exchanges {
		key := "actual"
		if x.Request.IsPreflight() {
			key = "preflight"
		}
		if route.Get(key) == nil {
			route.Append(key, answerNode(x.Response))
		}
	}
	request := document.NewMapping(document.NewEntry("url", document.NewText(scenarioServer+url.Target())))
	if call.Request.Method != "" {
		request.Append("method", document.NewText(call.Request.Method))
	}
	if call.Request.Credentials != "" {
		request.Append("credentials", document.NewText(string(call.Request.Credentials)))
	}
	if len(call.Request.Headers) > 0 {
		var lines []string
		for _, h := range call.Request.Headers {
			lines = append(lines, h.Name+": "+h.Value)
		}
		request.Append("headers", document.NewTexts(lines))
	}
	expect := document.NewMapping(document.NewEntry("outcome", document.NewText(string(call.Prediction.Outcome))))
	return document.NewMapping(
		document.NewEntry("name", document.NewText(name)),
		document.NewEntry("title", document.NewText(c.Title)),
		document.NewEntry("page", page),
		document.NewEntry("servers", document.NewList(document.NewMapping(
			document.NewEntry("at", document.NewText(scenarioServer)),
			document.NewEntry("routes", document.NewList(route)),
		))),
		document.NewEntry("request", request),
		document.NewEntry("expect", expect),
	)
}

// answerNode is an answer without what the connection and its framing add.
func answerNode(r wire.Response) *document.Node {
	n := document.NewMapping(document.NewEntry("status", document.NewNumber(r.Status)))
	var lines []string
	for _, line := range r.Header {
		name, _, _ := line.Cut()
		if !slices.Contains([]string{"content-length", "transfer-encoding", "connection", "keep-alive", "date"}, wire.ToLower(name)) {
			lines = append(lines, fetch.Text(string(line)))
		}
	}
	if lines != nil {
		n.Append("headers", document.NewTexts(lines))
	}
	return n
}

// plainName turns the name of a case into one of a scenario's.
func plainName(name string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, name)
	for strings.Contains(plain, "--") {
		plain = strings.ReplaceAll(plain, "--", "-")
	}
	return strings.Trim(plain, "-")
}

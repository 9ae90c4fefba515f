package draft

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/wire"
)

// exchanged is a GET of a URL's path with an answer.
func exchanged(target string, answer wire.Response) wire.Exchange {
	return wire.Exchange{Request: wire.Request{Method: "GET", Origin: "https://api.example.net", Target: target}, Response: answer}
}

func TestCallsThatAreLeftOut(t *testing.T) {
	page, ok := fetch.Page{URL: "https://app.example.com"}, wire.Response{Status: 200}
	request := fetch.Request{URL: "https://api.example.net/x"}
	for _, tt := range []struct {
		call Call
		why  string
	}{
		{Call{Page: page, Request: request, Lost: "nobody knows"}, "nobody knows."},
		{Call{Page: fetch.Page{URL: "http://app.dev"}, Request: request}, "browsers load http://app.dev over https only."},
		{Call{Page: page, Request: request, Exchanges: []wire.Exchange{exchanged("/x", ok), exchanged("/x", ok)}}, "the same request is sent twice"},
		{Call{Page: page, Request: request, Exchanges: []wire.Exchange{exchanged("/x", wire.Response{Fault: wire.Fault{Kind: wire.FaultRefuse}})}}, "there is no answer to GET https://api.example.net/x."},
	} {
		if _, count := WriteCalls("a.har", []Call{tt.call}, nil); count != 0 {
			t.Errorf("written, though %s", tt.why)
		}
		good := Call{Page: page, Request: request, Exchanges: []wire.Exchange{exchanged("/x", ok)}, IsTold: true}
		scenario, count := WriteCalls("a.har", []Call{tt.call, good, good}, nil)
		if count != 2 || !strings.Contains(string(scenario), "# Left out: GET https://api.example.net/x: "+tt.why) {
			t.Errorf("%d cases, and not said that %s\n%s", count, tt.why, scenario)
		}
		if !strings.Contains(string(scenario), "name: get-x-2") {
			t.Errorf("two cases of one name\n%s", scenario)
		}
	}
}

func TestAnswersOfCalls(t *testing.T) {
	call := Call{
		Page: fetch.Page{URL: "https://app.example.com"}, Request: fetch.Request{URL: "https://api.example.net/a?b"},
		Exchanges: []wire.Exchange{
			exchanged("/a?b", wire.Response{
				Status: 200, Body: []byte(strings.Repeat("x", maxBody+1)), Header: wire.Header{"Content-Length: 9", "Date: today", "X-A: ${origin}", "X-B: \xE9"},
			}),
			exchanged("/a?c", wire.Response{Status: 200, Body: []byte("\xFF")}),
		},
	}
	scenario, _ := WriteCalls("a.har", []Call{call}, nil)
	text := string(scenario)
	for _, want := range []string{`path: "/a?b"`, `path: "/a?c"`, `headers: ["X-B: \u00e9"]`, `body: "\u00ff"`, "expect: {reason: none}", "# Left out: contents of more than 4096 bytes"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %s\n%s", want, text)
		}
	}
	if _, err := scenarios.Load(fstest.MapFS{"draft.yaml": {Data: scenario}}, "draft.yaml"); err != nil {
		t.Error(err)
	}
	for _, unwanted := range []string{"Content-Length", "Date", "${", "xxx"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("holds %s\n%s", unwanted, text)
		}
	}
}

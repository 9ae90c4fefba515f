package scenarios

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// loadOne loads a file that holds a valid suite.
func loadOne(t *testing.T, content string) *Suite {
	t.Helper()
	suites, err := load(content)
	if err != nil {
		t.Fatal(err)
	}
	return suites[0]
}

const head = `suite: a/b
title: A title
why: A reason
spec: [cors-check]
page: https://www.example.com
servers: [{at: https://api.test, routes: [{path: /, actual: {}}]}]
`

func names(cases iter.Seq[*Case]) (names []string) {
	for c := range cases {
		for _, s := range c.Steps {
			names = append(names, s.Name)
		}
	}
	return names
}

func TestNamesAndOrder(t *testing.T) {
	tests := []struct {
		why, file string
		want      []string
	}{
		{"a lone request", "request: {url: /}", []string{"a/b"}},
		{"the last axis turns fastest", "request: {url: /}\naxes: {api: [fetch, xhr], method: [GET, PUT]}", []string{
			"a/b[api=fetch,method=GET]", "a/b[api=fetch,method=PUT]", "a/b[api=xhr,method=GET]", "a/b[api=xhr,method=PUT]",
		}},
		{"values are percent-encoded", `request: {url: /}` + "\n" + `axes: {url: ["/a,b=c", "[*]#@", "50%", "", "é"]}`, []string{
			"a/b[url=%2Fa%2Cb%3Dc]", "a/b[url=%5B%2A%5D%23%40]", "a/b[url=50%25]", "a/b[url=]", "a/b[url=é]",
		}},
		{"exclusions leave gaps", "request: {url: /}\naxes: {api: [fetch, xhr], method: [GET, PUT]}\nexclude: [{api: xhr, method: [GET]}]", []string{
			"a/b[api=fetch,method=GET]", "a/b[api=fetch,method=PUT]", "a/b[api=xhr,method=PUT]",
		}},
		{"the request of a suite with cases is only their base", "request: {url: /}\ncases: [{name: one}]", []string{"a/b#one"}},
		{"unless something crosses it", "request: {url: /}\naxes: {api: [fetch]}\ncases: [{name: one}]", []string{"a/b[api=fetch]", "a/b#one[api=fetch]"}},
		{"or expects something of it", "request: {url: /}\nexpect: [{then: {outcome: deny}}]\ncases: [{name: one}]", []string{"a/b", "a/b#one"}},
		{"a case's axes replace the suite's", "request: {url: /}\naxes: {api: [fetch]}\ncases: [{name: one, axes: {method: [GET]}}]", []string{"a/b[api=fetch]", "a/b#one[method=GET]"}},
		{"steps are crossed with their own axes only", "axes: {api: [xhr]}\nrequest: {url: /}\ncases: [{name: one, steps: [{}, {}]}, {name: two, axes: {method: [PUT]}, steps: [{}]}]", []string{
			"a/b[api=xhr]", "a/b#one@1", "a/b#one@2", "a/b#two[method=PUT]@1",
		}},
	}
	for _, test := range tests {
		suite := loadOne(t, head+test.file)
		if diff := cmp.Diff(test.want, names(suite.Cases())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.why, diff)
		}
	}
}

func TestInheritance(t *testing.T) {
	suite := loadOne(t, head+`
labels: [one]
cookies: {"https://api.test/": ["a=1"]}
request: {url: "https://api.test/", method: PUT, headers: ["A: b"]}
cases:
  - name: inherits
  - name: overrides
    title: Another
    labels: [two, one]
    source: wpt
    page: {as: worker}
    browser: {third-party-cookies: block}
    cookies: {}
    servers:
      - {at: https://api.test, protocol: h2, policy: {s3: none}}
      - {at: https://other.test, policy: {s3: missing}}
    request: {method: POST, body: text}
`)
	cases := slices.Collect(suite.Cases())
	inherits, overrides := cases[0], cases[1]
	if diff := cmp.Diff(fetch.Request{API: fetch.APIFetch, URL: "https://api.test/", Method: "PUT", Headers: []fetch.Field{{Name: "A", Value: "b"}}}, inherits.Steps[0].Request); diff != "" {
		t.Error(diff)
	}
	if inherits.Title != "A title" || len(inherits.Cookies) != 1 || inherits.Page.As != fetch.PageWindow || inherits.Browser.BlockThirdPartyCookies {
		t.Errorf("inherits: %+v", inherits)
	}
	want := fetch.Request{
		API: fetch.APIFetch, URL: "https://api.test/", Method: "POST", Headers: []fetch.Field{{Name: "A", Value: "b"}},
		Body: &fetch.Body{Kind: fetch.BodyText, Content: "text"},
	}
	if diff := cmp.Diff(want, overrides.Steps[0].Request); diff != "" {
		t.Error(diff)
	}
	if overrides.Title != "Another" || overrides.Source != "wpt" || len(overrides.Cookies) != 0 || !overrides.Browser.BlockThirdPartyCookies {
		t.Errorf("overrides: %+v", overrides)
	}
	if diff := cmp.Diff([]string{"one", "two"}, overrides.Labels); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(fetch.Page{URL: "https://www.example.com", As: fetch.PageWorker}, overrides.Page); diff != "" {
		t.Error(diff)
	}
	var servers []string
	for _, s := range overrides.Steps[0].Servers {
		servers = append(servers, s.At+" "+string(s.Protocol))
	}
	if diff := cmp.Diff([]string{"https://api.test h2", "https://other.test http/1.1"}, servers); diff != "" {
		t.Error(diff)
	}
}

func TestBytes(t *testing.T) {
	suite := loadOne(t, `suite: a
title: t
why: w
spec: [cors-check]
page: https://www.example.com
servers:
  - at: https://api.test
    routes: [{path: /, actual: {headers: ["X-\xff:\tä\x00"], body: "\xff"}}, {path: /text, actual: {body: "ÿ€"}}]
request: {url: "https://api.test/", headers: [["X", " é "], "Y:  é "], body: {blob: "\xff", type: a/b}}
`)
	for c := range suite.Cases() {
		world := World(c.Steps[0].Servers)
		response := world["https://api.test"].Server.Answer(requestFor("/"))
		if got := string(response.Header[0]); got != "X-\xff:\t\xe4\x00" {
			t.Errorf("header line %q", got)
		}
		if got := string(response.Body); got != "\xff" {
			t.Errorf("body %q", got)
		}
		if got := string(world["https://api.test"].Server.Answer(requestFor("/text")).Body); got != "ÿ€" {
			t.Errorf("text body %q", got)
		}
		want := []fetch.Field{{Name: "X", Value: " é "}, {Name: "Y", Value: "é"}}
		if diff := cmp.Diff(want, c.Steps[0].Request.Headers); diff != "" {
			t.Error(diff)
		}
		if got := c.Steps[0].Request.Body.Content; got != "\xff" {
			t.Errorf("blob %q", got)
		}
	}
}

func TestSteps(t *testing.T) {
	suite := loadOne(t, head+`
request: {url: "https://api.test/"}
cases:
  - name: one
    axes: {method: [PUT]}
    steps:
      - expect: {outcome: deny}
      - after: 1500ms
        servers: [{at: https://api.test, policy: {s3: none}}]
        request: {method: GET}
      - {}
    expect: [{when: {method: PUT}, then: {preflight: true}}]
`)
	for c := range suite.Cases() {
		one, two, three := c.Steps[0], c.Steps[1], c.Steps[2]
		if one.Request.Method != "PUT" || two.Request.Method != "GET" || three.Request.Method != "PUT" {
			t.Errorf("methods %s, %s, %s", one.Request.Method, two.Request.Method, three.Request.Method)
		}
		if !one.NewServers || !two.NewServers || three.NewServers || two.After != 1500*time.Millisecond {
			t.Errorf("steps %+v", c.Steps)
		}
		if e := one.Expectation("chromium", ""); e.Outcome != fetch.Deny || e.Preflight != nil {
			t.Errorf("a step's own expectation: %+v", e)
		}
		if e := three.Expectation("chromium", ""); e == nil || e.Preflight == nil || !*e.Preflight {
			t.Errorf("the expectation of the case: %+v", e)
		}
		if predictions := c.Predict(standard(t), false); len(predictions) != 3 {
			t.Errorf("%d predictions", len(predictions))
		}
	}
}

func TestExpectationsMerge(t *testing.T) {
	suite := loadOne(t, head+`
request: {url: "https://api.test/"}
axes: {method: [GET, PUT]}
expect:
  - then: {outcome: deny, headers: {X-A: null}, wire: [{status: 200, headers: {Referer: null}}]}
  - when: {method: PUT}
    then: {headers: {X-B: "1"}, wire: [{method: OPTIONS, headers: {X-B: "1"}}]}
  - when: {profile: standard}
    then: {reason: MissingAllowOriginHeader}
  - when: {profile: chromium}
    then: {reason: WildcardOriginNotAllowed}
    known-failing: {chromium: "a bug"}
  - when: {browser: firefox}
    then: {status: 0}
  - when: {method: GET}
    known-failing: {webkit: "another"}
known-failing: {firefox: "a third", when: {method: PUT}}
`)
	cases := slices.Collect(suite.Cases())
	get, put := cases[0].Steps[0], cases[1].Steps[0]
	one, status, options, zero := "1", 200, "OPTIONS", 0
	want := &Expectation{
		Outcome: fetch.Deny, Reason: fetch.MissingAllowOriginHeader, Headers: map[string]*string{"x-a": nil, "x-b": &one},
		Wire: []SentExpectation{{Status: &status, Method: &options, Headers: map[string]*string{"referer": nil, "x-b": &one}}},
	}
	if diff := cmp.Diff(want, put.Expectation("standard", "")); diff != "" {
		t.Error(diff)
	}
	want = &Expectation{
		Outcome: fetch.Deny, Reason: fetch.WildcardOriginNotAllowed, Headers: map[string]*string{"x-a": nil},
		Wire: []SentExpectation{{Status: &status, Headers: map[string]*string{"referer": nil}}}, Status: &zero,
	}
	// What an entry says of one case alone is not said of the next.
	if diff := cmp.Diff(want, get.Expectation("chromium", "firefox")); diff != "" {
		t.Error(diff)
	}
	for _, test := range []struct {
		step             Step
		profile, browser string
		why              string
	}{
		{get, "chromium", "chromium", "a bug"}, {put, "chromium", "chromium", "a bug"},
		{get, "standard", "chromium", ""}, // its `when` names a profile
		{get, "standard", "webkit", "another"}, {put, "webkit", "webkit", ""},
		{get, "standard", "firefox", ""}, {put, "standard", "firefox", "a third"},
	} {
		if why, ok := test.step.KnownFailing(test.profile, test.browser); why != test.why || ok != (why != "") {
			t.Errorf("%s in %s, predicted by %s, is known to fail: %q, want %q", test.step.Name, test.browser, test.profile, why, test.why)
		}
	}
}

// TestKnownFailingOfTheSuite holds for steps too, be they of a case that has
// expectations of its own, until the case says otherwise.
func TestKnownFailingOfTheSuite(t *testing.T) {
	suite := loadOne(t, head+`
known-failing: {chromium: "the suite"}
request: {url: "https://api.test/"}
cases:
  - {name: inherits, steps: [{expect: {outcome: deny}}, {}]}
  - {name: adds, steps: [{expect: {outcome: deny}, known-failing: {chromium: "the step"}}, {}]}
  - {name: replaces, known-failing: {firefox: "the case"}, steps: [{expect: {outcome: deny}}, {}]}
`)
	want := map[string][2]string{"inherits": {"the suite", "the suite"}, "adds": {"the step", "the suite"}, "replaces": {}}
	for c := range suite.Cases() {
		_, name, _ := strings.Cut(c.Name, "#")
		for i, step := range c.Steps {
			if why, _ := step.KnownFailing("chromium", "chromium"); why != want[name][i] {
				t.Errorf("%s is known to fail: %q, want %q", step.Name, why, want[name][i])
			}
		}
	}
}

func TestNoExpectationIsNil(t *testing.T) {
	suite := loadOne(t, head+"request: {url: /}\nexpect: [{when: {profile: standard}, then: {outcome: allow}}]")
	for c := range suite.Cases() {
		if e := c.Steps[0].Expectation("chromium", ""); e != nil {
			t.Errorf("got %+v", e)
		}
	}
}

// TestExpander generates suites and holds the expander to its promises.
func TestExpander(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var file strings.Builder
		file.WriteString(head + "request: {url: /}\n")
		axes := rapid.IntRange(0, 4).Draw(t, "axes")
		product := 1
		for a := range axes {
			if a == 0 {
				file.WriteString("axes:\n")
			}
			values := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-zé,=\[\]*/#@%]{0,3}`), 1, 5, rapid.ID).Draw(t, "values")
			fmt.Fprintf(&file, "  axis-%d:\n", a)
			for _, v := range values {
				fmt.Fprintf(&file, "    %q: {}\n", v)
			}
			product *= len(values)
		}
		suites, err := load(file.String())
		if err != nil {
			t.Fatalf("%s\n%v", file.String(), err)
		}
		first, second := names(suites[0].Cases()), names(suites[0].Cases())
		if !slices.Equal(first, second) {
			t.Fatal("a second iteration gives another order")
		}
		if len(first) != product || suites[0].Count() != product {
			t.Fatalf("%d cases, Count says %d, want %d", len(first), suites[0].Count(), product)
		}
		seen := map[string]bool{}
		for _, name := range first {
			if seen[name] {
				t.Fatalf("%s occurs twice", name)
			}
			seen[name] = true
			p, err := ParsePattern(strings.ReplaceAll(name, "*", "%2A"))
			if err != nil || !p.Matches(name) {
				t.Fatalf("%s as a pattern does not match itself", name)
			}
		}
	})
}

func TestLoadFolders(t *testing.T) {
	one := []byte(head + "request: {url: /}")
	two := []byte(strings.Replace(string(one), "a/b", "c", 1))
	asJSON := []byte(`{"suite": "d", "title": "t", "why": "w", "spec": ["cors-check"], "page": "https://a.test", "request": {"url": "/"}}`)
	fsys := fstest.MapFS{
		"b/one.yaml": {Data: one}, "a/two.yml": {Data: two}, "a/policy.json": {Data: []byte(`[]`)}, "z.json": {Data: asJSON},
		"a/notes.txt": {Data: []byte("?")}, ".hidden/x.yaml": {Data: []byte("?")},
	}
	suites, err := Load(fsys, ".")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range suites {
		got = append(got, s.File+" "+s.Name)
	}
	if diff := cmp.Diff([]string{"a/two.yml c", "b/one.yaml a/b", "z.json d"}, got); diff != "" {
		t.Error(diff)
	}
	fsys["c.yaml"] = &fstest.MapFile{Data: one}
	if _, err := Load(fsys, "b", "c.yaml"); err == nil || !strings.HasPrefix(err.Error(), "c.yaml:1:8: suite a/b exists already") {
		t.Errorf("two suites of one name: %v", err)
	}
	if _, err := (Loader{MaxCases: 1}).Load(fstest.MapFS{"x.yaml": {Data: append(one, "\naxes: {api: [fetch, xhr]}"...)}}, "x.yaml"); err == nil {
		t.Error("MaxCases is not kept")
	}
	fsys["large.yaml"] = &fstest.MapFile{Data: make([]byte, document.MaxFileSize+1)}
	if _, err := Load(fsys, "large.yaml"); err == nil || !strings.Contains(err.Error(), "larger than 4,194,304 bytes") {
		t.Errorf("a large file: %v", err)
	}
}

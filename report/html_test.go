package report

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// A readPage is a report of HTML taken apart as a browser does it.
type readPage struct {
	text    string            // of everything but scripts and styles
	scripts map[string]string // by id
	tags    map[string]int
}

func readHTML(t *testing.T, page []byte) readPage {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	read := readPage{scripts: map[string]string{}, tags: map[string]int{}}
	for n := range root.Descendants() {
		switch {
		case n.Type == html.ElementNode:
			read.tags[n.Data]++
			if n.Data == "script" && n.FirstChild != nil {
				id := "program"
				for _, a := range n.Attr {
					if a.Key == "id" {
						id = a.Val
					}
				}
				read.scripts[id] = n.FirstChild.Data
			}
		case n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style":
			read.text += n.Data
		}
	}
	return read
}

// unpacked is what is stored under an id.
func (r readPage) unpacked(t *testing.T, id string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(r.scripts[id])
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(data)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestHTMLHoldsEveryResult reads the page as its script does.
func TestHTMLHoldsEveryResult(t *testing.T) {
	results := stream()
	page := readHTML(t, written(t, "html", Options{}, results))
	var index struct {
		Suites []struct{ Name string }
		Rows   [][]any
	}
	if err := json.Unmarshal([]byte(page.scripts["index"]), &index); err != nil {
		t.Fatal(err)
	}
	var cases []htmlCase
	for i := 0; page.scripts["p"+strconv.Itoa(i)] != ""; i++ {
		var parcel []htmlCase
		if err := json.Unmarshal(page.unpacked(t, "p"+strconv.Itoa(i)), &parcel); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, parcel...)
	}
	if len(index.Rows) != len(results) || len(cases) != len(results) {
		t.Fatalf("%d rows and %d cases of %d results", len(index.Rows), len(cases), len(results))
	}
	for i, r := range results {
		suite, rest := index.Suites[int(index.Rows[i][0].(float64))].Name, index.Rows[i][1].(string)
		if want := strings.ToValidUTF8(r.Case, "\ufffd"); suite+rest != want {
			t.Errorf("row %d is %q, want %q", i, suite+rest, want)
		}
		if cases[i].Message != strings.ToValidUTF8(r.Message, "\ufffd") {
			t.Errorf("row %d has the message %q, want %q", i, cases[i].Message, r.Message)
		}
	}
	for _, want := range []string{"6 of 9 results did not go well", "The run was broken off", "1 known-fail"} {
		if !strings.Contains(page.text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// TestHTMLStaysText: markup, scripts and characters that are not seen as
// themselves do not come out of what scenarios and servers wrote.
func TestHTMLStaysText(t *testing.T) {
	results := stream()
	plain := readHTML(t, written(t, "html", Options{}, results[:1]))
	raw := written(t, "html", Options{}, results)
	page := readHTML(t, raw)
	if page.tags["b"] != plain.tags["b"] {
		t.Errorf("%d <b>, want %d", page.tags["b"], plain.tags["b"])
	}
	if !strings.Contains(page.text, `z/x\nFAIL y\x1b[31m\u202e\x00]]><b>`) {
		t.Error("the hostile name is not shown with its escapes")
	}
	for i, r := range page.text {
		if r != '\n' && (r < ' ' || r == 0x202E || r == 0xFFFD) {
			t.Errorf("the page shows %q at byte %d", r, i)
		}
	}
	if strings.Contains(page.scripts["index"], "<") {
		t.Error("the index holds a <")
	}
	if n := bytes.Count(raw, []byte("</script>")); n != page.tags["script"] {
		t.Errorf("%d ends of %d scripts", n, page.tags["script"])
	}
}

// TestHTMLAsksNobody: the page loads nothing, and its policy lets no script run but
// its own.
func TestHTMLAsksNobody(t *testing.T) {
	raw := string(written(t, "html", Options{}, stream()))
	if found := regexp.MustCompile(`(?i)<(link|img|iframe|object|embed|base)\b|@import|url\(|\bsrc=`).FindString(raw); found != "" {
		t.Errorf("the page holds %q", found)
	}
	page := readHTML(t, []byte(raw))
	if page.scripts["program"] != htmlScript {
		t.Error("the program is not as its hash has it")
	}
	if !strings.Contains(raw, `content="`+html.EscapeString(htmlPolicy())) && !strings.Contains(html.UnescapeString(raw), htmlPolicy()) {
		t.Error("the page has no Content-Security-Policy")
	}
}

// TestHTMLTellsOfARealCase: what is stored of a case of the catalogue is its story.
func TestHTMLTellsOfARealCase(t *testing.T) {
	suites, err := scenarios.Load(scenarios.Catalogue(), "s3/restricted.yaml")
	if err != nil {
		t.Fatal(err)
	}
	profile, _ := fetch.ProfileNamed("chromium")
	var results []Result
	for c := range suites[0].Cases() {
		predicted := c.Predict(profile, false)
		results = append(results, Result{
			Case: c.Name, Labels: c.Labels, Status: verdict.Pass, Profile: profile.Name(), Simulated: profile,
			Predicted: &predicted[0], Scenario: c,
		})
	}
	page := readHTML(t, written(t, "html", Options{}, results))
	var parcel []htmlCase
	if err := json.Unmarshal(page.unpacked(t, "p0"), &parcel); err != nil {
		t.Fatal(err)
	}
	if s := parcel[0].Story; s == nil || s.Question == "" || len(s.Events) == 0 || len(s.Decisions) == 0 {
		t.Errorf("the first case has the story %+v", s)
	}
	if text := string(page.unpacked(t, "f0")); text != suites[0].Text || !strings.Contains(text, "suite: s3/restricted") {
		t.Errorf("the scenario file is stored as %q", text)
	}
	if !strings.Contains(page.scripts["index"], `"policies":["s3"]`) {
		t.Error("the index does not name the engine")
	}
}

// TestHTMLCutsWhatIsEndless: a header and a body of a megabyte are shown in part,
// with how long they are, and no curl line is made that nobody could paste.
func TestHTMLCutsWhatIsEndless(t *testing.T) {
	endless := strings.Repeat("é", 1<<19)
	r := stream()[0]
	r.Exchanges = []wire.Exchange{{
		Request:  wire.Request{Method: "GET", Origin: "https://b.test", Target: "/", Header: wire.Header{wire.NewLine("Cookie", endless)}},
		Response: wire.Response{Status: 200, Body: []byte(endless)},
	}}
	raw := written(t, "html", Options{}, []Result{r})
	if len(raw) > 150_000 {
		t.Errorf("the page has %d bytes", len(raw))
	}
	var parcel []htmlCase
	if err := json.Unmarshal(readHTML(t, raw).unpacked(t, "p0"), &parcel); err != nil {
		t.Fatal(err)
	}
	x := parcel[0].Observed[0]
	if !strings.HasSuffix(x.Headers[0], "… (2097160 bytes)") || x.Curl != "" || !strings.HasSuffix(x.Content, "… (1048576 bytes)") {
		t.Errorf("%.40s … %s, %q, %.20s", x.Headers[0], x.Headers[0][len(x.Headers[0])-20:], x.Curl, x.Content)
	}
}

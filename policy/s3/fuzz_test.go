package s3_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/problem"
	"github.com/corslab/corslab/wire"
)

func FuzzParseJSON(f *testing.F) {
	f.Add([]byte(consoleForm))
	f.Add([]byte(apiForm))
	f.Add([]byte(`{"CORSRules":[{"AllowedOrigins":["\ud800"],"AllowedMethods":["GET"],"MaxAgeSeconds":-0}]}`))
	addCorpus(f, ".json")
	f.Fuzz(parseAndAnswer)
}

func FuzzParseXML(f *testing.F) {
	f.Add([]byte(xmlForm))
	f.Add([]byte(`<CORSConfiguration><CORSRule><ID><![CDATA[<&]]></ID><!-- c --><AllowedOrigin>&#42;</AllowedOrigin></CORSRule></CORSConfiguration>`))
	addCorpus(f, ".xml")
	f.Fuzz(parseAndAnswer)
}

func addCorpus(f *testing.F, extension string) {
	files, err := filepath.Glob("testdata/broken/*" + extension)
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// parseAndAnswer holds what is true of any input: it is refused with places that
// lie in the file, or it answers.
func parseAndAnswer(t *testing.T, data []byte) {
	c, err := s3.Parse("policy", data)
	lines := strings.Count(string(data), "\n") + 1
	for p := range problem.All(err) {
		if p.Line < 1 || p.Line > lines || p.Column < 1 || p.Message == "" {
			t.Errorf("problem without a place in the %d lines: %+v", lines, p)
		}
		if p.Error() == "" {
			t.Error("a problem without a text")
		}
	}
	if (c == nil) == (err == nil) {
		t.Fatalf("configuration %v and error %v", c, err)
	}
	if c == nil {
		return
	}
	for i, rule := range c.Rules {
		if len(rule.AllowedOrigins) == 0 || len(rule.AllowedMethods) == 0 || rule.Place.Line < 1 || rule.Place.Line > lines {
			t.Errorf("rule %d is accepted: %+v", i, rule)
		}
	}
	for _, method := range []string{"OPTIONS", "GET"} {
		got := c.New(nil).Answer(wire.Request{
			Method: method, Origin: "https://b.s3.amazonaws.com", Target: "/k",
			Header: wire.Header{
				wire.NewLine("Origin", c.Rules[0].AllowedOrigins[0]),
				wire.NewLine("Access-Control-Request-Method", c.Rules[0].AllowedMethods[0]),
			},
		})
		if got.Status != 200 && got.Status != 403 {
			t.Errorf("%s is answered with %d", method, got.Status)
		}
	}
}

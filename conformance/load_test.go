package conformance

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/corslab/corslab/document"
)

func compiledSchema(t *testing.T, schema []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// fits reports what the schema says of a file.
func fits(t *testing.T, schema *jsonschema.Schema, data string) error {
	t.Helper()
	f := &document.File{Name: "p.yaml", Data: []byte(data)}
	root := f.Read(document.Options{})
	if root == nil {
		t.Fatal(f.Problems)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(document.WriteJSON(root)))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(instance)
}

func TestLoadPolicy(t *testing.T) {
	const file = `
origins: [https://app.example.com, "https://*.example.org", "http://localhost:*", "null"]
methods: [GET, PUT]
headers: [X-Token]
credentials: true
expose: [X-Total]
max-age: 600
`
	got, err := LoadPolicy("p.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	age := 600
	want := Policy{
		Origins: []string{"https://app.example.com", "https://*.example.org", "http://localhost:*", "null"},
		Methods: []string{"GET", "PUT"}, Headers: []string{"X-Token"}, Credentials: true, Expose: []string{"X-Total"}, MaxAge: &age,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := fits(t, compiledSchema(t, PolicySchema()), file); err != nil {
		t.Error(err)
	}
}

// What the loader refuses, the schema refuses, but for what only the loader can know.
func TestLoadPolicyRefuses(t *testing.T) {
	schema := compiledSchema(t, PolicySchema())
	for _, test := range []struct {
		why, file, message string
		schemaTakes        bool
	}{
		{"an unknown key", "origins: []\norigin: x", "p.yaml:2:1: unknown key \"origin\" in a policy\n  origin: x\n  ^\n  hint: did you mean origins?", false},
		{"no origins", "methods: [GET]", "p.yaml:1:1: a policy needs origins", false},
		{"a path", "origins: [https://a.test/]", `p.yaml:1:11: "https://a.test/" is no origin` + "\n  origins: [https://a.test/]\n            ^\n  hint: browsers send it as https://a.test", false},
		{"capitals", "origins: [https://A.test]", "hint: browsers send it as https://a.test", true},
		{"a default port", "origins: [https://a.test:443]", "hint: browsers send it as https://a.test", true},
		{"a wildcard elsewhere", `origins: ["https://a.*.test"]`, `"https://a.*.test" is no origin`, false},
		{"null without quotes", "origins: [null]", `hint: the origin of a sandboxed frame is written in quotes: "null"`, false},
		{"everything and something", `origins: ["*", https://a.test]`, `"*" stands for everything, so it stands alone`, false},
		{"text for a list", "origins: https://a.test", "hint: put it in brackets: [https://a.test]", false},
		{"twice", "origins: [https://a.test, https://a.test]", "https://a.test is repeated", false},
		{"a method with a blank", `{"origins": [], "methods": ["G ET"]}`, `"G ET" is no method`, false},
		{"a method that is forbidden", `{"origins": [], "methods": ["trace"]}`, "no page can use the method trace", false},
		{"a header with a colon", `{"origins": [], "headers": ["X:"]}`, `"X:" is no name of a header`, false},
		{"a negative age", "origins: []\nmax-age: -1", "max-age is a whole number from 0 to 31536000, this is -1", false},
		{"text for a truth", "origins: []\ncredentials: \"yes\"", "credentials is true or false, this is text", false},
	} {
		_, err := LoadPolicy("p.yaml", []byte(test.file))
		if err == nil || !strings.Contains(err.Error(), test.message) {
			t.Errorf("%s: %v", test.why, err)
		}
		if err := fits(t, schema, test.file); (err == nil) != test.schemaTakes {
			t.Errorf("%s: the schema says %v", test.why, err)
		}
	}
}

func FuzzLoadPolicy(f *testing.F) {
	f.Add("origins: [https://a.test]")
	f.Add(`{"origins": ["*"], "max-age": 1}`)
	f.Fuzz(func(t *testing.T, data string) {
		p, err := LoadPolicy("p", []byte(data))
		if err != nil {
			return
		}
		Cases("p", p)
		if _, err := json.Marshal(p); err != nil {
			t.Error(err)
		}
	})
}

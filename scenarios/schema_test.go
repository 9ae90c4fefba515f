package scenarios

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/corslab/corslab/document"
)

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("scenario.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("scenario.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// validate holds a YAML file against the schema.
func validate(t *testing.T, schema *jsonschema.Schema, name string, data []byte) error {
	t.Helper()
	r := &document.File{Name: name, Data: data}
	root := r.ReadYAML(oneSuite)
	if err := r.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	asJSON := document.WriteJSON(root)
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return schema.Validate(instance)
}

func TestCatalogueFitsTheSchema(t *testing.T) {
	compiled := compiledSchema(t)
	files := 0
	err := fs.WalkDir(Catalogue(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || isJSON(name) || !isScenarioName(name) {
			return err
		}
		data, err := fs.ReadFile(Catalogue(), name)
		if err != nil {
			return err
		}
		files++
		if err := validate(t, compiled, name, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Error("the catalogue is empty")
	}
}

func TestSchemaRefusesWhatTheLoaderRefuses(t *testing.T) {
	compiled := compiledSchema(t)
	const head = "suite: a\ntitle: t\nwhy: w\nspec: [cors-check]\npage: https://a.test\n"
	for _, test := range []struct{ why, file string }{
		{"an unknown key", head + "request: {url: /}\nreqest: {}"},
		{"an unknown key further down", head + "request: {url: /, mothod: PUT}"},
		{"no why", "suite: a\ntitle: t\nspec: [cors-check]\nrequest: {url: /}"},
		{"a suite that asks nothing", head},
		{"a name that is not kebab-case", "suite: S3\ntitle: t\nwhy: w\nspec: [cors-check]\nrequest: {url: /}"},
		{"an unknown value", head + "request: {url: /, api: xmlhttprequest}"},
		{"an unknown reason", head + "request: {url: /}\nexpect: [{then: {reason: Blocked}}]"},
		{"a wrong type", head + "request: {url: /, keepalive: sometimes}"},
	} {
		if validate(t, compiled, test.why, []byte(test.file)) == nil {
			t.Errorf("the schema accepts %s", test.why)
		}
		if _, err := load(test.file); err == nil {
			t.Errorf("the loader accepts %s", test.why)
		}
	}
}

// TestSchemaHasTheKeysOfTheLoader holds the schema's objects to the loader's
// table, both ways.
func TestSchemaHasTheKeysOfTheLoader(t *testing.T) {
	type object struct {
		Description string
		Properties  map[string]struct {
			Description string
			Ref         string `json:"$ref"`
		}
		AdditionalProperties any
	}
	var document struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &document); err != nil {
		t.Fatal(err)
	}
	objects := map[string]object{"suite": document.object}
	for name, def := range document.Defs {
		if def.AdditionalProperties == false {
			objects[name] = def
		}
	}
	if diff := cmp.Diff(sortedNames(keys), sortedNames(objects)); diff != "" {
		t.Errorf("objects (-loader +schema):\n%s", diff)
	}
	for name, o := range objects {
		known := slices.Sorted(slices.Values(keys[name]))
		if diff := cmp.Diff(known, sortedNames(o.Properties)); diff != "" {
			t.Errorf("keys of %s (-loader +schema):\n%s", name, diff)
		}
		if o.Description == "" {
			t.Errorf("%s has no description", name)
		}
		for key, property := range o.Properties {
			if property.Description == "" && document.Defs[property.Ref[min(len(property.Ref), len("#/$defs/")):]].Description == "" {
				t.Errorf("%s of %s has no description", key, name)
			}
		}
	}
	for _, key := range keys["request"] {
		if !slices.Contains(axesOf(t), key) {
			t.Errorf("the schema has no axis for %s of a request", key)
		}
	}
}

// axesOf returns the axes that the schema describes one by one.
func axesOf(t *testing.T) []string {
	t.Helper()
	var document struct {
		Defs struct {
			Axes struct{ Properties map[string]any }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &document); err != nil {
		t.Fatal(err)
	}
	return sortedNames(document.Defs.Axes.Properties)
}

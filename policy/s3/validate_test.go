package s3_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fixtures"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/problem"
)

func TestValidationAsTheServiceDoes(t *testing.T) {
	for _, fact := range fixtures.S3Validations() {
		rules := fact.Rules
		for range fact.Repeat - 1 {
			rules = append(rules, fact.Rules...)
		}
		policy, err := json.Marshal(map[string]any{"CORSRules": rules})
		if err != nil {
			t.Fatal(err)
		}
		what := string(policy[:min(len(policy), 120)])
		_, err = s3.Parse("policy.json", policy)
		switch {
		case fact.Status == 0:
			// Sources disagree about a negative MaxAgeSeconds. It is accepted, and
			// answers that send it are said to be unverified.
			if err != nil {
				t.Errorf("%s is refused: %v", what, err)
			}
		case fact.Status == 200:
			if err != nil {
				t.Errorf("%s is refused: %v", what, err)
			}
		default:
			var refused *s3.ValidationError
			if !errors.As(err, &refused) {
				t.Errorf("%s: error %v, want a ValidationError", what, err)
				continue
			}
			got := &fixtures.S3Error{Code: string(refused.Code), Message: refused.Message}
			if diff := cmp.Diff(fact.Error, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", what, diff)
			}
			if fact.Confidence == "recorded" && refused.Unverified {
				t.Errorf("%s: a recorded error is said to be unverified", what)
			}
		}
	}
}

func TestRecordedConfigurations(t *testing.T) {
	for _, call := range fixtures.S3Configurations() {
		if string(call.In) == "null" {
			continue // the call gives the bucket no rules: there is nothing to read
		}
		c, err := s3.Parse(call.Name, call.In)
		if call.Error != nil {
			var refused *s3.ValidationError
			if !errors.As(err, &refused) {
				t.Errorf("%s: error %v, want a ValidationError", call.Name, err)
			} else if got := (fixtures.S3Error{Code: string(refused.Code), Message: refused.Message}); got != *call.Error {
				t.Errorf("%s: %+v, want %+v", call.Name, got, *call.Error)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", call.Name, err)
			continue
		}
		if string(call.Out) == "null" {
			continue // the call returns no rules
		}
		var want []s3.Rule
		if err := json.Unmarshal(call.Out, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, c.Rules, cmpopts.IgnoreFields(s3.Rule{}, "Place", "Places")); diff != "" {
			t.Errorf("%s: rules that come out differ from those that went in (-want +got):\n%s", call.Name, diff)
		}
	}
}

func TestLimitsAreInclusive(t *testing.T) {
	rule := `{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}`
	rules := func(n int) string { return "[" + strings.Repeat(rule+",", n-1) + rule + "]" }
	id := func(n int) string {
		return `[{"ID":"` + strings.Repeat("é", n) + `","AllowedOrigins":["*"],"AllowedMethods":["GET"]}]`
	}
	// The origin fills the document up to the size.
	document := func(size int) string {
		const around = len("<CORSConfiguration><CORSRule><AllowedOrigin></AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>")
		return `[{"AllowedOrigins":["` + strings.Repeat("o", size-around) + `"],"AllowedMethods":["GET"]}]`
	}
	tests := []struct {
		why    string
		policy string
		want   s3.Code
	}{
		{"100 rules", rules(100), ""},
		{"101 rules", rules(101), s3.InvalidRequest},
		{"an ID of 255 characters, whatever their bytes", id(255), ""},
		{"an ID of 256 characters", id(256), s3.InvalidArgument},
		{"64 KB", document(64 << 10), ""},
		{"a byte more", document(64<<10 + 1), s3.MaxMessageLengthExceeded},
		{"whitespace does not count", strings.Repeat(" ", 70<<10) + rules(1), ""},
		{"but there is an end", strings.Repeat(" ", 1<<20) + rules(1), s3.MaxMessageLengthExceeded},
	}
	for _, test := range tests {
		_, err := s3.Parse("policy.json", []byte(test.policy))
		var got s3.Code
		if refused := (*s3.ValidationError)(nil); errors.As(err, &refused) {
			got = refused.Code
		}
		if got != test.want || (err != nil) != (test.want != "") {
			t.Errorf("%s: %q, want %q", test.why, got, test.want)
		}
	}
}

// The three forms of one configuration.
const (
	xmlForm = `<?xml version="1.0" encoding="UTF-8"?>
<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <CORSRule>
    <ID>uploads &amp; more</ID>
    <AllowedOrigin>https://a.example</AllowedOrigin>
    <AllowedOrigin>https://*.b.example</AllowedOrigin>
    <AllowedMethod>PUT</AllowedMethod>
    <AllowedHeader>x-AMZ-*</AllowedHeader>
    <ExposeHeader>ETag</ExposeHeader>
    <MaxAgeSeconds>3000</MaxAgeSeconds>
  </CORSRule>
  <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>
</CORSConfiguration>
`
	consoleForm = `[
  {
    "ID": "uploads & more",
    "AllowedOrigins": ["https://a.example", "https://*.b.example"],
    "AllowedMethods": ["PUT"],
    "AllowedHeaders": ["x-AMZ-*"],
    "ExposeHeaders": ["ETag"],
    "MaxAgeSeconds": 3000
  },
  {"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}
]`
	apiForm = `{"CORSRules": ` + consoleForm + `}`
)

func TestThreeFormsOfOneConfiguration(t *testing.T) {
	age := 3000
	want := []s3.Rule{
		{
			ID:             "uploads & more",
			AllowedOrigins: []string{"https://a.example", "https://*.b.example"},
			AllowedMethods: []string{"PUT"},
			AllowedHeaders: []string{"x-AMZ-*"},
			ExposeHeaders:  []string{"ETag"},
			MaxAgeSeconds:  &age,
		},
		{AllowedOrigins: []string{"*"}, AllowedMethods: []string{"GET"}},
	}
	tests := []struct {
		form, policy string
		positions    [2]document.Place
	}{
		{"XML", xmlForm, [2]document.Place{{Line: 3, Column: 3}, {Line: 12, Column: 3}}},
		{"console", consoleForm, [2]document.Place{{Line: 2, Column: 3}, {Line: 10, Column: 3}}},
		{"API", apiForm, [2]document.Place{{Line: 2, Column: 3}, {Line: 10, Column: 3}}},
		{"with a byte order mark", "\uFEFF" + consoleForm, [2]document.Place{{Line: 2, Column: 3}, {Line: 10, Column: 3}}},
		{"with CRLF", strings.ReplaceAll(xmlForm, "\n", "\r\n"), [2]document.Place{{Line: 3, Column: 3}, {Line: 12, Column: 3}}},
	}
	for _, test := range tests {
		c := mustParse(t, test.policy)
		want[0].Place, want[1].Place = test.positions[0], test.positions[1]
		if diff := cmp.Diff(want, c.Rules, cmpopts.IgnoreFields(s3.Rule{}, "Places")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.form, diff)
		}
	}
}

func TestManyProblemsAreCutShort(t *testing.T) {
	policy := "[" + strings.Repeat("7,", 300_000) + "7]"
	_, err := s3.Parse("policy.json", []byte(policy))
	var all problem.Problems
	if !errors.As(err, &all) || len(all) != 101 {
		t.Fatalf("%d problems, want 100 and one that says so", len(all))
	}
	if last := all[100].Message; !strings.Contains(last, "not listed") {
		t.Errorf("the last problem is %q", last)
	}
	if len(err.Error()) > 20_000 {
		t.Errorf("the error has %d bytes", len(err.Error()))
	}
}

// What nests 32 levels deep is judged by what it is.
func TestDepthIsInclusive(t *testing.T) {
	for depth, want := range map[int]bool{32: false, 33: true} {
		_, err := s3.Parse("deep.xml", []byte(strings.Repeat("<a>", depth)+strings.Repeat("</a>", depth)))
		if err == nil || strings.Contains(err.Error(), "nested deeper than 32") != want {
			t.Errorf("%d levels: %v", depth, err)
		}
	}
}

// S3 refuses what cannot be parsed, too.
func TestNoJSONIsMalformed(t *testing.T) {
	_, err := s3.Parse("policy.json", []byte(`[{"AllowedOrigins": `))
	if refused := (*s3.ValidationError)(nil); !errors.As(err, &refused) || refused.Code != s3.MalformedXML {
		t.Errorf("error %v, whose cause is %v", err, refused)
	}
}

func TestBombsAreRefused(t *testing.T) {
	tests := []struct{ why, policy, want string }{
		{"nested lists", strings.Repeat("[", 100_000), "nested"},
		{"nested objects", strings.Repeat(`{"a":`, 100_000), "nested"},
		{"nested elements", strings.Repeat("<a>", 100_000), "nested"},
		{"entities that expand one another", `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><CORSConfiguration>&b;</CORSConfiguration>`, "document type declaration"},
		{"an unknown entity", `<CORSConfiguration>&lol;</CORSConfiguration>`, "no XML"},
		{"a file without an end", string(bytes.Repeat([]byte("["), 2<<20)), "more than"},
	}
	for _, test := range tests {
		_, err := s3.Parse("bomb", []byte(test.policy))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one that says %q", test.why, err, test.want)
		}
	}
}

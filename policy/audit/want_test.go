package audit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/audit"
)

const twoRules = `[
  {"AllowedOrigins": ["https://*.example.com"], "AllowedMethods": ["GET"], "AllowedHeaders": ["x-amz-*"]},
  {"AllowedOrigins": ["https://app.example"], "AllowedMethods": ["PUT", "POST"]}
]`

func resourceIn(t *testing.T, text string) policy.Resource {
	t.Helper()
	reading, err := importer.Read("", []byte(text), importer.Options{Engine: policy.S3})
	if err != nil {
		t.Fatal(err)
	}
	return reading.Resources[0]
}

func TestEntriesFor(t *testing.T) {
	r := resourceIn(t, twoRules)
	for _, tt := range []struct {
		why  string
		want audit.Want
		is   []audit.Entry
	}{
		{
			"patterns of origins and headers", audit.Want{Origin: "https://www.example.com", Method: "GET", Headers: []string{"x-amz-date"}},
			[]audit.Entry{
				{Value: "https://www.example.com", Allows: true, Place: document.Place{Line: 2, Column: 23}},
				{Value: "GET", Allows: true, Place: document.Place{Line: 2, Column: 68}},
				{Value: "x-amz-date", Allows: true, Place: document.Place{Line: 2, Column: 95}},
			},
		},
		{
			"the rule that lacks least, and where", audit.Want{Origin: "https://app.example", Method: "DELETE", Headers: []string{"content-type"}},
			[]audit.Entry{
				{Value: "https://app.example", Allows: true, Place: document.Place{Line: 3, Column: 23}},
				{Value: "DELETE", Place: document.Place{Line: 3, Column: 73}},
				{Value: "content-type", Place: document.Place{Line: 3, Column: 3}},
			},
		},
	} {
		if diff := cmp.Diff(tt.is, audit.EntriesFor(r, tt.want)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
	}
}

func TestExtensions(t *testing.T) {
	r := resourceIn(t, twoRules)
	all := audit.Extensions([]byte(twoRules), r, audit.Want{Origin: "https://app.example", Method: "PUT", Headers: []string{"x-amz-date"}})
	want := []string{
		`[
  {"AllowedOrigins": ["https://*.example.com", "https://app.example"], "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["x-amz-*"]},
  {"AllowedOrigins": ["https://app.example"], "AllowedMethods": ["PUT", "POST"]}
]`, `[
  {"AllowedOrigins": ["https://*.example.com"], "AllowedMethods": ["GET"], "AllowedHeaders": ["x-amz-*"]},
  {"AllowedHeaders": ["x-amz-date"], "AllowedOrigins": ["https://app.example"], "AllowedMethods": ["PUT", "POST"]}
]`,
	}
	var got []string
	for _, edits := range all {
		got = append(got, string(audit.Apply([]byte(twoRules), edits...)))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("extended (-want +got):\n%s", diff)
	}
}

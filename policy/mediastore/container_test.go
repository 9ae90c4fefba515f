package mediastore_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/mediastore"
	"github.com/corslab/corslab/wire"
)

func read(text string) (*mediastore.Container, error) {
	f := &document.File{Name: "c.json", Data: []byte(text)}
	c := mediastore.Read(f, f.ReadJSON(document.Options{}))
	return c, f.Problems.Err()
}

func TestRulesOfS3sShape(t *testing.T) {
	c, err := read(`{"CorsPolicy": [{"AllowedOrigins": ["https://*.example"], "AllowedMethods": ["GET"], "AllowedHeaders": ["*"], "MaxAgeSeconds": 3000}]}`)
	if err != nil {
		t.Fatal(err)
	}
	got := c.New(nil).Answer(wire.Request{Method: "GET", Origin: "https://a.data.mediastore.us-east-1.amazonaws.com", Target: "/live", Header: wire.Header{"Origin: https://p.example"}})
	if value, _ := got.Header.Get("Access-Control-Allow-Origin"); value != "https://p.example" {
		t.Errorf("headers %q", got.Header)
	}
	if !slices.ContainsFunc(got.Notes, func(n wire.Note) bool { return n.Unverified && strings.Contains(n.Text, "MediaStore") }) {
		t.Error("that MediaStore answers as S3 does is taken for certain")
	}
}

func TestLimits(t *testing.T) {
	rule := `{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "AllowedHeaders": ["*"]}`
	for text, want := range map[string]string{
		`[{"AllowedOrigins": ["*"], "AllowedMethods": ["POST"], "AllowedHeaders": ["*"]}]`:           "unsupported method",
		`[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]`:                                     "allows no header",
		"[" + strings.Repeat(rule+",", 100) + rule + "]":                                             "101 rules; MediaStore takes 100",
		`[{"ID": "x", "AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "AllowedHeaders": ["*"]}]`: "unknown key",
	} {
		if _, err := read(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
}

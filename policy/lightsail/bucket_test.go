package lightsail_test

import (
	"strings"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/lightsail"
	"github.com/corslab/corslab/wire"
)

func read(text string) (*lightsail.Bucket, error) {
	f := &document.File{Name: "b.json", Data: []byte(text)}
	b := lightsail.Read(f, f.ReadJSON(document.Options{}))
	return b, f.Problems.Err()
}

func TestCamelCaseRules(t *testing.T) {
	rule := `{"id": "a", "allowedOrigins": ["https://a.example"], "allowedMethods": ["PUT"], "allowedHeaders": ["*"], "exposeHeaders": ["ETag"], "maxAgeSeconds": 60}`
	for _, text := range []string{`{"cors": {"rules": [` + rule + `]}}`, `{"rules": [` + rule + `]}`, `[` + rule + `]`} {
		b, err := read(text)
		if err != nil {
			t.Fatal(err)
		}
		got := b.New(nil).Answer(wire.Request{Method: "OPTIONS", Origin: "https://b.s3.us-east-1.amazonaws.com", Target: "/k", Header: wire.Header{"Origin: https://a.example", "Access-Control-Request-Method: PUT"}})
		if value, _ := got.Header.Get("Access-Control-Max-Age"); got.Status != 200 || value != "60" {
			t.Errorf("%s: %d %q", text, got.Status, got.Header)
		}
	}
}

func TestLimits(t *testing.T) {
	rule := `{"allowedOrigins": ["*"], "allowedMethods": ["GET"]}`
	if _, err := read("[" + strings.Repeat(rule+",", 20) + rule + "]"); err == nil || !strings.Contains(err.Error(), "21 rules; Lightsail takes 20") {
		t.Errorf("21 rules: %v", err)
	}
	if _, err := read(`[{"AllowedOrigins": ["*"], "allowedMethods": ["GET"]}]`); err == nil || !strings.Contains(err.Error(), "did you mean allowedOrigins?") {
		t.Errorf("S3's spelling: %v", err)
	}
}

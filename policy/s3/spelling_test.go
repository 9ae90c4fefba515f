package s3_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/s3"
)

// Each kind of file that holds rules has its own keys, and its tool or service its
// own demands.
func TestSpellings(t *testing.T) {
	tests := []struct {
		why      string
		spelling s3.Spelling
		rules    string
		// problem is in what is reported; none where it is empty.
		problem string
		// refused says that the problem holds the words in which S3's API refuses.
		refused bool
	}{
		{"a number", s3.Terraform, `[{"allowed_origins": ["*"], "allowed_methods": ["GET"], "max_age_seconds": 60}]`, "", false},
		{"Terraform takes a number in quotes", s3.Terraform, `[{"allowed_origins": ["*"], "allowed_methods": ["GET"], "max_age_seconds": "60"}]`, "", false},
		{"if it is one", s3.Terraform, `[{"allowed_origins": ["*"], "allowed_methods": ["GET"], "max_age_seconds": "an hour"}]`, "max_age_seconds is text, not a number", true},
		{"so does CloudFormation", s3.CloudFormation, `[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "MaxAge": "60"}]`, "", false},
		{"MediaStore does not", s3.MediaStore, `[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "AllowedHeaders": ["*"], "MaxAgeSeconds": "60"}]`, "MaxAgeSeconds is text, not a number", false},
		{"MediaStore wants headers", s3.MediaStore, `[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]`, "the rule allows no header", false},
		{"and has them", s3.MediaStore, `[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "AllowedHeaders": ["*"]}]`, "", false},
		{"Lightsail does not want them", s3.Lightsail, `[{"allowedOrigins": ["*"], "allowedMethods": ["GET"]}]`, "", false},
		{"Lightsail's words are its own", s3.Lightsail, `[{"allowedOrigins": ["*"]}]`, "the rule allows no method", false},
		{"CloudFormation passes on S3's", s3.CloudFormation, `[{"AllowedOrigins": ["*"]}]`, "the rule allows no method", true},
	}
	for _, test := range tests {
		f := &document.File{Name: "rules.json", Data: []byte(test.rules)}
		s3.ReadRules(f, f.ReadJSON(document.Options{}), test.spelling)
		err := f.Problems.Err()
		switch {
		case test.problem == "" && err != nil:
			t.Errorf("%s: %v", test.why, err)
		case test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)):
			t.Errorf("%s: %v, want %q", test.why, err, test.problem)
		}
		if refused := (*s3.ValidationError)(nil); errors.As(err, &refused) != test.refused {
			t.Errorf("%s: S3's own words are %v", test.why, refused)
		}
	}
}

package draft_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/scenarios/draft"
)

// bucketDraft writes a draft about a bucket.
func bucketDraft(configuration string) (string, error) {
	c, err := s3.Parse("cors.json", []byte(configuration))
	if err != nil {
		return "", err
	}
	return string(draft.Write([]draft.Source{{File: "cors.json", Format: "S3 JSON", Resource: policy.Resource{Engine: policy.S3, Policy: c}}})), nil
}

// surprises loads a draft about a bucket and predicts it: the cases that turn out
// otherwise than the draft expects.
func surprises(configuration string) (names []string, total int, err error) {
	written, err := bucketDraft(configuration)
	if err != nil {
		return nil, 0, err
	}
	suites, err := scenarios.Load(fstest.MapFS{"cors.json": {Data: []byte(configuration)}, "draft.yaml": {Data: []byte(written)}}, "draft.yaml")
	if err != nil {
		return nil, 0, fmt.Errorf("%w\n%s", err, written)
	}
	profile, _ := fetch.ProfileNamed("standard")
	for c := range suites[0].Cases() {
		total++
		want := fetch.Allow
		if strings.Contains(c.Name, "#stranger") {
			want = fetch.Deny
		}
		if c.Predict(profile, false)[0].Outcome != want {
			names = append(names, strings.TrimPrefix(c.Name, "imported/cors"))
		}
	}
	return names, total, nil
}

// TestDraftFindsWhereAPolicyIsMisunderstood holds that a policy which does what it
// seems to mean has no surprises, and that the usual mistakes have.
func TestDraftFindsWhereAPolicyIsMisunderstood(t *testing.T) {
	for _, c := range []struct {
		why, configuration string
		total              int
		surprises          []string
	}{
		{"a policy that is sound", `[{"AllowedOrigins": ["https://a.test", "https://*.b.test"], "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["*"]}]`, 2*2*2 + 2, nil},
		{"anyone may read, one may write", `[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}, {"AllowedOrigins": ["https://a.test"], "AllowedMethods": ["PUT"]}]`, 1 + 1 + 1, nil},
		{"a port that varies, and an opaque origin", `[{"AllowedOrigins": ["http://localhost:*", "null"], "AllowedMethods": ["GET"]}]`, 2 + 1, nil},
		{"a slash at the end", `[{"AllowedOrigins": ["https://a.test/"], "AllowedMethods": ["GET"]}]`, 2, []string{"#rule-1[from=https:%2F%2Fa.test,method=GET]"}},
		{"no scheme", `[{"AllowedOrigins": ["a.test"], "AllowedMethods": ["GET"]}]`, 2, []string{"#rule-1[from=https:%2F%2Fa.test,method=GET]"}},
		{"a path", `[{"AllowedOrigins": ["https://a.test/*"], "AllowedMethods": ["GET"]}]`, 2, []string{"#rule-1[from=https:%2F%2Fa.test,method=GET]"}},
		{"upper case", `[{"AllowedOrigins": ["https://A.test"], "AllowedMethods": ["GET"]}]`, 2, []string{"#rule-1[from=https:%2F%2Fa.test,method=GET]"}},
		{"a default port", `[{"AllowedOrigins": ["https://a.test:443"], "AllowedMethods": ["GET"]}]`, 2, []string{"#rule-1[from=https:%2F%2Fa.test,method=GET]"}},
		{"an origin that is no website", `[{"AllowedOrigins": ["chrome-extension://abc", "https://a.test"], "AllowedMethods": ["GET"]}]`, 2, nil},
		{"a site that browsers load over https only", `[{"AllowedOrigins": ["http://a.dev", "https://a.test"], "AllowedMethods": ["GET"]}]`, 2, nil},
	} {
		t.Run(c.why, func(t *testing.T) {
			names, total, err := surprises(c.configuration)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.surprises, names); d != "" || total != c.total {
				t.Errorf("%d cases, want %d; surprises (-want +got):\n%s", total, c.total, d)
			}
		})
	}
}

// TestEveryDraftLoads, whatever a policy lists.
func TestEveryDraftLoads(t *testing.T) {
	entry := rapid.OneOf(
		rapid.SampledFrom([]string{"*", "https", "http", "null", "https://*", "http://*.dev", "*.a.test", "https://a.test/*", "file://", "https://é.test", "a b", "#", "http://[::1]:*", "https://a.test:443"}),
		rapid.StringMatching(`(https?://)?[a-zA-Z0-9*.:/"' #%\\-]{0,12}`),
	)
	header := rapid.StringMatching(`[A-Za-z*'-]{1,8}`)
	rapid.Check(t, func(t *rapid.T) {
		c := &s3.Configuration{}
		for range rapid.IntRange(0, 3).Draw(t, "rules") {
			c.Rules = append(c.Rules, s3.Rule{
				AllowedOrigins: rapid.SliceOfN(entry, 1, 3).Draw(t, "origins"),
				AllowedMethods: rapid.SliceOfN(rapid.SampledFrom([]string{"GET", "PUT", "HEAD", "POST", "DELETE"}), 1, 3).Draw(t, "methods"),
				AllowedHeaders: rapid.SliceOfN(header, 0, 3).Draw(t, "headers"),
			})
		}
		file := rapid.SampledFrom([]string{"cors.json", "a b/#.xml", "yes"}).Draw(t, "file")
		written := draft.Write([]draft.Source{{File: file, Format: "S3\nJSON", Resource: policy.Resource{Engine: policy.S3, Policy: c}}})
		files := fstest.MapFS{file: {Data: []byte(`[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]`)}, "draft.yaml": {Data: written}}
		if _, err := scenarios.Load(files, "draft.yaml"); err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
	})
}

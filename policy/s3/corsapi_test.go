package s3_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/corslab/corslab/fixtures"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/wire"
)

func call(method string, body []byte) wire.Request {
	return wire.Request{Method: method, Origin: "https://recorded.s3.us-east-1.amazonaws.com", Target: "/?cors", Body: body}
}

// putBody is what a client sends for rules in the JSON of the API, without looking
// at them.
func putBody(t *testing.T, rules []json.RawMessage) []byte {
	t.Helper()
	type rule struct {
		ID             string   `xml:"ID,omitempty"`
		AllowedOrigins []string `xml:"AllowedOrigin"`
		AllowedMethods []string `xml:"AllowedMethod"`
		AllowedHeaders []string `xml:"AllowedHeader"`
		ExposeHeaders  []string `xml:"ExposeHeader"`
		MaxAgeSeconds  *int     `xml:"MaxAgeSeconds,omitempty"`
	}
	list := make([]rule, len(rules))
	for i, r := range rules {
		if err := json.Unmarshal(r, &list[i]); err != nil {
			t.Fatal(err)
		}
	}
	body, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"CORSConfiguration"`
		Rules   []rule   `xml:"CORSRule"`
	}{Rules: list})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func listOf(t *testing.T, rules json.RawMessage) (list []json.RawMessage) {
	t.Helper()
	if err := json.Unmarshal(rules, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// Every recorded call of the configuration's API, made again.
func TestRecordedCalls(t *testing.T) {
	methods := map[string]string{"GetBucketCors": "GET", "PutBucketCors": "PUT", "DeleteBucketCors": "DELETE"}
	for _, recorded := range fixtures.S3Configurations() {
		t.Run(recorded.Name, func(t *testing.T) {
			server := s3.None().New(nil)
			method := methods[recorded.Operation]
			given := listOf(t, recorded.In)
			var body []byte
			switch {
			case method == "PUT":
				body = putBody(t, given)
			case given != nil:
				if got := server.Answer(call("PUT", putBody(t, given))); got.Status != 200 {
					t.Fatalf("the bucket does not take what it is recorded to have: %s", got.Body)
				}
			}
			got := server.Answer(call(method, body))
			if got.Status != recorded.Status {
				t.Errorf("status %d, want %d", got.Status, recorded.Status)
			}
			if diff := cmp.Diff(recorded.Error, errorOf(t, wireError(got))); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if string(recorded.Out) != "null" {
				compareRules(t, recorded.Out, got.Body)
			}
			if method == "DELETE" && server.Answer(call("GET", nil)).Status != 404 {
				t.Error("the configuration is still there")
			}
		})
	}
}

// wireError leaves out the body of an answer that is no error.
func wireError(r wire.Response) wire.Response {
	if r.Status < 400 {
		r.Body = nil
	}
	return r
}

func compareRules(t *testing.T, want json.RawMessage, got []byte) {
	t.Helper()
	expected, returned := mustParse(t, string(want)), mustParse(t, string(got))
	if diff := cmp.Diff(expected.Rules, returned.Rules, cmpopts.IgnoreFields(s3.Rule{}, "Place", "Places")); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

// Every verdict on a configuration, end to end.
func TestValidationsOverTheAPI(t *testing.T) {
	for i, v := range fixtures.S3Validations() {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			if v.Status == 0 {
				t.Skip("the sources disagree about a negative MaxAgeSeconds")
			}
			got := s3.None().New(nil).Answer(call("PUT", putBody(t, slices.Repeat(v.Rules, max(1, v.Repeat)))))
			if got.Status != v.Status {
				t.Errorf("status %d, want %d", got.Status, v.Status)
			}
			if diff := cmp.Diff(v.Error, errorOf(t, wireError(got))); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

// A bucket answers by the rules it was given last; an OPTIONS is a preflight
// whatever its URL.
func TestPutChangesTheRules(t *testing.T) {
	server := s3.None().New(nil)
	ask := preflight("https://a.example", "GET", "")
	ask.Target = "/?cors"
	if got := server.Answer(ask); got.Status != 403 {
		t.Fatalf("before: %d", got.Status)
	}
	rules := mustParse(t, `[{"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["GET"]}]`)
	if got := server.Answer(call("PUT", rules.ConsoleJSON())); got.Status != 400 {
		t.Errorf("JSON is taken: %d", got.Status)
	}
	if got := server.Answer(call("PUT", rules.XML())); got.Status != 200 || len(got.Body) > 0 {
		t.Fatalf("put: %d %s", got.Status, got.Body)
	}
	if got := server.Answer(ask); got.Status != 200 {
		t.Errorf("after: %d", got.Status)
	}
	if got := s3.Missing().New(nil).Answer(call("GET", nil)); got.Status != 404 || errorOf(t, got).Code != "NoSuchBucket" {
		t.Errorf("no bucket: %d %s", got.Status, got.Body)
	}
}

func ruleGenerator() *rapid.Generator[s3.Rule] {
	return rapid.Custom(func(t *rapid.T) s3.Rule {
		text := rapid.StringOfN(rapid.RuneFrom([]rune(`abé <>&"'/\,*.:-☃`)), 0, 12, -1).Filter(func(s string) bool { return countStars(s) <= 1 })
		name := rapid.StringMatching(`[A-Za-z0-9-]{1,8}\*?`)
		r := s3.Rule{
			ID:             rapid.StringMatching(`[ -~]{0,20}`).Draw(t, "id"),
			AllowedOrigins: rapid.SliceOfN(text, 1, 3).Draw(t, "origins"),
			AllowedMethods: rapid.SliceOfN(rapid.SampledFrom([]string{"GET", "PUT", "HEAD", "POST", "DELETE"}), 1, 5).Draw(t, "methods"),
			AllowedHeaders: rapid.SliceOfN(name, 0, 3).Draw(t, "headers"),
			ExposeHeaders:  rapid.SliceOfN(rapid.StringMatching(`[A-Za-z0-9-]{1,8}`), 0, 3).Draw(t, "expose"),
		}
		if rapid.Bool().Draw(t, "aged") {
			age := rapid.IntRange(0, 1<<31-1).Draw(t, "age")
			r.MaxAgeSeconds = &age
		}
		return r
	})
}

func countStars(s string) (n int) {
	for _, r := range s {
		if r == '*' {
			n++
		}
	}
	return n
}

// Written in any form and read again, a configuration is the same.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &s3.Configuration{Rules: rapid.SliceOfN(ruleGenerator(), 1, 4).Draw(t, "rules")}
		for form, data := range map[string][]byte{"XML": c.XML(), "API": c.APIJSON(), "console": c.ConsoleJSON()} {
			again, err := s3.Parse("again", data)
			if err != nil {
				t.Fatalf("%s: %v\n%s", form, err, data)
			}
			if diff := cmp.Diff(c.Rules, again.Rules, cmpopts.IgnoreFields(s3.Rule{}, "Place", "Places"), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s (-want +got):\n%s\n%s", form, diff, data)
			}
		}
	})
}

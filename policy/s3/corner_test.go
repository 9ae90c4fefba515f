package s3_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/wire"
)

// Any number of requested headers is echoed, in order and in lower case.
func TestEveryRequestedHeaderIsEchoed(t *testing.T) {
	c := mustParse(t, `[{"AllowedOrigins": ["*"], "AllowedMethods": ["PUT"], "AllowedHeaders": ["*"]}]`)
	for _, names := range []string{"a", "a, b", "a, b, c", "a, b, c, d", strings.Repeat("a, ", 99) + "a"} {
		got, _ := c.New(nil).Answer(preflight("https://page.example", "PUT", strings.ToUpper(names))).Header.Get("Access-Control-Allow-Headers")
		if got != names {
			t.Errorf("asked for %s, allowed are %s", names, got)
		}
	}
}

// An answer of S3's own begins with its identifiers.
func TestIdentifiersComeFirst(t *testing.T) {
	c := mustParse(t, `[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]`)
	for _, line := range c.New(nil).Answer(actual("GET", "https://page.example")).Header[:identifiers] {
		if !strings.HasPrefix(strings.ToLower(string(line)), "x-amz-") {
			t.Errorf("the answer begins with %s", line)
		}
	}
}

// The origin that asked is echoed, whatever else is listed.
func TestOriginsAreEchoed(t *testing.T) {
	c := mustParse(t, `[{"AllowedOrigins": ["https://a.example", "https://b.example", "b.*", "https://*.c.example"], "AllowedMethods": ["GET"]}]`)
	for _, origin := range []string{"https://a.example", "https://b.example", "b.example", "https://x.c.example"} {
		if got, _ := c.New(nil).Answer(preflight(origin, "GET")).Header.Get("Access-Control-Allow-Origin"); got != origin {
			t.Errorf("%s is answered with %q", origin, got)
		}
	}
}

// A configuration that nobody has read from a file has no lines to name.
func TestRulesWithoutFile(t *testing.T) {
	c := &s3.Configuration{Rules: []s3.Rule{{AllowedOrigins: []string{"*"}, AllowedMethods: []string{"GET"}}}}
	notes := c.New(nil).Answer(preflight("https://page.example", "GET")).Notes
	if len(notes) != 1 || notes[0].Text != "rule 1 matches" {
		t.Errorf("notes are %v", notes)
	}
}

// XML, in which S3 keeps its rules, cannot hold every character that JSON can.
func TestCharacters(t *testing.T) {
	for text, ok := range map[string]bool{
		"plain": true, "tab\there": true, "line\nhere": true, "return\rhere": true, "a b": true, "é": true,
		"a\x01b": false, "\x1f": false, "\ufffe": false, "\uffff": false, "\ufffd": false,
	} {
		id, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s3.Parse("cors.json", []byte(`[{"ID": `+string(id)+`, "AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]`))
		if (err == nil) != ok {
			t.Errorf("ID %q: %v", text, err)
		}
	}
}

// Whether S3 folds letter case in origins nobody has recorded: an answer that rests
// on its not doing so says so, and no other does.
func TestDoubtfulOrigins(t *testing.T) {
	for _, c := range []struct {
		allowed, origin string
		doubtful        bool
	}{
		{"https://a.example", "https://a.example", false},
		{"https://a.example", "https://b.example", false},
		{"https://a.example", "https://A.example", true},
		{"https://Z.example", "https://z.example", true},
		{"https://z.example", "https://Z.example", true},
		{"https://*.Example", "https://a.example", true},
		{"https://A.example", "https://b.example", false},
		{"https://a.example", "https://B.example", false},
		{"https", "https://a.example", true},
		{"https", "http://a.example", false},
		{"http", "https://a.example", false},
	} {
		policy := mustParse(t, `[{"AllowedOrigins": ["`+c.allowed+`"], "AllowedMethods": ["PUT"], "AllowedHeaders": ["x-a"]}]`)
		if got := unverifiedOf(policy.New(nil).Answer(preflight(c.origin, "PUT"))); (len(got) > 0) != c.doubtful {
			t.Errorf("%s asks where %s is allowed: unverified is %q", c.origin, c.allowed, got)
		}
		// What fails for another reason as well rests on nothing.
		if got := unverifiedOf(policy.New(nil).Answer(preflight(c.origin, "DELETE"))); len(got) > 0 {
			t.Errorf("%s asks for DELETE where %s is allowed: unverified is %q", c.origin, c.allowed, got)
		}
		if got := unverifiedOf(policy.New(nil).Answer(preflight(c.origin, "PUT", "x-b"))); len(got) > 0 {
			t.Errorf("%s asks for x-b where %s is allowed: unverified is %q", c.origin, c.allowed, got)
		}
	}
}

// Only the bucket itself has a configuration to get, put and delete: the calls are
// no calls for an object, or with another query or method.
func TestWhatIsACallOfTheAPI(t *testing.T) {
	for _, c := range []struct {
		method, target string
		isCall         bool
	}{
		{"GET", "/?cors", true}, {"GET", "/?cors=", true}, {"GET", "/?cors=1", false}, {"GET", "/?acl", false},
		{"GET", "/photo.jpg?cors", false}, {"POST", "/?cors", false}, {"DELETE", "/photo.jpg?cors", false},
	} {
		policy := mustParse(t, `[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]`)
		upstream := 0
		server := policy.New(wire.ServerFunc(func(wire.Request) wire.Response {
			upstream++
			return wire.Response{Status: 299}
		}))
		answer := server.Answer(wire.Request{Method: c.method, Origin: "https://uploads.s3.us-east-1.amazonaws.com", Target: c.target})
		if isCall := upstream == 0; isCall != c.isCall {
			t.Errorf("%s %s: status %d, upstream was asked %d times", c.method, c.target, answer.Status, upstream)
		}
	}
}

// A refusal whose text nobody has recorded says so.
func TestRefusedConfigurations(t *testing.T) {
	for body, unverified := range map[string]bool{
		`{}`: false,
		`<CORSConfiguration><CORSRule><ID>` + strings.Repeat("i", 256) + `</ID><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>`: true,
	} {
		policy := mustParse(t, `[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]`)
		answer := policy.New(nil).Answer(wire.Request{Method: "PUT", Origin: "https://uploads.s3.us-east-1.amazonaws.com", Target: "/?cors", Body: []byte(body)})
		if got := unverifiedOf(answer); answer.Status != 400 || (len(got) > 0) != unverified {
			t.Errorf("PUT of %s: status %d, unverified is %q", body, answer.Status, got)
		}
	}
}

// A file may have a megabyte, most of it white space, and no byte more.
func TestLongestFile(t *testing.T) {
	const longest = 1 << 20
	policy := `[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]`
	for size, ok := range map[int]bool{longest: true, longest + 1: false} {
		_, err := s3.Parse("cors.json", []byte(policy+strings.Repeat(" ", size-len(policy))))
		if (err == nil) != ok {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

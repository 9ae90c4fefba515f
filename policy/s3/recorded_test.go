package s3_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fixtures"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/wire"
)

// notSent are the recorded headers that a simulated bucket leaves out, and why.
// Everything else that was recorded must be equal.
var notSent = map[string]string{
	"Date":                     "there is no clock",
	"Server":                   "it says who answers, which is not S3",
	"Connection":               "the connection is the listener's",
	"Transfer-Encoding":        "the framing is the listener's: a Content-Length stands for it",
	"x-amz-checksum-crc64nvme": "the default content stores nothing, and a checksum is never a CORS matter",
	"x-amz-checksum-type":      "as above",
}

func TestRecordedExchanges(t *testing.T) {
	for _, recorded := range fixtures.S3Exchanges() {
		t.Run(recorded.Name, func(t *testing.T) {
			got := configurationOf(t, recorded).New(nil).Answer(requestOf(recorded))
			want := recorded.Response
			if got.Status != want.Status {
				t.Errorf("status %d, want %d", got.Status, want.Status)
			}
			if want.Headers != nil {
				compareHeaders(t, want.Headers, got.Lines())
			}
			if diff := cmp.Diff(want.Error, errorOf(t, got)); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if want.Body != nil && string(got.Body) != *want.Body {
				t.Errorf("body %q, want %q", got.Body, *want.Body)
			}
			for _, note := range got.Notes {
				if note.Unverified {
					t.Errorf("a recorded answer is said to be unverified: %s", note.Text)
				}
			}
		})
	}
}

func configurationOf(t *testing.T, recorded fixtures.S3Exchange) *s3.Configuration {
	t.Helper()
	if recorded.Bucket == "missing" {
		return s3.Missing()
	}
	if string(recorded.Rules) == "null" {
		return s3.None()
	}
	return mustParse(t, string(recorded.Rules))
}

func mustParse(t testing.TB, policy string) *s3.Configuration {
	t.Helper()
	c, err := s3.Parse("policy", []byte(policy))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func requestOf(recorded fixtures.S3Exchange) wire.Request {
	r := wire.Request{
		Method: recorded.Request.Method,
		Origin: "https://recorded.s3.us-east-1.amazonaws.com",
		Target: recorded.Request.Target,
	}
	for name, value := range recorded.Request.Headers {
		r.Header.Add(name, value)
	}
	return r
}

func compareHeaders(t *testing.T, want map[string]*string, got wire.Header) {
	t.Helper()
	for name, value := range want {
		sent, ok := got.Get(name)
		_, leftOut := notSent[name]
		switch {
		case leftOut && ok:
			t.Errorf("%s is sent, but listed as left out", name)
		case !leftOut && !ok:
			t.Errorf("%s is not sent", name)
		case !leftOut && value != nil && sent != *value:
			t.Errorf("%s: %q, want %q", name, sent, *value)
		}
	}
	_, chunked := want["Transfer-Encoding"]
	for _, line := range got {
		name, _, _ := line.Cut()
		if _, ok := want[name]; !ok && !(chunked && name == "Content-Length") {
			t.Errorf("%q is sent, but was not recorded", line)
		}
	}
}

// errorOf reads the error in a response's body, nil if there is none.
func errorOf(t *testing.T, r wire.Response) *fixtures.S3Error {
	t.Helper()
	if !strings.HasPrefix(string(r.Body), "<?xml") {
		return nil
	}
	body := struct {
		XMLName xml.Name `xml:"Error"`
		fixtures.S3Error
	}{}
	if err := xml.Unmarshal(r.Body, &body); err != nil {
		t.Fatalf("the body %q is no XML: %v", r.Body, err)
	}
	return &body.S3Error
}

func TestErrorBodyAsRecorded(t *testing.T) {
	got := s3.Missing().New(nil).Answer(wire.Request{
		Method: "OPTIONS", Origin: "https://recorded.s3.amazonaws.com", Target: "/",
		Header: wire.Header{"Origin: https://page.example", "Access-Control-Request-Method: DELETE"},
	})
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessForbidden</Code><Message>CORSResponse: Bucket not found</Message><Method>DELETE</Method><ResourceType>BUCKET</ResourceType><RequestId>`
	if !strings.HasPrefix(string(got.Body), want) {
		t.Errorf("body\n%s\nwant it to begin\n%s", got.Body, want)
	}
}

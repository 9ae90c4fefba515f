package call_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/importer/call"
	"github.com/corslab/corslab/problem"
)

func TestParse(t *testing.T) {
	anonymous := ""
	for _, tt := range []struct {
		why, text string
		want      call.Call
	}{
		{
			"as Chromium copies it for bash", `curl 'https://api.example.net/items?x=1' \
  -X 'PUT' \
  -H 'accept: */*' \
  -H 'accept-language: en-GB,en;q=0.9' \
  -H 'authorization: Bearer it'\''s' \
  -H 'content-type: application/json' \
  -b 'sid=1; theme=dark' \
  -H 'origin: https://app.example.com' \
  -H 'priority: u=1, i' \
  -H 'referer: https://app.example.com/' \
  -H 'sec-ch-ua: "Chromium";v="156"' \
  -H 'sec-fetch-dest: empty' \
  -H 'sec-fetch-mode: cors' \
  -H 'sec-fetch-site: cross-site' \
  -H 'user-agent: Mozilla/5.0' \
  --data-raw $'{"a":"\u0021"}' --compressed`,
			call.Call{
				Page: fetch.Page{URL: "https://app.example.com"},
				Request: fetch.Request{
					URL: "https://api.example.net/items?x=1", Method: "PUT", Credentials: fetch.CredentialsInclude,
					Headers: []fetch.Field{{Name: "authorization", Value: "Bearer it's"}, {Name: "content-type", Value: "application/json"}},
					Body:    &fetch.Body{Kind: fetch.BodyText, Content: `{"a":"!"}`},
				},
				Cookies:     []string{"sid=1; SameSite=None; Secure", "theme=dark; SameSite=None; Secure"},
				Assumptions: []string{"cookies were sent, so the credentials mode is include"},
			},
		},
		{
			"as a manual writes it", `curl -d 'a=1' -d b=2 -u me:secret api.example.net`,
			call.Call{Request: fetch.Request{
				URL: "http://api.example.net", Method: "POST",
				Headers: []fetch.Field{{Name: "Authorization", Value: "Basic bWU6c2VjcmV0"}, {Name: "Content-Type", Value: "application/x-www-form-urlencoded"}},
				Body:    &fetch.Body{Kind: fetch.BodyText, Content: "a=1&b=2"},
			}},
		},
		{
			"an image of a page that asks for CORS", `curl https://cdn.example.net/a.png -H 'Origin: https://app.example.com' -H 'Accept: image/avif,image/webp' -H 'Sec-Fetch-Dest: image' -H 'Sec-Fetch-Mode: cors'`,
			call.Call{Page: fetch.Page{URL: "https://app.example.com"}, Request: fetch.Request{API: fetch.APIImg, URL: "https://cdn.example.net/a.png", Crossorigin: &anonymous}},
		},
		{
			"what the cache added, and a frame without an origin", `curl https://api.example.net/ -H 'Origin: null' -H 'If-None-Match: "1"' -H 'X-Empty;'`,
			call.Call{
				Page:    fetch.Page{URL: call.SandboxHost, As: fetch.PageSandboxed},
				Request: fetch.Request{URL: "https://api.example.net/", Headers: []fetch.Field{{Name: "X-Empty"}}},
				Assumptions: []string{
					"the Origin null is that of a sandboxed frame; after a redirect from another site it would be, too",
					"the browser's cache added if-none-match, not the page",
				},
			},
		},
		{"-G", `curl -G https://api.example.net/x -d a=1 --data-raw b=2`, call.Call{Request: fetch.Request{
			URL: "https://api.example.net/x?a=1&b=2", Method: "GET", Headers: []fetch.Field{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}},
		}}},
		{"a form", `curl https://api.example.net/x -F a=1`, call.Call{Request: fetch.Request{
			URL: "https://api.example.net/x", Method: "POST", Body: &fetch.Body{Kind: fetch.BodyMultipart, Form: []fetch.Field{{Name: "a", Value: "1"}}},
		}}},
		{
			"as Chromium copies fetch()", `fetch("https://api.example.net/items", {
  "headers": {
    "accept": "*/*",
    "content-type": "application/json",
    "sec-fetch-mode": "cors"
  },
  "referrer": "https://app.example.com/page",
  "referrerPolicy": "strict-origin-when-cross-origin",
  "body": "{\"a\":\"(b)\"}",
  "method": "PUT",
  "mode": "cors",
  "credentials": "include"
});`,
			call.Call{Page: fetch.Page{URL: "https://app.example.com"}, Request: fetch.Request{
				URL: "https://api.example.net/items", Method: "PUT", Mode: "cors", Credentials: "include", ReferrerPolicy: "strict-origin-when-cross-origin",
				Headers: []fetch.Field{{Name: "content-type", Value: "application/json"}}, Body: &fetch.Body{Kind: fetch.BodyText, Content: `{"a":"(b)"}`},
			}},
		},
		{
			"as people write it", `await fetch('https://api.example.net/', {method: 'DELETE', headers: [["X-A", "1"]], keepalive: true, body: null,}).then(r => r.json())`,
			call.Call{Request: fetch.Request{
				URL: "https://api.example.net/", Method: "DELETE", Keepalive: true, Headers: []fetch.Field{{Name: "X-A", Value: "1"}},
			}},
		},
		{"a URL alone", `fetch("https://api.example.net/")`, call.Call{Request: fetch.Request{URL: "https://api.example.net/"}}},
	} {
		if !call.Is(tt.text) {
			t.Errorf("%s: not taken for a call", tt.why)
		}
		got, err := call.Parse("call.txt", []byte(tt.text))
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
	}
}

func TestBroken(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"curl 'https://a.example", "call.txt:1:6: "},
		{"curl https://a.example -H \"Authorization: $TOKEN\"", "call.txt:1:43: what a shell would put here is not known"},
		{"curl https://a.example | jq .", "one curl line is wanted"},
		{"curl", "neither a curl line nor"},
		{"curl -H 'X-A: 1'", "one URL is wanted, and there are 0"},
		{"curl https://a.example --proxy x", "unknown flag: --proxy"},
		{"curl https://a.example -H nonsense", `header "nonsense"`},
		{"curl https://a.example -d @body.json", "the body is in the file body.json"},
		{"curl https://a.example -d a -F b=1", "only one can be sent"},
		{"wget https://a.example", "neither a curl line nor"},
		{"fetch(\"https://a.example\"", "call.txt:1:6: the parenthesis of fetch( is not closed"},
		{"fetch(url, {method: \"PUT\", body: JSON.stringify({a: 1})})", "must be literals"},
		{"fetch()", "takes a URL"},
		{"fetch(\"https://a.example\", {metod: \"PUT\"})", "did you mean method?"},
	} {
		_, err := call.Parse("call.txt", []byte(tt.text))
		var problems problem.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s\n got %v\nwant %s", tt.text, err, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("curl 'https://a.example' -H 'A: b' --data-raw $'x\\n'")
	f.Add("fetch(\"https://a.example\", {\"method\": \"PUT\", \"headers\": {\"a\": \"b\"}})")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := call.Parse("call.txt", []byte(text))
		var problems problem.Problems
		if err != nil && !errors.As(err, &problems) {
			t.Errorf("an error that is no problem: %v", err)
		}
		if err == nil && c.Request.URL == "" && strings.HasPrefix(text, "curl ") {
			t.Error("a curl line without a URL is taken")
		}
	})
}

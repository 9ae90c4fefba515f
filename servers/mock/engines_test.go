package mock_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/alb"
	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/lambdaurl"
	"github.com/corslab/corslab/policy/restapi"
	"github.com/corslab/corslab/servers/mock"
)

// engines are policies that let the page in, one for each engine.
func engines() map[string]policy.Policy {
	settings := &cors.Settings{AllowOrigins: document.StringsOf(page), AllowMethods: document.StringsOf("*")}
	return map[string]policy.Policy{
		"HTTP API":     &httpapi.API{CORS: settings},
		"function URL": &lambdaurl.URL{CORS: settings},
		"CloudFront": &cloudfront.Distribution{Behaviors: []cloudfront.Behavior{{ResponseHeaders: &cloudfront.ResponseHeadersPolicy{CORS: &cloudfront.CORS{
			AllowOrigins: document.StringsOf(page), AllowMethods: document.StringsOf("GET"),
		}}}}},
		"REST API":      &restapi.API{Methods: []restapi.Method{{Path: "/{proxy+}", HTTPMethod: "ANY", Integration: restapi.Integration{Type: "HTTP_PROXY"}}, {Path: "/", HTTPMethod: "GET", Integration: restapi.Integration{Type: "HTTP_PROXY"}}}},
		"load balancer": &alb.Listener{Headers: []alb.Header{{Name: "Access-Control-Allow-Origin", Value: document.String{Value: page}}}},
	}
}

// TestEnginesPassBodiesOn, long ones with and without a length: what an engine
// says about the marker that it is shown must not reach the client.
func TestEnginesPassBodiesOn(t *testing.T) {
	long := strings.Repeat("0123456789", 20_000)
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			r := front(t, mock.Config{Service: engine.New}, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/plain")
				if name == "REST API" { // which adds no CORS headers of its own
					w.Header().Set("Access-Control-Allow-Origin", page)
				}
				if r.URL.Path == "/length" {
					w.Header().Set("Content-Length", fmt.Sprint(len(long)))
				}
				fmt.Fprint(w, long)
			})
			for target, length := range map[string]int64{"/length": int64(len(long)), "/chunked": -1} {
				response, body := r.do(t, "GET", target, nil, "Origin: "+page)
				if response.StatusCode != 200 || body != long || response.ContentLength != length {
					t.Errorf("%s: %d, %d bytes, length %d", target, response.StatusCode, len(body), response.ContentLength)
				}
				if got := response.Header.Get("Access-Control-Allow-Origin"); got != page {
					t.Errorf("%s: Access-Control-Allow-Origin: %s", target, got)
				}
			}
		})
	}
}

// TestGatewaysAnswerForADeadUpstream with an error of their own.
func TestGatewaysAnswerForADeadUpstream(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			r := front(t, mock.Config{Service: engine.New, Upstream: parse(t, closedPort(t)), Timeout: time.Second}, nil)
			response, _ := r.do(t, "GET", "/", nil, "Origin: "+page)
			if response.StatusCode < 500 {
				t.Errorf("%d", response.StatusCode)
			}
			if warned := r.warned(); !strings.HasSuffix(warned, fmt.Sprint("nothing listens there; the service answers ", response.StatusCode)) {
				t.Error(warned)
			}
		})
	}
}

func TestCloudFrontKeepsAnswers(t *testing.T) {
	distribution := &cloudfront.Distribution{Behaviors: []cloudfront.Behavior{{}}}
	var asked atomic.Int64
	r := front(t, mock.Config{Service: distribution.New, NeedsBody: distribution.Keeps}, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "answer ", asked.Add(1))
	})
	for _, by := range []string{"first", "second"} {
		response, body := r.do(t, "GET", "/", nil)
		if got, want := response.Header.Get("X-Cache"), map[string]string{"first": "Miss from cloudfront", "second": "Hit from cloudfront"}[by]; got != want || body != "answer 1" {
			t.Errorf("%s: X-Cache: %s, body %q", by, got, body)
		}
	}
}

package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/corslab/corslab/playground"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serveHere serves on a free port until the test ends, and returns host and port.
func serveHere(t *testing.T, cfg Config) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- New(cfg).Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	return listener.Addr().String()
}

// ask sends a request with headers "Name: value" and returns status and body.
func ask(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			r.Host = value
		}
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(data)
}

const isJSONHeader = "Content-Type: application/json"

func TestWhoIsLetIn(t *testing.T) {
	address := serveHere(t, Config{})
	_, port, _ := net.SplitHostPort(address)
	url := "http://" + address
	options := `{"op": "options"}`
	for _, tt := range []struct {
		why, method, path, body string
		headers                 []string
		want                    int
	}{
		{"the page", "GET", "/", "", nil, 200},
		{"the page, by another name of this machine", "GET", "/", "", []string{"Host: localhost:" + port}, 200},
		{"a name that somebody leads here", "GET", "/", "", []string{"Host: rebound.example:" + port}, 421},
		{"another port", "GET", "/", "", []string{"Host: localhost:1"}, 421},
		{"a call", "POST", "/api", options, []string{isJSONHeader}, 200},
		{"a call of the page", "POST", "/api", options, []string{isJSONHeader, "Origin: " + url, "Sec-Fetch-Site: same-origin"}, 200},
		{"a call of another page", "POST", "/api", options, []string{isJSONHeader, "Origin: https://attacker.example"}, 403},
		{"a call of another site", "POST", "/api", options, []string{isJSONHeader, "Sec-Fetch-Site: cross-site"}, 403},
		{"a call that a form could make", "POST", "/api", options, []string{"Content-Type: text/plain"}, 415},
		{"a preflight", "OPTIONS", "/api", "", []string{"Origin: https://attacker.example", "Access-Control-Request-Method: POST"}, 405},
		{"a proxy's request", "GET", "/http://example.com/", "", nil, 404},
		{"nothing that is there", "GET", "/../../etc/passwd", "", nil, 404},
		{"a proof of nothing", "POST", "/prove/result", `{"id": "x"}`, []string{isJSONHeader}, 200},
		{"a proof of garbage", "POST", "/prove/browser", `[[[`, []string{isJSONHeader}, 400},
	} {
		response, body := ask(t, tt.method, url+tt.path, tt.body, tt.headers...)
		if response.StatusCode != tt.want {
			t.Errorf("%s: %d, want %d: %s", tt.why, response.StatusCode, tt.want, body)
		}
		if policy := response.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") {
			t.Errorf("%s: Content-Security-Policy %q", tt.why, policy)
		}
		if allowed := response.Header.Get("Access-Control-Allow-Origin"); allowed != "" {
			t.Errorf("%s: Access-Control-Allow-Origin %q", tt.why, allowed)
		}
	}
}

func TestOtherMachinesAreNotServed(t *testing.T) {
	listener, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	var refused *NotLoopbackError
	if err := New(Config{}).Serve(t.Context(), listener); !errors.As(err, &refused) {
		t.Errorf("Serve: %v", err)
	}
}

func TestMuchTooMuch(t *testing.T) {
	address := serveHere(t, Config{})
	body := fmt.Sprintf(`{"op": "import", "text": %q}`, strings.Repeat("a", 10<<20))
	response, answer := ask(t, "POST", "http://"+address+"/api", body, isJSONHeader)
	if response.StatusCode != 200 || !strings.Contains(answer, "too long") {
		t.Errorf("10 MB: %d %.200s", response.StatusCode, answer)
	}
}

func TestAThousandAtOnce(t *testing.T) {
	address := serveHere(t, Config{})
	state, err := json.Marshal(map[string]any{"op": "answer", "state": playground.Start()})
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	start := time.Now()
	for range 1000 {
		all.Go(func() {
			response, err := client.Post("http://"+address+"/api", "application/json", strings.NewReader(string(state)))
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			var a playground.Answer
			if err := json.NewDecoder(response.Body).Decode(&a); err != nil || len(a.Verdicts) == 0 {
				t.Errorf("an answer without verdicts: %v", err)
			}
		})
	}
	all.Wait()
	t.Logf("1,000 answers in %v", time.Since(start).Round(time.Millisecond))
}

func TestNames(t *testing.T) {
	for _, tt := range []struct{ host, want string }{
		{"www.example.com", "www.example-com-t.localhost"},
		{"example.com", "example-com-t.localhost"},
		{"a.b.example.co.uk", "a.b.example-co-uk-t.localhost"},
		{"localhost", "localhost-t.localhost"},
		{"127.0.0.1", "127-0-0-1-t.localhost"},
		{"[::1]", "1-t.localhost"},
	} {
		if got := localHost(tt.host, "t"); got != tt.want {
			t.Errorf("localHost(%q) = %q, want %q", tt.host, got, tt.want)
		}
	}
	n := names{{"https://www.example.com", "http://w.localhost:1"}, {"https://www.example.com:8443", "http://w.localhost:2"}}
	for _, tt := range []struct{ text, want string }{
		{"https://www.example.com", "http://w.localhost:1"},
		{"https://www.example.com/x, https://www.example.com", "http://w.localhost:1/x, http://w.localhost:1"},
		{"https://www.example.com:8443", "http://w.localhost:2"},
		{"https://www.example.com.evil.test", "https://www.example.com.evil.test"},
		{"https://www.example.com:84", "https://www.example.com:84"},
		{"http://www.example.com", "http://www.example.com"},
	} {
		got := n.toLocal(tt.text)
		if got != tt.want {
			t.Errorf("toLocal(%q) = %q, want %q", tt.text, got, tt.want)
		}
		if back := n.fromLocal(got); back != tt.text {
			t.Errorf("fromLocal(%q) = %q, want %q", got, back, tt.text)
		}
	}
}

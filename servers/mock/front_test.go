package mock_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/corslab/corslab/servers/mock"
	"github.com/corslab/corslab/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A rig is a front that listens, and what it had to say.
type rig struct {
	url    string
	client *http.Client

	mu       sync.Mutex
	warnings []string
	answers  []wire.Exchange
}

// front starts a front, which ends with the test. An upstream that is nil is none.
func front(t *testing.T, cfg mock.Config, upstream http.HandlerFunc) *rig {
	t.Helper()
	return frontUntil(t, t.Context(), cfg, upstream)
}

// frontUntil starts a front, which ends with a context too.
func frontUntil(t *testing.T, ctx context.Context, cfg mock.Config, upstream http.HandlerFunc) *rig {
	t.Helper()
	if upstream != nil {
		server := httptest.NewServer(upstream)
		t.Cleanup(server.Close)
		cfg.Upstream = parse(t, server.URL)
	}
	r := &rig{}
	cfg.Warned = func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.warnings = append(r.warnings, err.Error())
	}
	cfg.Answered = func(x wire.Exchange) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.answers = append(r.answers, x)
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.url = "http://" + listener.Addr().String()
	ctx, end := context.WithCancel(ctx)
	ended := make(chan error)
	go func() { ended <- mock.New(cfg).Serve(ctx, listener) }()
	transport := &http.Transport{DisableCompression: true}
	r.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return r
}

func parse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// do makes a request and returns the answer, read to its end.
func (r *rig) do(t *testing.T, method, target string, body io.Reader, lines ...string) (*http.Response, string) {
	t.Helper()
	response, err := r.try(t, method, target, body, lines...)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return response, string(data)
}

func (r *rig) try(t *testing.T, method, target string, body io.Reader, lines ...string) (*http.Response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, r.url+target, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		request.Header.Add(name, value)
	}
	return r.client.Do(request)
}

// warned returns what the front has warned of, one warning a line.
func (r *rig) warned() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.warnings, "\n")
}

// answered returns the answers so far.
func (r *rig) answered() []wire.Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]wire.Exchange(nil), r.answers...)
}

// transparent is a service that does nothing.
func transparent(upstream wire.Server) wire.Server { return upstream }

// always is a service that gives one answer.
func always(response wire.Response) func(wire.Server) wire.Server {
	return func(wire.Server) wire.Server {
		return wire.ServerFunc(func(wire.Request) wire.Response { return response })
	}
}

package mock

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/corslab/corslab/wire"
)

// DefaultMaxBody is the largest body that is held in memory.
const DefaultMaxBody = 64 << 20

// DefaultTimeout is how long the upstream may take to begin an answer. It is what
// API Gateway and CloudFront wait for unless they are told otherwise.
const DefaultTimeout = 30 * time.Second

// Config says what a front stands for.
type Config struct {
	// Service makes the server that answers: the New of a policy. The server
	// must allow for what wire.Server says about servers with others behind them.
	Service func(upstream wire.Server) wire.Server
	// Upstream is the server behind the service, http or https; a path is put
	// before those of requests. nil is the service's own default content.
	Upstream *url.URL
	// As is the origin that the service takes requests to be made to, such as
	// "https://photos.s3.us-east-1.amazonaws.com"; "" is the one they are made to.
	As string
	// Timeout is how long the upstream may take to accept a connection, and then,
	// once it has a request, to begin its answer; 0 is DefaultTimeout.
	Timeout time.Duration
	// NeedsBody reports whether the service must have the body of an answer of the
	// upstream, because it may keep or change it. Such an answer is passed on when
	// it is complete. nil is never.
	NeedsBody func(wire.Request, wire.Response) bool
	// MaxBody is the largest body, in bytes, that is held in memory for the service
	// to see: of an answer that it needs, and without an upstream of a request; 0 is
	// DefaultMaxBody. Larger answers stream all the same; where the service gives
	// one again that it has kept, the body is fetched anew.
	MaxBody int64
	// Upgrades says that the service lets clients change the protocol, which is
	// how WebSockets begin. Otherwise an Upgrade header is dropped.
	Upgrades bool
	// Answered is told of every answer before it is sent; the bodies of streams
	// are not in it. nil is nobody. It may be called by several goroutines at once.
	Answered func(wire.Exchange)
	// Warned is told what went wrong. nil is nobody. It may be called by several
	// goroutines at once.
	Warned func(error)
}

// A Front is an http.Handler that answers as a service.
type Front struct {
	cfg       Config
	service   service
	transport *http.Transport // nil without an upstream
	// marker is what stands for a body, and is none that an upstream would send.
	marker string
	// running counts connections, and requests being answered: those whose
	// connections net/http has handed over too.
	running sync.WaitGroup
}

// New returns a front. It opens no connection.
func New(cfg Config) *Front {
	if cfg.Timeout == 0 {
		cfg.Timeout = DefaultTimeout
	}
	if cfg.MaxBody == 0 {
		cfg.MaxBody = DefaultMaxBody
	}
	if cfg.Answered == nil {
		cfg.Answered = func(wire.Exchange) {}
	}
	if cfg.Warned == nil {
		cfg.Warned = func(error) {}
	}
	f := &Front{cfg: cfg, marker: "the body of an answer of the upstream: " + rand.Text()}
	if cfg.Upstream == nil {
		f.service.server = cfg.Service(nil)
	} else {
		f.service.server = cfg.Service(wire.ServerFunc(f.service.askUpstream))
		f.transport = &http.Transport{
			DialContext:            (&net.Dialer{Timeout: cfg.Timeout}).DialContext,
			TLSHandshakeTimeout:    cfg.Timeout,
			ResponseHeaderTimeout:  cfg.Timeout,
			ExpectContinueTimeout:  time.Second,
			IdleConnTimeout:        time.Minute,
			MaxIdleConnsPerHost:    64,
			MaxResponseHeaderBytes: maxHead,
			DisableCompression:     true, // what the client did not ask for is not undone
			ForceAttemptHTTP2:      true,
		}
	}
	return f
}

// ServeHTTP answers one request.
func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.running.Add(1)
	defer f.running.Done()
	// An upstream may answer while it is still being sent the request. HTTP/2 can
	// do so always, and has nothing to enable.
	if err := http.NewResponseController(w).EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		f.cfg.Warned(fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, err))
	}
	w.Header()["Content-Type"] = nil // where the answer has none, none is guessed
	x := &exchange{front: f, context: r.Context(), trailer: r.Trailer}
	proxy := httputil.ReverseProxy{
		Rewrite:       f.prepare,
		Transport:     x,
		FlushInterval: -1, // events are sent as they come
		ErrorHandler:  f.misbehave,
		ErrorLog:      f.logger(),
	}
	proxy.ServeHTTP(w, r)
}

// prepare is called when the proxy has taken away what concerns the connection
// only (RFC 9110 §7.6.1).
func (f *Front) prepare(p *httputil.ProxyRequest) {
	if protocol := p.Out.Header.Get("Upgrade"); protocol != "" && !f.cfg.Upgrades {
		p.Out.Header.Del("Connection")
		p.Out.Header.Del("Upgrade")
		f.cfg.Warned(fmt.Errorf("%s %s: the service does not change to %s; the Upgrade header is dropped", p.In.Method, p.In.URL.Path, protocol))
	}
}

// logger is for what net/http has to say.
func (f *Front) logger() *log.Logger { //nolint:forbidigo // net/http takes nothing else
	return log.New(warner(f.cfg.Warned), "", 0) //nolint:forbidigo // it writes to Warned
}

// A warner takes what net/http logs.
type warner func(error)

func (w warner) Write(line []byte) (int, error) {
	text := strings.TrimSpace(string(line))
	if !strings.Contains(text, context.Canceled.Error()) { // the client has left, which is its right
		w(errors.New(text))
	}
	return len(line), nil
}

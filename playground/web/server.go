package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/corslab/corslab/playground"
	"github.com/corslab/corslab/servers"
)

// Config says what the server has beside the playground itself.
type Config struct {
	// Headless runs the case of a scenario in a browser of ours; nil is none. It may
	// be called at the same time.
	Headless func(ctx context.Context, scenario, name string) (Witness, error)
}

// A Server is the playground for a browser on this machine.
type Server struct {
	cfg    Config
	files  http.Handler
	proofs *proofs
	// authority makes the keys that networks want, once: that takes a while.
	authority func() (*servers.Authority, error)
	// seats are for calls that are being answered: more of them would only slow one
	// another down.
	seats chan struct{}
}

// New returns a server.
func New(cfg Config) *Server {
	return &Server{
		cfg: cfg, files: http.FileServerFS(playground.Site()), proofs: newProofs(), authority: sync.OnceValues(servers.NewAuthority),
		seats: make(chan struct{}, 2*runtime.GOMAXPROCS(0)),
	}
}

const (
	// patience is how long a client may take to send a request, or take its answer.
	patience = 30 * time.Second
	// proving is how long a proof in a real browser may take.
	proving = 60 * time.Second
	// excess is how much of a body that is too long is read, so that the client gets
	// to hear why it is refused.
	excess = 64 << 20
)

// Serve answers until ctx ends. The listener must be one of this machine only: a
// *NotLoopbackError otherwise.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok || !address.IP.IsLoopback() {
		return errors.Join(&NotLoopbackError{listener.Addr().String()}, listener.Close())
	}
	server := &http.Server{
		Handler: s.Handler(address.Port), ReadHeaderTimeout: patience, ReadTimeout: patience, WriteTimeout: proving + patience,
		MaxHeaderBytes: 64 << 10, BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // nobody is owed an answer any more
	defer stop()
	defer s.proofs.close()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// A NotLoopbackError is an address that other machines can reach.
type NotLoopbackError struct{ Address string }

func (e *NotLoopbackError) Error() string {
	return e.Address + " can be reached from other machines; the playground is for this one only"
}

// Handler returns what answers at a port.
func (s *Server) Handler(port int) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", s.files)
	mux.HandleFunc("POST /api", s.call)
	mux.HandleFunc("POST /prove/headless", s.headless)
	mux.HandleFunc("POST /prove/browser", s.prepare)
	mux.HandleFunc("POST /prove/result", s.result)
	return guarded(port, mux)
}

// policyOfPage is the page's Content-Security-Policy. The frames are those in which a
// request is made for real.
const policyOfPage = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"frame-src http://*.localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guarded lets those in who call this machine by its own names, from the page itself.
func guarded(port int, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policyOfPage)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		switch {
		case !isOwnHost(r.Host, port):
			http.Error(w, "this is the playground of corslab, which answers to 127.0.0.1 and localhost only", http.StatusMisdirectedRequest)
		case r.Method == http.MethodPost && !isFromPage(r):
			http.Error(w, "only the page itself may ask", http.StatusForbidden)
		case r.Method == http.MethodPost && !isJSON(r.Header.Get("Content-Type")):
			http.Error(w, "what is asked is JSON", http.StatusUnsupportedMediaType)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// isOwnHost reports whether a Host header names this machine and the port. Another
// one comes from a page that has its own name lead here.
func isOwnHost(host string, port int) bool {
	for _, name := range []string{"127.0.0.1", "localhost", "[::1]"} {
		if strings.EqualFold(host, fmt.Sprintf("%s:%d", name, port)) {
			return true
		}
	}
	return false
}

// isFromPage reports whether a request that does something is not another page's.
func isFromPage(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true // a program, which needs no page's leave
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "http" && u.Host == r.Host
}

func isJSON(contentType string) bool {
	essence, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(essence), "application/json")
}

// body reads what was sent, and one byte more than is allowed of what is too long.
func body(r *http.Request) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r.Body, playground.MaxInput+1))
	if err == nil && len(data) > playground.MaxInput {
		_, err = io.Copy(io.Discard, io.LimitReader(r.Body, excess))
	}
	return data, err
}

// seat waits for a seat, and reports whether there is one before the client is gone.
func (s *Server) seat(r *http.Request) bool {
	select {
	case s.seats <- struct{}{}:
		return true
	case <-r.Context().Done():
		return false
	}
}

func (s *Server) call(w http.ResponseWriter, r *http.Request) {
	data, err := body(r)
	if err != nil || !s.seat(r) {
		return // the client is gone
	}
	defer func() { <-s.seats }()
	w.Header().Set("Content-Type", "application/json")
	// A client that has gone gets no answer.
	_, _ = w.Write(playground.Call(data))
}

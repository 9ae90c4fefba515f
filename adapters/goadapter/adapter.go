// Package goadapter speaks the adapter protocol of corslab for middleware written in
// Go. It needs nothing but the standard library, so that an adapter can take any version
// of what it is for.
package goadapter

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime/debug"
)

// A Policy is what a server is to be set up with: see corslab schema policy.
type Policy struct {
	Origins     []string `json:"origins"`
	Methods     []string `json:"methods"`
	Headers     []string `json:"headers"`
	Credentials bool     `json:"credentials"`
	Expose      []string `json:"expose"`
	MaxAge      *int     `json:"max-age"`
}

// IsAny reports whether a list of the policy stands for everything.
func IsAny(list []string) bool { return len(list) == 1 && list[0] == "*" }

// An Unsupported is the error of a factory that has no words for a policy.
type Unsupported struct{ Feature, Why string }

func (u Unsupported) Error() string { return "unsupported: " + u.Feature }

// A Factory puts the middleware, set up with the policy, around the application.
type Factory func(p Policy, app http.Handler) (http.Handler, error)

type command struct {
	ID        int              `json:"id"`
	Start     *json.RawMessage `json:"start"`
	Configure *struct {
		Policy Policy `json:"policy"`
	} `json:"configure"`
	Stop *struct {
		Listening string `json:"listening"`
	} `json:"stop"`
}

type object = map[string]any

// Main speaks the protocol until standard input ends. module is the path of the Go
// module under test, whose version it reports.
func Main(module string, factory Factory) {
	listeners := map[string]net.Listener{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c command
		var id struct{ ID int }
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.DisallowUnknownFields()
		reply := object{"unsupported": "command"}
		if err := decoder.Decode(&c); err != nil {
			reply["why"] = err.Error()
		} else {
			reply = answer(c, module, factory, listeners)
		}
		_ = json.Unmarshal(lines.Bytes(), &id) // a line without one is answered as command 0
		reply["id"] = id.ID
		text, err := json.Marshal(reply)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(string(text))
	}
}

func answer(c command, module string, factory Factory, listeners map[string]net.Listener) object {
	switch {
	case c.Start != nil:
		return object{"started": object{"version": 1, "name": module, "release": release(module)}}
	case c.Configure != nil:
		return configure(c.Configure.Policy, factory, listeners)
	case c.Stop != nil && listeners[c.Stop.Listening] != nil:
		if err := listeners[c.Stop.Listening].Close(); err != nil {
			return object{"error": err.Error()}
		}
		return object{"stopped": true}
	}
	return object{"unsupported": "command"}
}

// configure sets up a server. Middleware that panics over its settings refuses them.
func configure(p Policy, factory Factory, listeners map[string]net.Listener) (reply object) {
	defer func() {
		if problem := recover(); problem != nil {
			reply = object{"unsupported": "policy", "why": fmt.Sprint("panics: ", problem)}
		}
	}()
	handler, err := factory(p, application())
	var unsupported Unsupported
	if errors.As(err, &unsupported) {
		return object{"unsupported": unsupported.Feature, "why": unsupported.Why}
	}
	if err != nil {
		return object{"unsupported": "policy", "why": err.Error()}
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return object{"error": err.Error()}
	}
	url := "http://" + listener.Addr().String() + "/"
	listeners[url] = listener
	go func() { _ = http.Serve(listener, before(handler)) }() // it ends with the listener
	return object{"listening": url}
}

// application is what the middleware stands before.
func application() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("X-Total", "1")
		w.Header().Set("X-Secret", "1")
		switch r.URL.Path {
		case "/error":
			w.Header().Set("Cache-Control", "public, max-age=60")
			w.WriteHeader(http.StatusInternalServerError)
		case "/missing":
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprintf(w, "app %s %s", r.Method, r.URL.Path)
	})
}

// before stands before the middleware, as one that compresses would.
func before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/vary" {
			w.Header().Set("Vary", "Accept-Encoding")
		}
		next.ServeHTTP(w, r)
	})
}

// release is the version of a module in this program.
func release(module string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, m := range info.Deps {
		if m.Path == module {
			return m.Version
		}
	}
	return ""
}

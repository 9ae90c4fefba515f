package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// fakeAdapter is a program for scripts: an adapter of a small middleware that is right,
// but for what its one argument says.
func fakeAdapter() {
	fault := ""
	if len(os.Args) > 1 {
		fault = os.Args[1]
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var command map[string]json.RawMessage
		if err := json.Unmarshal(lines.Bytes(), &command); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		reply := fakeReply(fault, command)
		reply["id"] = command["id"]
		text, _ := json.Marshal(reply)
		fmt.Println(string(text))
	}
	if fault == "stays" {
		signal.Ignore(syscall.SIGTERM)
		select {}
	}
}

func fakeReply(fault string, command map[string]json.RawMessage) map[string]any {
	switch {
	case command["start"] != nil:
		started := map[string]any{"version": 1, "name": "fake " + fault, "release": "v1"}
		switch fault {
		case "hangs at start":
			select {}
		case "old":
			started["version"] = 0
		case "claims more":
			started["features"] = []string{"subdomains"}
		case "claims nonsense":
			started["features"] = []string{"teleportation"}
		}
		return map[string]any{"started": started}
	case command["configure"] != nil:
		return fakeConfigure(fault, command["configure"])
	case command["stop"] != nil:
		return map[string]any{"stopped": true}
	case fault == "accepts anything":
		return map[string]any{"stopped": true}
	}
	return map[string]any{"unsupported": "command"}
}

func fakeConfigure(fault string, raw json.RawMessage) map[string]any {
	var command struct {
		Policy struct {
			Origins, Methods, Headers, Expose []string
			Credentials                       bool
			MaxAge                            *int `json:"max-age"`
			Unknown                           bool `json:"probe-for-unknown-keys"`
		}
	}
	if err := json.Unmarshal(raw, &command); err != nil {
		return map[string]any{"error": err.Error()}
	}
	p := command.Policy
	switch fault {
	case "garbage on stdout":
		if !p.Unknown {
			fmt.Println("Listening on port 8080!")
		}
	case "dies":
		if !p.Unknown {
			fmt.Fprintln(os.Stderr, "no such module")
			os.Exit(3)
		}
	case "elsewhere":
		if !p.Unknown {
			return map[string]any{"listening": "http://192.0.2.1:80"}
		}
	}
	isAny := slices.Contains(p.Origins, "*")
	isPlain := isAny && !p.Credentials || !slices.ContainsFunc(p.Origins, func(o string) bool { return strings.Contains(o, "*") })
	if p.Unknown || !isPlain || len(p.Origins) == 0 {
		return map[string]any{"unsupported": "patterns", "why": "exact origins only"}
	}
	if slices.Contains(p.Methods, "*") || slices.Contains(p.Headers, "*") {
		return map[string]any{"unsupported": "any-method"}
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	switch fault {
	case "no HTTP":
		go talkNonsense(listener)
		return map[string]any{"listening": "http://" + listener.Addr().String()}
	case "crashes":
		go func() { _, _ = listener.Accept(); os.Exit(2) }()
		return map[string]any{"listening": "http://" + listener.Addr().String()}
	}
	handler := func(w http.ResponseWriter, r *http.Request) {
		origin, h := r.Header.Get("Origin"), w.Header()
		switch {
		case fault == "hangs":
			<-r.Context().Done()
			return
		case isAny:
			h.Set("Access-Control-Allow-Origin", "*")
		case fault == "prefix" && slices.ContainsFunc(p.Origins, func(o string) bool { return strings.HasPrefix(origin, o) }), slices.Contains(p.Origins, origin):
			h.Set("Access-Control-Allow-Origin", origin)
			if p.Credentials {
				h.Set("Access-Control-Allow-Credentials", "true")
			}
		}
		h.Add("Vary", "Origin")
		if r.URL.Path == "/vary" {
			h.Add("Vary", "Accept-Encoding")
		}
		h.Set("Access-Control-Expose-Headers", strings.Join(p.Expose, ","))
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", strings.Join(p.Methods, ","))
			h.Set("Access-Control-Allow-Headers", strings.Join(p.Headers, ","))
			if p.MaxAge != nil {
				h.Set("Access-Control-Max-Age", fmt.Sprint(*p.MaxAge))
			}
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.Set("X-Total", "1")
		h.Set("X-Secret", "1")
		switch r.URL.Path {
		case "/error":
			h.Set("Cache-Control", "public, max-age=60")
			w.WriteHeader(http.StatusInternalServerError)
		case "/missing":
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprintf(w, "app %s", r.Method)
	}
	go func() { _ = http.Serve(listener, http.HandlerFunc(handler)) }()
	return map[string]any{"listening": "http://" + listener.Addr().String()}
}

func talkNonsense(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = conn.Write([]byte("220 mail.example ESMTP\r\n"))
		_ = conn.Close()
	}
}

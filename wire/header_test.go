package wire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestLineCut(t *testing.T) {
	tests := []struct {
		why         string
		line        Line
		name, value string
		ok          bool
	}{
		{"the usual form", "Access-Control-Allow-Origin: *", "Access-Control-Allow-Origin", "*", true},
		{"optional whitespace around the value is no part of it", "A: \t* \t", "A", "*", true},
		{"vertical tab is not optional whitespace", "A: *\v", "A", "*\v", true},
		{"whitespace before the colon stays with the name: browsers differ on it", "A : *", "A ", "*", true},
		{"only the first colon separates", "A: b:c", "A", "b:c", true},
		{"an empty value is a value", "A:", "A", "", true},
		{"no colon", "nonsense", "nonsense", "", false},
	}
	for _, tt := range tests {
		name, value, ok := tt.line.Cut()
		if name != tt.name || value != tt.value || ok != tt.ok {
			t.Errorf("%s: Cut(%q) = %q, %q, %v; want %q, %q, %v", tt.why, tt.line, name, value, ok, tt.name, tt.value, tt.ok)
		}
	}
}

func TestHeaderGet(t *testing.T) {
	h := Header{"A: 1", "b: x", "a: 2", "A : 3", "a"}
	if got, ok := h.Get("A"); got != "1, 2" || !ok {
		t.Errorf("Get(A) = %q, %v; want the two well-formed lines joined", got, ok)
	}
	if got, ok := h.Get("c"); got != "" || ok {
		t.Errorf("Get(c) = %q, %v; want absent", got, ok)
	}
	if got, ok := (Header{"e:"}).Get("E"); got != "" || !ok {
		t.Errorf("Get(E) = %q, %v; an empty value is present", got, ok)
	}
	if got, _ := (Header{"e:", "e:"}).Get("E"); got != ", " {
		t.Errorf("two empty lines joined = %q, want %q", got, ", ")
	}
	if diff := cmp.Diff([]string{"1", "2"}, h.Values("a")); diff != "" {
		t.Errorf("Values(a) (-want +got):\n%s", diff)
	}
	if !h.Has("B") || h.Has("c") {
		t.Error("Has does not tell b from c")
	}
}

func TestHeaderCloneSharesNothing(t *testing.T) {
	h := Header{"a: 1"}
	c := h.Clone()
	c[0] = "a: 2"
	c.Add("b", "3")
	if diff := cmp.Diff(Header{"a: 1"}, h); diff != "" {
		t.Errorf("the original changed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Header{"a: 2", "b: 3"}, c); diff != "" {
		t.Errorf("the clone (-want +got):\n%s", diff)
	}
}

// ASCII is folded, nothing else: the Kelvin sign is no k to an HTTP parser.
func TestEqualFoldIsASCIIOnly(t *testing.T) {
	if !EqualFold("ACCESS-control", "access-CONTROL") {
		t.Error("ASCII letters are not folded")
	}
	if EqualFold("K", "\u212a") || EqualFold("\xe9", "\xc9") {
		t.Error("bytes outside ASCII are folded")
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if !EqualFold(s, ToLower(s)) {
			t.Fatalf("%q does not fold to its own lower case %q", s, ToLower(s))
		}
		if strings.ContainsAny(ToLower(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			t.Fatalf("ToLower(%q) = %q", s, ToLower(s))
		}
	})
}

func TestIsPreflight(t *testing.T) {
	full := Header{"origin: https://a.test", "access-control-request-method: PUT"}
	tests := []struct {
		why    string
		method string
		header Header
		want   bool
	}{
		{"a CORS-preflight request", "OPTIONS", full, true},
		{"OPTIONS called by a page carries no Access-Control-Request-Method", "OPTIONS", full[:1], false},
		{"without Origin it is no CORS request", "OPTIONS", full[1:], false},
		{"another method", "GET", full, false},
		{"methods are case-sensitive", "options", full, false},
	}
	for _, tt := range tests {
		if got := (Request{Method: tt.method, Header: tt.header}).IsPreflight(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.why, got, tt.want)
		}
	}
}

func TestResponseLines(t *testing.T) {
	tests := []struct {
		why      string
		response Response
		want     Header
	}{
		{"a length is added", Response{Status: 200, Header: Header{"A: 1"}, Body: []byte("xyz")}, Header{"A: 1", "Content-Length: 3"}},
		{"also for nothing", Response{Status: 404}, Header{"Content-Length: 0"}},
		{"not where it is written", Response{Status: 200, Header: Header{"content-length: 9"}}, Header{"content-length: 9"}},
		{"not where the body is chunked", Response{Status: 200, Header: Header{"Transfer-Encoding: chunked"}}, Header{"Transfer-Encoding: chunked"}},
		{"204 has no content", Response{Status: 204}, nil},
		{"304 has none either", Response{Status: 304, Header: Header{"ETag: x"}}, Header{"ETag: x"}},
	}
	for _, tt := range tests {
		before := tt.response.Header.Clone()
		if diff := cmp.Diff(tt.want, tt.response.Lines()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
		if diff := cmp.Diff(before, tt.response.Header); diff != "" {
			t.Errorf("%s: Lines changed the response (-before +after):\n%s", tt.why, diff)
		}
	}
}

func TestRequestURL(t *testing.T) {
	r := Request{Origin: "https://api.example.com:8443", Target: "/items?x=1"}
	if got, want := r.URL(), "https://api.example.com:8443/items?x=1"; got != want {
		t.Errorf("URL() = %q, want %q", got, want)
	}
}

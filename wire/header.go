package wire

import "strings"

// A Line is one header line as it is written to the wire, without its CRLF:
// "Access-Control-Allow-Origin: *". It may hold any byte, may have no colon,
// and may be malformed on purpose.
type Line string

// NewLine joins a name and a value into a line, with ": " between them.
func NewLine(name, value string) Line { return Line(name + ": " + value) }

// Cut splits the line at its first colon. The name is returned as it stands,
// trailing whitespace included; the value is returned without its leading and
// trailing optional whitespace (HTAB and SP, RFC 9110 §5.6.3). ok reports
// whether there was a colon.
func (l Line) Cut() (name, value string, ok bool) {
	name, value, ok = strings.Cut(string(l), ":")
	return name, TrimOWS(value), ok
}

// TrimOWS returns s without leading and trailing HTAB and SP.
func TrimOWS(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// A Header is a list of lines in the order they are written.
type Header []Line

// Add appends the line "name: value".
func (h *Header) Add(name, value string) { *h = append(*h, NewLine(name, value)) }

// Values returns the value of every line whose name equals name, compared
// ASCII-case-insensitively, in order. A line whose name carries whitespace
// does not match; neither does a line without a colon.
func (h Header) Values(name string) []string {
	var values []string
	for _, line := range h {
		if n, v, ok := line.Cut(); ok && EqualFold(n, name) {
			values = append(values, v)
		}
	}
	return values
}

// Get returns the values of name joined by ", ", and whether there is any
// such line: the "get" operation of the Fetch Standard's header lists
// (https://fetch.spec.whatwg.org/#concept-header-list-get).
func (h Header) Get(name string) (value string, ok bool) {
	for _, line := range h {
		n, v, colon := line.Cut()
		if !colon || !EqualFold(n, name) {
			continue
		}
		if ok {
			value += ", " + v
		} else {
			value, ok = v, true
		}
	}
	return value, ok
}

// Has reports whether a line with this name is present.
func (h Header) Has(name string) bool {
	for _, line := range h {
		if n, _, ok := line.Cut(); ok && EqualFold(n, name) {
			return true
		}
	}
	return false
}

// Clone returns a copy that shares no memory with h.
func (h Header) Clone() Header { return append(Header(nil), h...) }

// EqualFold reports whether a and b are equal when ASCII letters are compared
// without regard to case (the Infra Standard's "ASCII case-insensitive match").
// Bytes outside ASCII are compared as they are, unlike strings.EqualFold.
func EqualFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		if x, y := a[i], b[i]; x != y && lower(x) != lower(y) {
			return false
		}
	}
	return true
}

// ToLower returns s with its ASCII letters in lower case (the Infra Standard's
// "byte-lowercase"); other bytes are untouched.
func ToLower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			if common, ok := lowered[s]; ok {
				return common
			}
			b := []byte(s)
			for j := i; j < len(b); j++ {
				b[j] = lower(b[j])
			}
			return string(b)
		}
	}
	return s
}

// lowered holds the names that headers mostly have, as they are mostly spelt.
var lowered = map[string]string{
	"Access-Control-Allow-Credentials": "access-control-allow-credentials", "Access-Control-Allow-Headers": "access-control-allow-headers",
	"Access-Control-Allow-Methods": "access-control-allow-methods", "Access-Control-Allow-Origin": "access-control-allow-origin",
	"Access-Control-Expose-Headers": "access-control-expose-headers", "Access-Control-Max-Age": "access-control-max-age",
	"Authorization": "authorization", "Cache-Control": "cache-control", "Content-Length": "content-length", "Content-Type": "content-type",
	"Date": "date", "ETag": "etag", "Last-Modified": "last-modified", "Server": "server", "Vary": "vary",
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + ('a' - 'A')
	}
	return c
}

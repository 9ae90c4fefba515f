package s3

import (
	"slices"
	"testing"

	"github.com/corslab/corslab/wire"
)

// HTTP/2 sends names in lower case, and a field may come in several lines.
func TestQuestion(t *testing.T) {
	for _, c := range []struct {
		why            string
		header         wire.Header
		origin, method string
		names          []string
		bad            string
	}{
		{"lower case", wire.Header{"origin: https://a", "access-control-request-method: PUT", "access-control-request-headers: x-a"}, "https://a", "PUT", []string{"x-a"}, ""},
		{"upper case", wire.Header{"ORIGIN: https://a", "ACCESS-CONTROL-REQUEST-METHOD: PUT", "ACCESS-CONTROL-REQUEST-HEADERS: X-A"}, "https://a", "PUT", []string{"x-a"}, ""},
		{"no method asked for", wire.Header{"Origin: https://a"}, "https://a", "GET", nil, ""},
		{"an empty method asked for", wire.Header{"Origin: https://a", "Access-Control-Request-Method:"}, "https://a", "", nil, ""},
		{"two origins", wire.Header{"Origin: https://a", "Origin: https://b"}, "https://a, https://b", "GET", nil, ""},
		{"two lines of names", wire.Header{"Access-Control-Request-Headers: x-a,x-b", "Access-Control-Request-Headers: x-c"}, "", "GET", []string{"x-a", "x-b", "x-c"}, ""},
		{"a name of the same length", wire.Header{"Accept: https://b", "Origin: https://a"}, "https://a", "GET", nil, ""},
		{"a line that is none", wire.Header{"nonsense", "Origin: https://a"}, "https://a", "GET", nil, ""},
		{"spaces and empty items", wire.Header{"Access-Control-Request-Headers:  X-A ,, x-b ,"}, "", "GET", []string{"x-a", "x-b"}, ""},
		{"the first bad item", wire.Header{"Access-Control-Request-Headers: x-a, b c,d e"}, "", "GET", []string{"x-a", "b c", "d e"}, " b c"},
	} {
		q := ask("GET", fieldsOf(c.header), nil)
		if q.origin != c.origin || q.method != c.method || !slices.Equal(q.names, c.names) || q.badItem != c.bad {
			t.Errorf("%s: origin %q, method %q, names %q, bad item %q", c.why, q.origin, q.method, q.names, q.badItem)
		}
	}
}

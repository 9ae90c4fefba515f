package fetch

import "testing"

// A redirect is stored without its body, so that no part of it is there.
func TestStoredParts(t *testing.T) {
	location := Field{"Location", "/y"}
	part := &request{headers: []Field{{"Range", "bytes=1-2"}}}
	for _, c := range []struct {
		why  string
		resp response
		want bool
	}{
		{"a body", response{status: 200, body: []byte("hello")}, true},
		{"no such part", response{status: 200, body: []byte("h")}, false},
		{"a redirect", response{status: 302, fields: []Field{location}, body: []byte("hello")}, false},
		{"a Location that leads nowhere", response{status: 200, fields: []Field{location}, body: []byte("hello")}, true},
		{"a redirect to nowhere", response{status: 302, body: []byte("hello")}, true},
	} {
		stored := storedResponse{resp: c.resp}
		if got := stored.holdsPart(part); got != c.want {
			t.Errorf("%s: %t", c.why, got)
		}
	}
	// Only what has status 200 is cut into parts (RFC 9110 §14.2).
	stored := storedResponse{resp: response{status: 404, body: []byte("hello")}}
	if got := stored.answer(part); got.status != 404 || len(got.fields) != 0 {
		t.Errorf("a part of a stored 404 has status %d and header %v", got.status, got.fields)
	}
	stored.resp.status = 200
	want := []Field{{"Content-Range", "bytes 1-2/5"}, {"Content-Length", "2"}}
	if got := stored.answer(part); got.status != 206 || len(got.fields) != 2 || got.fields[0] != want[0] || got.fields[1] != want[1] {
		t.Errorf("a part of what is stored without a header has status %d and header %v", got.status, got.fields)
	}
}

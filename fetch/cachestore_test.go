package fetch

import "testing"

// What may be stored, and what leaves alone what is there
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-3).
func TestFateOfResponses(t *testing.T) {
	location := Field{"Location", "/y"}
	for _, c := range []struct {
		why  string
		resp response
		want fate
	}{
		{"200", response{status: 200}, fateStore},
		{"no-store", response{status: 200, fields: []Field{{"Cache-Control", "no-store"}}}, fateKeep},
		{"a part", response{status: 206}, fateKeep},
		{"cut short", response{status: 200, isCut: true}, fateKeep},
		{"cut short, with a Location that leads nowhere", response{status: 200, isCut: true, fields: []Field{location}}, fateKeep},
		{"a redirect", response{status: 302, fields: []Field{location}}, fateStore},
		{"a redirect whose body nobody waits for", response{status: 302, isCut: true, fields: []Field{location}}, fateStore},
		{"a redirect to nowhere, cut short", response{status: 302, isCut: true}, fateKeep},
		{"no content", response{status: 204}, fateStore},
		{"no content, and the length of another", response{status: 204, fields: []Field{{"Content-Length", "1"}}}, fateKeep},
		{"no content, and no length", response{status: 204, fields: []Field{{"Content-Length", "0"}}}, fateStore},
	} {
		if got := fateOf(&c.resp); got != c.want {
			t.Errorf("%s: %d, want %d", c.why, got, c.want)
		}
	}
}

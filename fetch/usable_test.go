package fetch

import "testing"

// What elements take for images, sounds and videos by the first bytes
// (https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern).
func TestContentOfElements(t *testing.T) {
	for _, c := range []struct {
		why, body    string
		image, media bool
	}{
		{why: "nothing"},
		{why: "text", body: "hello, hello, hello"},
		{why: "GIF", body: "GIF89a", image: true},
		{why: "WebP", body: "RIFF\x1a\x00\x00\x00WEBPVP8 ", image: true},
		{why: "a WebP's head alone", body: "RIFF\x1a\x00\x00\x00WEBP"},
		{why: "WebP without RIFF", body: "RIFX\x1a\x00\x00\x00WEBPVP8 "},
		{why: "RIFF alone", body: "RIFF"},
		{why: "RIFF of another kind", body: "RIFF\x1a\x00\x00\x00AVI LIST"},
		{why: "WAVE", body: "RIFF\x24\x00\x00\x00WAVEfmt ", media: true},
		{why: "a WAVE's head alone", body: "RIFF\x24\x00\x00\x00WAVE"},
		{why: "WAVE without RIFF", body: "RIFX\x24\x00\x00\x00WAVEfmt "},
		{why: "MP4", body: "\x00\x00\x00\x18ftypmp42", media: true},
		{why: "an MP4's first length and name alone", body: "\x00\x00\x00\x18ftyp"},
		{why: "less than that", body: "\x00\x00\x00\x18ft"},
		{why: "WebM", body: "\x1aE\xdf\xa3", media: true},
	} {
		resp := &response{status: 200, body: []byte(c.body)}
		if got := needsImage(resp) == ""; got != c.image {
			t.Errorf("%s is an image: %t", c.why, got)
		}
		if got := needsMedia(resp) == ""; got != c.media {
			t.Errorf("%s is sound or video: %t", c.why, got)
		}
	}
}

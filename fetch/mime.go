package fetch

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// parseMIMEEssence parses a MIME type and returns its type and subtype in lower
// case (https://mimesniff.spec.whatwg.org/#parse-a-mime-type). ok is false where
// that is a failure. Parameters cannot make one, so they are not looked at.
func parseMIMEEssence(s string) (essence string, ok bool) {
	s = normalizeValue(s)
	s, _, _ = strings.Cut(s, ";")
	major, minor, found := strings.Cut(s, "/")
	for minor != "" && isHTTPWhitespace(minor[len(minor)-1]) {
		minor = minor[:len(minor)-1]
	}
	if !found || !IsToken(major) || !IsToken(minor) {
		return "", false
	}
	return wire.ToLower(major + "/" + minor), true
}

// isStrictMIME reports whether s is a media type by RFC 9110 §8.3.1, nothing
// forgiven: each semicolon is followed by a parameter with a value.
func isStrictMIME(s string) bool {
	if _, ok := parseMIMEEssence(s); !ok {
		return false
	}
	_, rest, more := strings.Cut(s, ";")
	for more {
		p := cutParameter(rest)
		name := strings.Trim(p.name, "\t ")
		if !IsToken(name) || p.value == "" || p.raw[p.from-1] == '=' && !IsToken(p.value) {
			return false
		}
		more = strings.HasSuffix(p.raw, ";")
		rest = rest[len(p.raw):]
	}
	return true
}

// isFormMIME reports whether a Content-Type is one of the three that an HTML
// form can send, and so needs no preflight.
func isFormMIME(value string) bool {
	essence, ok := parseMIMEEssence(value)
	if !ok {
		return false
	}
	switch essence {
	case "application/x-www-form-urlencoded", "multipart/form-data", "text/plain":
		return true
	}
	return false
}

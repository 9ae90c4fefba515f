package fetch

import "strings"

// parseURL parses a URL as the browser does.
func (f *fetching) parseURL(ref string, base *URL) (*URL, error) {
	return parseURLAs(ref, base, &f.quirks)
}

// parseURLAs parses a URL as a browser with the quirks does.
func parseURLAs(ref string, base *URL, d *departures) (*URL, error) {
	url, err := ParseURL(ref, base)
	if err != nil && d.has(quirkLenientHost) {
		if lenient, ok := parseLenientHost(ref, base); d.departs(quirkLenientHost, ok) {
			url, err = lenient, nil
		}
	}
	if err == nil && d.has(quirkPipeEncoded) {
		if encoded := url.withEncodedPath('|'); d.departs(quirkPipeEncoded, encoded != url) {
			url = encoded
		}
	}
	return url, err
}

// Hosts that Chromium accepts and the URL Standard does not are parsed with
// words in place of what is wrong with them, which are then taken out again.
var (
	maskHost   = strings.NewReplacer(" ", blankMask, "%20", blankMask, "xn--", punycodeMask, "XN--", punycodeMask)
	unmaskHost = strings.NewReplacer(blankMask, "%20", punycodeMask, "xn--")
)

const blankMask, punycodeMask = "corslab0blank", "corslab0punycode"

// parseLenientHost parses a URL that the URL Standard refuses for a blank in its
// host, or for a label that is no valid Punycode; ok is false where there is
// more wrong with it, or where the scheme is none whose hosts are domains.
func parseLenientHost(ref string, base *URL) (u *URL, ok bool) {
	start := strings.Index(ref, "//") + len("//")
	if start < len("//") {
		return nil, false
	}
	start += len(ref[start:]) - len(strings.TrimLeft(ref[start:], `/\`)) // however many there are
	end := len(ref)
	if n := strings.IndexAny(ref[start:], `/\?#`); n >= 0 {
		end = start + n
	}
	masked := maskHost.Replace(ref[start:end])
	if masked == ref[start:end] {
		return nil, false
	}
	parsed, err := ParseURL(ref[:start]+masked+ref[end:], base)
	if err != nil || !parsed.isSpecial() {
		return nil, false
	}
	lenient := *parsed
	lenient.host, lenient.href = unmaskHost.Replace(parsed.host), unmaskHost.Replace(parsed.href)
	lenient.hashAt = len(lenient.href) - (len(parsed.href) - parsed.hashAt)
	lenient.origin = originOf(&lenient)
	return &lenient, true
}

// withEncodedPath returns u with a byte of its path percent-encoded.
func (u *URL) withEncodedPath(c byte) *URL {
	path := u.Path()
	if !strings.Contains(path, string(c)) || !u.IsHTTP() {
		return u
	}
	var b strings.Builder
	percentEncode(&b, c)
	encoded := strings.ReplaceAll(path, string(c), b.String())
	other := *u
	other.target = encoded + u.target[len(path):]
	at := u.hashAt - len(u.target)
	other.href = u.href[:at] + other.target + u.href[u.hashAt:]
	other.hashAt = at + len(other.target)
	return &other
}

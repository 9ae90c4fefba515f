package draft

import (
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

// stranger is an origin that no policy means, unless it means any.
const stranger = "https://stranger.example"

// anyone is the page that stands for any origin.
const anyone = "https://www.example.com"

// A site is a page that a policy means to let in.
type site struct {
	// url is the page's; sandboxed says that its origin is opaque: "null".
	url       string
	sandboxed bool
}

// siteOf returns a page of the origin that an entry of a policy stands for, also
// where it is not spelt as browsers spell origins; ok is false where no page of a
// scenario can have it.
func siteOf(entry string) (s site, ok bool) {
	switch {
	case entry == "*" || entry == "https":
		return site{url: anyone}, true
	case entry == "http":
		return site{url: "http://www.example.com"}, true
	case entry == "null":
		return site{url: anyone, sandboxed: true}, true
	case strings.Contains(entry, "*"):
		for _, filling := range fillings(entry) {
			filled := strings.Replace(entry, "*", filling, 1)
			if url, ok := pageAt(filled); ok && url == filled {
				return site{url: url}, true
			}
		}
		// Nothing that fits is an origin: a path, most likely.
		entry = strings.TrimSuffix(strings.ReplaceAll(entry, "*", ""), "/")
	}
	if url, ok := pageAt(entry); ok {
		return site{url: url}, true
	}
	if !strings.Contains(entry, "://") {
		url, ok := pageAt("https://" + entry)
		return site{url: url}, ok
	}
	return site{}, false
}

// fillings returns what may stand in for the wildcard of an entry, the most
// natural first.
func fillings(entry string) []string {
	all := []string{"www", "3000", "s", "https", "https://www", ""}
	if strings.HasSuffix(entry, "://*") {
		return append([]string{"www.example.com"}, all...)
	}
	return all
}

// pageAt returns the origin of a URL, if browsers load pages from there.
func pageAt(s string) (origin string, ok bool) {
	u, err := fetch.ParseURL(s, nil)
	if err != nil || !u.IsHTTP() || scenarios.IsUpgraded(u.Origin()) {
		return "", false
	}
	return u.Origin().String(), true
}

// isOpen reports whether an entry stands for any origin, strangers included.
func isOpen(entry string) bool {
	if entry == "https" {
		return true
	}
	parts := strings.Split(entry, "*")
	if len(parts) == 1 || !strings.HasPrefix(stranger, parts[0]) {
		return entry == stranger
	}
	rest := stranger[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

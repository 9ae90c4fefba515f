package audit

import (
	"strconv"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/corslab/corslab/document"
)

// surface looks at everything that the languages have in common.
func (a *auditor) surface(s surface) {
	for _, origin := range s.origins {
		a.origin(s, origin)
	}
	a.duplicates(s.origins)
	a.duplicates(s.methods)
	a.duplicates(s.headers)
	a.headers(s)
	a.methods(s)
	a.maxAge(s)
	a.uploads(s)
}

// origin looks at one entry of the allowed origins.
func (a *auditor) origin(s surface, origin document.String) {
	value := origin.Value
	shown := strconv.Quote(value)
	switch {
	case strings.Contains(value, ","):
		a.add("comma-list", origin.Place, shown+" is one entry")
	case value == "*":
		if s.starCredentials {
			a.add("any-origin-with-credentials", origin.Place, `"*" is allowed together with credentials`, attacker("https://attacker.example"), credentialed(true))
		}
	case value == "null":
		a.add("null-origin", origin.Place, `"null" is allowed`, edit(a.text.remove(origin)), attacker("null"), credentialed(s.credentials))
	case strings.TrimSpace(value) != value || strings.ContainsAny(value, " \t"):
		a.replaced("origin-whitespace", origin, strings.Join(strings.Fields(value), ""))
	case strings.Contains(value, "*"):
		a.wildcard(s, origin)
	default:
		a.exact(origin)
	}
	if strings.HasPrefix(value, "http://") && !isLocal(value) && value != "http://*" {
		https := "https://" + strings.TrimPrefix(value, "http://")
		if s.origins.Contains(https) {
			a.add("http-origin", origin.Place, shown+" is allowed beside https", suggest("take it out"), edit(a.text.remove(origin)),
				attacker(example(value)), credentialed(s.credentials))
		} else {
			a.add("http-origin", origin.Place, shown+" is allowed", suggest("write "+https), edit(a.text.replace(origin, https)),
				attacker(example(value)), credentialed(s.credentials))
		}
	}
}

// replaced adds a finding whose fix is another value for the entry.
func (a *auditor) replaced(id string, origin document.String, value string) {
	a.add(id, origin.Place, strconv.Quote(origin.Value)+" never matches", suggest("write "+value), edit(a.text.replace(origin, value)))
}

// isLocal reports whether an origin is that of the user's own machine, where http
// is as good as https.
func isLocal(origin string) bool {
	host := hostOf(origin)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || host == "127.0.0.1" || host == "[::1]"
}

func hostOf(origin string) string {
	_, host, ok := strings.Cut(origin, "://")
	if !ok {
		host = origin
	}
	host, _, _ = strings.Cut(host, "/")
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return host
}

// exact looks at an origin without a wildcard.
func (a *auditor) exact(origin document.String) {
	value := origin.Value
	scheme, rest, ok := strings.Cut(value, "://")
	if !ok {
		if value != "" && value != "https" && value != "http" {
			a.replaced("origin-without-scheme", origin, "https://"+strings.TrimSuffix(value, "/"))
		}
		return
	}
	host, path, hasPath := strings.Cut(rest, "/")
	switch {
	case hasPath && path == "":
		a.replaced("origin-trailing-slash", origin, strings.TrimSuffix(value, "/"))
	case hasPath:
		a.replaced("origin-with-path", origin, scheme+"://"+host)
	case strings.ToLower(value) != value:
		a.replaced("origin-upper-case", origin, strings.ToLower(value))
	case scheme == "https" && strings.HasSuffix(host, ":443"), scheme == "http" && strings.HasSuffix(host, ":80"):
		a.replaced("origin-default-port", origin, value[:strings.LastIndexByte(value, ':')])
	}
}

// wildcard looks at an origin with a star in it.
func (a *auditor) wildcard(s surface, origin document.String) {
	value := origin.Value
	before, after, _ := strings.Cut(value, "*")
	switch {
	case coversAll(before, after):
		if s.credentials {
			a.add("any-origin-with-credentials", origin.Place, strconv.Quote(value)+" lets in every origin, and its answer allows credentials",
				attacker(anyone(before)), credentialed(true))
		}
	case !s.globs: // a wildcard of another kind was checked when it was read
		a.suffix(s, origin)
	case after == "" || strings.HasPrefix(after, ":") && !strings.Contains(before, "."):
		if !endsInPort(before) {
			a.add("wildcard-at-the-end", origin.Place, strconv.Quote(value)+" matches "+before+".evil.test",
				attacker(strings.TrimSuffix(before, ".")+".evil.test"), credentialed(s.credentials))
		}
	case !strings.Contains(after, "."):
		a.add("wildcard-at-the-end", origin.Place, strconv.Quote(value)+" takes hosts of every domain",
			attacker(withScheme(before+"evil.test"+after)), credentialed(s.credentials))
	case !strings.HasPrefix(after, ".") && isHostStart(before):
		fixed := before + "*." + after
		a.add("wildcard-without-dot", origin.Place, strconv.Quote(value)+" matches "+before+"evil"+after,
			suggest("write "+fixed), edit(a.text.replace(origin, fixed)), attacker(withScheme(before+"evil"+after)), credentialed(s.credentials))
	default:
		a.suffix(s, origin)
	}
}

// coversAll reports whether what stands around a star leaves every host free.
func coversAll(before, after string) bool {
	if after != "" && after != "://*" {
		return false
	}
	switch before {
	case "http", "https", "http:", "https:", "http:/", "https:/", "http://", "https://", "h", "ht", "htt":
		return true
	}
	return false
}

// anyone is an attacker's origin that begins as a pattern does.
func anyone(before string) string {
	if strings.HasPrefix(before, "http:") {
		return "http://attacker.example"
	}
	return "https://attacker.example"
}

// endsInPort reports whether a star stands for the port only: "http://localhost:*".
func endsInPort(before string) bool {
	_, host, ok := strings.Cut(before, "://")
	return ok && strings.HasSuffix(host, ":")
}

// isHostStart reports whether a star stands where a host begins.
func isHostStart(before string) bool { return before == "" || strings.HasSuffix(before, "://") }

func withScheme(origin string) string {
	if strings.Contains(origin, "://") {
		return origin
	}
	return "https://" + origin
}

// example is an origin that matches an entry.
func example(entry string) string { return strings.Replace(entry, "*", "www", 1) }

// suffix looks at "*." before a host.
func (a *auditor) suffix(s surface, origin document.String) {
	before, after, _ := strings.Cut(origin.Value, "*")
	domain, ok := strings.CutPrefix(after, ".")
	if !ok || !isHostStart(before) {
		return
	}
	domain = hostOf(domain)
	if suffix, _ := publicsuffix.PublicSuffix(domain); suffix == domain {
		a.add("wildcard-public-suffix", origin.Place, strconv.Quote(origin.Value)+" takes every host below "+domain,
			attacker(withScheme(before+"evil"+after)), credentialed(s.credentials))
		return
	}
	apex := before + strings.TrimPrefix(after, ".")
	if registered, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil && registered == domain && !s.origins.Contains(apex) {
		a.add("apex-missing", origin.Place, apex+" is not allowed", suggest("add "+apex), edit(a.text.add(origin, apex)))
	}
}

package generate

import (
	"cmp"
	"strings"
)

// contentPolicy draws a Content-Security-Policy that lets the page hold what its
// requests come from: a frame or worker is made by the page itself.
func (s Setting) contentPolicy(d drawer) string {
	names := []string{"connect-src", "connect-src", "connect-src", "connect-src", "img-src", "media-src", "font-src", "style-src", "style-src-elem"}
	if s.kind == "" {
		names = append(names, "default-src", "default-src", "default-src", "script-src", "script-src-elem", "worker-src", "child-src")
	}
	var directives []string
	for range 1 + d.IntN(3) {
		words := []string{pick(d, names...)}
		for range 1 + d.IntN(2) {
			words = append(words, s.policySource(d))
		}
		directives = append(directives, strings.Join(words, " "))
	}
	return strings.Join(directives, pick(d, "; ", ";", ", ")) // a comma begins another policy
}

// policySource draws what a directive lets in: one of the targets, or what is
// nearly it, or covers it.
func (s Setting) policySource(d drawer) string {
	origin := pick(d, s.targets...)
	scheme, host, _ := strings.Cut(origin, "://")
	name, _, _ := strings.Cut(host, ":")
	_, parent, _ := strings.Cut(name, ".")
	return pickWeighted(d, []weighted[string]{
		{20, origin}, {6, host}, {4, name}, {4, name + ":*"}, {4, "*." + cmp.Or(parent, name)}, {2, scheme + "://*." + name}, {2, strings.ToUpper(origin)},
		{8, origin + "/r0"}, {5, origin + "/r1"}, {2, origin + "/"}, {2, scheme + "://" + name + ":8443"}, {2, name + ":443"}, {8, name + ":80"},
		{14, "'self'"}, {5, "'none'"}, {5, "*"}, {5, "https:"}, {4, "http:"}, {3, "data:"}, {3, "blob:"}, {3, "ws:"}, {3, "wss:"}, {5, privateAddress}, {1, "'unsafe-inline'"},
	})
}

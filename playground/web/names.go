package web

import (
	"sort"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/corslab/corslab/fetch"
)

// A Name is an origin of a scenario and what it is called on this machine.
type Name struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// localHost is the name of a host under localhost, which browsers lead to this
// machine. What is one site stays one, and what is two stays two: everything below the
// last dot but one is the registrable domain, which the token makes ours.
func localHost(host, token string) string {
	name := strings.Trim(host, "[]")
	domain, err := publicsuffix.EffectiveTLDPlusOne(name)
	if err != nil || strings.Contains(host, ":") {
		domain = name
	}
	flat := strings.Map(func(r rune) rune {
		if r == '.' || r == ':' {
			return '-'
		}
		return r
	}, domain)
	return strings.TrimSuffix(name, domain) + strings.TrimLeft(flat, "-") + "-" + token + ".localhost"
}

// names translates between a scenario and this machine.
type names []Name

// toLocal translates the origins in a text, and fromLocal translates them back.
func (n names) toLocal(text string) string {
	return replaceOrigins(text, n)
}

func (n names) fromLocal(text string) string {
	back := make(names, len(n))
	for i, name := range n {
		back[i] = Name{name.To, name.From}
	}
	return replaceOrigins(text, back)
}

// replaceOrigins puts origins in place of others, wherever one stands as a whole.
func replaceOrigins(text string, n names) string {
	ordered := append(names(nil), n...)
	sort.Slice(ordered, func(i, j int) bool { return len(ordered[i].From) > len(ordered[j].From) })
	for _, name := range ordered {
		var b strings.Builder
		rest := text
		for {
			i := strings.Index(rest, name.From)
			if i < 0 {
				break
			}
			after := rest[i+len(name.From):]
			if goesOn(after) {
				b.WriteString(rest[:i+len(name.From)])
			} else {
				b.WriteString(rest[:i] + name.To)
			}
			rest = after
		}
		text = b.String() + rest
	}
	return text
}

// goesOn reports whether an origin does not end before the text.
func goesOn(text string) bool {
	if text == "" {
		return false
	}
	c := text[0]
	return c == '.' || c == '-' || c == '@' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' ||
		c == ':' && len(text) > 1 && text[1] >= '0' && text[1] <= '9'
}

// local returns the URL as it is on this machine; ok is false where its origin has no
// name here.
func (n names) local(u *fetch.URL) (url string, ok bool) {
	for _, name := range n {
		if u.Origin().String() == name.From {
			rest, cut := strings.CutPrefix(u.String(), name.From)
			return name.To + rest, cut
		}
	}
	return "", false
}

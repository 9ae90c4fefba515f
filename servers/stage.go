package servers

import (
	"context"
	"net"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A Stage is what a network holds until the next one.
type Stage struct {
	// Tenants are those whose worlds exist side by side.
	Tenants []Tenant
	// Pages are the harness's own documents and scripts.
	Pages []Page
	// FreshConnections gives every request a connection of its own: none of the
	// former stage is kept, and none is used twice. Browsers silently repeat a
	// request that fails on a connection that has worked before, so a fault
	// can be observed only so. It is meant for requests made one after the other:
	// over HTTP/2, one that was sent along with another is turned away, to be
	// made again on a connection of its own, and a stream body cannot be.
	FreshConnections bool
}

// A Tenant is one world of a stage, and the record of what reached it.
type Tenant struct {
	// Token tells the tenant's requests from those of others; see WithToken. The
	// tenant with the empty token takes the requests without one. Where no
	// tenant of the stage has a token, URLs are not looked into.
	Token string
	// World holds the tenant's servers. All tenants of a stage must have the
	// same origins and protocols.
	World fetch.World
}

// A scene is a Stage in use.
type scene struct {
	recorders map[string]*recorder // by token
	hasTokens bool
	pages     map[string]Page // by URL
	fresh     bool

	// protocols holds what is spoken at each origin of a tenant; pageProtocols
	// the same for the origins of pages that no tenant has.
	protocols, pageProtocols map[string]wire.Protocol

	// ended is closed when the next stage is set: nobody waits for an answer of
	// this one any more.
	ended context.Context
	end   context.CancelFunc
}

func newScene(stage Stage) *scene {
	s := &scene{
		recorders:     make(map[string]*recorder, len(stage.Tenants)),
		pages:         make(map[string]Page, len(stage.Pages)),
		fresh:         stage.FreshConnections,
		protocols:     map[string]wire.Protocol{},
		pageProtocols: map[string]wire.Protocol{},
	}
	s.ended, s.end = context.WithCancel(context.Background())
	for _, t := range stage.Tenants {
		s.recorders[t.Token] = newRecorder(t.World)
		s.hasTokens = s.hasTokens || t.Token != ""
		for origin, site := range t.World {
			s.protocols[origin] = site.Protocol
		}
	}
	for _, p := range stage.Pages {
		s.pages[p.URL] = p
		if origin := originOf(p.URL); !s.hasOrigin(origin) {
			s.pageProtocols[origin] = wire.HTTP1
		}
	}
	return s
}

func (s *scene) hasOrigin(origin string) bool {
	_, ok := s.protocols[origin]
	return ok
}

// protocol returns what is spoken at an origin, if it exists.
func (s *scene) protocol(origin string, loading bool) (wire.Protocol, bool) {
	if p, ok := s.protocols[origin]; ok || !loading {
		return p, ok
	}
	p, ok := s.pageProtocols[origin]
	return p, ok
}

// hasAddress reports whether anything listens at "host:port".
func (s *scene) hasAddress(address string, loading bool) bool {
	for _, scheme := range [...]string{"http", "https"} {
		if _, ok := s.protocol(originAt(scheme, address), loading); ok {
			return true
		}
	}
	return false
}

// recorderFor finds the tenant a request is for, and returns the request's
// target as the tenant is to see it.
func (s *scene) recorderFor(target string) (r *recorder, clean string) {
	if !s.hasTokens {
		return s.recorders[""], target
	}
	clean, token, _ := cutToken(target)
	return s.recorders[token], clean
}

// originOf returns the origin part of an absolute URL.
func originOf(url string) string {
	scheme := strings.Index(url, "://")
	if scheme < 0 {
		return ""
	}
	authority := scheme + len("://")
	if end := strings.IndexAny(url[authority:], "/?"); end >= 0 {
		return url[:authority+end]
	}
	return url
}

// originAt returns the serialised origin of a scheme at "host:port".
func originAt(scheme, address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return ""
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		return scheme + "://" + host
	}
	return scheme + "://" + host + ":" + port
}

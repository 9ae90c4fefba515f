package conformance

import "strings"

// strangers are origins that no policy of ours has to do with.
var strangers = []string{"https://stranger.test", "http://stranger.test:8080"}

// A lookalike is an origin that is mistaken for one that a policy lets in.
type lookalike struct {
	class  Class
	origin string
	// cause is an origin whose being let in explains that this one is, "" for none.
	cause string
}

// lookalikes returns origins that resemble what the policy lets in and that it does
// not let in. Each is one that a browser can send.
func (p Policy) lookalikes() []lookalike {
	var found []lookalike
	cause := ""
	add := func(class Class, origins ...string) {
		for _, origin := range origins {
			allowed, known := p.allows(origin)
			if allowed || !known || !isOrigin(origin) {
				continue
			}
			isThere := false
			for _, l := range found {
				isThere = isThere || l.origin == origin
			}
			if !isThere {
				found = append(found, lookalike{class: class, origin: origin, cause: cause})
			}
		}
	}
	for _, entry := range p.Origins {
		pat := parsePattern(entry)
		if pat.kind == anyOrigin || pat.kind == nullOrigin {
			continue
		}
		host := pat.host // of an origin that is let in
		if pat.kind == anySubdomain {
			host = "app." + pat.host
			add(OriginSuffix, pat.origin("evil"+pat.host), pat.origin("evil-"+pat.host))
			add(OriginRegexDot, pat.origin("app-"+pat.host), pat.origin("appx"+pat.host))
			add(OriginSubstring, pat.origin("app."+pat.host+".evil.example"))
		} else {
			add(OriginSubdomain, pat.origin("evil."+host))
			add(OriginSuffix, pat.origin("evil"+host), pat.origin("evil-"+host))
		}
		add(OriginPrefix, pat.origin(host+".evil.example"), pat.origin(host+"munity"), pat.origin(host+"-evil.example"), pat.origin(host+"_.evil.example"))
		if pat.port != "" || pat.kind == anyPort {
			add(OriginPrefix, pat.scheme+"://"+host+".evil.example", pat.scheme+"://"+host+"evil.example:3000")
		}
		add(OriginSubstring, pat.origin("evil"+host+".evil.example"), pat.origin("evil."+host+".evil.example"))
		for i := range len(host) {
			if host[i] == '.' {
				cause = ""
				if parent := host[i+1:]; strings.Contains(parent, ".") {
					add(OriginSuffix, pat.origin("evil"+parent))
					cause = pat.origin("evil" + parent)
				}
				add(OriginRegexDot, pat.origin(host[:i]+"x"+host[i+1:]), pat.origin(host[:i]+"-"+host[i+1:]))
				add(OriginRegexDot, pat.origin(host[:i]+"x"+host[i+1:]+".evil.example"))
				cause = ""
			}
		}
		if _, parent, ok := strings.Cut(pat.host, "."); ok && strings.Contains(parent, ".") {
			add(OriginParent, pat.origin(parent))
		}
		other := map[string]string{"http": "https", "https": "http"}[pat.scheme]
		scheme := pattern{kind: exactOrigin, scheme: other, port: pat.port}
		if pat.kind == anyPort {
			scheme.port = "3000"
		}
		add(OriginScheme, scheme.origin(host))
		if pat.kind != anyPort {
			ported := pat
			for _, port := range []string{"8443", "4430"} {
				ported.port = port
				add(OriginPort, ported.origin(host))
			}
			if pat.port != "" {
				ported.port = ""
				add(OriginPort, ported.origin(host))
				if len(pat.port) < 5 {
					ported.port = pat.port + "0"
					add(OriginPort, ported.origin(host))
				}
			}
		}
	}
	return found
}

// malformed returns values of Origin that no browser sends and that a careless match
// takes for what the policy lets in.
func (p Policy) malformed() []string {
	var found []string
	for _, entry := range p.Origins {
		pat := parsePattern(entry)
		tail := pat.origin("." + pat.host)[len(pat.scheme+"://"):]
		switch pat.kind {
		case exactOrigin, anyPort:
			found = append(found,
				entryText(pat)+"@evil.example", entryText(pat)+"/.evil.example", entryText(pat)+"?evil.example", entryText(pat)+" https://evil.example",
				entryText(pat)+":x@evil.example", pat.scheme+"://evil.example/"+pat.host, pat.scheme+"://u@"+pat.host)
		case anySubdomain:
			found = append(found,
				pat.scheme+"://evil.example?"+tail, pat.scheme+"://evil.example/"+tail, pat.scheme+"://evil.example#"+tail,
				pat.scheme+"://u@x"+tail, pat.scheme+"://x."+tail, pat.scheme+"://"+tail, pat.scheme+"://evil.example%60"+tail, pat.scheme+"://evil.example\\"+tail,
				pat.scheme+"://x y"+tail)
		}
	}
	return found
}

func entryText(p pattern) string { return p.origin(p.host) }

// samples returns an origin for each entry of the policy, nullOrigin left out unless
// it is the only one.
func (p Policy) samples() []string {
	var found []string
	for _, entry := range p.Origins {
		found = append(found, parsePattern(entry).sample())
	}
	return found
}

// sample returns an origin with a name that the policy lets in; "" for none.
func (p Policy) sample() string {
	for _, s := range p.samples() {
		if s != Null {
			return s
		}
	}
	return ""
}

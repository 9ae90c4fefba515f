package audit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/alb"
	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/restapi"
	"github.com/corslab/corslab/policy/s3"
)

// engine looks at what only one language has.
func (a *auditor) engine(p policy.Policy) {
	switch p := p.(type) {
	case *s3.Configuration:
		a.order(p.Rules)
	case *restapi.API:
		a.rest(p)
	case *httpapi.API:
		a.http(p)
	case *cloudfront.Distribution:
		for _, b := range p.Behaviors {
			a.behavior(b)
		}
	case *alb.Listener:
		a.listener(p)
	}
}

// order looks for rules that an earlier one leaves nothing to.
func (a *auditor) order(rules []s3.Rule) {
	for i, r := range rules {
		for j, earlier := range rules[:i] {
			if covers(earlier.AllowedOrigins, r.AllowedOrigins) && covers(earlier.AllowedMethods, r.AllowedMethods) && coversNames(earlier.AllowedHeaders, r.AllowedHeaders) {
				a.add("unreachable-rule", r.Place, "rule "+strconv.Itoa(j+1)+" takes everything first")
				break
			}
		}
	}
}

// covers reports whether every entry of narrow is matched by one of wide.
func covers(wide, narrow []string) bool {
	for _, n := range narrow {
		if !slices.ContainsFunc(wide, func(w string) bool { return w == n || globMatches(w, strings.Replace(n, "*", "\x00", 1)) }) {
			return false
		}
	}
	return true
}

// coversNames is covers for header names. A rule without any is matched only by
// preflights that ask for none.
func coversNames(wide, narrow []string) bool {
	lower := func(list []string) []string {
		out := make([]string, len(list))
		for i, s := range list {
			out[i] = strings.ToLower(s)
		}
		return out
	}
	return covers(lower(wide), lower(narrow))
}

const (
	acao = "access-control-allow-origin"
	acac = "access-control-allow-credentials"
)

// value returns a response parameter, without its quotes.
func value(list []restapi.Parameter, name string) (document.String, bool) {
	for _, p := range list {
		if strings.HasSuffix(strings.ToLower(p.Name), ".header."+name) {
			v := p.Value
			v.Value = strings.Trim(v.Value, "'")
			return v, true
		}
	}
	return document.String{}, false
}

// rest looks at a REST API, if anybody thought of CORS in it.
func (a *auditor) rest(api *restapi.API) {
	preflights := slices.DeleteFunc(slices.Clone(api.Methods), func(m restapi.Method) bool { return m.HTTPMethod != "OPTIONS" || m.Integration.Type != "MOCK" })
	if len(preflights) == 0 {
		return
	}
	for _, m := range preflights {
		a.preflightMethod(api, m)
	}
	for _, m := range api.Methods {
		answered := slices.ContainsFunc(api.Methods, func(o restapi.Method) bool {
			return o.Path == m.Path && (o.HTTPMethod == "OPTIONS" || o.HTTPMethod == "ANY")
		})
		if !answered {
			a.add("rest-preflight-missing", m.Place, m.Path+" has "+m.HTTPMethod+" and no OPTIONS")
		}
	}
	for _, d := range []struct{ kind, id string }{{"DEFAULT_4XX", "rest-default-4xx"}, {"DEFAULT_5XX", "rest-default-5xx"}} {
		i := slices.IndexFunc(api.GatewayResponses, func(g restapi.GatewayResponse) bool { return g.Type == d.kind })
		if i < 0 {
			a.add(d.id, api.Place, "there is no gateway response "+d.kind)
		} else if _, ok := value(api.GatewayResponses[i].Parameters, acao); !ok {
			a.add(d.id, api.GatewayResponses[i].Place, d.kind+" has no Access-Control-Allow-Origin")
		}
	}
}

// preflightMethod looks at a mock that answers preflights.
func (a *auditor) preflightMethod(api *restapi.API, m restapi.Method) {
	name := "OPTIONS " + m.Path
	if m.Authorization != "" && m.Authorization != "NONE" {
		a.add("rest-preflight-authorizer", m.Place, name+" has the authorization "+m.Authorization)
	} else if m.APIKeyRequired {
		a.add("rest-preflight-authorizer", m.Place, name+" wants an API key")
	}
	if api.BinaryMediaTypes.Contains("*/*") && m.Integration.ContentHandling != "CONVERT_TO_TEXT" {
		a.add("rest-binary-mock", m.Place, name+" answers 500")
	}
	for _, r := range m.Integration.Responses {
		origin, ok := value(r.Parameters, acao)
		if !ok {
			continue
		}
		if strings.Contains(origin.Value, ",") {
			a.add("rest-origin-list", origin.Place, strconv.Quote(origin.Value)+" is a list")
		}
		if credentials, _ := value(r.Parameters, acac); origin.Value == "*" && credentials.Value == "true" {
			a.add("rest-star-with-credentials", origin.Place, name+` answers "*" and allows credentials`)
		}
		_, varies := value(r.Parameters, "vary")
		echoes := slices.ContainsFunc(templates(r), func(t string) bool { return strings.Contains(strings.ToLower(t), "responseoverride.header."+acao) })
		if echoes && !varies {
			a.add("rest-vary-missing", r.Place, name+" echoes the origin")
		}
	}
}

func templates(r restapi.IntegrationResponse) (list []string) {
	for _, t := range r.Templates {
		list = append(list, t.Value)
	}
	return list
}

// http looks at the routes of an HTTP API with CORS.
func (a *auditor) http(api *httpapi.API) {
	if api.CORS == nil {
		return
	}
	for _, r := range api.Routes {
		method, path, _ := strings.Cut(r.Key, " ")
		if r.Authorizer == httpapi.NoAuthorizer || r.Key != httpapi.Default && method != "ANY" {
			continue
		}
		freed := slices.ContainsFunc(api.Routes, func(o httpapi.Route) bool {
			verb, other, _ := strings.Cut(o.Key, " ")
			return verb == "OPTIONS" && o.Authorizer == httpapi.NoAuthorizer && (other == path || other == "/{proxy+}")
		})
		if !freed {
			a.add("http-preflight-authorizer", r.Place, r.Key+" has the authorizer "+string(r.Authorizer))
		}
	}
}

// behavior looks at a behaviour of a distribution.
func (a *auditor) behavior(b cloudfront.Behavior) {
	p := b.ResponseHeaders
	if p != nil && p.CORS != nil {
		a.distributed(b, p.CORS)
	}
	overrides := p != nil && p.CORS != nil && p.CORS.OriginOverride
	cache := b.Cache
	if cache == nil || cache.Disabled || cache.AllHeaders || overrides || b.OriginRequest == nil {
		return
	}
	sees := func(list document.Strings) bool {
		return slices.ContainsFunc(list, func(s document.String) bool { return strings.EqualFold(s.Value, "origin") })
	}
	if (b.OriginRequest.AllViewer || sees(b.OriginRequest.Headers)) && !sees(cache.Headers) {
		a.add("cloudfront-origin-not-in-key", b.Place, "the cache policy "+cache.Name+" has no Origin in its key, and "+b.OriginRequest.Name+" forwards it")
	}
}

func (a *auditor) distributed(b cloudfront.Behavior, c *cloudfront.CORS) {
	beyond := slices.ContainsFunc(c.AllowMethods, func(m document.String) bool { return m.Value != "GET" && m.Value != "HEAD" && m.Value != "OPTIONS" })
	if !b.AllowedMethods.Contains("OPTIONS") && (beyond || len(c.AllowHeaders) > 0) {
		a.add("cloudfront-options-blocked", b.Place, "the policy answers preflights, and the behaviour does not allow OPTIONS")
	}
	if len(c.AllowMethods) > 0 && len(c.AllowHeaders) == 0 {
		a.add("cloudfront-no-allow-headers", b.Place, "the policy "+b.ResponseHeaders.Name+" has no AccessControlAllowHeaders")
	}
	if c.AllowCredentials && c.AllowOrigins.Contains("*") {
		a.add("cloudfront-star-with-credentials", c.CredentialsPlace, `"*" is allowed together with credentials`)
	}
}

func (a *auditor) listener(l *alb.Listener) {
	values := map[string]document.String{}
	for _, h := range l.Headers {
		values[strings.ToLower(h.Name)] = h.Value
	}
	if values[acao].Value == "*" && values[acac].Value == "true" {
		a.add("alb-star-with-credentials", values[acao].Place, `"*" is set together with credentials`)
	}
}

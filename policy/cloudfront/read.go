package cloudfront

import (
	"slices"
	"strconv"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

// A Spelling is how a kind of file spells a CorsConfig.
type Spelling struct {
	// keys are those of origins, methods, headers, exposed headers, credentials,
	// maximum age and override; items that of a list inside its object.
	keys  [7]string
	items string
}

// The spellings of the API, which CloudFormation shares, and of Terraform.
var (
	API = Spelling{
		[...]string{
			"AccessControlAllowOrigins", "AccessControlAllowMethods", "AccessControlAllowHeaders", "AccessControlExposeHeaders",
			"AccessControlAllowCredentials", "AccessControlMaxAgeSec", "OriginOverride",
		}, "Items",
	}
	Terraform = Spelling{
		[...]string{
			"access_control_allow_origins", "access_control_allow_methods", "access_control_allow_headers", "access_control_expose_headers",
			"access_control_allow_credentials", "access_control_max_age_sec", "origin_override",
		}, "items",
	}
)

// ReadCORS reads a CorsConfig. Problems go to the file.
func ReadCORS(f *document.File, n *document.Node, s Spelling) *CORS {
	c := &CORS{Place: n.Place}
	o, ok := f.Object(n, "a CORS configuration", s.keys[:])
	if !ok {
		return c
	}
	for i, list := range []*document.Strings{&c.AllowOrigins, &c.AllowMethods, &c.AllowHeaders, &c.ExposeHeaders} {
		if v := o.Get(s.keys[i]); v != nil {
			*list = Items(f, v, s.keys[i], s.items)
		}
	}
	if v := o.Get(s.keys[4]); v != nil {
		c.AllowCredentials, c.CredentialsPlace = boolean(f, v, s.keys[4]), v.Place
	}
	if v := o.Get(s.keys[5]); v != nil && v.Kind != document.Null {
		c.MaxAgePlace = v.Place
		if seconds, err := strconv.Atoi(v.Text); err == nil && v.IsScalar() {
			c.MaxAge = &seconds
		} else {
			f.Mismatch(v, s.keys[5], "a whole number of seconds")
		}
	}
	if v := o.Get(s.keys[6]); v != nil {
		c.OriginOverride, c.OverridePlace = boolean(f, v, s.keys[6]), v.Place
	}
	return c
}

// boolean reads true or false, which templates may have in quotes.
func boolean(f *document.File, n *document.Node, key string) bool {
	if n.Kind == document.Text && (n.Text == "true" || n.Text == "false") {
		return n.Text == "true"
	}
	return f.Boolean(n, key)
}

// Items reads a list that stands inside an object: {"Quantity": 1, "Items": […]}.
// A bare list is taken, too, because some tools have it.
func Items(f *document.File, n *document.Node, key, items string) document.Strings {
	if n.Kind == document.List {
		if len(n.Items) == 1 && n.Items[0].Kind == document.Mapping { // a Terraform block
			return Items(f, n.Items[0], key, items)
		}
		return f.Strings(n, key)
	}
	o, ok := f.Object(n, key, []string{items, "Quantity"})
	if !ok || o.Get(items) == nil {
		return nil
	}
	return f.Strings(o.Get(items), items)
}

// Is reports whether a document is a response headers policy or a distribution.
func Is(n *document.Node) bool {
	return slices.ContainsFunc(n.Entries, func(e document.Entry) bool { return slices.Contains(topKeys, e.Key) })
}

var topKeys = []string{
	"ResponseHeadersPolicy", "ResponseHeadersPolicyConfig", "CorsConfig", "AccessControlAllowOrigins",
	"Distribution", "DistributionConfig", "DefaultCacheBehavior",
}

// Read reads a response headers policy, as get-response-headers-policy prints it or
// its CorsConfig alone, or a distribution, as get-distribution-config prints it,
// with the policies it names beside it under ResponseHeadersPolicies,
// CachePolicies and OriginRequestPolicies, by their IDs. Problems go to the file.
//
// A response headers policy alone is put on a distribution that allows every
// method, forwards all headers and caches nothing.
func Read(f *document.File, n *document.Node) *Distribution {
	d := &Distribution{Place: n.Place}
	switch {
	case n.Get("DistributionConfig") != nil || n.Get("DefaultCacheBehavior") != nil || n.Get("Distribution") != nil:
		d = readDistribution(f, n)
	default:
		d.Behaviors = []Behavior{permissive(ReadResponseHeaders(f, n, API))}
	}
	d.Validate(f)
	return d
}

func permissive(p *ResponseHeadersPolicy) Behavior {
	disabled, _ := ManagedCache("CachingDisabled")
	everything, _ := ManagedOriginRequest("AllViewer")
	return Behavior{AllowedMethods: document.StringsOf(allMethods...), Cache: disabled, OriginRequest: everything, ResponseHeaders: p, Place: p.Place}
}

// ReadResponseHeaders reads a response headers policy, or its CorsConfig alone.
func ReadResponseHeaders(f *document.File, n *document.Node, s Spelling) *ResponseHeadersPolicy {
	for _, key := range []string{"ResponseHeadersPolicy", "ResponseHeadersPolicyConfig"} {
		if inner := n.Get(key); inner != nil {
			n = inner
		}
	}
	p := &ResponseHeadersPolicy{Place: n.Place}
	if n.Get(s.keys[0]) != nil {
		p.CORS = ReadCORS(f, n, s)
		return p
	}
	known := []string{"CorsConfig", "Name", "Comment", "CustomHeadersConfig", "RemoveHeadersConfig", "SecurityHeadersConfig", "ServerTimingHeadersConfig", "Id", "LastModifiedTime"}
	o, ok := f.Object(n, "a response headers policy", known)
	if !ok {
		return p
	}
	if v := o.Get("Name"); v != nil {
		p.Name = v.Text
	}
	if v := o.Get("CorsConfig"); v != nil {
		p.CORS = ReadCORS(f, v, s)
	}
	if v := o.Get("CustomHeadersConfig"); v != nil && v.Get("Items") != nil {
		for _, item := range f.Items(v.Get("Items"), "Items") {
			p.Custom = append(p.Custom, readCustom(f, item))
		}
	}
	if v := o.Get("RemoveHeadersConfig"); v != nil && v.Get("Items") != nil {
		for _, item := range f.Items(v.Get("Items"), "Items") {
			if header := item.Get("Header"); header != nil {
				p.Remove = append(p.Remove, document.String{Value: header.Text, Place: header.Place})
			}
		}
	}
	return p
}

func readCustom(f *document.File, n *document.Node) (h CustomHeader) {
	o, ok := f.Object(n, "a custom header", []string{"Header", "Value", "Override"})
	if !ok {
		return h
	}
	if v := f.Require(o, "Header", "a custom header"); v != nil {
		h.Name = f.Text(v, "Header")
	}
	if v := o.Get("Value"); v != nil {
		h.Value = v.Text
	}
	if v := o.Get("Override"); v != nil {
		h.Override = boolean(f, v, "Override")
	}
	return h
}

// Policies are the policies that behaviours name, by ID.
type Policies struct {
	ResponseHeaders map[string]*ResponseHeadersPolicy
	Cache           map[string]*CachePolicy
	OriginRequest   map[string]*OriginRequestPolicy
}

func readDistribution(f *document.File, n *document.Node) *Distribution {
	policies := Policies{map[string]*ResponseHeadersPolicy{}, map[string]*CachePolicy{}, map[string]*OriginRequestPolicy{}}
	each := func(key string, read func(id string, n *document.Node)) {
		if v := n.Get(key); v != nil {
			for _, e := range v.Entries {
				read(e.Key, e.Value)
			}
		}
	}
	each("ResponseHeadersPolicies", func(id string, n *document.Node) { policies.ResponseHeaders[id] = ReadResponseHeaders(f, n, API) })
	each("CachePolicies", func(id string, n *document.Node) { policies.Cache[id] = ReadCachePolicy(f, n) })
	each("OriginRequestPolicies", func(id string, n *document.Node) { policies.OriginRequest[id] = ReadOriginRequestPolicy(f, n) })
	for _, key := range []string{"Distribution", "DistributionConfig"} {
		if inner := n.Get(key); inner != nil {
			n = inner
		}
	}
	return ReadDistribution(f, n, policies)
}

// ReadDistribution reads a DistributionConfig, whose behaviours may name the
// policies. What is not about CORS is passed over.
func ReadDistribution(f *document.File, n *document.Node, policies Policies) *Distribution {
	d := &Distribution{Place: n.Place}
	if v := n.Get("CacheBehaviors"); v != nil {
		items := v
		if v.Kind == document.Mapping {
			items = v.Get("Items")
		}
		if items != nil {
			for _, item := range f.Items(items, "CacheBehaviors") {
				d.Behaviors = append(d.Behaviors, readBehavior(f, item, policies))
			}
		}
	}
	if v := n.Get("DefaultCacheBehavior"); v != nil {
		b := readBehavior(f, v, policies)
		b.PathPattern = ""
		d.Behaviors = append(d.Behaviors, b)
	} else {
		f.Report(n.Place, "a distribution needs a DefaultCacheBehavior", "")
	}
	return d
}

func readBehavior(f *document.File, n *document.Node, policies Policies) Behavior {
	b := Behavior{Place: n.Place}
	if n.Kind != document.Mapping {
		f.Mismatch(n, "a cache behaviour", "a mapping")
		return b
	}
	if v := n.Get("PathPattern"); v != nil {
		b.PathPattern = f.Text(v, "PathPattern")
	}
	if v := n.Get("AllowedMethods"); v != nil {
		methods := v
		if v.Kind == document.Mapping {
			if cached := v.Get("CachedMethods"); cached != nil {
				b.CachedMethods = Items(f, cached, "CachedMethods", "Items")
			}
			methods = v.Get("Items")
		}
		if methods != nil {
			b.AllowedMethods = f.Strings(methods, "AllowedMethods")
		}
	}
	if v := n.Get("CachedMethods"); v != nil {
		b.CachedMethods = Items(f, v, "CachedMethods", "Items")
	}
	if v := n.Get("ForwardedValues"); v != nil {
		b.Cache = readForwarded(f, v)
	}
	b.readPolicies(f, n, policies)
	return b
}

// readPolicies finds the policies that a behaviour names.
func (b *Behavior) readPolicies(f *document.File, n *document.Node, policies Policies) {
	unknown := func(v *document.Node, what string) {
		f.Report(v.Place, "unknown "+what+" "+strconv.Quote(v.Text), "give it beside the distribution, by its ID, or use one that AWS manages")
	}
	if v := n.Get("ResponseHeadersPolicyId"); v != nil {
		var ok bool
		if b.ResponseHeaders, ok = policies.ResponseHeaders[v.Text]; !ok {
			if b.ResponseHeaders, ok = ManagedResponseHeaders(v.Text); !ok {
				unknown(v, "response headers policy")
			}
		}
	}
	if v := n.Get("CachePolicyId"); v != nil {
		var ok bool
		if b.Cache, ok = policies.Cache[v.Text]; !ok {
			if b.Cache, ok = ManagedCache(v.Text); !ok {
				unknown(v, "cache policy")
			}
		}
	}
	if v := n.Get("OriginRequestPolicyId"); v != nil {
		var ok bool
		if b.OriginRequest, ok = policies.OriginRequest[v.Text]; !ok {
			if b.OriginRequest, ok = ManagedOriginRequest(v.Text); !ok {
				unknown(v, "origin request policy")
			}
		}
	}
}

// readForwarded reads the settings that cache policies have taken the place of.
func readForwarded(f *document.File, n *document.Node) *CachePolicy {
	p := &CachePolicy{Name: "ForwardedValues", DefaultTTL: day, MaxTTL: year}
	if v := n.Get("QueryString"); v != nil {
		p.QueryStrings = boolean(f, v, "QueryString")
	}
	if v := n.Get("Headers"); v != nil {
		p.Headers = Items(f, v, "Headers", "Items")
		p.AllHeaders = p.Headers.Contains("*")
	}
	return p
}

// ReadCachePolicy reads a cache policy.
func ReadCachePolicy(f *document.File, n *document.Node) *CachePolicy {
	for _, key := range []string{"CachePolicy", "CachePolicyConfig"} {
		if inner := n.Get(key); inner != nil {
			n = inner
		}
	}
	p := &CachePolicy{DefaultTTL: day, MaxTTL: year}
	if v := n.Get("Name"); v != nil {
		p.Name = v.Text
	}
	for key, to := range map[string]*int{"MinTTL": &p.MinTTL, "DefaultTTL": &p.DefaultTTL, "MaxTTL": &p.MaxTTL} {
		if v := n.Get(key); v != nil && v.IsScalar() {
			*to, _ = strconv.Atoi(v.Text) // a fraction of a second is none
		}
	}
	p.Disabled = p.MaxTTL == 0
	if key := n.Get("ParametersInCacheKeyAndForwardedToOrigin"); key != nil {
		if v := key.Get("HeadersConfig"); v != nil && v.Get("Headers") != nil {
			p.Headers = Items(f, v.Get("Headers"), "Headers", "Items")
		}
		if v := key.Get("QueryStringsConfig"); v != nil && v.Get("QueryStringBehavior") != nil {
			p.QueryStrings = v.Get("QueryStringBehavior").Text == "all"
		}
	}
	return p
}

// ReadOriginRequestPolicy reads an origin request policy.
func ReadOriginRequestPolicy(f *document.File, n *document.Node) *OriginRequestPolicy {
	for _, key := range []string{"OriginRequestPolicy", "OriginRequestPolicyConfig"} {
		if inner := n.Get(key); inner != nil {
			n = inner
		}
	}
	p := &OriginRequestPolicy{}
	if v := n.Get("Name"); v != nil {
		p.Name = v.Text
	}
	v := n.Get("HeadersConfig")
	if v == nil {
		return p
	}
	var listed document.Strings
	if v.Get("Headers") != nil {
		listed = Items(f, v.Get("Headers"), "Headers", "Items")
	}
	behavior := v.Get("HeaderBehavior")
	switch {
	case behavior == nil || behavior.Text == "none":
	case behavior.Text == "whitelist":
		p.Headers = listed
	case behavior.Text == "allViewer", behavior.Text == "allViewerAndWhitelistCloudFront":
		p.AllViewer = true
	case behavior.Text == "allExcept":
		p.AllViewer, p.Except = true, listed
	default:
		policy.Report(f, behavior.Place, "unknown header behaviour "+behavior.Text,
			document.Suggest(behavior.Text, []string{"none", "whitelist", "allViewer", "allViewerAndWhitelistCloudFront", "allExcept"}), nil)
	}
	return p
}

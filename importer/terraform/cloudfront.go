package terraform

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/cloudfront"
)

// pascal returns the value with its keys spelt as CloudFormation has them, and
// nested blocks, which Terraform keeps in lists of one, as mappings.
func pascal(n *document.Node) *document.Node {
	out := *n
	out.Items, out.Entries = nil, nil
	for _, item := range n.Items {
		out.Items = append(out.Items, pascal(item))
	}
	for _, e := range n.Entries {
		value := pascal(e.Value)
		if value.Kind == document.List && len(value.Items) == 1 && value.Items[0].Kind == document.Mapping && e.Key != "ordered_cache_behavior" && e.Key != "items" {
			value = value.Items[0]
		}
		out.Entries = append(out.Entries, document.Entry{Key: pascalKey(e.Key), Place: e.Place, Value: value})
	}
	return &out
}

// pascalKey turns access_control_max_age_sec into AccessControlMaxAgeSec.
func pascalKey(key string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(key, "_") {
		switch word {
		case "":
		case "ttl":
			b.WriteString("TTL")
		default:
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// keep returns a mapping with some of its keys.
func keep(n *document.Node, keys ...string) *document.Node {
	out := *n
	out.Entries = slices.DeleteFunc(slices.Clone(n.Entries), func(e document.Entry) bool { return !slices.Contains(keys, e.Key) })
	return &out
}

// distribution reads a distribution with the policies it refers to.
func (m *module) distribution(b block) *cloudfront.Distribution {
	policies := cloudfront.Policies{
		ResponseHeaders: map[string]*cloudfront.ResponseHeadersPolicy{},
		Cache:           map[string]*cloudfront.CachePolicy{},
		OriginRequest:   map[string]*cloudfront.OriginRequestPolicy{},
	}
	for _, p := range m.blocks {
		n := pascal(withoutNulls(p.values))
		switch p.kind {
		case "aws_cloudfront_response_headers_policy":
			n = keep(n, "Name", "CorsConfig", "CustomHeadersConfig", "RemoveHeadersConfig")
			if known(m.File, n) {
				policies.ResponseHeaders[p.address] = cloudfront.ReadResponseHeaders(m.File, n, cloudfront.API)
			}
		case "aws_cloudfront_cache_policy":
			policies.Cache[p.address] = cloudfront.ReadCachePolicy(m.File, n)
		case "aws_cloudfront_origin_request_policy":
			policies.OriginRequest[p.address] = cloudfront.ReadOriginRequestPolicy(m.File, n)
		}
	}
	config := &document.Node{Kind: document.Mapping, Place: b.place}
	if v := nested(b.values, "default_cache_behavior"); v != nil {
		config.Entries = append(config.Entries, document.Entry{Key: "DefaultCacheBehavior", Place: v.Place, Value: m.behavior(b, v, "default_cache_behavior.")})
	}
	if v := argument(b.values, "ordered_cache_behavior"); v != nil {
		list := &document.Node{Kind: document.List, Place: v.Place}
		for _, item := range v.Items {
			list.Items = append(list.Items, m.behavior(b, item, "ordered_cache_behavior."))
		}
		config.Entries = append(config.Entries, document.Entry{Key: "CacheBehaviors", Place: v.Place, Value: list})
	}
	d := cloudfront.ReadDistribution(m.File, config, policies)
	d.Validate(m.File)
	return d
}

// behavior spells a behaviour as CloudFormation does, and names the policies it
// refers to by their addresses.
func (m *module) behavior(b block, n *document.Node, prefix string) *document.Node {
	spelt := keep(pascal(withoutNulls(n)), "PathPattern", "AllowedMethods", "CachedMethods", "ForwardedValues",
		"ResponseHeadersPolicyId", "CachePolicyId", "OriginRequestPolicyId")
	out := *spelt
	out.Entries = nil
	for _, e := range spelt.Entries {
		if !strings.HasSuffix(e.Key, "PolicyId") && known(m.File, e.Value) {
			out.Entries = append(out.Entries, e)
		}
	}
	for _, key := range []string{"ResponseHeadersPolicyId", "CachePolicyId", "OriginRequestPolicyId"} {
		if id := m.policyID(b, spelt.Get(key), prefix+snake(key)); id != nil && known(m.File, id) {
			out.Entries = append(out.Entries, document.Entry{Key: key, Place: id.Place, Value: id})
		}
	}
	return &out
}

// policyID is what names the policy of a behaviour: the address of the resource it
// refers to, or else the ID as it stands; nil for none. A plan leaves out an ID
// that is not known yet.
func (m *module) policyID(b block, written *document.Node, link string) *document.Node {
	if target := b.links[link]; target != "" {
		at := b.place
		if written != nil {
			at = written.Place
		}
		name := managedName(target)
		for _, other := range m.blocks {
			if leads(target, b.address, other.address) {
				name = other.address
			}
		}
		return &document.Node{Kind: document.Text, Text: name, Place: at}
	}
	if written == nil || isUnknown(written) {
		return written
	}
	for _, other := range m.blocks {
		if other.text("id") == written.Text {
			return &document.Node{Kind: document.Text, Text: other.address, Place: written.Place}
		}
	}
	return written
}

// managedName is the name that a data source looks a managed policy up by, where
// the address is one with its name beside it; see dataAddress.
func managedName(address string) string {
	if _, name, ok := strings.Cut(address, "\x00"); ok {
		return name
	}
	return address
}

func snake(key string) string {
	var b strings.Builder
	for i, r := range key {
		if 'A' <= r && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

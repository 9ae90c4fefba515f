package fetch

import "testing"

func TestSameSiteOfHosts(t *testing.T) {
	for _, c := range []struct {
		why, a, b string
		want      bool
	}{
		{"one host", "https://a.test", "https://a.test", true},
		{"ports do not matter", "https://a.test", "https://a.test:8443", true},
		{"schemes do", "https://a.test", "http://a.test", false},
		{"a subdomain", "https://a.test", "https://x.y.a.test", true},
		{"siblings", "https://x.a.test", "https://y.a.test", true},
		{"a name that ends alike", "https://a.test", "https://xa.test", false},
		{"a public suffix of two labels", "https://a.co.uk", "https://b.co.uk", false},
		{"below it", "https://x.a.co.uk", "https://a.co.uk", true},
		{"a private suffix", "https://a.github.io", "https://b.github.io", false},
		{"a suffix itself and a name below", "https://github.io", "https://a.github.io", false},
		{"one label", "http://localhost", "http://localhost:8000", true},
		{"below localhost each name is a site", "http://a.localhost", "http://b.localhost", false},
		{"IPv4 addresses that end alike", "http://127.0.0.1", "http://10.0.0.1", false},
		{"one IPv4 address", "http://127.0.0.1:1", "http://127.0.0.1:2", true},
		{"IPv6 addresses", "http://[::1]", "http://[::2]", false},
		{"one IPv6 address", "http://[::1]:1", "http://[::1]:2", true},
		{"a trailing dot", "https://a.test", "https://a.test.", false},
		{"two trailing dots of siblings", "https://x.a.test.", "https://y.a.test.", true},
	} {
		a, b := mustParse(t, c.a).Origin(), mustParse(t, c.b).Origin()
		if SameSite(a, b) != c.want || SameSite(b, a) != c.want {
			t.Errorf("%s: %s and %s are not judged %v both ways", c.why, c.a, c.b, c.want)
		}
	}
	one, two, page := NewOpaqueOrigin(), NewOpaqueOrigin(), mustParse(t, "https://a.test").Origin()
	if !SameSite(one, one) || SameSite(one, two) || SameSite(one, page) || SameSite(page, one) {
		t.Error("an opaque origin is the same site as itself and as no other")
	}
}

// Cross-Origin-Resource-Policy: same-site, which lets no page over http have what came
// over https (https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check).
func TestSameSiteOfResources(t *testing.T) {
	for _, c := range []struct {
		page, target       string // "" is an opaque origin
		standard, chromium bool
	}{
		{"https://a.test", "https://x.a.test", true, true},
		{"https://a.test", "http://x.a.test", true, true},
		{"http://a.test", "https://x.a.test", false, false},
		{"http://a.test", "http://x.a.test", true, true},
		{"https://a.test", "http://b.test", false, false},
		{"https://127.0.0.1", "https://127.0.0.1:1", true, false},
		{"https://127.0.0.1", "https://127.0.0.1", true, true},
		{"", "https://a.test", false, false},
		{"", "http://a.test", false, false},
		{"", "http://localhost:1", false, true},
		{"", "https://localhost:1", false, false},
		{"http://a.test", "http://localhost:1", false, false},
		{"https://localhost", "http://localhost:1", true, true},
	} {
		page := NewOpaqueOrigin()
		if c.page != "" {
			page = mustParse(t, c.page).Origin()
		}
		target := mustParse(t, c.target).Origin()
		if got := isSameSiteForCORP(page, target, nil); got != c.standard {
			t.Errorf("%q may have what is of %s: %t", c.page, c.target, got)
		}
		d := chromium()
		if got := isSameSiteForCORP(page, target, d); got != c.chromium || (appliedNames(d) != "") != (c.standard != c.chromium) {
			t.Errorf("%q may have what is of %s in Chromium: %t, by the quirks %q", c.page, c.target, got, appliedNames(d))
		}
	}
}

package fetch

import "testing"

// What an https page asks for is asked for over https, wherever it redirects to, where
// the first URL is one that Chromium decides by.
func TestRedirectsUpgraded(t *testing.T) {
	for url, want := range map[string]bool{
		"https://a.test/": true, "https://a.localhost.test/": true,
		"http://a.test/": false, "https://1.2.3.4/": false, "https://[2001:db8::1]/": false, "https://127.0.0.1/": false,
		"https://localhost/": false, "https://a.localhost/": false, "https://printer.local/": false,
		"http://1.2.3.4/": false, "http://localhost/": false,
	} {
		if got := hasRedirectsUpgraded(mustParse(t, url)); got != want {
			t.Errorf("%s: %t", url, got)
		}
	}
}

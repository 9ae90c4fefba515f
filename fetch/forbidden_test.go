package fetch

import "testing"

func TestForbiddenRequestHeader(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"Origin", "x", true}, {"cookie", "x", true}, {"HOST", "x", true}, {"DNT", "1", true}, {"Via", "", true},
		{"Sec-Anything", "", true}, {"sec-", "", true}, {"Proxy-Foo", "", true},
		{"Section", "", false}, {"Proxy", "", false},
		{"Access-Control-Request-Method", "", true}, {"Access-Control-Request-Headers", "", true},
		{"Access-Control-Request-Private-Network", "true", false},
		{"Referer", "x", true}, {"Content-Length", "1", true}, {"Set-Cookie", "a=b", true}, {"Set-Cookie2", "a=b", false},
		{"Authorization", "x", false}, {"X-A", "x", false},
		{"X-HTTP-Method-Override", "GET, track", true},
		{"X-HTTP-Method", "CONNECT", true},
		{"x-method-override", " ,TRACE ", true},
		{"X-HTTP-Method-Override", "PUT", false},
		{"X-HTTP-Method-Override", `"TRACE"`, false},
		{"X-HTTP-Method-Override", `"a\", TRACE"`, false},
		{"X-HTTP-Method-Override", `"a", TRACE`, true},
		{"X-HTTP-Method-Override", "TRACE2", false},
		{"User-Agent", "x", false},
	} {
		if got := isForbiddenRequestHeader(c.name, c.value, nil); got != c.want {
			t.Errorf("isForbiddenRequestHeader(%q, %q) = %v, want %v", c.name, c.value, got, c.want)
		}
	}
}

func TestUserAgentDropped(t *testing.T) {
	d := chromium()
	if !isForbiddenRequestHeader("user-Agent", "x", d) || appliedNames(d) != "user-agent-dropped" {
		t.Errorf("Chromium let User-Agent through, or applied %q", appliedNames(d))
	}
	d.enabled = d.enabled.without(quirkUserAgentDropped)
	if isForbiddenRequestHeader("User-Agent", "x", d) {
		t.Error("User-Agent was dropped with the quirk off")
	}
}

func TestBodyAndResponseHeaders(t *testing.T) {
	for name, want := range map[string]bool{"content-TYPE": true, "Content-Encoding": true, "Content-Language": true, "Content-Location": true, "Content-Length": false, "X-A": false} {
		if got := isRequestBodyHeader(name); got != want {
			t.Errorf("isRequestBodyHeader(%q) = %v", name, got)
		}
	}
	for name, want := range map[string]bool{"set-cookie": true, "Set-Cookie2": true, "Cookie": false} {
		if got := isForbiddenResponseHeader(name); got != want {
			t.Errorf("isForbiddenResponseHeader(%q) = %v", name, got)
		}
	}
}

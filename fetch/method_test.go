package fetch

import "testing"

func TestMethods(t *testing.T) {
	for _, c := range []struct {
		method, normal        string
		forbidden, safelisted bool
	}{
		{method: "GET", normal: "GET", safelisted: true},
		{method: "get", normal: "GET", safelisted: true},
		{method: "head", normal: "HEAD", safelisted: true},
		{method: "Post", normal: "POST", safelisted: true},
		{method: "put", normal: "PUT"},
		{method: "Delete", normal: "DELETE"},
		{method: "options", normal: "OPTIONS"},
		{method: "patch", normal: "patch"},
		{method: "PATCH", normal: "PATCH"},
		{method: "query", normal: "query"},
		{method: "*", normal: "*"},
		{method: "TRACE", normal: "TRACE", forbidden: true},
		{method: "trace", normal: "trace", forbidden: true},
		{method: "Track", normal: "Track", forbidden: true},
		{method: "CONNECT", normal: "CONNECT", forbidden: true},
		{method: "TRACE2", normal: "TRACE2"},
		{method: `"TRACE"`, normal: `"TRACE"`},
	} {
		normal := normalizeMethod(c.method)
		if normal != c.normal {
			t.Errorf("normalizeMethod(%q) = %q, want %q", c.method, normal, c.normal)
		}
		if got := isForbiddenMethod(c.method); got != c.forbidden {
			t.Errorf("isForbiddenMethod(%q) = %v", c.method, got)
		}
		if got := IsSafelistedMethod(normal); got != c.safelisted {
			t.Errorf("IsSafelistedMethod(%q) = %v", normal, got)
		}
	}
	if IsSafelistedMethod("get") {
		t.Error("a method that is not normalised was taken for a safelisted one")
	}
}

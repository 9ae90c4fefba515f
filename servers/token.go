package servers

import "strings"

// tokenKey is the name of the query parameter that carries a token.
const tokenKey = "corslab="

// WithToken returns the URL with a query parameter that marks requests for it
// as those of the Tenant with this token. A fragment stays the last part of the
// URL. The network removes the parameter again before the tenant's server and
// the record see the request.
func WithToken(url, token string) string {
	url, fragment, hasFragment := strings.Cut(url, "#")
	separator := "?"
	if strings.Contains(url, "?") {
		separator = "&"
	}
	url += separator + tokenKey + token
	if hasFragment {
		url += "#" + fragment
	}
	return url
}

// cutToken undoes WithToken on a request target.
func cutToken(target string) (clean, token string, ok bool) {
	i := strings.LastIndex(target, tokenKey)
	if i < 1 || target[i-1] != '?' && target[i-1] != '&' {
		return target, "", false
	}
	token = target[i+len(tokenKey):]
	if strings.Contains(token, "&") {
		return target, "", false
	}
	return target[:i-1], token, true
}

package fetch

import "testing"

func TestExposedHeaders(t *testing.T) {
	const aceh = "Access-Control-Expose-Headers"
	for _, c := range []struct {
		why         string
		values      []string
		credentials Credentials
		header      string
		want        bool
	}{
		{"safelisted without being listed", nil, CredentialsOmit, "content-LENGTH", true},
		{"safelisted though the list is malformed", []string{"a b"}, CredentialsOmit, "Pragma", true},
		{"not listed", nil, CredentialsOmit, "ETag", false},
		{"Location is not safelisted", nil, CredentialsOmit, "Location", false},
		{"listed in another letter case", []string{"etag"}, CredentialsOmit, "ETag", true},
		{"listed on a second line", []string{"x-a", "\tx-b\t,,"}, CredentialsOmit, "X-B", true},
		{"one bad token spoils all", []string{"x-foo, a b"}, CredentialsOmit, "X-Foo", false},
		{"a bad second line spoils all", []string{"x-foo", `"x"`}, CredentialsOmit, "X-Foo", false},
		{"wildcard", []string{"*"}, CredentialsSameOrigin, "ETag", true},
		{"wildcard in a list", []string{"x-a, *"}, CredentialsOmit, "ETag", true},
		{"wildcard beside a bad token", []string{"*, a b"}, CredentialsOmit, "ETag", false},
		{"wildcard with credentials", []string{"*"}, CredentialsInclude, "ETag", false},
		{"wildcard with credentials is a header's name", []string{"*"}, CredentialsInclude, "*", true},
		{"a cookie under the wildcard", []string{"*"}, CredentialsOmit, "Set-Cookie", false},
		{"a cookie that is listed", []string{"set-cookie2"}, CredentialsOmit, "Set-Cookie2", false},
	} {
		exposed := exposedNames(lines(aceh, c.values...), c.credentials, nil)
		if got := isSafelistedResponseHeader(c.header, exposed); got != c.want {
			t.Errorf("%s: %q readable = %v, want %v", c.why, c.header, got, c.want)
		}
	}
}

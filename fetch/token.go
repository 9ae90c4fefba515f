package fetch

// isTokenByte reports whether c is a tchar (RFC 9110 §5.6.2).
func isTokenByte(c byte) bool {
	switch {
	case '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
		return true
	}
	switch c {
	case '!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~':
		return true
	}
	return false
}

// IsToken reports whether s is a token: what header names and methods are made
// of (https://fetch.spec.whatwg.org/#header-name, #concept-method).
func IsToken(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isTokenByte(s[i]) {
			return false
		}
	}
	return s != ""
}

// isHeaderValue reports whether s is a header value
// (https://fetch.spec.whatwg.org/#header-value): no whitespace around it, and
// no NUL, CR or LF in it. Every other byte is allowed.
func isHeaderValue(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case 0, '\n', '\r':
			return false
		}
	}
	return s == "" || !isOWS(s[0]) && !isOWS(s[len(s)-1])
}

// normalizeValue removes the HTTP whitespace around a header value that a script
// passed (https://fetch.spec.whatwg.org/#concept-header-value-normalize).
func normalizeValue(s string) string {
	for s != "" && isHTTPWhitespace(s[0]) {
		s = s[1:]
	}
	for s != "" && isHTTPWhitespace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

// isOWS reports whether c is an HTTP tab or space.
func isOWS(c byte) bool { return c == ' ' || c == '\t' }

// isHTTPWhitespace reports whether c is an HTTP whitespace byte: tab, LF, CR or
// space.
func isHTTPWhitespace(c byte) bool { return isOWS(c) || c == '\n' || c == '\r' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isDigits reports whether s is one or more ASCII digits.
func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

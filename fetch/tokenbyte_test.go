package fetch

import (
	"strings"
	"testing"
)

// Every byte there is, held against RFC 9110 §5.6.2 as it stands there.
func TestTokenBytes(t *testing.T) {
	const tchar = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	for c := range 256 {
		want := strings.IndexByte(tchar, byte(c)) >= 0
		if got := isTokenByte(byte(c)); got != want {
			t.Errorf("isTokenByte(%#02x) = %v", c, got)
		}
		if got := IsToken("a" + string([]byte{byte(c)}) + "b"); got != want {
			t.Errorf("isToken with %#02x in the middle = %v", c, got)
		}
	}
}

// Every byte there is, held against the two lists of the Fetch Standard.
func TestUnsafeBytes(t *testing.T) {
	const (
		unsafe   = "\"():<>?@[\\]{}\x7f"
		language = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz *,-.;="
	)
	for c := range 256 {
		value := "a" + string([]byte{byte(c)}) + "b"
		isControl := c < 0x20 && c != '\t'
		if got, want := hasUnsafeByte(value), isControl || strings.IndexByte(unsafe, byte(c)) >= 0; got != want {
			t.Errorf("hasUnsafeByte with %#02x = %v", c, got)
		}
		if got, want := isLanguageValue(value), strings.IndexByte(language, byte(c)) >= 0; got != want {
			t.Errorf("isLanguageValue with %#02x = %v", c, got)
		}
		isBad := c == 0 || c == '\n' || c == '\r'
		if got := isHeaderValue(value); got == isBad {
			t.Errorf("isHeaderValue with %#02x inside = %v", c, got)
		}
		if got, want := hasCookieControl(value), isControl || c == 0x7f; got != want {
			t.Errorf("hasCookieControl with %#02x = %v", c, got)
		}
	}
}

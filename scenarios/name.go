package scenarios

import (
	"fmt"
	"strings"
)

// delimiters are what means something in the name of a case or in a pattern.
const delimiters = ",=[]*/#@"

// escapeName percent-encodes what means something in a name, and control
// characters, so that a name is one line.
func escapeName(value string) string {
	if !strings.ContainsFunc(value, isEscaped) {
		return value
	}
	var b strings.Builder
	for _, r := range value {
		if isEscaped(r) {
			fmt.Fprintf(&b, "%%%02X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isEscaped(r rune) bool {
	return r < ' ' || r == 0x7F || r == '%' || strings.ContainsRune(delimiters, r)
}

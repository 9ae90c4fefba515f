package fetch

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// isClientHint reports whether a header is a well-formed client hint, which
// Chromium safelists. The name is in lower case.
func isClientHint(name, value string) bool {
	switch name {
	case "save-data":
		return wire.EqualFold(value, "on")
	case "dpr", "device-memory", "downlink":
		return isDecimal(value)
	case "width", "viewport-width", "rtt":
		return isDigits(value)
	case "ect":
		switch value {
		case "slow-2g", "2g", "3g", "4g":
			return true
		}
		return false
	case "intervention":
		return true
	}
	return false
}

// isDroppedHint reports whether a header is a client hint that Chromium sends to
// other origins only where its page delegates it.
func isDroppedHint(name string) bool {
	switch wire.ToLower(name) {
	case "dpr", "device-memory", "downlink", "ect", "rtt", "viewport-width", "width":
		return true
	}
	return false
}

// isDecimal reports whether s is digits, optionally with a point and digits.
func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(s, ".")
	return isDigits(whole) && (!point || isDigits(fraction))
}

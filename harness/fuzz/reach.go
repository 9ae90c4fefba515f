package fuzz

import "github.com/corslab/corslab/fetch"

// OutOfReach returns why random scenarios never come to a reason; "" where they do.
func OutOfReach(reason fetch.Reason) string { return unreachable[reason] }

var unreachable = map[fetch.Reason]string{
	fetch.InsecureLocalNetwork:               "needs address spaces, which a proxied network does not have",
	fetch.InvalidLocalNetworkAccess:          "needs address spaces, which a proxied network does not have",
	fetch.LocalNetworkAccessPermissionDenied: "needs address spaces, which a proxied network does not have",
	fetch.BlockedByCSP:                       "needs a Content-Security-Policy, which no page is drawn with",
	fetch.NetworkError:                       "is observed only, for failures of the machine's own network",
}

// OneWay returns why random scenarios take a decision one way only, by the name of
// its Branching; "" where they take it both ways.
func OneWay(decision string) string { return oneWay[decision] }

var oneWay = map[string]string{
	"quirk user-agent-dropped":         "whoever names the header User-Agent has met it",
	"quirk about-blank-blocked":        "it holds for every about:blank",
	"quirk ping-uncached":              "it holds for every ping",
	"quirk repeated-location-accepted": "Location lines that differ are refused before, by the quirk differing-lines-refused",
	"quirk keepalive-19-redirects":     "the 20th redirect of a keepalive request is refused whatever else there is to say of it",
}

package fetch

import (
	"strings"
	"testing"
)

// Each objection to a redirect is told apart from the others.
func TestRedirectTexts(t *testing.T) {
	for reason, want := range map[Reason]string{
		TooManyRedirects: "21st", InvalidRedirect: "parsed", MultipleLocations: "more than one", RedirectNotAllowed: "mode is error",
		RedirectContainsCredentials: "user name", RedirectNeedsBodyReplay: "stream",
		RedirectDisallowedByMode: "mode is same-origin", DisallowedByMode: "mode is same-origin",
		UnsafeRedirect: "no redirect may lead to", UnknownURLScheme: "no redirect may lead to", CorsDisabledScheme: "no redirect may lead to",
	} {
		if got := redirectText(refusal{reason, "ftp"}); !strings.Contains(got, want) {
			t.Errorf("%s: %s", reason, got)
		}
	}
}

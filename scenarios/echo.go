package scenarios

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/wire"
)

// echoes are what a header line of an answer may repeat of its request, written
// as ${origin}.
var echoes = []string{"origin", "request-method", "request-headers"}

var echo = regexp.MustCompile(`\$\{([A-Za-z-]+)\}`)

// refuseUnknownEchoes reports what looks like an echo and would be sent as it
// stands.
func (d *decoder) refuseUnknownEchoes(lines wire.Header, places []document.Place) {
	for i, line := range lines {
		for _, match := range echo.FindAllStringSubmatch(string(line), -1) {
			if !slices.Contains(echoes, match[1]) {
				d.Report(places[i], fmt.Sprintf("unknown echo %s in a header line", match[0]), document.Suggest(match[1], echoes))
			}
		}
	}
}

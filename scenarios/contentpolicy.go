package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// The directives of a Content-Security-Policy by what becomes of them here: those
// whose sources decide what may be requested; those that have no say in it; and those
// that change what is simulated, or make requests of their own.
var (
	sourceDirectives = []string{
		"default-src", "connect-src", "font-src", "img-src", "media-src", "script-src", "script-src-elem", "script-src-attr",
		"style-src", "style-src-elem", "style-src-attr", "worker-src", "child-src", "frame-src", "object-src", "manifest-src",
	}
	idleDirectives        = []string{"base-uri", "form-action", "treat-as-public-address"}
	unsupportedDirectives = []string{
		"upgrade-insecure-requests", "block-all-mixed-content", "sandbox", "frame-ancestors", "report-uri", "report-to",
		"require-trusted-types-for", "trusted-types", "prefetch-src", "navigate-to", "plugin-types",
	}
)

// contentPolicy reports what a Content-Security-Policy line of a page says that is
// not simulated, or means nothing.
func (d *decoder) contentPolicy(at document.Place, line wire.Line) {
	name, value, _ := line.Cut()
	isEnforced := wire.EqualFold(name, "Content-Security-Policy")
	if !isEnforced && !wire.EqualFold(name, "Content-Security-Policy-Report-Only") {
		return
	}
	for policy := range strings.SplitSeq(value, ",") {
		for _, directive := range fetch.CSPDirectives(policy) {
			switch {
			case slices.Contains(sourceDirectives, directive.Name):
				d.sources(at, directive)
			case slices.Contains(idleDirectives, directive.Name):
			case slices.Contains(unsupportedDirectives, directive.Name):
				d.Report(at, directive.Name+" of a page's Content-Security-Policy is not supported by this version", "")
			default:
				d.Report(at, fmt.Sprintf("a Content-Security-Policy has no directive %s", directive.Name),
					document.Suggest(directive.Name, slices.Concat(sourceDirectives, idleDirectives)))
			}
		}
	}
}

// sources reports what a directive lists that is no source expression, or none that
// is simulated.
func (d *decoder) sources(at document.Place, directive fetch.CSPDirective) {
	for _, text := range directive.Value {
		if !fetch.IsCSPSource(text) {
			d.Report(at, fmt.Sprintf("%s lists %s, which is no source expression that this version knows", directive.Name, text),
				"write 'self', 'none', *, https:, https://host.example or https://host.example/path/")
		}
	}
}

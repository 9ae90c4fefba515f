// Command apiserver gives the filter WithCORS of k8s.io/apiserver an origin as it is
// written, which the filter takes for a regular expression.
package main

import (
	"net/http"
	"strconv"
	"strings"

	"k8s.io/apiserver/pkg/server/filters"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("k8s.io/apiserver", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	for _, origin := range p.Origins {
		if strings.Contains(origin, "*") {
			return nil, goadapter.Unsupported{Feature: "subdomains", Why: "not asked about here"}
		}
	}
	return filters.WithCORS(app, p.Origins, p.Methods, p.Headers, p.Expose, strconv.FormatBool(p.Credentials)), nil
}

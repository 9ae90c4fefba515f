// Command gf puts the CORS of github.com/gogf/gf/v2 under the suite: its defaults, and
// domains that are let in.
package main

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gogf/gf/v2/net/ghttp"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/gogf/gf/v2", set) }

// servers counts them: those of gf are known by their names.
var servers int

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	var domains []string // none are the defaults
	for _, origin := range p.Origins {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || strings.Contains(origin, "*") {
			return nil, goadapter.Unsupported{Feature: "subdomains", Why: "AllowDomain takes domains"}
		}
		domains = append(domains, u.Hostname())
	}
	servers++
	server := ghttp.GetServer("corslab-" + strconv.Itoa(servers))
	server.SetAddr("127.0.0.1:0")
	server.SetDumpRouterMap(false)
	server.Logger().SetStdoutPrint(false) // that is where the replies go
	server.Group("/", func(group *ghttp.RouterGroup) {
		group.Middleware(func(r *ghttp.Request) {
			options := r.Response.DefaultCORSOptions()
			options.AllowDomain = domains
			r.Response.CORS(options)
			r.Middleware.Next()
		})
		group.ALL("/*", ghttp.WrapH(app))
	})
	return server, server.Start() // what it serves by itself needs it started
}

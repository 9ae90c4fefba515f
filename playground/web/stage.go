package web

import (
	_ "embed" // of run.js
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

//go:embed run.js
var runScript string

// A stage is a case set up on this machine: a page and its servers, under names of
// localhost, for whatever browser opens the page.
type stage struct {
	id      string
	c       *scenarios.Case
	names   names
	page    string // the page's address here
	network *servers.Network
	made    time.Time

	mu        sync.Mutex
	exchanges []wire.Exchange // in the scenario's names
}

// openStage sets a case up. The refusal says why that is not possible, for the reader.
func openStage(c *scenarios.Case, authority *servers.Authority, token, ancestors string) (s *stage, refusal string, err error) {
	if refusal = cannotBeShown(c); refusal != "" {
		return nil, refusal, nil
	}
	network, err := servers.Listen(servers.Config{Authority: authority})
	if err != nil {
		return nil, "", err
	}
	s = &stage{id: token, c: c, network: network, made: time.Now()}
	if err := s.set(token, ancestors); err != nil {
		return nil, "", fmt.Errorf("%w; %w", err, network.Close())
	}
	return s, "", nil
}

const elsewhere = " Headless Chromium can show it."

// cannotBeShown says why a case is not for the reader's own browser; "" where it is.
func cannotBeShown(c *scenarios.Case) string {
	page, err := fetch.ParseURL(c.Page.URL, nil)
	step := c.Steps[0]
	switch {
	case err != nil || !page.IsHTTP():
		return "Only a page of http or https can be shown here." + elsewhere
	case len(c.Steps) > 1:
		return "This case has several requests, one after the other." + elsewhere
	case len(c.Cookies) > 0:
		return "Cookies are left out here: the page that asks stands in a frame, where browsers keep the cookies of other sites apart." + elsewhere
	case step.Request.API != "" && step.Request.API != fetch.APIFetch && step.Request.API != fetch.APIXHR:
		return "Your browser is asked with fetch() and XMLHttpRequest only." + elsewhere
	case c.Page.ServiceWorker != nil || len(c.Page.Headers) > 0 || c.UsesAddressSpaces():
		return "A service worker, headers of the page and address spaces are not set up here." + elsewhere
	}
	switch c.Page.As {
	case "", fetch.PageWindow, fetch.PageSandboxed, fetch.PageSrcdoc, fetch.PageData:
	default:
		return "A page of the kind " + string(c.Page.As) + " is not set up here." + elsewhere
	}
	for _, server := range step.Servers {
		if server.Protocol == wire.HTTP2 {
			return "HTTP/2 needs https, for which this machine has no certificate that your browser trusts." + elsewhere
		}
	}
	profile, _ := fetch.ProfileNamed("chromium")
	switch reason := c.Predict(profile, false)[0].Reason; reason {
	case fetch.MixedContent, fetch.UnsafePort, fetch.ConnectionFailed, fetch.CorsDisabledScheme, fetch.UnknownURLScheme, fetch.FileNotFound:
		return "This is refused for its very address (" + string(reason) + "), and here every address becomes an http one of this machine." + elsewhere
	}
	if url, err := fetch.ParseURL(step.Request.URL, page); err == nil {
		if withoutFragment(url) == withoutFragment(page) {
			return "The page asks for its own address, at which it stands here itself." + elsewhere
		}
		for _, server := range step.Servers {
			if server.At == url.Origin().String() {
				return ""
			}
		}
		if url.Origin() == page.Origin() {
			return ""
		}
	}
	return "The URL leads to none of the servers." + elsewhere
}

func withoutFragment(u *fetch.URL) string {
	url, _, _ := strings.Cut(u.String(), "#")
	return url
}

// set opens a door for each origin and puts the page and the servers behind them.
func (s *stage) set(token, ancestors string) error {
	page, err := fetch.ParseURL(s.c.Page.URL, nil)
	if err != nil {
		return err
	}
	sites := scenarios.World(s.c.Steps[0].Servers)
	origins := []fetch.Origin{page.Origin()}
	for at := range sites {
		origin, err := fetch.ParseOrigin(at)
		if err != nil {
			return err
		}
		if origin != page.Origin() {
			origins = append(origins, origin)
		}
	}
	inside := map[string]string{} // the origin inside the network, by that of the scenario
	for _, origin := range origins {
		address := addressOf(origin)
		door, err := s.network.OpenDoor(address, origin.Scheme())
		if err != nil {
			return err
		}
		_, port, err := net.SplitHostPort(door)
		if err != nil {
			return err
		}
		s.names = append(s.names, Name{origin.String(), "http://" + localHost(origin.Host(), token) + ":" + port})
		inside[origin.String()] = "http://" + strings.TrimSuffix(address, ":80")
	}
	world := fetch.World{}
	for at, site := range sites {
		world[inside[at]] = fetch.Site{Server: s.translated(at, site.Server)}
	}
	pageInside := inside[page.Origin().String()]
	if _, ok := world[pageInside]; !ok { // the page's own server, of which the scenario says nothing
		world[pageInside] = fetch.Site{Server: s.translated(page.Origin().String(), wire.ServerFunc(func(wire.Request) wire.Response { return wire.Response{Status: 404} }))}
	}
	local, ok := s.names.local(page)
	if !ok {
		return &fetch.URLError{Value: page.String(), Problem: fetch.InvalidPage}
	}
	document, err := s.document(page)
	if err != nil {
		return err
	}
	s.page, _, _ = strings.Cut(local, "#") // as a browser asks for it
	target := strings.TrimPrefix(s.page, s.names[0].To)
	s.network.SetStage(servers.Stage{
		Tenants: []servers.Tenant{{World: world}},
		Pages: []servers.Page{{URL: pageInside + target, Always: true, Response: wire.Response{Status: 200, Body: []byte(document), Header: wire.Header{
			"Content-Type: text/html; charset=utf-8", "Cache-Control: no-store",
			// Whatever a server answers, nothing leads away from this machine.
			wire.NewLine("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'; connect-src http://*.localhost:*; frame-src data: 'self'; frame-ancestors "+ancestors),
		}}}},
		// Browsers repeat a request that fails on a connection which has worked before.
		FreshConnections: true,
	})
	return nil
}

// addressOf returns the host and port of an origin.
func addressOf(origin fetch.Origin) string {
	_, port, err := net.SplitHostPort(strings.TrimPrefix(origin.String(), origin.Scheme()+"://"))
	if err != nil {
		port = map[string]string{"http": "80", "https": "443"}[origin.Scheme()]
	}
	return net.JoinHostPort(strings.Trim(origin.Host(), "[]"), port)
}

// translated is the server at an origin of the scenario, for requests in the names of
// this machine.
func (s *stage) translated(at string, server wire.Server) wire.Server {
	return wire.ServerFunc(func(r wire.Request) wire.Response {
		host, _ := r.Header.Get("Host")
		if "http://"+host != s.names.toLocal(at) {
			return wire.Response{Status: 421} // nobody who was sent here asks for another host
		}
		asked := wire.Request{Method: r.Method, Origin: at, Target: r.Target, Body: r.Body}
		for _, line := range r.Header {
			name, _, _ := line.Cut()
			if wire.EqualFold(name, "Host") {
				line = wire.NewLine("Host", strings.TrimPrefix(at[strings.Index(at, "//"):], "//"))
			}
			asked.Header = append(asked.Header, wire.Line(s.names.fromLocal(string(line))))
		}
		answer := server.Answer(asked)
		s.mu.Lock()
		s.exchanges = append(s.exchanges, wire.Exchange{Request: asked, Response: answer})
		s.mu.Unlock()
		var header wire.Header
		for _, line := range answer.Header {
			header = append(header, wire.Line(s.names.toLocal(string(line))))
		}
		answer.Header = header
		return answer
	})
}

// A job is the request for run.js.
type job struct {
	API   string         `json:"api"`
	URL   string         `json:"url"`
	Init  map[string]any `json:"init"`
	Body  *jobBody       `json:"body,omitempty"`
	Limit int            `json:"limit"` // milliseconds
}

type jobBody struct {
	Kind    string      `json:"kind"`
	Content string      `json:"content"`
	Type    string      `json:"type"`
	Form    [][2]string `json:"form,omitempty"`
}

// jobLimit is how long a browser may take for the request.
const jobLimit = 5 * time.Second

func (s *stage) job(page *fetch.URL) (job, error) {
	r := s.c.Steps[0].Request
	j := job{API: string(r.API), URL: r.URL, Init: map[string]any{}, Limit: int(jobLimit.Milliseconds())}
	url, err := fetch.ParseURL(r.URL, page)
	if err != nil {
		return j, err
	}
	local, ok := s.names.local(url)
	if !ok {
		return j, &fetch.URLError{Value: r.URL, Problem: fetch.InvalidOrigin}
	}
	j.URL = local
	for key, value := range map[string]string{
		"method": r.Method, "mode": string(r.Mode), "credentials": string(r.Credentials), "redirect": string(r.Redirect), "cache": string(r.Cache),
	} {
		if value != "" {
			j.Init[key] = value
		}
	}
	if r.Keepalive {
		j.Init["keepalive"] = true
	}
	if len(r.Headers) > 0 {
		j.Init["headers"] = pairs(r.Headers)
	}
	if b := r.Body; b != nil {
		j.Body = &jobBody{Kind: string(b.Kind), Content: b.Content, Type: b.Type, Form: pairs(b.Form)}
	}
	return j, nil
}

func pairs(fields []fetch.Field) (list [][2]string) {
	for _, f := range fields {
		list = append(list, [2]string{f.Name, f.Value})
	}
	return list
}

// document is the page that asks: itself, or a frame in it of the kind that the case
// wants.
func (s *stage) document(page *fetch.URL) (string, error) {
	j, err := s.job(page)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(j) // which leaves no < in it
	if err != nil {
		return "", err
	}
	head := `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>corslab</title>`
	tell := fmt.Sprintf(`(seen) => parent.postMessage({corslab: %q, seen}, '*')`, s.id)
	asking := head + "<script>" + strings.TrimSpace(runScript) + "(" + string(data) + ", " + tell + ");</script>"
	relay := "<script>addEventListener('message', (e) => { if (e.data?.corslab) parent.postMessage(e.data, '*'); });</script>"
	switch s.c.Page.As {
	case fetch.PageSandboxed:
		return head + relay + `<iframe sandbox="allow-scripts" srcdoc="` + html.EscapeString(asking) + `"></iframe>`, nil
	case fetch.PageSrcdoc:
		return head + relay + `<iframe srcdoc="` + html.EscapeString(asking) + `"></iframe>`, nil
	case fetch.PageData:
		return head + relay + `<iframe src="data:text/html;base64,` + base64.StdEncoding.EncodeToString([]byte(asking)) + `"></iframe>`, nil
	}
	return asking, nil
}

// taken returns what has reached the servers.
func (s *stage) taken() []wire.Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]wire.Exchange(nil), s.exchanges...)
}

func (s *stage) close() {
	_ = s.network.Close() // loopback listeners: there is nothing to be lost in closing them
}

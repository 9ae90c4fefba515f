package servers_test

import (
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

func TestTenantsAreToldApartByToken(t *testing.T) {
	n := network(t, servers.Stage{Tenants: []servers.Tenant{
		{Token: "t1", World: fetch.World{"http://a.test": site("one")}},
		{Token: "t2", World: fetch.World{"http://a.test": site("two")}},
	}})
	c := client(t, n)
	for token, want := range map[string]string{"t1": "one", "t2": "two"} {
		if got := text(t, c, servers.WithToken("http://a.test/x?y", token)); got != want {
			t.Errorf("%s was answered %q", token, got)
		}
		record := n.Take(token)
		if len(record) != 1 || record[0].Request.Target != "/x?y" || string(record[0].Response.Body) != want {
			t.Errorf("record of %s: %+v", token, record)
		}
	}
	for _, target := range []string{"/", "/?corslab=t3"} {
		conn := opened(t, n, "a.test:80")
		send(t, conn, "GET "+target+" HTTP/1.1\r\n\r\n")
		if got := rest(t, conn); got != "" {
			t.Errorf("%s was answered %q", target, got)
		}
		want := []servers.Stray{{Kind: servers.StrayToken, Address: "a.test:80", Detail: "GET http://a.test" + target}}
		if d := cmp.Diff(want, n.Strays()); d != "" {
			t.Errorf("strays (-want +got):\n%s", d)
		}
	}
}

func TestWithoutTokensURLsAreUntouched(t *testing.T) {
	n := network(t, alone(fetch.World{"http://a.test": site("")}))
	text(t, client(t, n), "http://a.test/?corslab=t1")
	if record := n.Take(""); len(record) != 1 || record[0].Request.Target != "/?corslab=t1" {
		t.Errorf("record: %+v", record)
	}
}

func TestTenantsWithDifferentServersAreReported(t *testing.T) {
	n := network(t, servers.Stage{Tenants: []servers.Tenant{
		{Token: "t1", World: fetch.World{"http://a.test": site("")}},
		{Token: "t2", World: fetch.World{}},
	}})
	conn := opened(t, n, "a.test:80")
	send(t, conn, "GET /?corslab=t2 HTTP/1.1\r\n\r\n")
	if got := rest(t, conn); got != "" {
		t.Errorf("answered %q", got)
	}
	want := []servers.Stray{{Kind: servers.StrayInconsistent, Address: "a.test:80", Detail: "GET http://a.test/?corslab=t2"}}
	if d := cmp.Diff(want, n.Strays()); d != "" {
		t.Errorf("strays (-want +got):\n%s", d)
	}
}

func TestSchemesShareAnAddress(t *testing.T) {
	n := network(t, alone(fetch.World{"http://a.test:8080": site("plain"), "https://a.test:8080": site("secure")}))
	c := client(t, n)
	for url, want := range map[string]string{"http://a.test:8080": "plain", "https://a.test:8080": "secure"} {
		if got := text(t, c, url); got != want {
			t.Errorf("%s answered %q", url, got)
		}
	}
}

func TestSchemeThatNobodyHasIsClosed(t *testing.T) {
	n := network(t, alone(fetch.World{"https://a.test": site("")}))
	conn := opened(t, n, "a.test:443")
	send(t, conn, get)
	// The request was not read, so the end may come as a reset.
	if got, _ := io.ReadAll(conn); len(got) != 0 {
		t.Errorf("answered %q", got)
	}
	want := []servers.Stray{{Kind: servers.StrayScheme, Address: "a.test:443", Detail: "http://a.test:443"}}
	if d := cmp.Diff(want, n.Strays()); d != "" {
		t.Errorf("strays (-want +got):\n%s", d)
	}
}

func TestConnectionsBetweenStages(t *testing.T) {
	same := func(text string) fetch.World { return fetch.World{"http://a.test": site(text)} }
	more := same("new")
	more["http://b.test"] = site("")
	other := same("new")
	other["http://a.test"] = fetch.Site{Server: other["http://a.test"].Server, Protocol: wire.HTTP2}
	fresh := alone(same("new"))
	fresh.FreshConnections = true
	for _, c := range []struct {
		name string
		next servers.Stage
		kept bool
	}{
		{"same origins", alone(same("new")), true},
		{"one more origin", alone(more), false},
		{"another protocol", alone(other), false},
		{"no origins", servers.Stage{}, false},
		{"fresh connections", fresh, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := network(t, alone(same("old")))
			conn := opened(t, n, "a.test:80")
			send(t, conn, get)
			receive(t, conn, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold")
			n.SetStage(c.next)
			if !c.kept {
				if got := rest(t, conn); got != "" {
					t.Errorf("received %q", got)
				}
				return
			}
			send(t, conn, get)
			receive(t, conn, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew")
			if record := n.Take(""); len(record) != 1 {
				t.Errorf("record: %+v", record)
			}
		})
	}
}

func TestFreshConnectionsAnswerOnce(t *testing.T) {
	stage := alone(fetch.World{"http://a.test": site("ok")})
	stage.FreshConnections = true
	n := network(t, stage)
	conn := opened(t, n, "a.test:80")
	send(t, conn, get)
	if got, want := rest(t, conn), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"; got != want {
		t.Errorf("received %q, want %q", got, want)
	}
}

func TestPagesAreServedWhileLoading(t *testing.T) {
	stage := alone(fetch.World{"http://a.test": site("server")})
	page := wire.Response{Status: 200, Body: []byte("page")}
	stage.Pages = []servers.Page{{URL: "http://a.test/", Response: page}, {URL: "https://page.test/index", Response: page}}
	n := network(t, stage)
	c := client(t, n)

	if got := text(t, c, "http://a.test/"); got != "server" {
		t.Errorf("before loading, the server's URL answered %q", got)
	}
	const refused = 5
	if _, code := dial(t, n, "page.test:443"); code != refused {
		t.Errorf("before loading, the page's own origin gave SOCKS reply %d", code)
	}
	n.Take("")
	n.Strays()

	n.Load(true)
	for _, url := range []string{"http://a.test/", "https://page.test/index"} {
		if got := text(t, c, url); got != "page" {
			t.Errorf("while loading, %s answered %q", url, got)
		}
	}
	if got := text(t, c, "http://a.test/other"); got != "server" {
		t.Errorf("while loading, another URL answered %q", got)
	}
	if record := n.Take(""); len(record) != 1 || record[0].Request.Target != "/other" {
		t.Errorf("record: %+v", record)
	}
	kept, dropped := opened(t, n, "a.test:80"), opened(t, n, "page.test:443")

	n.Load(false)
	if got := rest(t, dropped); got != "" {
		t.Errorf("received %q", got)
	}
	send(t, kept, get)
	receive(t, kept, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nserver")
	if _, code := dial(t, n, "page.test:443"); code != refused {
		t.Errorf("after loading, the page's own origin gave SOCKS reply %d", code)
	}
}

// TestPagesConnectionsEndWithThem shows that a connection of a page is closed where
// the server that stays at its address speaks without TLS.
func TestPagesConnectionsEndWithThem(t *testing.T) {
	stage := alone(fetch.World{"http://a.test:8443": site("server")})
	stage.Pages = []servers.Page{{URL: "https://a.test:8443/", Response: wire.Response{Status: 200, Body: []byte("page")}}}
	n := network(t, stage)
	c := client(t, n)
	n.Load(true)
	if got := text(t, c, "https://a.test:8443/"); got != "page" {
		t.Errorf("while loading, the page is %q", got)
	}
	n.Load(false)
	n.Strays()
	if response, err := c.Get("https://a.test:8443/other"); err == nil {
		t.Errorf("after loading, there is an answer with status %d", response.StatusCode)
		_ = response.Body.Close()
	}
	for _, stray := range n.Strays() {
		if stray.Kind != servers.StrayScheme {
			t.Errorf("stray: %s", stray)
		}
	}
}

func TestServersAreAskedOneRequestAtATime(t *testing.T) {
	const requests = 40
	var asked []string // without a lock: the race detector watches
	server := wire.ServerFunc(func(r wire.Request) wire.Response {
		asked = append(asked, r.Target)
		return wire.Response{Status: 200}
	})
	n := network(t, alone(fetch.World{
		"http://a.test":  {Server: server},
		"https://b.test": {Server: server, Protocol: wire.HTTP2},
	}))
	c := client(t, n)
	var group sync.WaitGroup
	for i := range requests {
		url := []string{"http://a.test/", "https://b.test/"}[i%2] + strings.Repeat("x", i)
		group.Go(func() {
			if response, err := c.Get(url); err != nil {
				t.Error(err)
			} else {
				response.Body.Close()
			}
		})
	}
	group.Wait()
	var recorded []string
	for _, x := range n.Take("") {
		recorded = append(recorded, x.Request.Target)
	}
	if len(recorded) != requests {
		t.Errorf("%d requests on record, want %d", len(recorded), requests)
	}
	if d := cmp.Diff(asked, recorded); d != "" {
		t.Errorf("order of the record (-asked +recorded):\n%s", d)
	}
}

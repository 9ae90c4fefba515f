package servers_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

func TestEveryKindOfOriginIsServed(t *testing.T) {
	world := fetch.World{}
	urls := []string{
		"http://a.test", "https://a.test", "https://a.test:8443", "http://localhost:4321",
		"http://127.0.0.1", "https://127.0.0.1:444", "http://[::1]", "https://[::1]:444",
	}
	for _, url := range urls {
		world[url] = site(url)
	}
	n := network(t, alone(world))
	c := client(t, n)
	for _, url := range urls {
		if got := text(t, c, url+"/x?y"); got != url {
			t.Errorf("%s answered %q", url, got)
		}
	}
	var got []string
	for _, x := range n.Take("") {
		got = append(got, x.Request.URL())
	}
	var want []string
	for _, url := range urls {
		want = append(want, url+"/x?y")
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("record (-want +got):\n%s", d)
	}
	if again := n.Take(""); len(again) != 0 {
		t.Errorf("a record that was taken is still there: %v", again)
	}
	if strays := n.Strays(); len(strays) != 0 {
		t.Errorf("strays: %v", strays)
	}
}

func TestNetworksDoNotShareNames(t *testing.T) {
	one := network(t, alone(fetch.World{"https://a.test": site("one")}))
	two := network(t, alone(fetch.World{"https://a.test": site("two")}))
	if got := text(t, client(t, one), "https://a.test"); got != "one" {
		t.Errorf("first network answered %q", got)
	}
	if got := text(t, client(t, two), "https://a.test"); got != "two" {
		t.Errorf("second network answered %q", got)
	}
}

func TestUnknownAddressIsRefused(t *testing.T) {
	n := network(t, alone(fetch.World{"http://a.test": site("")}))
	const refused = 5
	for _, address := range []string{"b.test:80", "a.test:81", "127.0.0.1:80", "example.com:443"} {
		if _, code := dial(t, n, address); code != refused {
			t.Errorf("%s: SOCKS reply %d, want %d", address, code, refused)
		}
		want := []servers.Stray{{Kind: servers.StrayRefused, Address: address}}
		if d := cmp.Diff(want, n.Strays()); d != "" {
			t.Errorf("strays (-want +got):\n%s", d)
		}
	}
}

func TestRequestLinesAreKeptAndResponseLinesGoOutAsTheyAre(t *testing.T) {
	lines := wire.Header{
		"access-control-ALLOW-origin : *", "X-Twice: 1", "X-Twice: 2", "no colon at all",
		"X-Bytes: \x01\xff\x80", " folded", "Content-Length: 2",
	}
	n := network(t, alone(fetch.World{"http://a.test:81": {Server: says(wire.Response{Status: 299, Reason: "Odd", Header: lines, Body: []byte("ok")})}}))
	conn := opened(t, n, "a.test:81")
	send(t, conn, "PATCH /p?q HTTP/1.1\r\nhost: a.test:81\r\nB:  2 \r\nA: 1\r\nb:\r\nContent-Length: 3\r\n\r\nabc")
	got := rest(t, conn)
	want := "HTTP/1.1 299 Odd\r\n"
	for _, line := range lines {
		want += string(line) + "\r\n"
	}
	if want += "\r\nok"; got != want {
		t.Errorf("received %q\nwant     %q", got, want)
	}
	request := wire.Request{
		Method: "PATCH", Origin: "http://a.test:81", Target: "/p?q",
		Header: wire.Header{"host: a.test:81", "B:  2 ", "A: 1", "b:", "Content-Length: 3"},
		Body:   []byte("abc"),
	}
	record := n.Take("")
	if len(record) != 1 {
		t.Fatalf("%d exchanges on record", len(record))
	}
	if d := cmp.Diff(request, record[0].Request); d != "" {
		t.Errorf("request (-want +got):\n%s", d)
	}
}

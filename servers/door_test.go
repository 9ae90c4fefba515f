package servers_test

import (
	"io"
	"net"
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
)

func TestDoorsLeadToOneAddressEach(t *testing.T) {
	n := network(t, alone(fetch.World{"http://a.test": site("plain"), "http://a.test:81": site("other port")}))
	doors := map[string]string{}
	for address, want := range map[string]string{"a.test:80": "plain", "a.test:81": "other port", "b.test:80": ""} {
		door, err := n.OpenDoor(address, "local")
		if err != nil {
			t.Fatal(err)
		}
		doors[door] = address
		conn, err := net.Dial("tcp", door)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			// It is hung up at once. How that shows is chance: an end or a reset.
			if got, _ := io.ReadAll(conn); len(got) > 0 {
				t.Errorf("%s answered %q", address, got)
			}
			conn.Close()
			continue
		}
		send(t, conn, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
		if got := rest(t, conn); !strings.HasSuffix(got, want) {
			t.Errorf("%s answered %q, want %q", address, got, want)
		}
		conn.Close()
	}
	if len(doors) != 3 {
		t.Errorf("doors are shared: %v", doors)
	}
	if strays := n.Strays(); len(strays) != 1 || strays[0].Kind != servers.StrayRefused || strays[0].Address != "b.test:80" {
		t.Errorf("strays: %v", strays)
	}
	for door, address := range doors {
		if again, err := n.OpenDoor(address, "local"); err != nil || again != door {
			t.Errorf("the door of %s is %s, and then %s, %v", address, door, again, err)
		}
		if other, err := n.OpenDoor(address, "public"); err != nil || other == door {
			t.Errorf("the door of %s is one for two kinds: %s, %v", address, other, err)
		}
	}
}

func TestNoDoorsAfterTheEnd(t *testing.T) {
	n, err := servers.Listen(servers.Config{Authority: authority})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if door, err := n.OpenDoor("a.test:80", ""); err == nil {
		t.Errorf("opened %s", door)
	}
}

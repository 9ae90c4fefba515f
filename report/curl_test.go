package report

import (
	"testing"

	"github.com/corslab/corslab/wire"
)

func TestCurlLine(t *testing.T) {
	tests := []struct {
		name    string
		request wire.Request
		want    string
	}{
		{"GET", wire.Request{Method: "GET", Origin: "https://b.test", Target: "/x"}, `curl -i https://b.test/x`},
		{"HEAD is no method of its own to curl", wire.Request{Method: "HEAD", Origin: "https://b.test", Target: "/"}, `curl --head https://b.test/`},
		{"headers but curl's own", wire.Request{
			Method: "PUT", Origin: "https://b.test", Target: "/",
			Header: wire.Header{"Host: b.test", "content-length: 0", "Origin: null", "X-Empty:"},
		}, `curl -i -X PUT https://b.test/ -H 'Origin: null' -H 'X-Empty;'`},
		{"body", wire.Request{Method: "POST", Origin: "https://b.test", Target: "/", Body: []byte("a=1")},
			`curl -i -X POST https://b.test/ -H Content-Type: --data-binary 'a=1'`},
		{"body with its type", wire.Request{
			Method: "POST", Origin: "https://b.test", Target: "/", Header: wire.Header{"Content-Type: text/plain"}, Body: []byte("a"),
		}, `curl -i -X POST https://b.test/ -H 'Content-Type: text/plain' --data-binary a`},
		{"shell and curl syntax", wire.Request{Method: "GET", Origin: "https://b.test", Target: "/{a}?$(b)'`c`"},
			"curl -i --globoff 'https://b.test/{a}?$(b)'\\''`c`'"},
		{"bytes that cannot be read", wire.Request{
			Method: "GET", Origin: "https://b.test", Target: "/", Header: wire.Header{"X: \t\x1b'\\\xff1"},
		}, `curl -i https://b.test/ -H $'X: \033\'\\\3771'`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := curlLine(test.request); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

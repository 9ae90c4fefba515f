package servers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/wire"
)

func TestHandler(t *testing.T) {
	request := wire.Request{
		Method: "POST", Origin: "https://api.test", Target: "/items?x=1",
		Header: wire.Header{"Host: api.test", "origin: https://a.test", "X-Two: 1", "x-two: 2"}, Body: []byte("body"),
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != "api.test" || r.URL.RawQuery != "x=1" || len(r.Header["X-Two"]) != 2 || r.Header.Get("Origin") != "https://a.test" || r.ContentLength != 4 {
			t.Errorf("%s %s %v", r.Host, r.URL, r.Header)
		}
		w.Header().Add("Vary", "Origin")
		w.Header().Add("Vary", "Accept")
		w.Header().Set("Access-Control-Allow-Origin", "*\r\nX: y")
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
		w.Header().Set("Too-Late", "1")
		_, _ = w.Write([]byte("short"))
	})
	want := wire.Response{
		Status: 418, Body: []byte("short"),
		Header: wire.Header{"Access-Control-Allow-Origin: *  X: y", "Vary: Origin", "Vary: Accept", "Content-Length: 5"},
	}
	if diff := cmp.Diff(want, (Handler{Handler: handler}).Answer(request)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHandlerThatDoesNotAnswer(t *testing.T) {
	for _, test := range []struct {
		handler http.HandlerFunc
		want    wire.FaultKind
		note    string
	}{
		{func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, wire.FaultHang, "longer than allowed"},
		{func(http.ResponseWriter, *http.Request) { panic("oops") }, wire.FaultClose, "the handler panicked: oops"},
		{func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, wire.FaultClose, "abort"},
	} {
		got := Handler{Handler: test.handler, Timeout: 20 * time.Millisecond}.Answer(wire.Request{Method: "GET", Origin: "https://a.test", Target: "/"})
		if got.Fault.Kind != test.want || len(got.Notes) != 1 || !strings.Contains(got.Notes[0].Text, test.note) {
			t.Errorf("%+v, want %s", got, test.want)
		}
	}
	if got := (Handler{Handler: http.NotFoundHandler()}).Answer(wire.Request{Method: "GET", Target: "no path"}); got.Status != 400 {
		t.Errorf("a target that is none: %d", got.Status)
	}
}

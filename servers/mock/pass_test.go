package mock_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/servers/mock"
	"github.com/corslab/corslab/wire"
)

const page = "https://www.example.com"

func bucket(t *testing.T) func(wire.Server) wire.Server {
	t.Helper()
	configuration, err := s3.Parse("cors.json", []byte(`[{"AllowedOrigins": ["https://www.example.com"], "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["*"]}]`))
	if err != nil {
		t.Fatal(err)
	}
	return configuration.New
}

func TestPreflightIsAnsweredByTheService(t *testing.T) {
	r := front(t, mock.Config{Service: bucket(t)}, func(http.ResponseWriter, *http.Request) {
		t.Error("the upstream was asked")
	})
	response, _ := r.do(t, "OPTIONS", "/cat.jpg", nil, "Origin: "+page, "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: x-a")
	if response.StatusCode != 200 || response.Header.Get("Access-Control-Allow-Origin") != page || response.Header.Get("Access-Control-Allow-Headers") != "x-a" {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
	response, body := r.do(t, "OPTIONS", "/cat.jpg", nil, "Origin: https://other.example", "Access-Control-Request-Method: PUT")
	if response.StatusCode != 403 || !strings.Contains(body, "AccessForbidden") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

func TestServiceChangesWhatTheUpstreamAnswers(t *testing.T) {
	r := front(t, mock.Config{Service: bucket(t)}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		fmt.Fprint(w, "content of "+r.URL.Path)
	})
	response, body := r.do(t, "GET", "/cat.jpg", nil, "Origin: "+page)
	if body != "content of /cat.jpg" || response.Header.Get("Access-Control-Allow-Origin") != page || response.Header.Get("ETag") != `"1"` {
		t.Errorf("%q %v", body, response.Header)
	}
	response, body = r.do(t, "GET", "/cat.jpg", nil, "Origin: https://other.example")
	if body != "content of /cat.jpg" || response.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%q %v", body, response.Header)
	}
}

func TestServiceAnswersWithoutAnUpstream(t *testing.T) {
	r := front(t, mock.Config{Service: bucket(t), As: "https://s3.us-east-1.amazonaws.com"}, nil)
	if _, body := r.do(t, "GET", "/photos/cat.jpg", nil); body != "test-cors" {
		t.Errorf("%q", body)
	}
	// The entity tag is the MD5 of what was sent: the service sees it all.
	response, _ := r.do(t, "PUT", "/photos/cat.jpg", strings.NewReader("hello"))
	if got := response.Header.Get("ETag"); got != `"5d41402abc4b2a76b9719d911017c592"` {
		t.Errorf("ETag: %s", got)
	}
}

func TestAddressThatTheServiceSees(t *testing.T) {
	for _, c := range []struct{ as, origin, host string }{
		{"https://photos.s3.amazonaws.com", "https://photos.s3.amazonaws.com", "photos.s3.amazonaws.com"},
		{"", "", ""},
	} {
		r := front(t, mock.Config{Service: always(wire.Response{Status: 204}), As: c.as}, nil)
		if c.as == "" {
			c.origin, c.host = r.url, strings.TrimPrefix(r.url, "http://")
		}
		r.do(t, "GET", "/a?b", nil)
		got := r.answered()[0].Request
		if host, _ := got.Header.Get("Host"); got.Origin != c.origin || host != c.host || got.Target != "/a?b" {
			t.Errorf("as %q the service sees %q, Host %q, target %q", c.as, got.Origin, host, got.Target)
		}
	}
}

func TestRequestIsPassedOn(t *testing.T) {
	var got *http.Request
	var body []byte
	var target string
	r := front(t, mock.Config{Service: transparent}, func(_ http.ResponseWriter, r *http.Request) {
		got, target = r, r.RequestURI
		body, _ = io.ReadAll(r.Body)
	})
	conn := dial(t, r)
	fmt.Fprintf(conn, "POST /a%%2fb|c//d?x=1;2&y=%%zz HTTP/1.1\r\nHost: localhost\r\nOrigin: %s\r\nX-Two: 1\r\nX-Two: 2\r\n"+
		"Keep-Alive: 1\r\nX-Hop: 1\r\nConnection: keep-alive, x-hop\r\nX-Forwarded-For: 8.8.8.8\r\nContent-Length: 5\r\n\r\nhello", page)
	response(t, conn, "POST")
	if target != "/a%2fb|c//d?x=1;2&y=%zz" {
		t.Errorf("target %s", target)
	}
	if string(body) != "hello" || got.ContentLength != 5 {
		t.Errorf("body %q, length %d", body, got.ContentLength)
	}
	want := http.Header{
		"Origin": {page}, "X-Two": {"1", "2"}, "Content-Length": {"5"},
		"X-Forwarded-For": {"127.0.0.1"}, "X-Forwarded-Host": {"localhost"}, "X-Forwarded-Proto": {"http"},
	}
	if d := cmp.Diff(want, got.Header); d != "" {
		t.Errorf("header (-want +got):\n%s", d)
	}
	if got.Host == "localhost" {
		t.Error("the upstream is asked for somebody else's host")
	}
}

func TestUpstreamWithAPath(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.RequestURI) }))
	defer upstream.Close()
	r := front(t, mock.Config{Service: transparent, Upstream: parse(t, upstream.URL+"/base/")}, nil)
	for target, want := range map[string]string{"/x?y": "/base/x?y", "/": "/base/", "//x": "/base//x"} {
		if _, body := r.do(t, "GET", target, nil); body != want {
			t.Errorf("%s becomes %s, want %s", target, body, want)
		}
	}
	r = front(t, mock.Config{Service: transparent, Upstream: parse(t, upstream.URL)}, nil)
	if _, body := r.do(t, "GET", "//x//", nil); body != "//x//" {
		t.Errorf("//x// becomes %s", body)
	}
}

func TestAnswerIsPassedOn(t *testing.T) {
	r := front(t, mock.Config{Service: transparent}, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Set-Cookie"] = []string{"a=1", "b=2"}
		h["Vary"] = []string{"Origin", "Accept"}
		h["Connection"] = []string{"X-Hop"}
		h.Set("X-Hop", "1")
		h.Set("Keep-Alive", "timeout=9")
		h.Set("Location", "/elsewhere")
		h["Content-Type"] = nil
		h["Date"] = nil
		w.WriteHeader(302)
		fmt.Fprint(w, "moved")
	})
	response, body := r.do(t, "GET", "/", nil)
	response.Header.Del("Date") // net/http gives one to an answer without
	want := http.Header{"Set-Cookie": {"a=1", "b=2"}, "Vary": {"Origin", "Accept"}, "Location": {"/elsewhere"}, "Content-Length": {"5"}}
	if d := cmp.Diff(want, response.Header); d != "" || response.StatusCode != 302 || body != "moved" {
		t.Errorf("%d %q, header (-want +got):\n%s", response.StatusCode, body, d)
	}
}

func TestAnswersWithoutContent(t *testing.T) {
	r := front(t, mock.Config{Service: transparent}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		switch r.URL.Path {
		case "/204":
			w.WriteHeader(204)
		case "/304":
			w.WriteHeader(304)
		default:
			w.Header().Set("Content-Length", "5")
			fmt.Fprint(w, "hello")
		}
	})
	for _, c := range []struct {
		method, target string
		status         int
		length         []string
	}{
		{"HEAD", "/", 200, []string{"5"}},
		{"GET", "/204", 204, nil},
		{"GET", "/304", 304, nil},
	} {
		response, body := r.do(t, c.method, c.target, nil)
		if response.StatusCode != c.status || body != "" || !slices.Equal(response.Header["Content-Length"], c.length) || response.Header.Get("ETag") == "" {
			t.Errorf("%s %s: %d %q %v", c.method, c.target, response.StatusCode, body, response.Header)
		}
	}
}

func TestInterimAnswersEndAtTheFront(t *testing.T) {
	r := front(t, mock.Config{Service: transparent}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		w.Header().Del("Link")
		w.Header()["Content-Type"] = nil
		fmt.Fprint(w, "<html>")
	})
	conn := dial(t, r)
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	got := response(t, conn, "GET")
	if got.StatusCode != 200 || got.Header.Get("Content-Type") != "" {
		t.Errorf("%d %v", got.StatusCode, got.Header)
	}
}

func TestTrailers(t *testing.T) {
	r := front(t, mock.Config{Service: transparent}, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Trailer", "X-Sum")
		fmt.Fprint(w, "body")
		w.Header().Set("X-Sum", "down "+r.Trailer.Get("X-Sum"))
	})
	conn := dial(t, r)
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Sum: up\r\n\r\n")
	if got := response(t, conn, "POST").Trailer.Get("X-Sum"); got != "down up" {
		t.Errorf("trailer %q", got)
	}
}

// TestEventsArriveAsTheyAreSent: each event waits for the client to have seen the
// one before, and so does the head.
func TestEventsArriveAsTheyAreSent(t *testing.T) {
	next := make(chan struct{})
	r := front(t, mock.Config{Service: bucket(t)}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(200)
		_ = http.NewResponseController(w).Flush()
		for i := range 3 {
			<-next
			fmt.Fprintf(w, "data: %d\n\n", i)
			_ = http.NewResponseController(w).Flush()
		}
	})
	response, err := r.try(t, "GET", "/", nil, "Origin: "+page)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got := response.Header.Get("Access-Control-Allow-Origin"); got != page {
		t.Errorf("Access-Control-Allow-Origin: %s", got)
	}
	lines := bufio.NewScanner(response.Body)
	for i := range 3 {
		next <- struct{}{}
		for lines.Scan() && lines.Text() == "" {
		}
		if want := fmt.Sprint("data: ", i); lines.Text() != want {
			t.Errorf("got %q, want %q", lines.Text(), want)
		}
	}
}

// TestUploadStreamsBothWays: the upstream answers each piece before the next is
// sent.
func TestUploadStreamsBothWays(t *testing.T) {
	r := front(t, mock.Config{Service: transparent}, func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		if err := control.EnableFullDuplex(); err != nil {
			t.Error(err)
		}
		lines := bufio.NewScanner(r.Body)
		for lines.Scan() {
			fmt.Fprintf(w, "%s!\n", lines.Text())
			_ = control.Flush()
		}
	})
	conn := dial(t, r)
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n")
	reader := bufio.NewReader(conn)
	got, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(got.Body)
	lines.Scan()
	fmt.Fprint(conn, "4\r\ntwo\n\r\n0\r\n\r\n")
	first := lines.Text()
	lines.Scan()
	if first != "one!" || lines.Text() != "two!" {
		t.Errorf("%q %q", first, lines.Text())
	}
}

func TestMemoryStaysFlat(t *testing.T) {
	const size = 192 << 20
	r := front(t, mock.Config{Service: transparent}, func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil || n != 0 && n != size {
			t.Errorf("%d bytes came up: %v", n, err)
		}
		_, _ = io.Copy(w, io.LimitReader(zeros{}, size-n))
	})
	for _, c := range []struct {
		method     string
		body       io.Reader
		downloaded int64
	}{
		{"GET", nil, size},
		{"PUT", io.LimitReader(zeros{}, size), 0},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		response, err := r.try(t, c.method, "/", c.body)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if err != nil || n != c.downloaded {
			t.Errorf("%s: %d bytes came down: %v", c.method, n, err)
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > size/8 {
			t.Errorf("%s: %d bytes were allocated for a body of %d", c.method, used, size)
		}
	}
}

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func dial(t *testing.T, r *rig) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp4", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// response reads one answer to its end.
func response(t *testing.T, conn net.Conn, method string) *http.Response {
	t.Helper()
	got, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, got.Body); err != nil {
		t.Error(err)
	}
	got.Body.Close()
	return got
}

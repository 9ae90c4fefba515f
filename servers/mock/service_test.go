package mock_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/corslab/corslab/servers/mock"
	"github.com/corslab/corslab/wire"
)

// keeping is a service with a cache: what a target was answered first, it is
// answered always. It takes no precautions against being called concurrently.
func keeping(upstream wire.Server) wire.Server {
	kept := map[string]wire.Response{}
	return wire.ServerFunc(func(r wire.Request) wire.Response {
		if response, ok := kept[r.Target]; ok {
			return response
		}
		response := upstream.Answer(r)
		kept[r.Target] = response
		return response
	})
}

func everyBody(wire.Request, wire.Response) bool { return true }

func TestServiceThatKeepsAnswers(t *testing.T) {
	var asked atomic.Int64
	r := front(t, mock.Config{Service: keeping, NeedsBody: everyBody}, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "answer %d to %s", asked.Add(1), r.Header.Get("Origin"))
	})
	for range 3 {
		_, body := r.do(t, "GET", "/x", nil, "Origin: "+page)
		if body != "answer 1 to "+page {
			t.Errorf("%q", body)
		}
	}
}

// TestAnswersWithoutAWholeBodyToKeep: their heads are kept, and their bodies
// fetched anew.
func TestAnswersWithoutAWholeBodyToKeep(t *testing.T) {
	var asked atomic.Int64
	r := front(t, mock.Config{Service: keeping, NeedsBody: everyBody, MaxBody: 10}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		if r.URL.Path == "/events" {
			w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		}
		w.Header().Set("X-Asked", fmt.Sprint(asked.Add(1)))
		fmt.Fprint(w, r.URL.Query().Get("text"))
	})
	for _, c := range []struct {
		target, body string
		times        int64
	}{
		{"/?text=0123456789", "0123456789", 1},
		{"/?text=0123456789a", "0123456789a", 3},
		{"/events?text=ping", "ping", 3},
	} {
		asked.Store(0)
		for range 3 {
			response, body := r.do(t, "GET", c.target, nil)
			if body != c.body || response.Header.Get("X-Asked") != "1" || response.ContentLength != int64(len(c.body)) {
				t.Errorf("%s: %q, length %d, head of answer %s", c.target, body, response.ContentLength, response.Header.Get("X-Asked"))
			}
		}
		if n := asked.Load(); n != c.times {
			t.Errorf("%s: the upstream was asked %d times, want %d", c.target, n, c.times)
		}
	}
}

// TestUpstreamDiesBeforeABodyIsFetchedAnew: the client gets no answer, rather than
// half a one.
func TestUpstreamDiesBeforeABodyIsFetchedAnew(t *testing.T) {
	var dead atomic.Bool
	r := front(t, mock.Config{Service: keeping, NeedsBody: everyBody, MaxBody: 1}, func(w http.ResponseWriter, _ *http.Request) {
		if dead.Load() {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, "long")
	})
	r.do(t, "GET", "/", nil)
	dead.Store(true)
	response, err := r.try(t, "GET", "/", nil)
	if err == nil {
		response.Body.Close()
		t.Errorf("answered %d", response.StatusCode)
	}
	if warned := r.warned(); !strings.HasSuffix(warned, "the client gets no answer") {
		t.Error(warned)
	}
}

func TestRequestTooLargeToShow(t *testing.T) {
	r := front(t, mock.Config{Service: always(wire.Response{Status: 200}), MaxBody: 10}, nil)
	for body, want := range map[string]int{"0123456789": 200, "0123456789a": 413} {
		if response, _ := r.do(t, "PUT", "/", strings.NewReader(body)); response.StatusCode != want {
			t.Errorf("a body of %d bytes is answered %d, want %d", len(body), response.StatusCode, want)
		}
	}
}

// TestBodiesThatTheServiceSees: with an upstream, small ones of known length.
func TestBodiesThatTheServiceSees(t *testing.T) {
	const most = 64 << 10
	r := front(t, mock.Config{Service: transparent}, func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, n)
	})
	for _, c := range []struct {
		body  io.Reader
		shown int
		sent  string
	}{
		{strings.NewReader("hello"), 5, "5"},
		{strings.NewReader(strings.Repeat("x", most)), most, "65536"},
		{strings.NewReader(strings.Repeat("x", most+1)), 0, "65537"},
		{io.MultiReader(strings.NewReader("chunked")), 0, "7"},
	} {
		_, got := r.do(t, "PUT", "/", c.body)
		answers := r.answered()
		if shown := len(answers[len(answers)-1].Request.Body); shown != c.shown || got != c.sent {
			t.Errorf("%d bytes were shown and %s passed on, want %d and %s", shown, got, c.shown, c.sent)
		}
	}
}

// TestServiceAnswersWhileTheUpstreamIsBusy: a slow upload must not keep the
// preflights of others waiting.
func TestServiceAnswersWhileTheUpstreamIsBusy(t *testing.T) {
	busy, done := make(chan struct{}), make(chan struct{})
	r := front(t, mock.Config{Service: bucket(t)}, func(http.ResponseWriter, *http.Request) {
		close(busy)
		<-done
	})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.do(t, "GET", "/slow", nil)
	}()
	<-busy
	response, _ := r.do(t, "OPTIONS", "/", nil, "Origin: "+page, "Access-Control-Request-Method: GET")
	if response.StatusCode != 200 {
		t.Errorf("%d", response.StatusCode)
	}
	close(done)
	<-ended
}

// TestServiceWithStateUnderLoad is for the race detector, and holds that no
// answer goes to somebody else's request.
func TestServiceWithStateUnderLoad(t *testing.T) {
	count := 0 // without a lock
	counting := func(upstream wire.Server) wire.Server {
		return wire.ServerFunc(func(r wire.Request) wire.Response {
			count++
			response := upstream.Answer(r)
			count++
			return response
		})
	}
	r := front(t, mock.Config{Service: counting}, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	})
	const clients, requests = 8, 25
	var group sync.WaitGroup
	for c := range clients {
		group.Go(func() {
			for i := range requests {
				text := strings.Repeat(fmt.Sprintf("%d/%d ", c, i), 50)
				if _, body := r.do(t, "POST", "/", strings.NewReader(text)); body != text {
					t.Errorf("client %d got %q", c, body)
				}
			}
		})
	}
	group.Wait()
	if count != 2*clients*requests {
		t.Errorf("counted to %d, want %d", count, 2*clients*requests)
	}
}

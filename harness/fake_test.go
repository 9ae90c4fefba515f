package harness

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/net/proxy"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
)

// A fakeBrowser knows only simple GET requests, which it really sends through
// the batch's proxy. What a test wants to go wrong is in its hooks.
type fakeBrowser struct {
	// before is called with each batch and the number of the call of Run,
	// counted from 1; an error is what Run returns. nil does nothing.
	before func(call int, b Batch) error
	// lie may change what is said of a request; nil changes nothing.
	lie func(call int, url string, w *Witness)

	mu      sync.Mutex
	calls   int
	batches []Batch
}

func (f *fakeBrowser) Info() Info {
	return Info{Browser: report.Browser{Name: "chromium", Version: "156.0.0.0"}, Validated: true}
}

func (f *fakeBrowser) Close() error { return nil }

func (f *fakeBrowser) Run(ctx context.Context, b Batch) ([]Witness, error) {
	f.mu.Lock()
	f.calls++
	call := f.calls
	f.batches = append(f.batches, b)
	f.mu.Unlock()
	if f.before != nil {
		if err := f.before(call, b); err != nil {
			return nil, err
		}
	}
	client, err := clientThrough(b.Proxy)
	if err != nil {
		return nil, err
	}
	defer client.CloseIdleConnections()
	var list []Witness
	for _, job := range b.Jobs {
		if job.Before != nil {
			if err := job.Before(ctx); err != nil {
				return nil, err
			}
		}
		w := get(ctx, client, job.Request.URL, b.Origin)
		if f.lie != nil {
			f.lie(call, job.Request.URL, &w)
		}
		list = append(list, w)
		if job.After != nil {
			job.After()
		}
	}
	return list, nil
}

func clientThrough(address string) (*http.Client, error) {
	dialer, err := proxy.SOCKS5("tcp", address, nil, proxy.Direct)
	if err != nil {
		return nil, err
	}
	dial := func(_ context.Context, network, address string) (net.Conn, error) {
		return dialer.Dial(network, address)
	}
	return &http.Client{
		Transport:     &http.Transport{DialContext: dial, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// get makes a simple request and applies the CORS check for one without
// credentials.
func get(ctx context.Context, client *http.Client, url, origin string) Witness {
	failed := func(o fetch.Outcome, r fetch.Reason) Witness {
		return Witness{Outcome: o, Reasons: []fetch.Reason{r}, Type: fetch.TypeError, Headers: map[string]string{}}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return failed(fetch.Deny, fetch.InvalidRequest)
	}
	request.Header.Set("Origin", origin)
	response, err := client.Do(request)
	if err != nil {
		return failed(fetch.Error, fetch.ConnectionFailed)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return failed(fetch.Error, fetch.NetworkError)
	}
	allowed := response.Header.Get("Access-Control-Allow-Origin")
	switch allowed {
	case "*", origin:
	case "":
		return failed(fetch.Deny, fetch.MissingAllowOriginHeader)
	default:
		return failed(fetch.Deny, fetch.AllowOriginMismatch)
	}
	w := Witness{Outcome: fetch.Allow, Type: fetch.TypeCORS, Status: response.StatusCode, Headers: map[string]string{}}
	for _, name := range []string{"content-length", "content-type"} {
		if values := response.Header.Values(name); values != nil {
			w.Headers[name] = strings.Join(values, ", ")
		}
	}
	return w
}

// errGone is what a dead browser fails with.
var errGone = &DiedError{Err: errors.New("it is gone")}

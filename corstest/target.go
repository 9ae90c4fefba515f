package corstest

import (
	"runtime"
	"time"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/servers"
)

// handlerURL is where an http.Handler is taken to be.
const handlerURL = "https://api.example.net/"

// A target makes servers of a Factory.
type target struct {
	factory Factory
	timeout time.Duration
}

func (t target) Configure(p Policy) (conformance.Instance, error) {
	handler, err := t.factory(p, App())
	if err != nil {
		return nil, err
	}
	return instance{servers.Handler{Handler: withVary(handler), Timeout: t.timeout}, t}, nil
}

type instance struct {
	servers.Handler
	target
}

func (instance) URL() string { return handlerURL }

func (i instance) Beside(p Policy) (conformance.Instance, error) { return i.Configure(p) }

func (instance) Close() error { return nil }

// meter measures this process.
func meter() conformance.Meter {
	start := time.Now()
	return conformance.Meter{
		Now: func() time.Duration { return time.Since(start) },
		Allocated: func() uint64 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return m.TotalAlloc
		},
	}
}

package harness

import (
	"context"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
)

// A Browser is a real browser that a driver has started, or starts again when
// it has died.
type Browser interface {
	// Info says what was started.
	Info() Info
	// Run makes the requests of a batch and returns what page and browser say
	// of each, in the order of batch.Jobs. Requests of a batch with Serial set
	// are made one after the other, the others at once. An error means that
	// nothing can be said of the batch; a *DiedError that the browser is gone
	// and will be started again by the next call.
	Run(ctx context.Context, batch Batch) ([]Witness, error)
	// Close ends the browser and removes everything it left behind.
	Close() error
}

// Info describes a started browser.
type Info struct {
	report.Browser
	// Validated reports whether the mapping of the browser's messages to our
	// reasons was checked for this version.
	Validated bool
	// Flags are the command-line flags it was started with.
	Flags []string
}

// A Batch is a set of requests made from one page, in one browser context.
type Batch struct {
	// Proxy is the address ("127.0.0.1:PORT") of the SOCKS5 server that is this
	// batch's whole world.
	Proxy    string
	Page     fetch.Page
	Settings scenarios.BrowserSettings
	// Fresh asks for a context without cookies, caches or connections from
	// before.
	Fresh bool
	// Discard says that the context must not be used again.
	Discard bool
	Serial  bool
	Jobs    []Job
}

// A Job is one request of a batch.
type Job struct {
	// Request is the call to make, its URL already carrying the job's token.
	Request fetch.Request
	// Token identifies the job in URLs; "" where the batch holds only this job
	// and URLs must not be touched.
	Token string
	// Before is called when everything before the job has settled, right before
	// the request is made. It may wait. Serial batches only; nil is nothing.
	Before func(context.Context) error
	// After is called when the job has settled. Serial batches only.
	After func()
}

// A Witness is what the page and the browser's own tools say of one job.
type Witness struct {
	// Outcome, Type, Status and Headers are as the page's script saw them.
	Outcome fetch.Outcome
	Type    string
	Status  int
	Headers map[string]string
	// Reasons are what the browser's tools gave as reason, mapped to our list;
	// more than one where they cannot tell them apart.
	Reasons []fetch.Reason
	Param   string
	// Raw is what they said, word for word, for messages.
	Raw string
}

// A DiedError says that the browser went away.
type DiedError struct{ Err error }

func (e *DiedError) Error() string { return "browser died: " + e.Err.Error() }
func (e *DiedError) Unwrap() error { return e.Err }

package chromium

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp/jsonv2"
	"github.com/chromedp/cdproto/target"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/report"
)

// Config says which browser is started, and how.
type Config struct {
	// Path is the browser's program; "" stands for the one Find finds.
	Path string
	// SPKI is the hash of the public key that the browser is to trust; see
	// servers.Authority.SPKIHash. It is required for https.
	SPKI string
	// TempDir is where profiles are made; "" is the system's temp folder.
	TempDir string
}

// A Browser is Chromium under our control: a harness.Browser. Each setting that
// only a profile can hold has a process of its own, started when it is first
// asked for. Its methods may be called at the same time.
type Browser struct {
	cfg  Config
	info harness.Info

	allow, block seat // with third-party cookies allowed, and blocked

	mu     sync.Mutex
	closed bool
	direct map[string]*seat // those without a proxy, by the name of their context
}

// A seat holds the process of a setting.
type seat struct {
	mu      sync.Mutex // held while a process is started
	process *process   // nil where there is none
	setting setting    // of process
	closed  bool
}

var _ harness.Browser = (*Browser)(nil)

// errClosed is what Run fails with after Close.
var errClosed = errors.New("the browser was closed")

// Start starts a browser. It fails with a *NotFoundError where there is none and
// a *StartError where it does not start.
func Start(ctx context.Context, cfg Config) (*Browser, error) {
	if cfg.Path == "" {
		path, err := Find()
		if err != nil {
			return nil, err
		}
		cfg.Path = path
	}
	p, err := start(ctx, cfg, setting{})
	if err != nil {
		return nil, err
	}
	return &Browser{
		cfg:    cfg,
		allow:  seat{process: p},
		direct: map[string]*seat{},
		info: harness.Info{
			Browser:   report.Browser{Name: "chromium", Version: p.version},
			Validated: isValidated(p.version),
			Flags:     p.flags,
		},
	}, nil
}

// Info says what was started. In Flags, PROFILE stands for the profile's folder
// and KEY for the hash of the key.
func (b *Browser) Info() harness.Info { return b.info }

// Close ends every process and removes their profiles.
func (b *Browser) Close() error {
	b.mu.Lock()
	b.closed = true
	seats := slices.AppendSeq([]*seat{&b.allow, &b.block}, maps.Values(b.direct))
	b.mu.Unlock()
	for _, s := range seats {
		s.mu.Lock()
		s.closed = true
		if s.process != nil {
			s.process.close()
			s.process = nil
		}
		s.mu.Unlock()
	}
	return nil
}

// Run makes the requests of a batch; see harness.Browser.
func (b *Browser) Run(ctx context.Context, batch harness.Batch) ([]harness.Witness, error) {
	p, err := b.process(ctx, batch)
	if err != nil {
		return nil, err
	}
	if batch.Anew {
		p.dispose(batch.Proxy)
	}
	witnesses, err := p.run(ctx, batch)
	if errors.Is(err, errRestless) {
		// Nothing was asked yet, and a new context finds nothing of others.
		p.dispose(batch.Proxy)
		witnesses, err = p.run(ctx, batch)
	}
	if rest := batch.Jobs[len(witnesses):]; errors.Is(err, errHung) && isSynchronous(rest) {
		p.dispose(batch.Proxy)
		last := rest[0]
		if last.After != nil {
			last.After()
		}
		return append(witnesses, result{Late: true}.witness(last.Request.API)), nil
	}
	if err != nil {
		return nil, p.trouble(ctx, batch.Proxy, err)
	}
	if batch.Discard || slices.ContainsFunc(witnesses, isCutOff) || hasUnended(batch.Jobs, witnesses) {
		p.dispose(batch.Proxy)
	}
	return witnesses, nil
}

// hasUnended reports whether a frame still waits for its document. When its server goes,
// the browser may ask for it once more, of the servers of the next case.
func hasUnended(jobs []harness.Job, witnesses []harness.Witness) bool {
	for i, w := range witnesses {
		if jobs[i].Request.API.Navigates() && slices.Contains(w.Reasons, fetch.Timeout) {
			return true
		}
	}
	return false
}

// isCutOff reports whether a request was lost by the browser itself, after which its
// page may have no network any more.
func isCutOff(w harness.Witness) bool { return slices.Contains(w.Reasons, fetch.NetworkError) }

// run makes the requests of a batch in the tab for it.
func (p *process) run(ctx context.Context, batch harness.Batch) ([]harness.Witness, error) {
	t, err := p.tab(ctx, batch.Proxy)
	if err == nil && t.controller != nil && t.controller != batch.Page.ServiceWorker {
		// A service worker stays in a context: that is thrown away before another
		// page is opened.
		p.dispose(batch.Proxy)
		t, err = p.tab(ctx, batch.Proxy)
	}
	if err != nil {
		return nil, err
	}
	if batch.Routes != nil {
		t.setLocalNetwork(p, batch.Settings.GrantLocalNetwork)
	}
	return t.run(ctx, batch)
}

// process returns the process for a batch, started again where it has died or where
// it was for other routes.
func (b *Browser) process(ctx context.Context, batch harness.Batch) (*process, error) {
	want := setting{batch.Settings.BlockThirdPartyCookies, batch.Routes}
	s := b.seat(batch.Proxy, want)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	if s.process != nil && s.process.conn.isLost() {
		s.process.end()
		s.process = nil
	}
	if s.process != nil && !want.equal(s.setting) && want.routes != nil {
		s.process.close()
		s.process = nil
	}
	if s.process == nil {
		p, err := start(ctx, b.cfg, want)
		if err != nil {
			return nil, err
		}
		s.process, s.setting = p, want
	}
	return s.process, nil
}

// seat returns the seat of a setting.
func (b *Browser) seat(proxy string, want setting) *seat {
	switch {
	case want.routes != nil:
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.direct[proxy] == nil {
			b.direct[proxy] = &seat{closed: b.closed}
		}
		return b.direct[proxy]
	case want.blockThirdPartyCookies:
		return &b.block
	}
	return &b.allow
}

// tab returns the tab whose world is the proxy, opened where there is none.
func (p *process) tab(ctx context.Context, proxy string) (*tab, error) {
	p.mu.Lock()
	t := p.tabs[proxy]
	p.mu.Unlock()
	if t != nil {
		return t, nil
	}
	t, err := openTab(ctx, p, proxy)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.tabs[proxy] = t
	p.mu.Unlock()
	return t, nil
}

// trouble decides what an error means: the page's own, or the death of the tab
// or of the browser, of which nothing is kept.
func (p *process) trouble(ctx context.Context, proxy string, err error) error {
	if page := (*harness.PageError)(nil); errors.As(err, &page) {
		return err
	}
	p.dispose(proxy)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &harness.DiedError{Err: err}
}

// disposeLimit is how long a context may take to go; a browser that does not
// manage it is killed.
const disposeLimit = 5 * time.Second

// dispose throws the proxy's context away.
func (p *process) dispose(proxy string) {
	p.mu.Lock()
	t := p.tabs[proxy]
	delete(p.tabs, proxy)
	p.mu.Unlock()
	if t == nil || p.conn.isLost() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), disposeLimit)
	defer cancel()
	_, err := do(ctx, p.root, target.DisposeBrowserContext, target.DisposeBrowserContextParams{BrowserContextID: t.context})
	if err != nil && !p.conn.isLost() {
		p.conn.lose(fmt.Errorf("the browser does not answer: %w", err))
		killGroup(p.cmd.Process.Pid)
		<-p.conn.done
	}
}

// rootEvent takes the events that belong to no tab's session.
func (p *process) rootEvent(_ *session, method string, params jsonv2.Value) {
	switch method {
	case "Target.attachedToTarget":
		if a, ok := decode[attachedToTarget](params); ok {
			p.attach(a)
		}
	case "Target.detachedFromTarget":
		if d, ok := decode[detachedFromTarget](params); ok {
			p.conn.drop(d.SessionID)
		}
	}
}

// attach gives a shared worker to the tab of its context.
func (p *process) attach(a attachedToTarget) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.tabs {
		if t.context == a.Target.Context {
			t.attach(p.conn, a)
			return
		}
	}
}

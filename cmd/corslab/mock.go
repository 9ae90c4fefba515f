package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/servers/mock"
	"github.com/corslab/corslab/wire"
)

func newMock(out io.Writer) *cobra.Command {
	var (
		p policyFlags
		m mockFlags
	)
	c := &cobra.Command{
		Use:   "mock POLICY",
		Short: "Answer CORS on this machine as the service would, before your own server",
		Long: `Listen on this machine and answer as the service would: preflights, headers added
and dropped, gateway errors. Everything else is passed to the upstream and back,
streaming both ways. Without an upstream the service answers with content of its
own. The first line of standard output is the address.

An upstream that does not answer is answered for as the service would, and said
on standard error. Redirects are passed on as they are. Names of headers come in
their usual letter case, and in any order; lines of one name keep theirs.

` + aboutPolicy,
		Example: `  corslab mock cors.json --upstream http://127.0.0.1:3000 --log
  corslab mock template.yaml --resource HttpApi --upstream http://127.0.0.1:3000 --listen 127.0.0.1:0
  corslab mock cors.json --as https://photos.s3.us-east-1.amazonaws.com`,
		Args: takes(1, "one POLICY"),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := m.config()
			if err != nil {
				return usage(err)
			}
			s, err := p.read(c, args[0], m.as)
			if err != nil {
				return err
			}
			s.configure(&cfg)
			return m.serve(c, out, s, cfg)
		},
	}
	m.register(c)
	p.register(c.Flags())
	return c
}

// mockFlags are the flags of mock, but for those of its POLICY.
type mockFlags struct {
	listen, upstream, as string
	timeout              time.Duration
	log                  bool
}

func (m *mockFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&m.listen, "listen", "127.0.0.1:9000", "the `ADDRESS` to listen on; without a host it is 127.0.0.1, port 0 is a free one")
	flags.StringVar(&m.upstream, "upstream", "", "the `URL` of your own server: http://127.0.0.1:3000")
	flags.StringVar(&m.as, "as", "", "the `ORIGIN` that the service takes requests to be made to: https://photos.s3.us-east-1.amazonaws.com")
	flags.DurationVar(&m.timeout, "timeout", mock.DefaultTimeout, "how long the upstream may take to begin its answer")
	flags.BoolVar(&m.log, "log", false, "print a line for each request: who asks, the status, and why")
}

// config returns what the flags say about the front.
func (m *mockFlags) config() (mock.Config, error) {
	cfg := mock.Config{As: m.as, Timeout: m.timeout}
	if err := positive("timeout", m.timeout); err != nil {
		return cfg, err
	}
	if m.as != "" {
		origin, err := fetch.ParseOrigin(m.as)
		if err != nil || origin.Scheme() != "http" && origin.Scheme() != "https" {
			return cfg, fmt.Errorf("--as %q: write an origin, such as https://photos.s3.us-east-1.amazonaws.com", m.as)
		}
	}
	if m.upstream == "" {
		return cfg, nil
	}
	u, err := url.Parse(m.upstream)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return cfg, fmt.Errorf("--upstream %q: write a URL such as http://127.0.0.1:3000", m.upstream)
	}
	cfg.Upstream = u
	return cfg, nil
}

// serve answers requests until the command is interrupted.
func (m *mockFlags) serve(c *cobra.Command, out io.Writer, s service, cfg mock.Config) error {
	listener, err := m.open()
	if err != nil {
		return err
	}
	address := listener.Addr().String()
	if cfg.Upstream != nil && isSame(cfg.Upstream, address) {
		return errors.Join(usage(fmt.Errorf("--upstream %s is the front itself", m.upstream)), listener.Close())
	}
	says := lines{out: out, stderr: c.ErrOrStderr()}
	cfg.Warned = func(err error) { says.warn(err.Error()) }
	if m.log {
		cfg.Answered = func(x wire.Exchange) { says.print(logLine(x)) }
	}
	for _, remark := range s.remarks {
		says.warn(remark)
	}
	if !listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		says.warn(address + " can be reached from other machines")
	}
	says.print("http://" + address)
	if err := mock.New(cfg).Serve(c.Context(), listener); err != nil {
		return broken(err)
	}
	return nil
}

// open opens the port.
func (m *mockFlags) open() (net.Listener, error) {
	host, port, err := net.SplitHostPort(m.listen)
	if _, number := strconv.Atoi(m.listen); number == nil {
		host, port, err = "", m.listen, nil
	}
	if err != nil {
		return nil, usage(fmt.Errorf("--listen %q: write HOST:PORT", m.listen))
	}
	if host == "" { // nobody else is let in who is not asked for
		host = "127.0.0.1"
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return nil, usage(fmt.Errorf("--listen %q: %w", m.listen, err))
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, broken(fmt.Errorf("%w; --listen 127.0.0.1:0 takes a free port", err))
	}
	return listener, nil
}

// isSame reports whether a URL leads back to the address on this machine.
func isSame(u *url.URL, address string) bool {
	host, port, err := net.SplitHostPort(address)
	wanted := u.Port()
	if wanted == "" {
		wanted = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if err != nil || wanted != port {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsUnspecified()) || u.Hostname() == host
}

// lines writes whole lines from several goroutines.
type lines struct {
	mu          sync.Mutex
	out, stderr io.Writer
}

// print writes to standard output, which remembers its own errors.
func (l *lines) print(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(l.out, markup.Visible(line))
}

// warn writes to standard error.
func (l *lines) warn(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(l.stderr, "corslab: "+markup.Visible(line))
}

// logLine says what was asked, by whom, and what was answered and why.
func logLine(x wire.Exchange) string {
	var b strings.Builder
	b.WriteString(x.Request.Method + " " + x.Request.Target)
	if origin, ok := x.Request.Header.Get("Origin"); ok {
		b.WriteString(" from " + origin)
	}
	if x.Request.IsPreflight() {
		method, _ := x.Request.Header.Get("Access-Control-Request-Method")
		b.WriteString(" for " + method)
	}
	fault := x.Response.Fault.Kind
	if fault == wire.FaultNone || fault == wire.FaultSlow {
		b.WriteString(": " + strconv.Itoa(x.Response.Status))
	} else {
		b.WriteString(": " + string(fault))
	}
	for _, note := range x.Response.Notes {
		b.WriteString("; " + noteText(note))
	}
	return b.String()
}

package adapter

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

// Config says how a server is reached.
type Config struct {
	// Context ends what is under way.
	Context context.Context //nolint:containedctx // a Target's methods have none
	// Timeout is how long an answer or a reply may take.
	Timeout time.Duration
	// Insecure accepts every certificate.
	Insecure bool
}

func (c Config) live() *servers.Live {
	return &servers.Live{Context: c.Context, Timeout: c.Timeout, Insecure: c.Insecure}
}

// A Program is an adapter as a Target: each server is set up by a process of its own,
// so that none has another one's past.
type Program struct {
	Config
	command []string
	stderr  io.Writer
	about   conformance.StartedReply
}

// Start runs the program once to see what it is. Its standard error goes to stderr. The
// error is that of running it, or a *ProcessError.
func Start(cfg Config, command []string, stderr io.Writer) (*Program, error) {
	program := &Program{Config: cfg, command: command, stderr: &prefixed{to: stderr}}
	p, err := program.begin()
	if err != nil {
		return nil, err
	}
	program.about = p.started
	p.end()
	return program, nil
}

func (a *Program) begin() (*process, error) { return begin(a.Context, a.command, a.stderr, a.Timeout) }

// About says who the adapter is for.
func (a *Program) About() conformance.StartedReply { return a.about }

// Configure runs the program and has it set up a server.
func (a *Program) Configure(p conformance.Policy) (conformance.Instance, error) {
	process, err := a.begin()
	if err != nil {
		return nil, err
	}
	i, err := a.configure(process, p)
	if err != nil {
		process.end()
		return nil, err
	}
	return i, nil
}

func (a *Program) configure(p *process, policy conformance.Policy) (*instance, error) {
	const what = "configure"
	r, err := p.ask(what, conformance.Command{Configure: &conformance.ConfigureCommand{Policy: policy}})
	switch {
	case err != nil:
		return nil, err
	case r.Unsupported != "":
		return nil, &conformance.UnsupportedError{Feature: conformance.Feature(r.Unsupported), Why: r.Why}
	case r.Listening == "":
		return nil, &ProcessError{what, "answered " + replyText(r)}
	}
	if err := checkListening(r.Listening); err != nil {
		return nil, &ProcessError{what, err.Error()}
	}
	return &instance{Live: a.live(), url: r.Listening, process: p, program: a}, nil
}

// checkListening makes sure that an adapter listens on this machine.
func checkListening(url string) error {
	u, err := fetch.ParseURL(url, nil)
	if err != nil || u.Scheme() != "http" {
		return fmt.Errorf("listens at %q, which is no http URL", url)
	}
	if host := u.Host(); host != "localhost" && host != "[::1]" && !strings.HasPrefix(host, "127.") {
		return fmt.Errorf("listens at %q, which is not this machine", url)
	}
	return nil
}

// An instance is a server that an adapter has set up.
type instance struct {
	*servers.Live
	url     string
	process *process
	program *Program
	beside  bool
}

func (i *instance) URL() string { return i.url }

func (i *instance) Beside(p conformance.Policy) (conformance.Instance, error) {
	second, err := i.program.configure(i.process, p)
	if err != nil {
		return nil, err
	}
	second.beside = true
	return second, nil
}

// Close ends the server and its process. One that is set up beside another ends with
// that.
func (i *instance) Close() error {
	if i.beside {
		return nil
	}
	defer i.process.end()
	r, err := i.process.ask("stop", conformance.Command{Stop: &conformance.StopCommand{Listening: i.url}})
	if err == nil && !r.Stopped {
		err = &ProcessError{"stop", "answered " + replyText(r)}
	}
	return err
}

// A Listener is a server that listens already, set up with one policy.
type Listener struct {
	Config
	Target string // its URL
}

// Configure returns the server as it is.
func (l Listener) Configure(conformance.Policy) (conformance.Instance, error) {
	return listening{l.live(), l.Target}, nil
}

type listening struct {
	wire.Server
	url string
}

func (l listening) URL() string { return l.url }

// Beside fails: there is one server.
func (listening) Beside(conformance.Policy) (conformance.Instance, error) {
	return nil, &conformance.UnsupportedError{Feature: conformance.Instances, Why: "one server is listening, and no second one can be set up"}
}

func (listening) Close() error { return nil }

package adapter

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/corslab/corslab/conformance"
)

// maxLine is how long a reply may be, in bytes.
const maxLine = 1 << 20

// A process is a running adapter.
type process struct {
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	replies chan string
	ended   chan struct{} // closed when the program is gone
	timeout time.Duration
	started conformance.StartedReply
	id      int
	// why is the first thing that went wrong; nothing more is said to the program then.
	why error
}

// A ProcessError says what was wrong with an adapter.
type ProcessError struct {
	// Command is the command that was under way: "start", "configure", "stop".
	Command string
	Problem string
}

func (e *ProcessError) Error() string { return "the adapter, asked to " + e.Command + ", " + e.Problem }

// begin starts the program and has it introduce itself.
func begin(ctx context.Context, command []string, stderr io.Writer, timeout time.Duration) (*process, error) {
	p := &process{cmd: exec.CommandContext(ctx, command[0], command[1:]...), replies: make(chan string), ended: make(chan struct{}), timeout: timeout}
	p.cmd.Stderr = stderr
	p.cmd.SysProcAttr = groupOfItsOwn()
	p.cmd.Cancel = func() error { return signalGroup(p.cmd, syscall.SIGTERM) }
	p.cmd.WaitDelay = grace
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	// Not StdoutPipe: Wait would close it under the reader.
	stdout, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.stdin, p.cmd.Stdout = stdin, writer
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(err, stdout.Close(), writer.Close())
	}
	_ = writer.Close() // the program has its own
	go func() { _ = p.cmd.Wait(); close(p.ended) }()
	go p.read(stdout)
	if err := p.introduce(); err != nil {
		p.end()
		return nil, err
	}
	return p, nil
}

// read hands on the lines of the program's standard output.
func (p *process) read(stdout *os.File) {
	defer stdout.Close()
	defer close(p.replies)
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		p.replies <- lines.Text()
	}
}

// introduce starts the conversation, and makes sure that the adapter says so where it
// knows nothing of what it is asked.
func (p *process) introduce() error {
	r, err := p.ask("start", conformance.Command{Start: &conformance.StartCommand{Version: conformance.ProtocolVersion}})
	switch {
	case err != nil:
		return err
	case r.Started == nil:
		return p.fail("start", "answered "+replyText(r)+"; it must answer started")
	case r.Started.Version != conformance.ProtocolVersion:
		return p.fail("start", fmt.Sprintf("speaks version %d of the protocol; this is version %d", r.Started.Version, conformance.ProtocolVersion))
	}
	p.started = *r.Started
	r, err = p.ask("do what there is no command for", conformance.Command{Probe: &struct{}{}})
	if err == nil && r.Unsupported == "" {
		return p.fail("do what there is no command for", "answered "+replyText(r)+`; it must answer unsupported whatever it does not know`)
	}
	if err != nil {
		return err
	}
	// A policy with a key of no meaning, which a Policy cannot hold.
	r, err = p.send("set up a policy with an unknown key", map[string]any{
		"id": p.next(), "configure": map[string]any{"policy": map[string]any{"origins": []string{}, "probe-for-unknown-keys": true}},
	})
	if err == nil && r.Unsupported == "" {
		return p.fail("set up a policy with an unknown key", "answered "+replyText(r)+`; it must answer unsupported whatever it does not know`)
	}
	return err
}

func (p *process) next() int {
	p.id++
	return p.id
}

func (p *process) ask(what string, c conformance.Command) (conformance.Reply, error) {
	c.ID = p.next()
	return p.send(what, c)
}

// send writes a command and waits for the reply to it.
func (p *process) send(what string, command any) (conformance.Reply, error) {
	if p.why != nil {
		return conformance.Reply{}, p.why
	}
	line, err := json.Marshal(command)
	if err != nil {
		return conformance.Reply{}, err
	}
	timeout := time.NewTimer(p.timeout)
	defer timeout.Stop()
	written := make(chan error, 1)
	go func() { _, err := p.stdin.Write(append(line, '\n')); written <- err }()
	for {
		select {
		case err := <-written:
			if err != nil && !errors.Is(err, os.ErrClosed) && !errors.Is(err, syscall.EPIPE) {
				return conformance.Reply{}, p.fail(what, "reads no commands: "+err.Error())
			}
			written = nil // what it says, or its end, comes next
		case text, ok := <-p.replies:
			if !ok {
				return conformance.Reply{}, p.fail(what, "ended ("+p.exitText()+")")
			}
			return p.parse(what, text)
		case <-timeout.C:
			return conformance.Reply{}, p.fail(what, "did not answer in "+p.timeout.String())
		}
	}
}

func (p *process) parse(what, text string) (conformance.Reply, error) {
	var r conformance.Reply
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return r, p.fail(what, fmt.Sprintf("answered %q, which is no reply: %v", short(text), err))
	}
	if r.ID != p.id {
		return r, p.fail(what, fmt.Sprintf("answered %q, which is no reply to command %d", short(text), p.id))
	}
	return r, nil
}

// fail ends the conversation.
func (p *process) fail(what, problem string) error {
	p.why = &ProcessError{Command: what, Problem: problem}
	return p.why
}

// exitText says how the program ended.
func (p *process) exitText() string {
	select {
	case <-p.ended:
		return p.cmd.ProcessState.String()
	case <-time.After(grace):
		return "its standard output is closed"
	}
}

// grace is how long a program may take to end.
const grace = 2 * time.Second

// end has the program end: its standard input is closed and it is sent SIGTERM, and
// killed if that does not help.
func (p *process) end() {
	_ = p.stdin.Close()
	_ = signalGroup(p.cmd, syscall.SIGTERM)
	go func() {
		for range p.replies { // nobody listens any more
		}
	}()
	select {
	case <-p.ended:
	case <-time.After(grace):
	}
	_ = signalGroup(p.cmd, syscall.SIGKILL) // and what it has started
	<-p.ended
}

func replyText(r conformance.Reply) string {
	switch {
	case r.Error != "":
		return "error: " + r.Error
	case r.Unsupported != "":
		return "unsupported: " + r.Unsupported
	case r.Listening != "":
		return "listening"
	case r.Started != nil:
		return "started"
	case r.Stopped:
		return "stopped"
	}
	return "nothing that is known"
}

func short(s string) string {
	const enough = 120
	if len(s) > enough {
		return s[:enough] + "…"
	}
	return s
}

// A prefixed writer shows what a program says, with a word before each line.
type prefixed struct {
	mu    sync.Mutex
	to    io.Writer
	begun bool
}

func (w *prefixed) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for line := range strings.Lines(string(b)) {
		if !w.begun {
			if _, err := io.WriteString(w.to, "adapter: "); err != nil {
				return 0, err
			}
		}
		if _, err := io.WriteString(w.to, line); err != nil {
			return 0, err
		}
		w.begun = !strings.HasSuffix(line, "\n")
	}
	return len(b), nil
}

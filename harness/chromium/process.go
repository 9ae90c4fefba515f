package chromium

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/corslab/corslab/harness"
)

// profilePrefix is what the folders of our profiles are named with, so that a
// reader of a temp folder knows whose they are.
const profilePrefix = "corslab-profile-"

const (
	startLimit = 60 * time.Second // a cold start on a busy machine
	closeLimit = 5 * time.Second  // for an orderly end, before it is killed
)

// A setting is what a process is started with and cannot change afterwards.
type setting struct {
	blockThirdPartyCookies bool
	// routes are where hosts are found without a proxy; none for a process whose
	// contexts have proxies.
	routes []harness.Route
}

func (s setting) equal(other setting) bool {
	return s.blockThirdPartyCookies == other.blockThirdPartyCookies && slices.Equal(s.routes, other.routes)
}

// A process is a running browser, with its profile and its watchdog.
type process struct {
	cmd      *exec.Cmd
	profile  string
	document string // path of a document on the disk
	flags    []string
	version  string
	conn     *connection
	root     *session // with the browser itself
	stderr   *tail
	exited   chan struct{}
	watchdog *watchdog
	isDirect bool // its contexts have no proxies
	// turn is held by the tab that makes many requests at once. One keeps the browser
	// as busy as it gets; what two get done together is less.
	turn chan struct{}

	mu   sync.Mutex
	tabs map[string]*tab // by proxy address
}

// start launches a browser and waits until it answers.
func start(ctx context.Context, cfg Config, own setting) (_ *process, err error) {
	profile, err := os.MkdirTemp(cfg.TempDir, profilePrefix)
	if err != nil {
		return nil, fmt.Errorf("making a profile: %w", err)
	}
	p := &process{profile: profile, stderr: &tail{}, exited: make(chan struct{}), tabs: map[string]*tab{}, turn: make(chan struct{}, 1), isDirect: own.routes != nil}
	defer func() {
		if err != nil {
			p.end()
		}
	}()
	if err := seedPreferences(profile, own.blockThirdPartyCookies); err != nil {
		return nil, err
	}
	p.document = filepath.Join(profile, "corslab.html")
	if err := os.WriteFile(p.document, []byte(harness.Document), 0o600); err != nil {
		return nil, fmt.Errorf("writing a document to the disk: %w", err)
	}
	var arguments []string
	for _, f := range flags(profile, cfg.SPKI, os.Geteuid() == 0, own.routes) {
		p.flags = append(p.flags, strings.NewReplacer(profile, "PROFILE", cfg.SPKI, "KEY").Replace(f.Text))
		arguments = append(arguments, f.Text)
	}
	transport, err := p.launch(cfg.Path, arguments)
	if err != nil {
		return nil, err
	}
	p.conn = newConnection(transport)
	p.root = p.conn.session("", "browser", p.rootEvent)

	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	version, err := do(ctx, p.root, browser.GetVersion, cdp.Empty{})
	if err != nil {
		return nil, &StartError{Path: cfg.Path, Output: p.stderr.String(), Err: err}
	}
	_, p.version, _ = strings.Cut(version.Product, "/")
	// Shared workers belong to no page: the browser itself attaches to them.
	_, err = do(ctx, p.root, target.SetAutoAttach, target.SetAutoAttachParams{
		AutoAttach: true, WaitForDebuggerOnStart: true, Flatten: new(true),
		Filter: target.Filter{{Type: "shared_worker"}},
	})
	if err != nil {
		return nil, &StartError{Path: cfg.Path, Output: p.stderr.String(), Err: err}
	}
	return p, nil
}

// launch starts the program with the two pipes DevTools wants as file
// descriptors 3 and 4, in a process group of its own, and the watchdog.
func (p *process) launch(path string, arguments []string) (chromedp.Transport, error) {
	theirIn, ourOut, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("making a pipe: %w", err)
	}
	defer theirIn.Close()
	ourIn, theirOut, err := os.Pipe()
	if err != nil {
		ourOut.Close()
		return nil, fmt.Errorf("making a pipe: %w", err)
	}
	defer theirOut.Close()
	transport := chromedp.NewPipeConn(ourIn, ourOut)

	p.cmd = exec.Command(path, arguments...)
	p.cmd.ExtraFiles = []*os.File{theirIn, theirOut}
	p.cmd.Stderr = p.stderr
	p.cmd.Stdout = io.Discard
	p.cmd.WaitDelay = closeLimit
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(&StartError{Path: path, Err: err}, transport.Close())
	}
	go func() {
		defer close(p.exited)
		// How it ended is of no interest: the pipe tells that it did.
		_ = p.cmd.Wait()
	}()
	p.watchdog, err = watch(p.cmd.Process.Pid, p.profile)
	if err != nil {
		return nil, errors.Join(err, transport.Close())
	}
	return transport, nil
}

// close asks the browser to end, then makes sure of it.
func (p *process) close() {
	if p.conn != nil && !p.conn.isLost() {
		ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
		// A browser that does not want to is killed below.
		_, _ = do(ctx, p.root, browser.Close, cdp.Empty{})
		cancel()
	}
	p.end()
}

// end kills what is left of the browser and removes its profile.
func (p *process) end() {
	if p.cmd != nil && p.cmd.Process != nil {
		select {
		case <-p.exited:
		default:
			killGroup(p.cmd.Process.Pid)
			<-p.exited
		}
	}
	if p.conn != nil {
		p.conn.transport.Close()
		<-p.conn.done
	}
	if p.watchdog != nil {
		p.watchdog.bite()
	}
	removeProfile(p.profile)
}

// removeProfile deletes the folder, in which a dying child process may still
// write.
func removeProfile(profile string) {
	for range 50 {
		if os.RemoveAll(profile) == nil {
			if _, err := os.Stat(profile); errors.Is(err, os.ErrNotExist) {
				return
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// killGroup ends the browser and all its children.
func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }

// seedPreferences writes the settings that have no flag: whether third-party
// cookies are blocked. Browsers ship with different defaults.
func seedPreferences(profile string, blockThirdPartyCookies bool) error {
	mode := "0" // off
	if blockThirdPartyCookies {
		mode = "1" // block third-party cookies
	}
	folder := filepath.Join(profile, "Default")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return fmt.Errorf("seeding the profile: %w", err)
	}
	text := `{"profile":{"cookie_controls_mode":` + mode + `,"block_third_party_cookies":` + strconv.FormatBool(blockThirdPartyCookies) + `}}`
	if err := os.WriteFile(filepath.Join(folder, "Preferences"), []byte(text), 0o600); err != nil {
		return fmt.Errorf("seeding the profile: %w", err)
	}
	return nil
}

// A StartError says that the browser did not start.
type StartError struct {
	Path string
	// Output is the end of what the browser printed.
	Output string
	Err    error
}

func (e *StartError) Error() string {
	text := "starting " + e.Path + ": " + e.Err.Error()
	if e.Output != "" {
		text += "\n" + e.Output
	}
	return text
}

func (e *StartError) Unwrap() error { return e.Err }

// tailSize is how much of a browser's output is kept.
const tailSize = 4 << 10

// A tail is a writer that keeps the last tailSize bytes.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if over := len(t.kept) - tailSize; over > 0 {
		t.kept = t.kept[over:]
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}

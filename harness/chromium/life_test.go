package chromium_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// childVariable makes the test binary start a browser and wait to be killed.
const childVariable = "CORSLAB_TEST_CHILD"

func TestMain(m *testing.M) {
	if folder := os.Getenv(childVariable); folder != "" {
		child(folder)
	}
	goleak.VerifyTestMain(m)
}

// child starts a browser whose profile is in folder, says so, and hangs.
func child(folder string) {
	_, err := chromium.Start(context.Background(), chromium.Config{Path: os.Getenv("CORSLAB_CHROMIUM"), TempDir: folder})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("started")
	select {}
}

// browsers lists the processes of browsers whose profile is below folder. It
// reads /proc; elsewhere it finds none.
func browsers(t *testing.T, folder string) (pids []int) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(line), folder) {
			continue // it may be gone by now
		}
		var pid int
		if _, err := fmt.Sscanf(file, "/proc/%d/cmdline", &pid); err == nil && pid != os.Getpid() {
			pids = append(pids, pid)
		}
	}
	return pids
}

// mainProcess returns the browser's own process, which started the others.
func mainProcess(t *testing.T, folder string) (pid int, ok bool) {
	t.Helper()
	for _, pid := range browsers(t, folder) {
		line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err == nil && strings.Contains(string(line), "--remote-debugging-pipe") && !strings.Contains(string(line), "--type=") {
			return pid, true
		}
	}
	return 0, false
}

// mustBeGone fails unless neither a process nor a profile is left, which may
// take the watchdog a moment.
func mustBeGone(t *testing.T, folder string) {
	t.Helper()
	var pids []int
	var profiles []os.DirEntry
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var err error
		if profiles, err = os.ReadDir(folder); err != nil {
			t.Fatal(err)
		}
		if pids = browsers(t, folder); len(pids) == 0 && len(profiles) == 0 {
			return
		}
	}
	t.Errorf("left behind: processes %v, profiles %v", pids, profiles)
}

// suite makes a suite of n cases, half of them denied, a quarter alone.
func suite(t *testing.T, n int) []*scenarios.Suite {
	t.Helper()
	var numbers []string
	for i := range n / 4 {
		numbers = append(numbers, fmt.Sprintf("n%d: origin", i))
	}
	text := `
suite: generated
title: Many cases
why: A run long enough to be disturbed.
spec: [cors-check]
page: https://www.example.com
servers:
  - at: https://api.example.net
    routes:
      - {path: /open, actual: {status: 200, headers: ["Access-Control-Allow-Origin: *"]}}
      - {path: /shut, actual: {status: 200}}
      - {path: /moved, actual: {status: 302, headers: ["Access-Control-Allow-Origin: *", "Location: /open"]}}
request: {url: https://api.example.net/open}
axes:
  referrer-policy: {` + strings.Join(numbers, ", ") + `}
  url: {open: https://api.example.net/open, shut: https://api.example.net/shut, fragment: https://api.example.net/shut#x, moved: https://api.example.net/moved}
`
	suites, err := scenarios.Load(fstest.MapFS{"s.yaml": {Data: []byte(text)}}, "s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return suites
}

// TestKilledDuringARun kills the browser three times while 2,000 cases are run,
// or some hundred where little time is given.
func TestKilledDuringARun(t *testing.T) {
	n := 2000
	if testing.Short() {
		n = 400
	}
	path, folder := program(t), t.TempDir()
	authority, err := servers.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	browser, err := chromium.Start(t.Context(), chromium.Config{Path: path, SPKI: authority.SPKIHash(), TempDir: folder})
	if err != nil {
		t.Fatal(err)
	}
	profile, _ := fetch.ProfileNamed("chromium")
	kills := 0
	cfg := harness.Config{Suites: suite(t, n), Profile: profile, Browser: browser, Authority: authority}
	cfg.Progress = func(done, total int) {
		if done < (kills+1)*n/4 || kills == 3 {
			return
		}
		if pid, ok := mainProcess(t, folder); ok {
			kills++
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Error(err)
			}
		}
	}
	judged := map[string]int{}
	attempts := 0
	began := time.Now()
	for r, err := range harness.Run(t.Context(), cfg) {
		if err != nil {
			t.Fatal(err)
		}
		judged[r.Case]++
		attempts = max(attempts, r.Attempts)
		if r.Status != verdict.Pass {
			t.Errorf("%s: %s %s %v", r.Case, r.Status, r.Message, r.Disagreements)
		}
	}
	t.Logf("%d cases in %s", len(judged), time.Since(began))
	if kills != 3 {
		t.Errorf("the browser was killed %d times, want 3", kills)
	}
	if attempts < 2 {
		t.Error("no case was run again: the kills hit nothing")
	}
	if len(judged) != n {
		t.Errorf("%d cases were judged, want %d", len(judged), n)
	}
	for name, times := range judged {
		if times != 1 {
			t.Errorf("%s was judged %d times", name, times)
		}
	}
	if err := browser.Close(); err != nil {
		t.Error(err)
	}
	mustBeGone(t, folder)
}

// TestHarnessKilled kills the process that started the browser, which then has
// no chance to clean up. The browser notices the end of its pipe, unless it is
// stopped: then the watchdog alone can end it.
func TestHarnessKilled(t *testing.T) {
	path := program(t)
	for _, stopped := range []bool{false, true} {
		t.Run(fmt.Sprintf("stopped=%t", stopped), func(t *testing.T) {
			folder := t.TempDir()
			cmd := startChild(t, path, folder)
			if pids := browsers(t, folder); len(pids) == 0 {
				t.Error("no browser process was found before the kill: the test sees nothing")
			}
			if pid, ok := mainProcess(t, folder); stopped && ok {
				if err := syscall.Kill(-pid, syscall.SIGSTOP); err != nil {
					t.Error(err)
				}
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err == nil {
				t.Error("the child ended by itself")
			}
			mustBeGone(t, folder)
		})
	}
}

// startChild starts this program as one that starts a browser, and returns when
// it has.
func startChild(t *testing.T, path, folder string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childVariable+"="+folder, "CORSLAB_CHROMIUM="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "started\n" {
		t.Errorf("the child says %q", line)
	}
	return cmd
}

// TestInterrupted ends the context in the middle of a request that never ends.
func TestInterrupted(t *testing.T) {
	r := newRig(t)
	server := wire.ServerFunc(func(wire.Request) wire.Response { return wire.Response{Fault: wire.Fault{Kind: wire.FaultHang}} })
	b := r.batch(fetch.Page{URL: here}, world(server), nil, fetch.Request{URL: there + "/"})
	b.Jobs[0].Limit = time.Minute
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	began := time.Now()
	if _, err := r.browser.Run(ctx, b); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ended with %v, want the context's error", err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s to notice", took)
	}
}

// TestHungTab shows that a page that no longer answers costs an attempt, and
// that the next batch gets a new one. Nothing is cleared before: there it may be found
// out before anything was asked, and cost nothing.
func TestHungTab(t *testing.T) {
	if testing.Short() {
		t.Skip("a tab is given ten seconds before it counts as hung")
	}
	r := newRig(t)
	allowed := answer(200, "Access-Control-Allow-Origin: *")
	b := r.batch(fetch.Page{URL: here}, world(allowed), nil, fetch.Request{URL: there + "/"})
	r.run(b)
	chromium.Hang(t.Context(), r.browser, r.network.Addr())
	b = r.batch(fetch.Page{URL: here}, world(allowed), nil, fetch.Request{URL: there + "/"})
	b.Jobs[0].Limit = 100 * time.Millisecond
	b.Fresh = false
	_, err := r.browser.Run(t.Context(), b)
	if died := (*harness.DiedError)(nil); !errors.As(err, &died) {
		t.Errorf("got %v, want a *DiedError", err)
	}
	if w := r.run(b)[0]; w.Outcome != fetch.Allow {
		t.Errorf("the next attempt: %+v", w)
	}
}

// TestCrashedTab does the same for one whose process has crashed.
func TestCrashedTab(t *testing.T) {
	r := newRig(t)
	allowed := answer(200, "Access-Control-Allow-Origin: *")
	b := r.batch(fetch.Page{URL: here}, world(allowed), nil, fetch.Request{URL: there + "/"})
	r.run(b)
	chromium.Crash(t.Context(), r.browser, r.network.Addr())
	b.Fresh = false // or it may be found out in time
	_, err := r.browser.Run(t.Context(), b)
	if died := (*harness.DiedError)(nil); !errors.As(err, &died) {
		t.Errorf("got %v, want a *DiedError", err)
	}
	if w := r.run(b)[0]; w.Outcome != fetch.Allow {
		t.Errorf("the next attempt: %+v", w)
	}
}

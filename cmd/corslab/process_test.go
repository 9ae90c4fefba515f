package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a script waits for something that takes moments.
const patience = 20 * time.Second

// processes are the programs that a script has started, by the variable with
// their first line: the script's value of processesKey.
type processes map[string]*process

type processesKey struct{}

type process struct {
	*exec.Cmd
	stdout *bufio.Reader
	stderr bytes.Buffer
}

// starts is the script command
//
//	starts VARIABLE program [argument...]
//
// that starts a program and puts the first line of its standard output into a
// variable, and into VARIABLE_ADDRESS without http://.
func starts(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: starts VARIABLE program [argument...]")
	}
	p := &process{Cmd: exec.Command(args[1], args[2:]...)}
	p.Dir, p.Stderr = ts.Getenv("WORK"), &p.stderr
	p.Env = append(os.Environ(), "PATH="+ts.Getenv("PATH"))
	p.Path = ts.Getenv("CORSLAB_BIN") + "/" + args[1]
	p.Err = nil // it was looked for in the test's own PATH
	stdout, err := p.StdoutPipe()
	ts.Check(err)
	ts.Check(p.Start())
	ts.Defer(func() { _ = p.Process.Kill() })
	watchdog := time.AfterFunc(patience, func() { _ = p.Process.Kill() })
	defer watchdog.Stop()
	p.stdout = bufio.NewReader(stdout)
	line, err := p.stdout.ReadString('\n')
	if err != nil {
		_ = p.Wait()
		ts.Fatalf("%s has printed no line: %v; %s", args[1], err, &p.stderr)
	}
	first := strings.TrimSpace(line)
	ts.Setenv(args[0], first)
	ts.Setenv(args[0]+"_ADDRESS", strings.TrimPrefix(first, "http://"))
	ts.Value(processesKey{}).(processes)[args[0]] = p
}

// ends is the script command
//
//	ends VARIABLE CODE
//
// that interrupts a program and wants this exit code of it. What it has printed
// beyond the first line becomes standard output and standard error.
func ends(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ends VARIABLE CODE")
	}
	p := ts.Value(processesKey{}).(processes)[args[0]]
	if p == nil {
		ts.Fatalf("%s has not been started", args[0])
	}
	ts.Check(p.Process.Signal(os.Interrupt))
	watchdog := time.AfterFunc(patience, func() { _ = p.Process.Kill() })
	defer watchdog.Stop()
	_, err := io.Copy(ts.Stdout(), p.stdout)
	ts.Check(err)
	_ = p.Wait() // the exit code says it
	_, err = ts.Stderr().Write(p.stderr.Bytes())
	ts.Check(err)
	if code := strconv.Itoa(p.ProcessState.ExitCode()); code != args[1] {
		ts.Fatalf("exit code %s, want %s; %s", code, args[1], &p.stderr)
	}
}

// asks is the script command
//
//	[!] asks METHOD URL [LINE...]
//
// that makes an HTTP request and prints the answer, its header lines sorted by
// name; with the exclamation mark, there must be no answer.
func asks(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: [!] asks METHOD URL [LINE...]")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, args[0], args[1], nil)
	ts.Check(err)
	for _, line := range args[2:] {
		name, value, _ := strings.Cut(line, ": ")
		request.Header.Add(name, value)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if neg {
		if err == nil {
			response.Body.Close()
			ts.Fatalf("answered %s", response.Status)
		}
		return
	}
	ts.Check(err)
	defer response.Body.Close()
	fmt.Fprintln(ts.Stdout(), response.Status)
	for _, name := range slices.Sorted(maps.Keys(response.Header)) {
		for _, value := range response.Header[name] {
			fmt.Fprintf(ts.Stdout(), "%s: %s\n", name, value)
		}
	}
	_, err = io.Copy(ts.Stdout(), response.Body)
	ts.Check(err)
}

// upstream is a program for scripts: a server on a free port, which it prints. It
// says what it was asked for, and is not interested in CORS.
func upstream() {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("http://" + listener.Addr().String())
	err = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Set-Cookie"] = []string{"a=1", "b=2"}
		fmt.Fprintf(w, "%s %s from the upstream", r.Method, r.URL)
	}))
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

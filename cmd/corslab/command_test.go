package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
)

// cancelling is a writer that ends the run when it is first written to.
type cancelling struct {
	bytes.Buffer
	cancel context.CancelFunc
}

func (c *cancelling) Write(p []byte) (int, error) {
	c.cancel()
	return c.Buffer.Write(p)
}

// TestInterrupted: Ctrl-C ends with 130, and what was judged is in the report.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	stdout := &cancelling{cancel: cancel}
	var stderr bytes.Buffer
	if code := run(ctx, []string{"predict", "--format", "ndjson"}, nil, stdout, &stderr); code != exitInterrupted {
		t.Errorf("exit code %d, want %d; %s", code, exitInterrupted, &stderr)
	}
	if n := strings.Count(stdout.String(), "\n"); n != 1 {
		t.Errorf("%d results, want the one that was there", n)
	}
	if stderr.Len() > 0 {
		t.Errorf("standard error: %s", &stderr)
	}

	stdout.Reset()
	run(ctx, []string{"predict"}, nil, stdout, &stderr)
	if !strings.Contains(stdout.String(), "interrupted") {
		t.Errorf("the summary does not say that the run was interrupted: %s", stdout)
	}
}

func TestExitCode(t *testing.T) {
	cause := errors.New("cause")
	tests := []struct {
		name string
		err  error
		want int
	}{
		{"none", nil, exitAgree},
		{"of the command line", cause, exitUsage},
		{"invalid", invalid(cause), exitInvalid},
		{"wrapped", fmt.Errorf("more: %w", broken(cause)), exitBroken},
		{"a report that failed comes before a disagreement", errors.Join(errDisagreement, broken(cause)), exitBroken},
		{"nothing ran comes before a disagreement", errors.Join(errDisagreement, errNothingRan), exitNothingRan},
		{"usage comes first", errors.Join(broken(cause), errors.Join(invalid(cause), usage(cause))), exitUsage},
		{"a disagreement", errDisagreement, exitDisagree},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := exitCode(test.err); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestVersionText(t *testing.T) {
	build := &debug.BuildInfo{
		Main:     debug.Module{Version: "v1.2.3"},
		Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}},
	}
	if got := versionText(build, true); !strings.HasPrefix(got, "corslab v1.2.3 commit abc with local changes (go") {
		t.Errorf("got %q", got)
	}
	if got := versionText(nil, false); !strings.HasPrefix(got, "corslab unknown (go") {
		t.Errorf("got %q", got)
	}
}

func TestWithoutComment(t *testing.T) {
	tests := []struct{ line, want string }{
		{"# all", ""},
		{"s3/upload#resume", "s3/upload#resume"},
		{"s3/upload#resume # why", "s3/upload#resume "},
		{"s3/upload\t# why", "s3/upload\t"},
		{"", ""},
	}
	for _, test := range tests {
		if got := withoutComment(test.line); got != test.want {
			t.Errorf("withoutComment(%q) = %q, want %q", test.line, got, test.want)
		}
	}
}

package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/verdict"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const header = `
title: A suite
why: For the harness's own tests.
spec: [cors-check]
page: https://www.example.com
servers:
  - at: https://api.example.net
    routes:
      - {path: /open*, actual: {status: 200, headers: ["Access-Control-Allow-Origin: *"]}}
      - {path: /shut*, actual: {status: 200}}
`

// load returns the suite that text describes after the common header.
func load(t *testing.T, text string) []*scenarios.Suite {
	t.Helper()
	suites, err := scenarios.Load(fstest.MapFS{"s.yaml": {Data: []byte("suite: s" + header + text)}}, "s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return suites
}

// many returns a suite of n cases, half of them denied.
func many(t *testing.T, n int) []*scenarios.Suite {
	t.Helper()
	return load(t, `
request: {url: https://api.example.net/open}
axes:
  url: {open: https://api.example.net/open, shut: https://api.example.net/shut}
  referrer-policy: {`+policies(n/2)+`}
`)
}

// policies is an axis of n values that differ only in name.
func policies(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("n%d: origin", i))
	}
	return strings.Join(list, ", ")
}

func config(t *testing.T, suites []*scenarios.Suite, browser Browser) Config {
	t.Helper()
	profile, ok := fetch.ProfileNamed("chromium")
	if !ok {
		t.Fatal("no profile chromium")
	}
	authority, err := servers.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	return Config{Suites: suites, Profile: profile, Browser: browser, Authority: authority}
}

func collect(t *testing.T, cfg Config) (results []report.Result) {
	t.Helper()
	for r, err := range Run(t.Context(), cfg) {
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	return results
}

func statuses(results []report.Result) map[verdict.Status]int {
	count := map[verdict.Status]int{}
	for _, r := range results {
		count[r.Status]++
	}
	return count
}

func names(results []report.Result) (list []string) {
	for _, r := range results {
		list = append(list, r.Case)
	}
	return list
}

func TestRunJudgesEveryCaseOnceInOrder(t *testing.T) {
	const n = 2*chunk + 200
	suites := many(t, n)
	fake := &fakeBrowser{}
	cfg := config(t, suites, fake)
	var seen []int
	cfg.Progress = func(done, total int) {
		if total != n {
			t.Errorf("progress of %d, want %d", total, n)
		}
		seen = append(seen, done)
	}
	results := collect(t, cfg)
	var want []string
	for c := range suites[0].Cases() {
		want = append(want, c.Name)
	}
	if diff := cmp.Diff(want, names(results)); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[verdict.Status]int{verdict.Pass: n}, statuses(results)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if !slices.IsSorted(seen) || seen[len(seen)-1] != n {
		t.Errorf("progress %v", seen)
	}
	if fake.calls > 1+(n+maxBatch-1)/maxBatch+3 {
		t.Errorf("the browser was called %d times: the cases were not batched", fake.calls)
	}
}

func TestPredictIsWhatRunPredicts(t *testing.T) {
	suites := many(t, 20)
	cfg := config(t, suites, &fakeBrowser{})
	var predicted []report.Result
	for r, err := range Predict(t.Context(), Config{Suites: suites, Profile: cfg.Profile}) {
		if err != nil {
			t.Fatal(err)
		}
		predicted = append(predicted, r)
	}
	for i, r := range collect(t, cfg) {
		a, errA := json.Marshal(r.Predicted)
		b, errB := json.Marshal(predicted[i].Predicted)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if string(a) != string(b) {
			t.Errorf("%s: run predicts\n%s\npredict\n%s", r.Case, a, b)
		}
		if predicted[i].Browser != nil || predicted[i].Observed != nil {
			t.Errorf("%s: a prediction observes", r.Case)
		}
	}
}

func TestSelect(t *testing.T) {
	cfg := config(t, many(t, 20), &fakeBrowser{})
	cfg.Select = func(c *scenarios.Case) bool { return strings.Contains(c.Name, "url=shut") }
	if got := len(collect(t, cfg)); got != 10 {
		t.Errorf("%d results, want 10", got)
	}
}

// A step that agrees both times is not flaky because another one was.
func TestFlakyStep(t *testing.T) {
	suites := load(t, `
cases:
  - name: two
    steps:
      - request: {url: https://api.example.net/open}
      - request: {url: https://api.example.net/shut}
`)
	lied := false
	results := collect(t, config(t, suites, &fakeBrowser{lie: func(_ int, url string, w *Witness) {
		if strings.HasSuffix(url, "/shut") && !lied {
			lied, w.Reasons = true, []fetch.Reason{fetch.AllowOriginMismatch}
		}
	}}))
	if results[0].Status != verdict.Pass || results[1].Status != verdict.Flaky {
		t.Errorf("%s, %s; want pass, flaky", results[0].Status, results[1].Status)
	}
}

// What a browser says that disagrees is asked again, alone.
func TestDisagreements(t *testing.T) {
	const target = "https://api.example.net/shut"
	denyAs := func(r fetch.Reason) func(int, string, *Witness) {
		return func(_ int, url string, w *Witness) {
			if strings.HasPrefix(url, target) {
				w.Reasons = []fetch.Reason{r}
			}
		}
	}
	for _, row := range []struct {
		why    string
		lie    func(call int, url string, w *Witness)
		known  bool
		status verdict.Status
		// attempts of the case
		attempts int
	}{
		{"the truth", nil, false, verdict.Pass, 1},
		{"a lie", denyAs(fetch.AllowOriginMismatch), false, verdict.Fail, 2},
		{"a lie that was declared", denyAs(fetch.AllowOriginMismatch), true, verdict.KnownFail, 1},
		{"the truth where a lie was declared", nil, true, verdict.UnexpectedPass, 1},
		{"one of two reasons", func(_ int, url string, w *Witness) {
			if strings.HasPrefix(url, target) {
				w.Reasons = []fetch.Reason{fetch.AllowOriginMismatch, fetch.MissingAllowOriginHeader}
			}
		}, false, verdict.Pass, 1},
		{"a lie told once", func(_ int, url string, w *Witness) {
			if strings.HasPrefix(url, target+"?") {
				w.Reasons = []fetch.Reason{fetch.AllowOriginMismatch}
			}
		}, false, verdict.Flaky, 2},
		{"no reason", func(_ int, url string, w *Witness) {
			if strings.HasPrefix(url, target) {
				w.Reasons, w.Raw = nil, "net::ERR_NEWS"
			}
		}, false, verdict.Errored, 2},
		{"no reason, once", func(_ int, url string, w *Witness) {
			if strings.HasPrefix(url, target+"?") {
				w.Reasons = nil
			}
		}, false, verdict.Pass, 2},
		{"a request that is lost", func(_ int, url string, w *Witness) {
			w.Lost = strings.HasPrefix(url, target)
		}, false, verdict.Errored, 4},
		{"a request that is lost three times", func(call int, url string, w *Witness) {
			w.Lost = strings.HasPrefix(url, target) && call <= 4 // the first is the probe
		}, false, verdict.Pass, 4},
		{"no reason where a failure was declared", func(_ int, url string, w *Witness) {
			if strings.HasPrefix(url, target) {
				w.Reasons, w.Raw = nil, "net::ERR_NEWS"
			}
		}, true, verdict.Errored, 2},
	} {
		t.Run(row.why, func(t *testing.T) {
			cfg := config(t, many(t, 2), &fakeBrowser{lie: row.lie})
			cfg.KnownFailing = func(name string) bool { return row.known && strings.Contains(name, "url=shut") }
			results := collect(t, cfg)
			if open := results[0]; open.Status != verdict.Pass {
				t.Errorf("%s: %s", open.Case, open.Status)
			}
			shut := results[1]
			if shut.Status != row.status || shut.Attempts != row.attempts {
				t.Errorf("%s after %d attempts, want %s after %d: %s %v", shut.Status, shut.Attempts, row.status, row.attempts, shut.Message, shut.Disagreements)
			}
			if row.status == verdict.Fail && shut.Predicted.Decisions == nil {
				t.Error("a failure comes without the decisions that led to the prediction")
			}
		})
	}
}

func TestDeadBrowser(t *testing.T) {
	const n = 300
	for _, row := range []struct {
		why    string
		dies   func(call int) bool
		status verdict.Status
	}{
		{"once", func(call int) bool { return call == 2 }, verdict.Pass},
		{"now and then", func(call int) bool { return call%3 == 2 && call < 20 }, verdict.Pass},
		{"always, after the probe", func(call int) bool { return call > 1 }, verdict.Errored},
	} {
		t.Run(row.why, func(t *testing.T) {
			fake := &fakeBrowser{before: func(call int, _ Batch) error {
				if row.dies(call) {
					return errGone
				}
				return nil
			}}
			results := collect(t, config(t, many(t, n), fake))
			if diff := cmp.Diff(map[verdict.Status]int{row.status: n}, statuses(results)); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
			if row.status != verdict.Errored {
				return
			}
			if m := results[0].Message; !strings.Contains(m, "it is gone") {
				t.Errorf("the message does not say why: %q", m)
			}
			if fake.calls > 1+maxDeaths+2*DefaultParallel {
				t.Errorf("a browser that always dies was used %d times", fake.calls)
			}
		})
	}
}

// A case that kills the browser whenever it is run takes no other with it.
func TestCulprit(t *testing.T) {
	var urls []string
	for i := range 3 * maxBatch {
		urls = append(urls, fmt.Sprintf("n%d: https://api.example.net/open/%d", i, i))
	}
	suites := load(t, `
request: {url: https://api.example.net/open}
axes:
  url: {`+strings.Join(urls, ", ")+`}
`)
	const culprit = "s[url=n17]"
	fake := &fakeBrowser{before: func(_ int, b Batch) error {
		for _, job := range b.Jobs {
			if address, _, _ := strings.Cut(job.Request.URL, "?"); strings.HasSuffix(address, "/open/17") {
				return errGone
			}
		}
		return nil
	}}
	for _, r := range collect(t, config(t, suites, fake)) {
		want := verdict.Pass
		if r.Case == culprit {
			want = verdict.Errored
		}
		if r.Status != want {
			t.Errorf("%s: %s, want %s: %s", r.Case, r.Status, want, r.Message)
		}
		if r.Case == culprit && !strings.Contains(r.Message, "started again 3 times") {
			t.Errorf("message %q", r.Message)
		}
	}
}

func TestPageThatCannotBeLoaded(t *testing.T) {
	fake := &fakeBrowser{before: func(call int, b Batch) error {
		if call > 1 {
			return &PageError{URL: b.Page.URL, Text: "it is another one"}
		}
		return nil
	}}
	for _, r := range collect(t, config(t, many(t, 4), fake)) {
		if r.Status != verdict.Errored || !strings.Contains(r.Message, "it is another one") || r.Observed != nil {
			t.Errorf("%s: %s %q", r.Case, r.Status, r.Message)
		}
	}
}

func TestProbeFindsALyingBrowser(t *testing.T) {
	for _, row := range []struct {
		why string
		lie func(int, string, *Witness)
	}{
		{"allows everything", func(_ int, _ string, w *Witness) { *w = Witness{Outcome: fetch.Allow, Status: 200} }},
		{"denies everything", func(_ int, _ string, w *Witness) {
			*w = Witness{Outcome: fetch.Deny, Reasons: []fetch.Reason{fetch.MissingAllowOriginHeader}}
		}},
		{"gives no reasons", func(_ int, _ string, w *Witness) { w.Reasons = nil }},
	} {
		t.Run(row.why, func(t *testing.T) {
			var err error
			n := 0
			for _, err = range Run(t.Context(), config(t, many(t, 2), &fakeBrowser{lie: row.lie})) {
				n++
			}
			if probe := (*ProbeError)(nil); n != 1 || !errors.As(err, &probe) {
				t.Errorf("%d results, error %v; want a *ProbeError alone", n, err)
			}
		})
	}
}

func TestInterruption(t *testing.T) {
	const n = chunk + 200
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	judged := 0
	var last error
	for _, err := range Run(ctx, config(t, many(t, n), &fakeBrowser{})) {
		if last = err; err != nil {
			break
		}
		if judged++; judged == chunk-100 {
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("ended with %v, want context.Canceled", last)
	}
	if judged < chunk || judged >= n {
		t.Errorf("%d cases were judged", judged)
	}
}

// What disagreed before the interruption, and was to be tried again after it,
// is neither a failure nor anything else.
func TestInterruptionBeforeASecondAttempt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	fake := &fakeBrowser{lie: func(_ int, url string, w *Witness) {
		if !strings.HasPrefix(url, "https://api.example.net/shut") {
			return
		}
		if !strings.Contains(url, "?") { // no token: alone
			cancel()
		}
		w.Reasons = []fetch.Reason{fetch.AllowOriginMismatch}
	}}
	var results []report.Result
	var last error
	for r, err := range Run(ctx, config(t, many(t, 20), fake)) {
		if last = err; err == nil {
			results = append(results, r)
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("ended with %v, want context.Canceled", last)
	}
	if diff := cmp.Diff(map[verdict.Status]int{verdict.Pass: 10}, statuses(results)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestSteps(t *testing.T) {
	suites := load(t, `
cases:
  - name: waits
    steps:
      - request: {url: https://api.example.net/open}
        expect: {outcome: allow}
      - after: 10ms
        request: {url: https://api.example.net/shut}
      - after: 1h
        request: {url: https://api.example.net/open}
      - request: {url: https://api.example.net/shut}
        expect: {outcome: deny}
`)
	fake := &fakeBrowser{}
	cfg := config(t, suites, fake)
	cfg.MaxWait = time.Minute
	results := collect(t, cfg)
	var got []verdict.Status
	for _, r := range results {
		got = append(got, r.Status)
	}
	want := []verdict.Status{verdict.Pass, verdict.Pass, verdict.Skip, verdict.Skip}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("statuses (-want +got):\n%s", diff)
	}
	if m := results[3].Message; !strings.Contains(m, "1h0m0s") || !strings.Contains(m, "1m0s") {
		t.Errorf("the message does not say why: %q", m)
	}
	if last := fake.batches[len(fake.batches)-1]; !last.Serial || !last.Fresh || last.Jobs[0].Request.URL != "https://api.example.net/open" {
		t.Errorf("the steps were not made in order, in a fresh context, with URLs untouched: %+v", last)
	}
}

// TestSilentWorkerIsExplained shows that whoever writes a scenario with a worker
// learns what its script must do.
func TestSilentWorkerIsExplained(t *testing.T) {
	suites := load(t, `
cases:
  - name: silent
    request: {url: "https://www.example.com/worker.js", api: worker}
    servers: [{at: "https://www.example.com", routes: [{path: "/*", actual: {headers: ["Content-Type: text/javascript"]}}]}]
`)
	hush := func(_ int, url string, w *Witness) {
		if !strings.HasPrefix(url, "https://www.example.com/worker.js") {
			return
		}
		*w = Witness{Outcome: fetch.Error, Reasons: []fetch.Reason{fetch.Timeout}, Status: fetch.StatusHidden}
	}
	for _, r := range collect(t, config(t, suites, &fakeBrowser{lie: hush})) {
		if r.Status.IsGreen() || !strings.Contains(r.Message, "postMessage") {
			t.Errorf("%s: %s: %q", r.Case, r.Status, r.Message)
		}
	}
}

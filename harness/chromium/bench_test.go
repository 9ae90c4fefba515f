package chromium_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

var (
	samplesFile = flag.String("samples", "", "write the samples of BenchmarkRun, as benchstat reads them, and its table to this `file`")
	rounds      = flag.Int("rounds", 7, "how many rounds of BenchmarkRun are measured")
)

// bareScript is the least a page can do to make requests: no evidence, no
// limits, no results.
const bareScript = `(async (jobs) => {
  const viaXHR = (job) => new Promise((done) => {
    const xhr = new XMLHttpRequest();
    xhr.open(job.init.method ?? 'GET', job.url);
    for (const [name, value] of job.init.headers ?? []) xhr.setRequestHeader(name, value);
    if (job.init.credentials === 'include') xhr.withCredentials = true;
    xhr.onloadend = done;
    xhr.send(job.body?.content ?? null);
  });
  const viaFetch = async (job) => {
    await (await fetch(job.url, {...job.init, body: job.body?.content})).arrayBuffer();
  };
  await Promise.allSettled(jobs.map((job) => job.api === 'xhr' ? viaXHR(job) : viaFetch(job)));
})`

const (
	// benchPage is who asks in most of the catalogue.
	benchPage = "https://www.example.com/"
	// benchBatch is how many requests harness.Run makes from a page at once.
	benchBatch = 100
	// benchCases is how many cases of the catalogue are measured, benchPages how
	// many of them with a page each, which takes much longer.
	benchCases, benchPages = 800, 25
	// benchWhole is in how many of the rounds the whole catalogue is run, which takes
	// minutes.
	benchWhole = 1
)

// A way is a way to have cases run, and what it took, in cases per second.
type way struct {
	name, what string
	run        func() (cases int)
	rounds     int
	samples    []float64
}

func (w *way) measure(b *testing.B) {
	began := time.Now()
	n := w.run()
	took := time.Since(began)
	if n == 0 {
		b.Fatalf("%s: no case was run", w.name)
	}
	w.samples = append(w.samples, float64(n)/took.Seconds())
}

// BenchmarkRun compares harness.Run with the least that is needed to make the
// same requests. The ways take turns, in alternating order, so that a machine
// that is busier for a while is so for all of them. Browser, contexts and pages
// are open before the first round, except for the way that is about pages.
func BenchmarkRun(b *testing.B) {
	path := program(b)
	authority, err := servers.NewAuthority()
	must(b, err)
	browser, err := chromium.Start(b.Context(), chromium.Config{Path: path, SPKI: authority.SPKIHash()})
	must(b, err)
	defer func() { must(b, browser.Close()) }()
	suites, err := scenarios.Load(scenarios.Catalogue(), ".")
	must(b, err)
	profile, _ := fetch.ProfileNamed("chromium")

	groups := plainCases(suites, profile)
	chosen := map[string]bool{}
	var some []*scenarios.Suite // that they come from
	for _, c := range slices.Concat(groups...) {
		chosen[c.Name] = true
		if !slices.Contains(some, c.Suite) {
			some = append(some, c.Suite)
		}
	}
	bare := newBareLoop(b, browser, authority)
	defer bare.close()
	open := func(choose func(*scenarios.Case) bool) *harness.Session {
		s, err := harness.Open(b.Context(), harness.Config{Select: choose, Profile: profile, Browser: browser, Authority: authority})
		must(b, err)
		return s
	}
	plain := open(func(c *scenarios.Case) bool { return chosen[c.Name] })
	defer plain.Close()
	whole := open(nil)
	defer whole.Close()

	ways := []*way{
		{name: "run", what: "harness.Run, every case judged", rounds: *rounds, run: func() int { return judged(b, plain, some) }},
		{name: "bare", what: "bare loop in one page, nothing judged", rounds: *rounds, run: func() int { return bare.run(groups) }},
		{name: "page-per-case", what: "bare, a fresh page for each case", rounds: *rounds, run: func() int { return bare.pages(groups, benchPages) }},
		{name: "catalogue", what: "harness.Run, the whole catalogue", rounds: min(benchWhole, *rounds), run: func() int { return judged(b, whole, suites) }},
	}
	for _, w := range ways[:2] { // pages and connections
		w.run()
	}
	for range b.N {
		for round := range *rounds {
			order := slices.Clone(ways)
			if round%2 == 1 {
				slices.Reverse(order)
			}
			for _, w := range order {
				if round < w.rounds {
					w.measure(b)
				}
			}
		}
	}
	b.ReportMetric(0, "ns/op") // says nothing here
	for _, w := range ways {
		b.ReportMetric(median(w.samples), w.name+"-cases/s")
	}
	b.ReportMetric(median(ratios(ways[0], ways[1])), "run/bare")
	if *samplesFile != "" {
		file, err := os.Create(*samplesFile)
		must(b, err)
		write(file, ways, len(chosen))
		must(b, file.Close())
	}
}

// judged runs the session's cases and counts them. What is red is run twice,
// which whoever reads the numbers must know.
func judged(b *testing.B, s *harness.Session, suites []*scenarios.Suite) int {
	cases, red := map[*scenarios.Case]bool{}, 0
	for r, err := range s.Run(b.Context(), suites) {
		must(b, err)
		if !r.Status.IsGreen() && r.Status != verdict.Skip {
			red++
		}
		cases[r.Scenario] = true
	}
	if red > 0 {
		b.Logf("%d results are red: their cases were run twice", red)
	}
	return len(cases)
}

// plainCases chooses cases of the catalogue that harness.Run makes from one page
// at once, simple and preflighted, allowed and denied, grouped as it does by
// the servers there are.
func plainCases(suites []*scenarios.Suite, profile fetch.Profile) (groups [][]*scenarios.Case) {
	byWorld := map[string]int{}
	for _, suite := range suites {
		for c := range suite.Cases() {
			if !isPlain(c, profile) {
				continue
			}
			var world []string
			for _, s := range c.Steps[0].Servers {
				world = append(world, s.At+" "+string(s.Protocol))
			}
			slices.Sort(world)
			key := strings.Join(world, " ")
			i, ok := byWorld[key]
			if !ok {
				i = len(groups)
				byWorld[key] = i
				groups = append(groups, nil)
			}
			groups[i] = append(groups[i], c)
		}
	}
	slices.SortStableFunc(groups, func(a, b []*scenarios.Case) int { return len(b) - len(a) })
	n := 0
	for i, group := range groups {
		if n+len(group) >= benchCases {
			groups[i] = group[:benchCases-n]
			return groups[:i+1]
		}
		n += len(group)
	}
	return groups
}

// isPlain reports whether a case is one ordinary request from the page of the
// benchmark, by an API that the bare loop has.
func isPlain(c *scenarios.Case, profile fetch.Profile) bool {
	page := strings.TrimSuffix(c.Page.URL, "/") + "/"
	if page != benchPage || c.Page.As != "" && c.Page.As != fetch.PageWindow || len(c.Page.Headers) > 0 ||
		len(c.Cookies) > 0 || len(c.Steps) > 1 || c.Browser != (scenarios.BrowserSettings{}) {
		return false
	}
	r := c.Steps[0].Request
	if !r.API.ShowsResponse() || r.Sync || r.Keepalive || r.UploadListener || r.Cache != "" || r.Body != nil && r.Body.Kind != fetch.BodyText ||
		!strings.HasPrefix(r.URL, "https://") || strings.Contains(r.URL, "@") {
		return false
	}
	p := c.Predict(profile, false)[0]
	if p.Reason.IsTransport() || len(p.Exchanges) == 0 {
		return false
	}
	for _, x := range p.Exchanges {
		for _, name := range []string{"Location", "Set-Cookie", "WWW-Authenticate", "Clear-Site-Data"} {
			if x.Response.Header.Has(name) {
				return false
			}
		}
		if x.Response.Fault.Kind != wire.FaultNone {
			return false
		}
	}
	return true
}

// A bareLoop makes the requests of cases from pages that nobody listens to, of
// the servers that harness.Run has, and looks at nothing.
type bareLoop struct {
	b       *testing.B
	network *servers.Network
	context *chromium.Bare
	page    *chromium.BarePage
	venue   harness.Venue
	last    int // number of the last token
}

func newBareLoop(b *testing.B, browser *chromium.Browser, authority *servers.Authority) *bareLoop {
	network, err := servers.Listen(servers.Config{Authority: authority})
	must(b, err)
	l := &bareLoop{b: b, network: network}
	l.venue, err = harness.NewVenue(fetch.Page{URL: benchPage}, nil)
	must(b, err)
	l.context, err = chromium.OpenBare(b.Context(), browser, network.Addr())
	must(b, err)
	network.SetStage(servers.Stage{Pages: l.venue.Documents})
	l.page = l.open()
	return l
}

func (l *bareLoop) close() { must(l.b, l.network.Close()) }

func (l *bareLoop) open() *chromium.BarePage {
	l.network.Load(true)
	defer l.network.Load(false)
	page, err := l.context.Open(l.b.Context(), benchPage)
	must(l.b, err)
	return page
}

// set puts the servers of the cases on the network, as harness.Run does, and
// returns the expression that makes their requests.
func (l *bareLoop) set(cases []*scenarios.Case) string {
	stage := servers.Stage{Pages: l.venue.Documents}
	var requests []fetch.Request
	for _, c := range cases {
		l.last++
		token := strconv.FormatInt(int64(l.last), 36)
		stage.Tenants = append(stage.Tenants, servers.Tenant{Token: token, World: scenarios.World(c.Steps[0].Servers)})
		request := c.Steps[0].Request
		request.URL = servers.WithToken(request.URL, token)
		requests = append(requests, request)
	}
	l.network.SetStage(stage)
	arguments, err := chromium.Arguments(requests)
	must(l.b, err)
	return bareScript + "(" + arguments + ")"
}

// run makes the requests of all cases from one page.
func (l *bareLoop) run(groups [][]*scenarios.Case) (n int) {
	for _, group := range groups {
		for batch := range slices.Chunk(group, benchBatch) {
			must(l.b, l.page.Evaluate(l.b.Context(), l.set(batch)))
			n += len(batch)
		}
	}
	return n
}

// pages makes the requests of some of the cases, each from a page of its own.
func (l *bareLoop) pages(groups [][]*scenarios.Case, limit int) (n int) {
	for _, group := range groups {
		for one := range slices.Chunk(group, max(1, len(slices.Concat(groups...))/limit)) {
			script := l.set(one[:1])
			page := l.open()
			must(l.b, page.Evaluate(l.b.Context(), script))
			must(l.b, page.Close(context.WithoutCancel(l.b.Context())))
			n++
		}
	}
	return n
}

// ratios divides the samples of two ways, round by round.
func ratios(a, b *way) (list []float64) {
	for i := range a.samples {
		list = append(list, a.samples[i]/b.samples[i])
	}
	return list
}

func median(samples []float64) float64 {
	s := slices.Sorted(slices.Values(samples))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// write writes the samples in the format of Go's benchmarks, then the table,
// which programs that read the former pass over.
func write(w io.Writer, ways []*way, cases int) {
	for _, way := range ways {
		for _, s := range way.samples {
			fmt.Fprintf(w, "BenchmarkRun/%s 1 %.0f ns/op %.1f cases/s\n", way.name, 1e9/s, s)
		}
	}
	fmt.Fprintf(w, "\nCases per second: %d plain cases of the catalogue, and all of it. Median, least and most of the rounds.\n\n", cases)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, samples []float64, format, what string) {
		fmt.Fprintf(table, "%s\t"+format+"\t"+format+"\t"+format+"\t%d rounds\t  %s\n", name, median(samples), slices.Min(samples), slices.Max(samples), len(samples), what)
	}
	for _, way := range ways {
		row(way.name, way.samples, "%.0f", way.what)
	}
	row("run/bare", ratios(ways[0], ways[1]), "%.2f", "paired, round by round")
	row("run/page-per-case", ratios(ways[0], ways[2]), "%.1f", "likewise")
	// The table is in memory until here, and w reports on Close.
	_ = table.Flush()
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// Command mutate changes a package in a small way, runs its tests, and says whether
// they noticed; for every small way there is.
//
//	go run ./scripts/mutate ./fetch ./policy/s3
//	go run ./scripts/mutate -only 'fetch/(orb|sniff)\.go' ./fetch
//
// All mutants of a package are compiled into one test binary, in which the
// environment chooses one, so that a mutant costs a run of the tests and no build.
// A mutant is killed where the tests fail. One that makes them run too long counts as
// alive, as does one that no test reaches. Those that no test can kill are named in
// equivalent.txt with the reason, and count as alive, too.
//
// With -only, just those mutants are tried, and counted, whose line as it is printed
// ("fetch/orb.go:17: from  →  to") matches the regular expression. Whether
// equivalent.txt names more than there is, is then not asked.
package main

import (
	"bytes"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
)

//go:embed equivalent.txt
var equivalentList string

func main() {
	least := flag.Float64("least", 90, "the percentage of mutants that must be killed")
	verbose := flag.Bool("v", false, "name the killed, too")
	only := flag.String("only", "", "try only mutants whose printed line matches this `regexp`")
	flag.Parse()
	chosen, err := regexp.Compile(*only)
	if err != nil {
		fail(err)
	}
	equivalent, err := parseEquivalent(equivalentList)
	if err != nil {
		fail(err)
	}
	red, tried := false, map[string]bool{}
	for _, folder := range flag.Args() {
		report, err := mutate(folder, chosen)
		if err != nil {
			fail(err)
		}
		report.write(os.Stdout, equivalent, *verbose)
		red = red || report.percentage() < *least
		for _, m := range report.mutants {
			tried[path.Dir(m.file)] = true
		}
	}
	if unused := equivalent.unused(tried); *only == "" && len(unused) > 0 {
		fail(fmt.Errorf("equivalent.txt names what is killed or not there any more:\n%s", strings.Join(unused, "\n")))
	}
	if red {
		fail(fmt.Errorf("fewer than %.0f %% of the mutants are killed", *least))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "mutate:", err)
	os.Exit(1)
}

// An argument says why no test can kill some mutants.
type argument struct {
	why  string
	used bool
}

// arguments are by the key of their mutants; see mutant.key.
type arguments map[string]*argument

// parseEquivalent reads a file of blocks: the reason, a line each of mutants that
// begin with two spaces, and an empty line.
func parseEquivalent(text string) (arguments, error) {
	all := arguments{}
	var why []string
	for i, line := range strings.Split(text, "\n") {
		key, isMutant := strings.CutPrefix(line, "  ")
		switch {
		case line == "":
			why = nil
		case !isMutant:
			why = append(why, line)
		case why == nil:
			return nil, fmt.Errorf("equivalent.txt:%d: a mutant without a reason", i+1)
		default:
			all[key] = &argument{why: strings.Join(why, " ")}
		}
	}
	return all, nil
}

// unused returns those in the folders for which there was no use.
func (a arguments) unused(folders map[string]bool) []string {
	var keys []string
	for key, argument := range a {
		if file, _, _ := strings.Cut(key, ":"); !argument.used && folders[path.Dir(file)] {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// A report is what became of a package's mutants.
type report struct {
	folder  string
	mutants []mutant
	fates   []fate // by mutant; empty for those that were not asked for
}

func (r *report) count(f fate) int {
	n := 0
	for _, other := range r.fates {
		if other == f {
			n++
		}
	}
	return n
}

// tried is how many mutants were asked for.
func (r *report) tried() int { return len(r.mutants) - r.count("") }

func (r *report) percentage() float64 {
	return 100 * float64(r.count(killed)) / float64(max(1, r.tried()))
}

func (r *report) write(w *os.File, equivalent arguments, verbose bool) {
	var b bytes.Buffer
	argued := 0
	for i, m := range r.mutants {
		if r.fates[i] == "" {
			continue
		}
		note := ""
		if r.fates[i] != killed {
			if argument := equivalent[m.key()]; argument != nil {
				argument.used = true
				argued++
				note = "  (" + argument.why + ")"
			}
		}
		if r.fates[i] != killed || verbose {
			fmt.Fprintf(&b, "%-9s %s%s\n", r.fates[i], m, note)
		}
	}
	fmt.Fprintf(&b, "%s: %d mutants, %d killed (%.1f %%), %d alive, of which %d cannot be killed, %d ran too long\n",
		r.folder, r.tried(), r.count(killed), r.percentage(), r.count(alive), argued, r.count(tooLong))
	_, _ = w.Write(b.Bytes()) // there is nobody to tell
}

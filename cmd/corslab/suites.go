package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/corslab/corslab/problem"
	"github.com/corslab/corslab/scenarios"
)

// loading is the flags of every command that reads scenarios, and what it reads
// them with.
type loading struct {
	maxCases int
	scenarios.Selection
}

func (l *loading) register(flags *pflag.FlagSet) {
	flags.IntVar(&l.maxCases, "max-cases", 1_000_000, "refuse a suite of more cases than this")
	flags.StringArrayVar(&l.Run, "run", nil, "only the cases that match `PATTERN`: suite#case[axis=value]@step, * for one segment, ** for any, in quotes for the shell; repeatable")
	flags.StringArrayVar(&l.Skip, "skip", nil, "without the cases that match `PATTERN`; repeatable")
	flags.StringVar(&l.Label, "label", "", "only the cases whose labels satisfy `EXPR`: s3 && !slow || teaching")
}

// suites loads the scenarios at the paths, or for none what is in the catalogue for
// the patterns of the flags and those that are to be there as well, and
// checks that every pattern matches something: before anything runs, because a
// mistyped pattern must not cost a run.
func (l *loading) suites(paths []string, asWell ...string) ([]*scenarios.Suite, error) {
	if err := positive("max-cases", l.maxCases); err != nil {
		return nil, err
	}
	var patterns []string
	if len(l.Run) > 0 && len(l.Skip) == 0 && l.Label == "" { // the latter must match something, wherever that is
		patterns = slices.Concat(l.Run, asWell)
	}
	suites, err := load(paths, patterns, scenarios.Loader{MaxCases: l.maxCases})
	if err != nil {
		return nil, err
	}
	if err := l.Compile(); err != nil {
		return nil, usage(err)
	}
	for _, suite := range suites {
		for c := range suite.Cases() {
			l.Chooses(c)
		}
	}
	return suites, unmatched("", &l.Selection)
}

// unmatched is an error for each pattern that has matched nothing.
func unmatched(prefix string, selection *scenarios.Selection) error {
	var errs []error
	for _, pattern := range selection.Unmatched() {
		errs = append(errs, usage(fmt.Errorf("%spattern %q matches nothing", prefix, pattern)))
	}
	return errors.Join(errs...)
}

// load reads the scenarios at paths, each a file or a folder, or else what is in the
// catalogue for the patterns. Suites that have the same name in two places are a problem too.
func load(paths, patterns []string, loader scenarios.Loader) ([]*scenarios.Suite, error) {
	if len(paths) == 0 {
		suites, err := inFile("catalogue")(loader.Load(scenarios.Catalogue(), scenarios.CataloguePaths(patterns)...))
		if err != nil {
			return nil, invalid(err)
		}
		return suites, nil
	}
	var (
		all      []*scenarios.Suite
		problems problem.Problems
		from     = map[string]string{}
	)
	for _, p := range withoutRepeats(paths) {
		suites, err := loadPath(p, loader)
		var found problem.Problems
		switch {
		case errors.As(err, &found):
			problems = append(problems, found...)
		case err != nil:
			return nil, err
		}
		for _, suite := range suites {
			if other, ok := from[suite.Name]; ok {
				problems = append(problems, problem.Problem{
					File: p, Message: fmt.Sprintf("suite %q is also in %s", suite.Name, other),
				})
			}
			from[suite.Name] = p
		}
		all = append(all, suites...)
	}
	if err := problems.Err(); err != nil {
		return nil, invalid(err)
	}
	return all, nil
}

// withoutRepeats leaves out paths that were given before, however written.
func withoutRepeats(paths []string) (once []string) {
	for _, p := range paths {
		same := func(other string) bool { return filepath.Clean(other) == filepath.Clean(p) }
		if !slices.ContainsFunc(once, same) {
			once = append(once, p)
		}
	}
	return once
}

// loadPath reads one file or folder. Nothing outside the folder, or the file's
// own, can be read, also not over symbolic links.
func loadPath(name string, loader scenarios.Loader) ([]*scenarios.Suite, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage(fmt.Errorf("%s: no such file or folder", name))
	}
	if err != nil {
		return nil, usage(err)
	}
	folder, file := name, "."
	if !info.IsDir() {
		folder, file = filepath.Split(name)
	}
	root, err := os.OpenRoot(filepath.Clean(folder))
	if err != nil {
		return nil, usage(err)
	}
	defer root.Close()
	suites, err := inFile(folder)(loader.Load(root.FS(), file))
	for _, suite := range suites {
		suite.File = path.Join(filepath.ToSlash(folder), suite.File)
	}
	return suites, err
}

// inFile makes the files that problems name the user's: relative to where the
// command runs, not to the folder they were read from.
func inFile(folder string) func([]*scenarios.Suite, error) ([]*scenarios.Suite, error) {
	return func(suites []*scenarios.Suite, err error) ([]*scenarios.Suite, error) {
		if err != nil {
			return nil, named(folder, err)
		}
		return suites, nil
	}
}

// named is the error with the files of its problems as they are seen from where
// the command runs.
func named(folder string, err error) error {
	var problems problem.Problems
	if !errors.As(err, &problems) {
		return err
	}
	for i := range problems {
		problems[i].File = path.Join(filepath.ToSlash(folder), problems[i].File)
	}
	return problems
}

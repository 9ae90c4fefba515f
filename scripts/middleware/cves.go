package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A mistake is one that a package once made: adapters/cves/cves.json.
type mistake struct {
	ID  string `json:"id"`
	Ref string `json:"ref"` // a CVE, an issue, or words
	// Kind is go or npm.
	Kind, Package string
	// Vulnerable and Fixed are versions; Fixed is "" where there is none.
	Vulnerable, Fixed string
	// With are further packages, with their versions.
	With []string
	// Alone is set where an npm package is unpacked without what it depends on, because
	// that is much and little of it is needed: With names that.
	Alone bool
	// AnyPeer is set where a package of npm asks for one beside it that is too old to run.
	AnyPeer bool
	// Adapter is a folder below adapters, or for npm a file.
	Adapter string
	// Run is the pattern of the cases that are asked.
	Run string
	// Class are the classes that must be found at Vulnerable and not at Fixed.
	Class []string
	// Note says what is peculiar.
	Note string
}

const adapters = "adapters"

func (s suite) cves(ctx context.Context) error {
	data, err := os.ReadFile(filepath.Join(adapters, "cves", "cves.json"))
	if err != nil {
		return err
	}
	var list []mistake
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(`# Mistakes of CORS packages that became known

Made by ` + "`make cves`" + ` out of [adapters/cves/cves.json](../adapters/cves/cves.json): each package at the last version with
the mistake and at the first without, and the classes of it that ` + "`corslab conform`" + ` finds there. Where
there is no fix, or none is known, the current version is asked.

`)
	fmt.Fprintf(&b, "| | package | vulnerable | found there | fixed | found there | |\n|---|---|---|---|---|---|---|\n")
	wrong := 0
	for _, m := range list {
		if !strings.HasPrefix(m.ID, s.only) {
			continue
		}
		row, ok := s.cve(ctx, m)
		if !ok {
			wrong++
		}
		fmt.Fprintln(&b, row)
		fmt.Fprintln(os.Stderr, row)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := s.write(b.String()); err != nil {
		return err
	}
	if wrong > 0 {
		return fmt.Errorf("%d of the entries are not shown as they should be", wrong)
	}
	return nil
}

// cve returns the row of a mistake, and whether the suite shows it.
func (s suite) cve(ctx context.Context, m mistake) (row string, ok bool) {
	before, err := s.found(ctx, m, m.Vulnerable)
	ok = err == nil && containsAll(before, m.Class)
	cells := []string{m.Ref, m.Package, m.Vulnerable, foundText(before, m.Class, err), "none", "", m.Note}
	if m.Fixed != "" {
		after, err := s.found(ctx, m, m.Fixed)
		gone := slices.DeleteFunc(slices.Clone(m.Class), func(class string) bool { return !slices.Contains(after, class) })
		ok = ok && err == nil && len(gone) == 0
		cells[4], cells[5] = m.Fixed, foundText(after, m.Class, err)
	}
	mark := "ok"
	if !ok {
		mark = "NOT SHOWN"
	}
	return "| " + m.ID + " (" + strings.Join(cells[:1], "") + ") | " + strings.Join(cells[1:6], " | ") + " | " + strings.TrimSpace(mark+" "+m.Note) + " |", ok
}

func containsAll(found, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(class string) bool { return !slices.Contains(found, class) })
}

// foundText lists the classes of interest first, and says how many others there are.
func foundText(found, wanted []string, err error) string {
	if err != nil {
		return "no run: " + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	var of []string
	others := 0
	for _, class := range found {
		if slices.Contains(wanted, class) {
			of = append(of, class)
		} else {
			others++
		}
	}
	if of == nil {
		return "–"
	}
	return strings.Join(of, ", ")
}

// found installs a version and returns the classes that the suite finds in it.
func (s suite) found(ctx context.Context, m mistake, version string) ([]string, error) {
	folder := filepath.Join(s.out, "cves", m.ID, strings.NewReplacer("+", "-", "/", "-").Replace(version))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	var command []string
	var err error
	if m.Kind == "go" {
		command, err = buildGo(ctx, folder, m.Adapter, m.Package+"@"+version, m.With)
	} else {
		command, err = installNode(ctx, folder, m, version)
	}
	if err != nil {
		return nil, err
	}
	_, verdicts, err := s.conform(ctx, command, "--run", m.Run)
	if err != nil {
		if strings.Contains(err.Error(), "nothing ran") {
			return nil, nil // it refuses to be set up so
		}
		return nil, err
	}
	var classes []string
	for _, v := range verdicts {
		if v.Status == "error" {
			return classes, fmt.Errorf("%s: %s", v.Case, v.Message)
		}
		for _, label := range v.Labels {
			if slices.Contains(m.Class, label) && !slices.Contains(classes, label) {
				classes = append(classes, label)
			}
		}
	}
	return classes, nil
}

// buildGo builds an adapter with a version of what it is for, in a module of its own.
func buildGo(ctx context.Context, folder, adapter, module string, with []string) ([]string, error) {
	program := filepath.Join(folder, "adapter")
	_, err := os.Stat(program)
	isKnown := err == nil // what the module needs
	sources, err := filepath.Glob(filepath.Join(adapters, adapter, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, source := range sources {
		data, err := os.ReadFile(source)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(source)), data, 0o644); err != nil {
			return nil, err
		}
	}
	build := []string{"build", "-ldflags=-checklinkname=0", "-o", "adapter", "."}
	if isKnown {
		return []string{program}, run(ctx, folder, "go", build...)
	}
	const protocol = "github.com/corslab/corslab/adapters/goadapter"
	mod := "module adapter\n\ngo 1.26.0\n\nrequire " + protocol + " v0.0.0\n\nreplace " + protocol + " => " + absolute(filepath.Join(adapters, "goadapter")) + "\n"
	if err := os.WriteFile(filepath.Join(folder, "go.mod"), []byte(mod), 0o644); err != nil {
		return nil, err
	}
	for _, args := range [][]string{append([]string{"get", module}, with...), {"mod", "tidy"}, build} {
		if err := run(ctx, folder, "go", args...); err != nil {
			return nil, err
		}
	}
	return []string{program}, nil
}

// installNode installs a version of a package, and those that belong to it, beside a copy
// of an adapter.
func installNode(ctx context.Context, folder string, m mistake, version string) ([]string, error) {
	source := filepath.Join(adapters, m.Adapter)
	if filepath.Ext(source) == "" {
		source = filepath.Join(source, "adapter.mjs")
	}
	data, err := os.ReadFile(source)
	if err != nil {
		return nil, err
	}
	protocol := "file://" + absolute(filepath.Join(adapters, "nodeadapter", "adapter.mjs"))
	text := strings.NewReplacer("'../nodeadapter/adapter.mjs'", "'"+protocol+"'", "'../../nodeadapter/adapter.mjs'", "'"+protocol+"'").Replace(string(data))
	program := filepath.Join(folder, "adapter.mjs")
	if err := os.WriteFile(program, []byte(text), 0o644); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules", m.Package, "package.json")); err == nil {
		return []string{"node", program}, nil
	}
	wanted := m.Package + "@" + version
	args := []string{"install", "--no-audit", "--no-fund", "--save-exact", "--prefix", folder}
	if m.AnyPeer {
		args = append(args, "--legacy-peer-deps")
	}
	if !m.Alone {
		args = append(args, wanted)
	}
	if err := run(ctx, folder, "npm", append(args, m.With...)...); err != nil {
		return nil, err
	}
	if m.Alone { // last, since npm removes what it has not installed
		if err := unpack(ctx, folder, m.Package, version); err != nil {
			return nil, err
		}
	}
	return []string{"node", program}, nil
}

// unpack puts the files of a package below node_modules, and nothing that it depends on.
func unpack(ctx context.Context, folder, name, version string) error {
	if err := run(ctx, folder, "npm", "pack", name+"@"+version); err != nil {
		return err
	}
	home := filepath.Join("node_modules", name)
	if err := os.MkdirAll(filepath.Join(folder, home), 0o755); err != nil {
		return err
	}
	archive := strings.NewReplacer("@", "", "/", "-").Replace(name) + "-" + version + ".tgz"
	return run(ctx, folder, "tar", "--strip-components=1", "-xzf", archive, "-C", home)
}

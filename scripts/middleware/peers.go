package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A peer is a package with an adapter: adapters/peers.json.
type peer struct {
	// Name is the folder below adapters. Kind is go, npm, or program for one that the
	// system has, which the adapter starts.
	Name, Kind string
	// Because explains what is found, by the feature: the sentence of a standard, or the
	// page of an attacker. A finding without one, and one without a finding, is an error.
	Because map[string]string
}

// A column is what came of a peer.
type column struct {
	peer
	about    string
	verdicts []verdict
	err      error
}

func (s suite) peers(ctx context.Context) error {
	data, err := os.ReadFile(filepath.Join(adapters, "peers.json"))
	if err != nil {
		return err
	}
	var list []peer
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	var columns []column
	var errs []error
	for _, p := range list {
		if !strings.HasPrefix(p.Name, s.only) {
			continue
		}
		c := s.peer(ctx, p)
		errs = append(errs, c.err)
		errs = append(errs, c.unexplained()...)
		fmt.Fprintf(os.Stderr, "%s: %s, %d cases\n", p.Name, c.about, len(c.verdicts))
		columns = append(columns, c)
	}
	return errors.Join(append(errs, s.write(page(columns)))...)
}

// peer installs a peer and puts it under the suite.
func (s suite) peer(ctx context.Context, p peer) column {
	c := column{peer: p}
	folder := filepath.Join(adapters, p.Name)
	command := []string{"node", filepath.Join(folder, "adapter.mjs")}
	switch p.Kind {
	case "go":
		program := filepath.Join(s.out, "adapters", p.Name)
		c.err = run(ctx, folder, "go", "build", "-o", program, ".")
		command = []string{program}
	case "npm":
		c.err = run(ctx, folder, "npm", "ci", "--no-audit", "--no-fund")
	}
	if c.err == nil {
		c.about, c.verdicts, c.err = s.conform(ctx, command)
	}
	return c
}

// unexplained returns an error for each feature with findings that nobody has explained,
// and for each explanation of nothing.
func (c column) unexplained() []error {
	var errs []error
	red := map[string]bool{}
	for _, v := range c.verdicts {
		if v.Status != "fail" && v.Status != "error" {
			continue
		}
		if red[v.feature()] = true; c.Because[v.feature()] == "" {
			errs = append(errs, fmt.Errorf("%s: nobody has explained %s: %s", c.Name, v.Case, v.Message))
		}
	}
	for feature := range c.Because {
		if c.err == nil && !red[feature] && feature != "load" { // which a busy machine blurs
			errs = append(errs, fmt.Errorf("%s: %s is explained, and nothing is found", c.Name, feature))
		}
	}
	return errs
}

// page is docs/conformance.md, without the day it was made: only what changes changes it.
func page(columns []column) string {
	var b strings.Builder
	b.WriteString(`# Conformance of CORS middleware

Made by ` + "`make peers`" + `: the packages of [adapters/](../adapters) at the versions pinned there, each
asked every case of ` + "`corslab conform`" + `. ✓ is every case passed, ✗ something found, – not claimed or not
possible with the package's own settings. Each ✗ leads to what was found and why it counts.

| feature |`)
	for _, c := range columns {
		fmt.Fprintf(&b, " %s |", c.about)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, feature := range featuresOf(columns) {
		fmt.Fprintf(&b, "| %s |", feature)
		for _, c := range columns {
			fmt.Fprintf(&b, " %s |", c.cell(feature))
		}
		b.WriteString("\n")
	}
	for _, c := range columns {
		c.explain(&b)
	}
	return b.String()
}

// featuresOf lists the features in the order of the suite.
func featuresOf(columns []column) []string {
	var features []string
	for _, level := range []string{"core", "extended"} {
		for _, c := range columns {
			for _, v := range c.verdicts {
				if v.Labels[0] == level && !slices.Contains(features, v.feature()) {
					features = append(features, v.feature())
				}
			}
		}
	}
	return features
}

func (c column) cell(feature string) string {
	passed, failed := 0, 0
	for _, v := range c.verdicts {
		if v.feature() != feature {
			continue
		}
		switch v.Status {
		case "pass":
			passed++
		case "fail", "error":
			failed++
		}
	}
	switch {
	case failed > 0:
		return "[✗](#" + c.anchor(feature) + ")"
	case passed > 0:
		return "✓"
	}
	return "–"
}

func (c column) anchor(feature string) string { return c.Name + "-" + feature }

// explain writes what was found in a peer.
func (c column) explain(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s\n\n", c.about)
	if c.err != nil {
		fmt.Fprintf(b, "Could not be run: %s\n", c.err)
		return
	}
	found := false
	for _, feature := range featuresOf([]column{c}) {
		var cases, classes []string
		for _, v := range c.verdicts {
			if v.feature() == feature && (v.Status == "fail" || v.Status == "error") {
				cases = append(cases, "`"+v.Case+"`")
				for _, label := range v.Labels[1:] { // a class may be called as its feature
					if strings.Contains(" "+v.Message, " "+label+": ") && !slices.Contains(classes, label) {
						classes = append(classes, label)
					}
				}
			}
		}
		if cases == nil {
			continue
		}
		found = true
		fmt.Fprintf(b, "### <a id=\"%s\"></a>%s: %s\n\n%s\n\nCases: %s.\n\n", c.anchor(feature), feature, strings.Join(classes, ", "), c.Because[feature], strings.Join(cases, ", "))
	}
	if !found {
		b.WriteString("Nothing was found.\n")
	}
}

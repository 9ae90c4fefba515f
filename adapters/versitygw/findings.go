package main

import (
	"fmt"
	"io"
	"strings"
)

// findings is all that was found.
type findings struct {
	version string
	// replayed is how many recorded exchanges, put how many configurations, and
	// cases how many cases of the catalogue were tried; asked is how many requests
	// the cases made.
	replayed, put, cases, asked      int
	recorded, validated, differences []difference
	visible                          []visible
}

// write writes the report as Markdown.
func (f findings) write(to io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# versitygw %s beside the S3 engine\n\n", f.version)
	fmt.Fprintf(&b, "%d recorded exchanges, %d configurations, and %d steps of the catalogue in real Chromium, which made %d requests.\n", f.replayed, f.put, f.cases, f.asked)
	writeDifferences(&b, "## Recorded exchanges, replayed against both", f.recorded)
	writeDifferences(&b, "## PutBucketCors", f.validated)
	fmt.Fprintf(&b, "\n## The catalogue, by kind of difference\n\n| times | field | difference | example | engine | gateway | who is right |\n|---|---|---|---|---|---|---|\n")
	for _, g := range groups(f.differences, f.recorded) {
		d := g.example
		fmt.Fprintf(&b, "| %d | %s | %s | %s | %s | %s | %s |\n", g.count, d.field, shownKind(g.kind[1]), shown(d.question), shown(d.engine), shown(d.gateway), d.right())
	}
	b.WriteString("\n## What a page notices\n\n")
	if len(f.visible) == 0 {
		b.WriteString("Nothing: every outcome, reason, preflight, type and status is the same.\n")
	} else {
		b.WriteString("| times | field | with S3's answer | with the gateway's | example |\n|---|---|---|---|---|\n")
	}
	for _, v := range f.visible {
		fmt.Fprintf(&b, "| %d | %s | %s | %s | %s |\n", v.count, v.field, shown(v.predicted), shown(v.observed), shown(v.example))
	}
	_, err := io.WriteString(to, b.String())
	return err
}

func writeDifferences(b *strings.Builder, heading string, differences []difference) {
	fmt.Fprintf(b, "\n%s\n\n", heading)
	if len(differences) == 0 {
		b.WriteString("No difference.\n")
		return
	}
	b.WriteString("| question | field | engine | gateway | recorded | who is right |\n|---|---|---|---|---|---|\n")
	for _, d := range differences {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", shown(d.question), d.field, shown(d.engine), shown(d.gateway), shown(d.recording), d.right())
	}
}

func shownKind(kind string) string { return strings.ReplaceAll(kind, "|", `\|`) }

// moduleVersion finds the version of a program's main module in what
// `go version -m` says of it.
func moduleVersion(info string) string {
	for line := range strings.Lines(info) {
		if fields := strings.Fields(line); len(fields) >= 3 && fields[0] == "mod" {
			return fields[2]
		}
	}
	return "of unknown version"
}

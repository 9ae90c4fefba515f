package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A difference is a field that the engine and the gateway answer differently.
type difference struct {
	// question is the request, or the configuration.
	question string
	field    string
	// engine, gateway and recording are the values; "" is absent. recording is
	// meaningful only if recorded names one.
	engine, gateway, recording string
	recorded                   string
}

const absent = "–"

// kind is what differences of different questions have in common.
func (d difference) kind() [2]string {
	switch {
	case d.engine == "":
		return [2]string{d.field, "only the gateway has it: " + d.gateway}
	case d.gateway == "":
		return [2]string{d.field, "only the engine has it"}
	case strings.EqualFold(d.engine, d.gateway):
		return [2]string{d.field, "letter case"}
	case strings.ReplaceAll(d.engine, " ", "") == strings.ReplaceAll(d.gateway, " ", ""):
		return [2]string{d.field, "spaces"}
	}
	return [2]string{d.field, "value"}
}

// right says whom the recording bears out.
func (d difference) right() string {
	switch {
	case d.recorded == "":
		return "not recorded"
	case d.recording == d.engine:
		return "the engine, by " + d.recorded
	case d.recording == d.gateway:
		return "**the gateway**, by " + d.recorded
	}
	return "**neither**, by " + d.recorded
}

// isOurs reports whether a recording contradicts the engine.
func (d difference) isOurs() bool { return d.recorded != "" && d.recording != d.engine }

// compare returns the fields in which two answers differ.
func compare(question string, engine, gateway answer) (out []difference) {
	if engine.status != gateway.status {
		out = append(out, difference{question: question, field: "status", engine: fmt.Sprint(engine.status), gateway: fmt.Sprint(gateway.status)})
	}
	for _, field := range fieldsOf(engine, gateway) {
		if e, g := engine.fields[field], gateway.fields[field]; e != g {
			out = append(out, difference{question: question, field: field, engine: e, gateway: g})
		}
	}
	return out
}

func fieldsOf(answers ...answer) (fields []string) {
	for _, a := range answers {
		for field := range a.fields {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}

// A group is the differences of a kind.
type group struct {
	kind    [2]string
	example difference
	count   int
}

// groups gathers differences by kind. Where none of a kind was recorded itself,
// a recording of that kind from elsewhere decides.
func groups(differences, recordings []difference) []group {
	index := map[[2]string]int{}
	var out []group
	for _, d := range differences {
		i, ok := index[d.kind()]
		if !ok {
			i = len(out)
			index[d.kind()] = i
			out = append(out, group{kind: d.kind(), example: d})
		}
		out[i].count++
	}
	for i := range out {
		for _, r := range recordings {
			if out[i].example.recorded == "" && r.recorded != "" && r.kind() == out[i].kind {
				out[i].example = r
			}
		}
	}
	slices.SortStableFunc(out, func(a, b group) int { return cmp.Compare(b.count, a.count) })
	return out
}

// shown makes a value fit a cell of a Markdown table.
func shown(value string) string {
	if value == "" {
		return absent
	}
	return "`" + strings.NewReplacer("|", `\|`, "`", "'", "\n", " ").Replace(value) + "`"
}

package scenarios

import (
	"fmt"
	"strconv"

	"github.com/corslab/corslab/fetch"
)

// An axis is one dimension of the cases of a suite.
type axis struct {
	name   string
	place  place
	values []axisValue
}

// An axisValue is one of its values: a name, and what it does.
type axisValue struct {
	valueName
	overlay overlay
}

// index returns the place of a value in the axis, or -1.
func (a axis) index(name string) int {
	for i, v := range a.values {
		if v.name == name {
			return i
		}
	}
	return -1
}

func (a axis) valueNames() []string {
	names := make([]string, len(a.values))
	for i, v := range a.values {
		names[i] = v.name
	}
	return names
}

// axes reads the axes, in the order written.
func (d *decoder) axes(n *node) (out []axis) {
	if n.kind != mapping {
		d.mismatch(n, "axes", "a mapping of axes to their values")
		return nil
	}
	seen := map[string]bool{}
	for _, e := range n.entries {
		name := d.name(&node{kind: text, text: e.key, place: e.place}, "an axis name", kebab)
		switch {
		case seen[name]:
			d.report(e.place, fmt.Sprintf("axis %s is repeated", name), "")
			continue
		case name == "profile" || name == "browser":
			d.report(e.place, fmt.Sprintf("an axis cannot be called %s", name), "in a `when`, that is what predicts or runs")
		}
		seen[name] = true
		a := axis{name: name, place: e.place, values: d.axisValues(name, e.value)}
		if len(a.values) > 0 {
			out = append(out, a)
		}
	}
	d.refuseOverlap(out)
	return out
}

// axisValues reads the values of an axis: a list of what a field of the request
// takes, or a mapping of names to values or overlays.
func (d *decoder) axisValues(name string, n *node) (out []axisValue) {
	var pairs []entry
	switch n.kind {
	case list:
		for _, item := range n.items {
			switch {
			case !item.isScalar():
				d.report(item.place, fmt.Sprintf("this value of axis %s has no name", name), "write the values as a mapping: {none: [], json: […]}")
			case !isRequestField(name):
				d.report(item.place, fmt.Sprintf("axis %s is no field of request, so its values are overlays", name),
					"write them as a mapping of names to {page, request, servers}"+didYouMean(name, keys["request"]))
				return nil
			default:
				pairs = append(pairs, entry{item.text, item.place, item})
			}
		}
	case mapping:
		pairs = n.entries
	default:
		d.mismatch(n, "axis "+name, "a list or a mapping of names to values")
		return nil
	}
	if len(n.items)+len(n.entries) == 0 {
		d.report(n.place, fmt.Sprintf("axis %s has no values", name), "")
	}
	lines := map[string]int{}
	for _, p := range pairs {
		if line, ok := lines[p.key]; ok {
			d.report(p.place, fmt.Sprintf("value %s of axis %s is repeated", strconv.Quote(p.key), name), fmt.Sprintf("it stands on line %d already", line))
			continue
		}
		lines[p.key] = p.place.line
		v := axisValue{valueName: valueName{p.key, p.place}}
		if isRequestField(name) {
			v.overlay.request = settings[fetch.Request]{{name, p.place, d.requestField(name, p.value)}}
		} else {
			v.overlay = d.overlay(p.value)
		}
		out = append(out, v)
	}
	return out
}

func didYouMean(name string, known []string) string {
	for _, k := range known {
		if kebabOf(name) == k {
			return "; or did you mean " + k + "?"
		}
	}
	return ""
}

// refuseOverlap reports keys that two axes set: the result would depend on
// their order.
func (d *decoder) refuseOverlap(axes []axis) {
	writers := map[string]string{}
	for _, a := range axes {
		mine := map[string]bool{}
		for _, v := range a.values {
			for _, w := range v.overlay.writes() {
				if other, ok := writers[w.key]; ok && other != a.name && !mine[w.key] {
					d.report(w.place, fmt.Sprintf("axes %s and %s both set %s", other, a.name, w.key), "let one of them do it, or write the pairs as values of one axis")
					mine[w.key] = true
				}
			}
		}
		for _, v := range a.values {
			for _, w := range v.overlay.writes() {
				if _, ok := writers[w.key]; !ok {
					writers[w.key] = a.name
				}
			}
		}
	}
}

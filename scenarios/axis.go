package scenarios

import (
	"fmt"
	"strconv"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// An axis is one dimension of the cases of a suite.
type axis struct {
	name   string
	place  document.Place
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
func (d *decoder) axes(n *document.Node) (out []axis) {
	if n.Kind != document.Mapping {
		d.Mismatch(n, "axes", "a mapping of axes to their values")
		return nil
	}
	seen := map[string]bool{}
	for _, e := range n.Entries {
		name := d.name(&document.Node{Kind: document.Text, Text: e.Key, Place: e.Place}, "an axis name", kebab)
		switch {
		case seen[name]:
			d.Report(e.Place, fmt.Sprintf("axis %s is repeated", name), "")
			continue
		case name == "profile" || name == "browser":
			d.Report(e.Place, fmt.Sprintf("an axis cannot be called %s", name), "in a `when`, that is what predicts or runs")
		}
		seen[name] = true
		a := axis{name: name, place: e.Place, values: d.axisValues(name, e.Value)}
		if len(a.values) > 0 {
			out = append(out, a)
		}
	}
	d.refuseOverlap(out)
	return out
}

// axisValues reads the values of an axis: a list of what a field of the request
// takes, or a mapping of names to values or overlays.
func (d *decoder) axisValues(name string, n *document.Node) (out []axisValue) {
	var pairs []document.Entry
	switch n.Kind {
	case document.List:
		for _, item := range n.Items {
			switch {
			case !item.IsScalar():
				d.Report(item.Place, fmt.Sprintf("this value of axis %s has no name", name), "write the values as a mapping: {none: [], json: […]}")
			case !isRequestField(name):
				d.Report(item.Place, fmt.Sprintf("axis %s is no field of request, so its values are overlays", name),
					"write them as a mapping of names to {page, request, servers}"+didYouMean(name, keys["request"]))
				return nil
			default:
				pairs = append(pairs, document.Entry{Key: item.Text, Place: item.Place, Value: item})
			}
		}
	case document.Mapping:
		pairs = n.Entries
	default:
		d.Mismatch(n, "axis "+name, "a list or a mapping of names to values")
		return nil
	}
	if len(n.Items)+len(n.Entries) == 0 {
		d.Report(n.Place, fmt.Sprintf("axis %s has no values", name), "")
	}
	lines := map[string]int{}
	for _, p := range pairs {
		if line, ok := lines[p.Key]; ok {
			d.Report(p.Place, fmt.Sprintf("value %s of axis %s is repeated", strconv.Quote(p.Key), name), fmt.Sprintf("it stands on line %d already", line))
			continue
		}
		lines[p.Key] = p.Place.Line
		v := axisValue{valueName: valueName{p.Key, p.Place}}
		if isRequestField(name) {
			v.overlay.request = settings[fetch.Request]{{name, p.Place, d.requestField(name, p.Value)}}
		} else {
			v.overlay = d.overlay(p.Value)
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
					d.Report(w.place, fmt.Sprintf("axes %s and %s both set %s", other, a.name, w.key), "let one of them do it, or write the pairs as values of one axis")
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

package document

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/problem"
)

// An Object is a mapping whose keys are known to be allowed.
type Object struct {
	Place
	values map[string]*Node
	keys   map[string]Place
}

// Get returns the value of a key, or nil.
func (o Object) Get(key string) *Node { return o.values[key] }

// PlaceOf returns where a key is written; the zero Place if it is not there.
func (o Object) PlaceOf(key string) Place { return o.keys[key] }

// Len returns how many keys the mapping has.
func (o Object) Len() int { return len(o.values) }

// Object reads a mapping. what is how problems call it, with its article; known
// are the keys it may have, and unsupported those that are refused in words that
// do not send the reader looking for a typing mistake. ok is false if n is no
// mapping.
func (f *File) Object(n *Node, what string, known []string, unsupported ...string) (o Object, ok bool) {
	o = Object{Place: n.Place, values: map[string]*Node{}, keys: map[string]Place{}}
	if n.Kind != Mapping {
		f.Report(n.Place, fmt.Sprintf("%s is a mapping, this is %s", what, n.Kind), "its keys are "+strings.Join(known, ", "))
		return o, false
	}
	for _, e := range n.Entries {
		first, repeated := o.keys[e.Key]
		switch {
		case slices.Contains(unsupported, e.Key):
			f.Report(e.Place, e.Key+" is not supported by this version", "")
		case !slices.Contains(known, e.Key):
			f.Report(e.Place, fmt.Sprintf("unknown key %s in %s", strconv.Quote(e.Key), what), Suggest(e.Key, known))
		case repeated:
			f.Report(e.Place, fmt.Sprintf("key %s is repeated", e.Key), fmt.Sprintf("it stands on line %d already", first.Line))
		default:
			o.values[e.Key], o.keys[e.Key] = e.Value, e.Place
		}
	}
	return o, true
}

// Require reports that a key is missing, and returns its value.
func (f *File) Require(o Object, key, what string) *Node {
	n := o.Get(key)
	if n == nil {
		f.Report(o.Place, what+" needs "+key, "")
	}
	return n
}

// Suggest words the hint for a name that is none of the known ones.
func Suggest(name string, known []string) string {
	if hint := problem.DidYouMean(name, known...); hint != "" {
		return hint
	}
	return "known are " + strings.Join(known, ", ")
}

// Mismatch reports that a value is of the wrong kind.
func (f *File) Mismatch(n *Node, key, want string) {
	hint := ""
	if want == "text" && (n.Kind == Number || n.Kind == Boolean) {
		hint = fmt.Sprintf("put quotes around it: %q", n.Text)
	}
	f.Report(n.Place, fmt.Sprintf("%s is %s, this is %s", key, want, n.Kind), hint)
}

// Text reads text. key names the value in problems.
func (f *File) Text(n *Node, key string) string {
	if n == nil {
		return ""
	}
	if n.Kind != Text {
		f.Mismatch(n, key, "text")
	}
	return n.Text
}

// Words reads text that must not be empty.
func (f *File) Words(n *Node, key string) string {
	s := strings.TrimSpace(f.Text(n, key))
	if n != nil && n.Kind == Text && s == "" {
		f.Report(n.Place, key+" is empty", "")
	}
	return s
}

// Boolean reads true or false.
func (f *File) Boolean(n *Node, key string) bool {
	if n.Kind != Boolean {
		f.Mismatch(n, key, "true or false")
	}
	return n.Kind == Boolean && n.Text == "true"
}

// Integer reads a number between low and high.
func (f *File) Integer(n *Node, key string, low, high int) int {
	if n.Kind != Number {
		f.Mismatch(n, key, "a number")
		return low
	}
	i, err := strconv.Atoi(n.Text)
	if err != nil || i < low || i > high {
		f.Report(n.Place, fmt.Sprintf("%s is a whole number from %d to %d, this is %s", key, low, high, n.Text), "")
		return low
	}
	return i
}

// Items returns the values of a list.
func (f *File) Items(n *Node, key string) []*Node {
	if n == nil {
		return nil
	}
	if n.Kind != List {
		hint := ""
		if n.IsScalar() {
			hint = "put it in brackets: [" + n.Text + "]"
		}
		f.Report(n.Place, fmt.Sprintf("%s is a list, this is %s", key, n.Kind), hint)
	}
	return n.Items
}

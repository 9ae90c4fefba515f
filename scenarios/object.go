package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/problem"
)

// A decoder turns the nodes of one file into a suite. Its methods report what
// is wrong and return something usable, so that one pass finds every problem.
type decoder struct {
	*reporter
	files policyFiles
}

// An object is a mapping whose keys are known to be allowed.
type object struct {
	place
	values map[string]*node
	keys   map[string]place
}

// get returns the value of a key, or nil.
func (o object) get(key string) *node { return o.values[key] }

// object reads a mapping with the keys listed under name. what is how problems
// call it, with its article. ok is false if n is no mapping.
func (d *decoder) object(n *node, name, what string) (o object, ok bool) {
	o = object{place: n.place, values: map[string]*node{}, keys: map[string]place{}}
	if n.kind != mapping {
		d.report(n.place, fmt.Sprintf("%s is a mapping, this is %s", what, n.kind), "its keys are "+strings.Join(keys[name], ", "))
		return o, false
	}
	for _, e := range n.entries {
		first, repeated := o.keys[e.key]
		switch {
		case slices.Contains(unsupported[name], e.key):
			d.report(e.place, e.key+" is not supported by this version", "")
		case !slices.Contains(keys[name], e.key):
			d.report(e.place, fmt.Sprintf("unknown key %s in %s", strconv.Quote(e.key), what), suggest(e.key, keys[name]))
		case repeated:
			d.report(e.place, fmt.Sprintf("key %s is repeated", e.key), fmt.Sprintf("it stands on line %d already", first.line))
		default:
			o.values[e.key], o.keys[e.key] = e.value, e.place
		}
	}
	return o, true
}

// require reports that a key is missing, and returns its value.
func (d *decoder) require(o object, key, what string) *node {
	n := o.get(key)
	if n == nil {
		d.report(o.place, what+" needs "+key, "")
	}
	return n
}

// suggest words the hint for a name that is none of the known ones.
func suggest(name string, known []string) string {
	if hint := problem.DidYouMean(name, known...); hint != "" {
		return hint
	}
	return "known are " + strings.Join(known, ", ")
}

// mismatch reports that a value is of the wrong kind.
func (d *decoder) mismatch(n *node, key, want string) {
	hint := ""
	if want == "text" && (n.kind == number || n.kind == boolean) {
		hint = fmt.Sprintf("put quotes around it: %q", n.text)
	}
	d.report(n.place, fmt.Sprintf("%s is %s, this is %s", key, want, n.kind), hint)
}

// text reads text. key names the value in problems.
func (d *decoder) text(n *node, key string) string {
	if n == nil {
		return ""
	}
	if n.kind != text {
		d.mismatch(n, key, "text")
	}
	return n.text
}

// words reads text that must not be empty.
func (d *decoder) words(n *node, key string) string {
	s := strings.TrimSpace(d.text(n, key))
	if n != nil && n.kind == text && s == "" {
		d.report(n.place, key+" is empty", "")
	}
	return s
}

func (d *decoder) boolean(n *node, key string) bool {
	if n.kind != boolean {
		d.mismatch(n, key, "true or false")
	}
	return n.kind == boolean && n.text == "true"
}

// integer reads a number between low and high.
func (d *decoder) integer(n *node, key string, low, high int) int {
	if n.kind != number {
		d.mismatch(n, key, "a number")
		return low
	}
	i, err := strconv.Atoi(n.text)
	if err != nil || i < low || i > high {
		d.report(n.place, fmt.Sprintf("%s is a whole number from %d to %d, this is %s", key, low, high, n.text), "")
		return low
	}
	return i
}

// oneOf reads text out of a closed list.
func oneOf[T ~string](d *decoder, n *node, key string, known ...T) T {
	s := d.text(n, key)
	if n.kind != text || slices.Contains(known, T(s)) {
		return T(s)
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	if slices.Contains(unsupported[key], s) {
		d.report(n.place, fmt.Sprintf("%s %s is not supported by this version", key, s), "known are "+strings.Join(names, ", "))
	} else {
		d.report(n.place, fmt.Sprintf("unknown %s %s", key, strconv.Quote(s)), suggest(s, names))
	}
	return T(s)
}

// items returns the values of a list.
func (d *decoder) items(n *node, key string) []*node {
	if n == nil {
		return nil
	}
	if n.kind != list {
		hint := ""
		if n.isScalar() {
			hint = "put it in brackets: [" + n.text + "]"
		}
		d.report(n.place, fmt.Sprintf("%s is a list, this is %s", key, n.kind), hint)
	}
	return n.items
}

// pairs reads a mapping of names to text, or the same as a list of pairs for
// where a name is repeated. It returns the nodes of names and values.
func (d *decoder) pairs(n *node, key string) (pairs [][2]*node) {
	switch n.kind {
	case mapping:
		for _, e := range n.entries {
			pairs = append(pairs, [2]*node{{kind: text, text: e.key, place: e.place}, e.value})
		}
	case list:
		for _, item := range n.items {
			if item.kind != list || len(item.items) != 2 {
				d.report(item.place, fmt.Sprintf("an entry of %s is a [name, value] pair", key), "")
				continue
			}
			pairs = append(pairs, [2]*node{item.items[0], item.items[1]})
		}
	default:
		d.mismatch(n, key, "a mapping or a list of pairs")
	}
	return pairs
}

// maxDuration bounds every wait: nobody waits longer, and nothing overflows.
const maxDuration = 24 * time.Hour

// duration reads a length of time such as 3s or 250ms.
func (d *decoder) duration(n *node, key string) time.Duration {
	s := n.text
	if n.kind != text {
		if n.kind == number && n.text == "0" {
			return 0
		}
		d.report(n.place, key+" is a length of time, this is "+n.kind.String(), "give it a unit: 3s, 250ms, 1m30s")
		return 0
	}
	return d.parseDuration(n.place, s, key)
}

func (d *decoder) parseDuration(at place, s, key string) time.Duration {
	v, err := time.ParseDuration(s)
	if err != nil || v < 0 || v > maxDuration {
		d.report(at, fmt.Sprintf("%s is a length of time from 0s to 24h, this is %q", key, s), "write it as 3s, 250ms, 1m30s")
		return 0
	}
	return v
}

var (
	kebab    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	pathLike = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$`)
)

// name reads a kebab-case name, path-like where the pattern allows it.
func (d *decoder) name(n *node, key string, pattern *regexp.Regexp) string {
	s := d.words(n, key)
	if s != "" && n.kind == text && !pattern.MatchString(s) {
		d.report(n.place, fmt.Sprintf("%s %s is not kebab-case", key, strconv.Quote(s)), "write it as "+kebabOf(s))
	}
	return s
}

// kebabOf returns the kebab-case name nearest to s.
func kebabOf(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			if i > 0 && !strings.HasSuffix(b.String(), "-") && !strings.HasSuffix(b.String(), "/") {
				b.WriteByte('-')
			}
			b.WriteRune(r + 'a' - 'A')
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '/':
			b.WriteRune(r)
		default:
			if !strings.HasSuffix(b.String(), "-") {
				b.WriteByte('-')
			}
		}
	}
	return strings.Trim(b.String(), "-/")
}

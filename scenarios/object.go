package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/document"
)

// A decoder turns the nodes of one file into a suite. Its methods report what
// is wrong and return something usable, so that one pass finds every problem.
type decoder struct {
	*document.File
	files policyFiles
}

// object reads a mapping with the keys listed under name. what is how problems
// call it, with its article.
func (d *decoder) object(n *document.Node, name, what string) (document.Object, bool) {
	return d.Object(n, what, keys[name], unsupported[name]...)
}

// oneOf reads text out of a closed list.
func oneOf[T ~string](d *decoder, n *document.Node, key string, known ...T) T {
	s := d.Text(n, key)
	if n.Kind != document.Text || slices.Contains(known, T(s)) {
		return T(s)
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	if slices.Contains(unsupported[key], s) {
		d.Report(n.Place, fmt.Sprintf("%s %s is not supported by this version", key, s), "known are "+strings.Join(names, ", "))
	} else {
		d.Report(n.Place, fmt.Sprintf("unknown %s %s", key, strconv.Quote(s)), document.Suggest(s, names))
	}
	return T(s)
}

// pairs reads a mapping of names to text, or the same as a list of pairs for
// where a name is repeated. It returns the nodes of names and values.
func (d *decoder) pairs(n *document.Node, key string) (pairs [][2]*document.Node) {
	switch n.Kind {
	case document.Mapping:
		for _, e := range n.Entries {
			pairs = append(pairs, [2]*document.Node{{Kind: document.Text, Text: e.Key, Place: e.Place}, e.Value})
		}
	case document.List:
		for _, item := range n.Items {
			if item.Kind != document.List || len(item.Items) != 2 {
				d.Report(item.Place, fmt.Sprintf("an entry of %s is a [name, value] pair", key), "")
				continue
			}
			pairs = append(pairs, [2]*document.Node{item.Items[0], item.Items[1]})
		}
	default:
		d.Mismatch(n, key, "a mapping or a list of pairs")
	}
	return pairs
}

// maxDuration bounds every wait: nobody waits longer, and nothing overflows.
const maxDuration = 24 * time.Hour

// duration reads a length of time such as 3s or 250ms.
func (d *decoder) duration(n *document.Node, key string) time.Duration {
	s := n.Text
	if n.Kind != document.Text {
		if n.Kind == document.Number && n.Text == "0" {
			return 0
		}
		d.Report(n.Place, key+" is a length of time, this is "+n.Kind.String(), "give it a unit: 3s, 250ms, 1m30s")
		return 0
	}
	return d.parseDuration(n.Place, s, key)
}

func (d *decoder) parseDuration(at document.Place, s, key string) time.Duration {
	v, err := time.ParseDuration(s)
	if err != nil || v < 0 || v > maxDuration {
		d.Report(at, fmt.Sprintf("%s is a length of time from 0s to 24h, this is %q", key, s), "write it as 3s, 250ms, 1m30s")
		return 0
	}
	return v
}

var (
	kebab    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	pathLike = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$`)
)

// name reads a kebab-case name, path-like where the pattern allows it.
func (d *decoder) name(n *document.Node, key string, pattern *regexp.Regexp) string {
	s := d.Words(n, key)
	if s != "" && n.Kind == document.Text && !pattern.MatchString(s) {
		d.Report(n.Place, fmt.Sprintf("%s %s is not kebab-case", key, strconv.Quote(s)), "write it as "+kebabOf(s))
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

// position is where a value of this file is written, in the exported form.
func (d *decoder) position(at document.Place) Position {
	return Position{File: d.Name, Line: at.Line, Column: at.Column}
}

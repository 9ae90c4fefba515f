package scenarios

import "math"

// A kind is what sort of value a node holds.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	list
	mapping
)

// String names the kind as problems do.
func (k kind) String() string {
	return [...]string{"nothing", "true or false", "a number", "text", "a list", "a mapping"}[k]
}

// A node is a value of a scenario file, whether that was YAML or JSON, with the
// place where it is written. Aliases are followed: two nodes may share content.
type node struct {
	kind kind
	// text is the decoded text of a scalar; for a number, as it is written.
	text    string
	items   []*node // of a list
	entries []entry // of a mapping, in the order written, repeats included
	place
	// size counts the node and everything below it, once for every alias that
	// leads there.
	size int
}

// A place is a line and column of the file at hand, both from 1.
type place struct{ line, column int }

// isAfter reports whether the place comes after another.
func (p place) isAfter(other place) bool {
	return p.line > other.line || p.line == other.line && p.column > other.column
}

// An entry is one key of a mapping, and its value.
type entry struct {
	key   string
	place place // of the key
	value *node
}

// isScalar reports whether the node is a single value that is not null.
func (n *node) isScalar() bool { return n.kind == boolean || n.kind == number || n.kind == text }

// measure sets the size from those of the children.
func (n *node) measure() {
	n.size = 1
	for _, item := range n.items {
		n.size = saturatingAdd(n.size, item.size)
	}
	for _, e := range n.entries {
		n.size = saturatingAdd(n.size, e.value.size)
	}
}

func saturatingAdd(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

func saturatingMultiply(a, b int) int {
	if b != 0 && a > math.MaxInt/b {
		return math.MaxInt
	}
	return a * b
}

// The limits of a file. A person reaches none of them.
const (
	maxFileSize = 4 << 20 // bytes
	maxDepth    = 64      // mappings and lists in one another
	maxKeys     = 5_000   // keys in the same column of a YAML file
	maxNodes    = 500_000 // values, aliases expanded
)

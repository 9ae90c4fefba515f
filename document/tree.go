package document

import "math"

// A Kind is what sort of value a node holds.
type Kind uint8

const (
	Null Kind = iota
	Boolean
	Number
	Text
	List
	Mapping
)

// String names the kind as problems do.
func (k Kind) String() string {
	return [...]string{"nothing", "true or false", "a number", "text", "a list", "a mapping"}[k]
}

// A Node is a value of a file, whether that was YAML or JSON, with the
// place where it is written. Aliases are followed: two nodes may share content.
type Node struct {
	Kind Kind
	// Text is the decoded Text of a scalar; for a number, as it is written.
	Text    string
	Items   []*Node // of a list
	Entries []Entry // of a mapping, in the order written, repeats included
	Place
	// size counts the node and everything below it, once for every alias that
	// leads there.
	size int
}

// A Place is a line and column of the file at hand, both from 1.
type Place struct{ Line, Column int }

// An Entry is one key of a mapping, and its value.
type Entry struct {
	Key   string
	Place Place // of the key
	Value *Node
}

// IsScalar reports whether the node is a single value that is not null.
func (n *Node) IsScalar() bool { return n.Kind == Boolean || n.Kind == Number || n.Kind == Text }

// measure sets the size from those of the children.
func (n *Node) measure() {
	n.size = 1
	for _, item := range n.Items {
		n.size = saturatingAdd(n.size, item.size)
	}
	for _, e := range n.Entries {
		n.size = saturatingAdd(n.size, e.Value.size)
	}
}

func saturatingAdd(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

// The limits of a file. A person reaches none of them.
const (
	MaxFileSize = 4 << 20 // bytes
	MaxDepth    = 64      // mappings and lists in one another
	maxKeys     = 5_000   // keys in the same column of a YAML file
	maxNodes    = 500_000 // values, aliases expanded
)

package document

import "strconv"

// These make nodes for programs that write documents. A node made so has no place.

// NewText returns a text.
func NewText(s string) *Node { return &Node{Kind: Text, Text: s} }

// NewNumber returns a number.
func NewNumber(n int) *Node { return &Node{Kind: Number, Text: strconv.Itoa(n)} }

// NewBoolean returns true or false.
func NewBoolean(b bool) *Node { return &Node{Kind: Boolean, Text: strconv.FormatBool(b)} }

// NewNull returns null.
func NewNull() *Node { return &Node{Kind: Null} }

// NewList returns a list of nodes.
func NewList(items ...*Node) *Node { return &Node{Kind: List, Items: items} }

// NewTexts returns a list of texts.
func NewTexts(values []string) *Node {
	n := NewList()
	for _, v := range values {
		n.Items = append(n.Items, NewText(v))
	}
	return n
}

// NewMapping returns a mapping, in the order of its entries.
func NewMapping(entries ...Entry) *Node { return &Node{Kind: Mapping, Entries: entries} }

// NewEntry returns an entry of a mapping.
func NewEntry(key string, value *Node) Entry { return Entry{Key: key, Value: value} }

// Append adds an entry at the end of a mapping, which must not have the key yet.
func (n *Node) Append(key string, value *Node) { n.Entries = append(n.Entries, NewEntry(key, value)) }

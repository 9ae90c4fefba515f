package generate

import "github.com/corslab/corslab/document"

// Short names for what this package is full of.
var (
	text    = document.NewText
	number  = document.NewNumber
	flag    = document.NewBoolean
	list    = document.NewList
	texts   = document.NewTexts
	mapping = document.NewMapping
	entry   = document.NewEntry
)

// set appends an entry to a mapping.
func set(n *document.Node, key string, value *document.Node) { n.Append(key, value) }

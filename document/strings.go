package document

import "slices"

// A String is a piece of text and where it is written; the zero Place for one
// that no file holds.
type String struct {
	Value string
	Place Place
}

// Strings is a list of text, in the order written.
type Strings []String

// StringsOf returns a list that no file holds.
func StringsOf(values ...string) Strings {
	list := make(Strings, len(values))
	for i, v := range values {
		list[i].Value = v
	}
	return list
}

// Values returns the list without its places; nil for an empty one.
func (s Strings) Values() []string {
	if len(s) == 0 {
		return nil
	}
	values := make([]string, len(s))
	for i, v := range s {
		values[i] = v.Value
	}
	return values
}

// Contains reports whether an element has exactly this value.
func (s Strings) Contains(value string) bool {
	return slices.ContainsFunc(s, func(v String) bool { return v.Value == value })
}

// Strings reads a list of text. Elements of another kind are reported and left
// out. key names the list in problems.
func (f *File) Strings(n *Node, key string) Strings {
	var list Strings
	for _, item := range f.Items(n, key) {
		if item.Kind != Text {
			f.Mismatch(item, "an entry of "+key, "text")
			continue
		}
		list = append(list, String{Value: item.Text, Place: item.Place})
	}
	return list
}

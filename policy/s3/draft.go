package s3

import "github.com/corslab/corslab/document"

// A draft is a rule as it was read from any of the forms, before validation.
type draft struct {
	place document.Place

	id                                *document.String
	maxAge                            *number
	origins, methods, headers, expose document.Strings
}

// A number is an integer and where it is written.
type number struct {
	value int
	place document.Place
}

// A part is one part of a rule.
type part int

const (
	partID part = iota
	partOrigins
	partMethods
	partHeaders
	partExpose
	partMaxAge
	partCount
)

// list returns the list that an element or key fills, or nil if it fills none.
func (d *draft) list(p part) *document.Strings {
	switch p {
	case partOrigins:
		return &d.origins
	case partMethods:
		return &d.methods
	case partHeaders:
		return &d.headers
	case partExpose:
		return &d.expose
	}
	return nil
}

package s3

// A draft is a rule as it was read from any of the forms, before validation.
type draft struct {
	offset int // of the rule's first byte

	id                                *text
	maxAge                            *number
	origins, methods, headers, expose []text
}

// A text is a string and where it is written, as a byte offset.
type text struct {
	value  string
	offset int
}

// A number is an integer and where it is written.
type number struct {
	value  int
	offset int
}

// A fieldName is how one part of a rule is spelt in XML and in JSON.
type fieldName struct{ xml, json string }

var (
	fieldID      = fieldName{"ID", "ID"}
	fieldOrigins = fieldName{"AllowedOrigin", "AllowedOrigins"}
	fieldMethods = fieldName{"AllowedMethod", "AllowedMethods"}
	fieldHeaders = fieldName{"AllowedHeader", "AllowedHeaders"}
	fieldExpose  = fieldName{"ExposeHeader", "ExposeHeaders"}
	fieldMaxAge  = fieldName{"MaxAgeSeconds", "MaxAgeSeconds"}
)

var ruleFields = []fieldName{fieldID, fieldOrigins, fieldMethods, fieldHeaders, fieldExpose, fieldMaxAge}

// list returns the list that an element or key fills, or nil if it fills none.
func (d *draft) list(field fieldName) *[]text {
	switch field {
	case fieldOrigins:
		return &d.origins
	case fieldMethods:
		return &d.methods
	case fieldHeaders:
		return &d.headers
	case fieldExpose:
		return &d.expose
	}
	return nil
}

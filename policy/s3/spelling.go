package s3

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/problem"
)

// elsewhere maps how other tools spell the parts of a rule, in lower case and
// without underscores, to the part: CloudFormation, CDK, Terraform, Lightsail.
var elsewhere = map[string]fieldName{
	"id":             fieldID,
	"allowedorigin":  fieldOrigins,
	"allowedorigins": fieldOrigins,
	"alloworigins":   fieldOrigins,
	"allowedmethod":  fieldMethods,
	"allowedmethods": fieldMethods,
	"allowmethods":   fieldMethods,
	"allowedheader":  fieldHeaders,
	"allowedheaders": fieldHeaders,
	"allowheaders":   fieldHeaders,
	"exposeheader":   fieldExpose,
	"exposeheaders":  fieldExpose,
	"exposedheader":  fieldExpose,
	"exposedheaders": fieldExpose,
	"maxage":         fieldMaxAge,
	"maxageseconds":  fieldMaxAge,
}

// A form is how a file spells the parts of a rule.
type form struct {
	// name stands in hints: "S3's JSON".
	name  string
	spell func(fieldName) string
}

var (
	xmlForm  = form{"S3's XML", func(f fieldName) string { return f.xml }}
	jsonForm = form{"S3's JSON", func(f fieldName) string { return f.json }}
)

// field returns the part of a rule that key names in this form.
func (f form) field(key string) (fieldName, bool) {
	i := slices.IndexFunc(ruleFields, func(field fieldName) bool { return f.spell(field) == key })
	if i < 0 {
		return fieldName{}, false
	}
	return ruleFields[i], true
}

// guess returns the part of a rule that a key, which this form does not know, was
// meant to name.
func (f form) guess(key string) (fieldName, bool) {
	plain := strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(key))
	field, ok := elsewhere[plain]
	return field, ok
}

// suggest returns a hint for a key that this form does not know.
func (f form) suggest(key string) string {
	if field, ok := f.guess(key); ok {
		return "did you mean " + f.spell(field) + "? That is how " + f.name + " spells it"
	}
	var known []string
	for _, field := range ruleFields {
		known = append(known, f.spell(field))
	}
	if hint := problem.DidYouMean(key, known...); hint != "" {
		return hint
	}
	return "a rule has " + strings.Join(known, ", ")
}

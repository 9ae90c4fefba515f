package s3

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of a configuration
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html).
const (
	maxRules    = 100
	maxDocument = 64 << 10 // bytes of XML
	maxID       = 255      // characters
)

var methods = []string{"GET", "PUT", "HEAD", "POST", "DELETE"}

// validate checks the rules as S3 does, but to the end.
func (p *parser) validate(drafts []draft) {
	if len(drafts) > maxRules {
		p.report(drafts[maxRules].offset, flaw{
			message: fmt.Sprintf("there are %d rules; S3 takes %d", len(drafts), maxRules),
			cause:   tooManyRules(),
		})
	}
	if size := documentSize(drafts); size > maxDocument {
		p.report(0, flaw{
			message: fmt.Sprintf("the configuration has %d bytes as XML; S3 takes %d", size, maxDocument),
			cause:   tooLarge(),
		})
	}
	for _, d := range drafts {
		p.validateRule(d)
	}
}

func (p *parser) validateRule(d draft) {
	if d.id != nil {
		if n := utf8.RuneCountInString(d.id.value); n > maxID {
			p.report(d.id.offset, flaw{
				message: fmt.Sprintf("the ID has %d characters; S3 takes %d", n, maxID),
				cause:   longID(),
			})
		}
	}
	if len(d.origins) == 0 {
		p.report(d.offset, flaw{
			message: "the rule allows no origin",
			hint:    `every rule needs an AllowedOrigin; "*" allows any`,
			cause:   malformed(),
		})
	}
	if len(d.methods) == 0 {
		p.report(d.offset, flaw{
			message: "the rule allows no method",
			hint:    "every rule needs an AllowedMethod: " + strings.Join(methods, ", "),
			cause:   malformed(),
		})
	}
	for _, origin := range d.origins {
		p.checkWildcards(fieldOrigins, origin)
	}
	for _, method := range d.methods {
		p.checkMethod(method)
	}
	for _, header := range d.headers {
		p.checkWildcards(fieldHeaders, header)
		if !isToken(strings.ReplaceAll(header.value, "*", "")) {
			p.report(header.offset, flaw{
				message: fmt.Sprintf("AllowedHeader %q holds a character that no header name can", header.value),
				hint:    oneNameEach(header.value),
				cause:   invalidAllowedHeader(header.value),
			})
		}
	}
	for _, header := range d.expose {
		p.checkExposed(header)
	}
	if d.maxAge != nil && int(int32(d.maxAge.value)) != d.maxAge.value {
		p.report(d.maxAge.offset, flaw{
			message: fmt.Sprintf("MaxAgeSeconds %d is no 32-bit integer", d.maxAge.value),
			hint:    "no browser keeps a preflight for longer than a day, 86400 seconds",
			cause:   malformed(),
		})
	}
}

func (p *parser) checkMethod(method text) {
	if slices.Contains(methods, method.value) {
		return
	}
	hint := "S3 takes " + strings.Join(methods, ", ")
	upper := strings.ToUpper(strings.TrimSpace(method.value))
	switch {
	case slices.Contains(methods, upper):
		hint = "methods are compared letter by letter: write " + upper
	case upper == "OPTIONS":
		hint = "leave it out: S3 answers preflights of itself"
	case upper == "*":
		hint = "there is no wildcard for methods; list them: " + strings.Join(methods, ", ")
	}
	p.report(method.offset, flaw{
		message: fmt.Sprintf("unsupported method %q", method.value),
		hint:    hint,
		cause:   unsupportedMethod(method.value),
	})
}

func (p *parser) checkWildcards(field fieldName, entry text) {
	if strings.Count(entry.value, "*") <= 1 {
		return
	}
	hint := "write one entry per pattern, each with one *"
	if strings.HasPrefix(entry.value, "http*://") {
		rest := strings.TrimPrefix(entry.value, "http*://")
		hint = "write two entries: http://" + rest + " and https://" + rest
	}
	p.report(entry.offset, flaw{
		message: fmt.Sprintf("%s %q has more than one wildcard", field.xml, entry.value),
		hint:    hint,
		cause:   manyWildcards(field.xml, entry.value),
	})
}

func (p *parser) checkExposed(header text) {
	switch {
	case strings.Contains(header.value, "*"):
		p.report(header.offset, flaw{
			message: fmt.Sprintf("ExposeHeader %q has a wildcard", header.value),
			hint:    "list every header that scripts may read, such as ETag",
			cause:   exposeWildcard(header.value),
		})
	case !isToken(header.value):
		p.report(header.offset, flaw{
			message: fmt.Sprintf("ExposeHeader %q holds a character that no header name can", header.value),
			hint:    oneNameEach(header.value),
			cause:   invalidExposeHeader(header.value),
		})
	}
}

// oneNameEach hints at the usual cause of a bad character: a list in one entry.
func oneNameEach(value string) string {
	if strings.ContainsAny(value, ", ") {
		return "write one header name per entry"
	}
	return ""
}

// isToken reports whether s holds only characters of a header name (RFC 9110
// §5.6.2). An empty string does.
func isToken(s string) bool {
	for i := range len(s) {
		if !tokenBytes[s[i]] {
			return false
		}
	}
	return true
}

var tokenBytes = func() (table [256]bool) {
	for c := '0'; c <= '9'; c++ {
		table[c] = true
	}
	for c := 'a'; c <= 'z'; c++ {
		table[c], table[c-'a'+'A'] = true, true
	}
	for _, c := range "!#$%&'*+-.^_`|~" {
		table[c] = true
	}
	return table
}()

// documentSize returns the length of the rules as the XML that S3 is sent,
// without whitespace between elements. The limit is on that document, so that it
// holds for every form alike.
func documentSize(drafts []draft) int {
	element := func(name string, length int) int { return len("<></>") + 2*len(name) + length }
	inner := 0
	for _, d := range drafts {
		rule := 0
		for _, field := range ruleFields {
			if list := d.list(field); list != nil {
				for _, entry := range *list {
					rule += element(field.xml, len(entry.value))
				}
			}
		}
		if d.id != nil {
			rule += element(fieldID.xml, len(d.id.value))
		}
		if d.maxAge != nil {
			rule += element(fieldMaxAge.xml, len(fmt.Sprint(d.maxAge.value)))
		}
		inner += element("CORSRule", rule)
	}
	return element("CORSConfiguration", inner)
}

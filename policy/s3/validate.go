package s3

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/corslab/corslab/document"
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
func (p *reader) validate(drafts []draft) {
	if len(drafts) > p.spelling.rules {
		p.report(drafts[p.spelling.rules].place, flaw{
			message: fmt.Sprintf("there are %d rules; %s takes %d", len(drafts), p.spelling.service, p.spelling.rules),
			cause:   tooManyRules(),
		})
	}
	if size := documentSize(drafts); size > maxDocument {
		p.report(document.Place{Line: 1, Column: 1}, flaw{
			message: fmt.Sprintf("the configuration has %d bytes as XML; S3 takes %d", size, maxDocument),
			cause:   tooLarge(),
		})
	}
	for _, d := range drafts {
		p.validateRule(d)
	}
}

func (p *reader) validateRule(d draft) {
	p.checkCharacters(d)
	if d.id != nil {
		if n := utf8.RuneCountInString(d.id.Value); n > maxID {
			p.report(d.id.Place, flaw{
				message: fmt.Sprintf("the ID has %d characters; S3 takes %d", n, maxID),
				cause:   longID(),
			})
		}
	}
	if len(d.origins) == 0 {
		p.report(d.place, flaw{
			message: "the rule allows no origin",
			hint:    `every rule needs an AllowedOrigin; "*" allows any`,
			cause:   malformed(),
		})
	}
	if len(d.methods) == 0 {
		p.report(d.place, flaw{
			message: "the rule allows no method",
			hint:    "every rule needs an AllowedMethod: " + strings.Join(p.spelling.methods, ", "),
			cause:   malformed(),
		})
	}
	if len(d.headers) == 0 && p.spelling.headersRequired {
		p.report(d.place, flaw{message: "the rule allows no header", hint: p.spelling.service + ` wants AllowedHeaders in every rule; "*" allows any`})
	}
	for _, origin := range d.origins {
		p.checkWildcards(partOrigins, origin)
	}
	for _, method := range d.methods {
		p.checkMethod(method)
	}
	for _, header := range d.headers {
		p.checkWildcards(partHeaders, header)
		if !isToken(strings.ReplaceAll(header.Value, "*", "")) {
			p.report(header.Place, flaw{
				message: fmt.Sprintf("AllowedHeader %q holds a character that no header name can", header.Value),
				hint:    oneNameEach(header.Value),
				cause:   invalidAllowedHeader(header.Value),
			})
		}
	}
	for _, header := range d.expose {
		p.checkExposed(header)
	}
	if d.maxAge != nil && int(int32(d.maxAge.value)) != d.maxAge.value {
		p.report(d.maxAge.place, flaw{
			message: fmt.Sprintf("MaxAgeSeconds %d is no 32-bit integer", d.maxAge.value),
			hint:    "no browser keeps a preflight for longer than a day, 86400 seconds",
			cause:   malformed(),
		})
	}
}

// checkCharacters refuses what the XML that S3 is sent cannot hold.
func (p *reader) checkCharacters(d draft) {
	texts := slices.Concat(d.origins, d.methods, d.headers, d.expose)
	if d.id != nil {
		texts = append(texts, *d.id)
	}
	for _, s := range texts {
		bad := strings.IndexFunc(s.Value, func(r rune) bool {
			return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\uFFFE' || r == '\uFFFF' || r == utf8.RuneError
		})
		if bad >= 0 {
			p.report(s.Place, flaw{message: fmt.Sprintf("%q holds a character that XML cannot carry", s.Value), cause: malformed()})
		}
	}
}

func (p *reader) checkMethod(method document.String) {
	if slices.Contains(p.spelling.methods, method.Value) {
		return
	}
	known := p.spelling.methods
	hint := p.spelling.service + " takes " + strings.Join(known, ", ")
	upper := strings.ToUpper(strings.TrimSpace(method.Value))
	switch {
	case slices.Contains(known, upper):
		hint = "methods are compared letter by letter: write " + upper
	case upper == "OPTIONS":
		hint = "leave it out: S3 answers preflights of itself"
	case upper == "*":
		hint = "there is no wildcard for methods; list them: " + strings.Join(known, ", ")
	}
	p.report(method.Place, flaw{
		message: fmt.Sprintf("unsupported method %q", method.Value),
		hint:    hint,
		cause:   unsupportedMethod(method.Value),
	})
}

func (p *reader) checkWildcards(field part, entry document.String) {
	if strings.Count(entry.Value, "*") <= 1 {
		return
	}
	hint := "write one entry per pattern, each with one *"
	if strings.HasPrefix(entry.Value, "http*://") {
		rest := strings.TrimPrefix(entry.Value, "http*://")
		hint = "write two entries: http://" + rest + " and https://" + rest
	}
	p.report(entry.Place, flaw{
		message: fmt.Sprintf("%s %q has more than one wildcard", xmlSpelling.parts[field], entry.Value),
		hint:    hint,
		cause:   manyWildcards(xmlSpelling.parts[field], entry.Value),
	})
}

func (p *reader) checkExposed(header document.String) {
	switch {
	case strings.Contains(header.Value, "*"):
		p.report(header.Place, flaw{
			message: fmt.Sprintf("ExposeHeader %q has a wildcard", header.Value),
			hint:    "list every header that scripts may read, such as ETag",
			cause:   exposeWildcard(header.Value),
		})
	case !isToken(header.Value):
		p.report(header.Place, flaw{
			message: fmt.Sprintf("ExposeHeader %q holds a character that no header name can", header.Value),
			hint:    oneNameEach(header.Value),
			cause:   invalidExposeHeader(header.Value),
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
		for field := range partCount {
			if list := d.list(field); list != nil {
				for _, entry := range *list {
					rule += element(xmlSpelling.parts[field], len(entry.Value))
				}
			}
		}
		if d.id != nil {
			rule += element(xmlSpelling.parts[partID], len(d.id.Value))
		}
		if d.maxAge != nil {
			rule += element(xmlSpelling.parts[partMaxAge], len(fmt.Sprint(d.maxAge.value)))
		}
		inner += element("CORSRule", rule)
	}
	return element("CORSConfiguration", inner)
}

package s3

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/problem"
)

const (
	// maxFile bounds the input. Whitespace may make a file larger than the
	// document S3 is sent, but not by that much.
	maxFile = 1 << 20
	// maxDepth bounds nesting of XML; a configuration needs 4.
	maxDepth = 32
	// maxProblems is how many are listed; nobody reads more.
	maxProblems = 100
)

// Parse reads a CORS configuration in any of the forms S3 takes it: the XML of
// the REST API, the JSON object {"CORSRules": […]} of the AWS CLI and SDKs, and
// the bare JSON array of the console. Which one it is shows in the content. The
// name is used in errors only.
//
// The error is problem.Problems, holding everything that is wrong. A problem for
// which S3 would refuse the configuration has a *ValidationError as its cause.
func Parse(name string, data []byte) (*Configuration, error) {
	f := &document.File{Name: name, Data: bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))}
	p := &reader{File: f, spelling: API}
	c := p.configuration(p.readFile())
	if err := f.Problems.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// Read reads a CORS configuration in one of the JSON forms out of a file that was
// parsed already. Problems go to the file.
func Read(f *document.File, n *document.Node) *Configuration {
	p := &reader{File: f, spelling: API}
	return p.configuration(p.readTree(n))
}

// ReadRules reads a list of rules that another kind of file holds. Problems go to
// the file; what they name is spelt as it is there.
func ReadRules(f *document.File, rules *document.Node, s Spelling) *Configuration {
	p := &reader{File: f, spelling: s}
	return p.configuration(p.readRules(rules), true)
}

// A reader reads the rules of one file.
type reader struct {
	*document.File
	spelling Spelling
	// reported is how many problems this reader found.
	reported int
}

// A flaw is what a reader reports, but for the place.
type flaw struct {
	message string
	hint    string
	cause   *ValidationError
}

func (p *reader) report(at document.Place, f flaw) {
	switch {
	case p.reported > maxProblems:
		return
	case p.reported == maxProblems:
		f = flaw{message: fmt.Sprintf("there are more than %d problems; the others are not listed", maxProblems)}
	}
	p.reported++
	found := p.Problem(at, f.message, f.hint)
	if f.cause != nil && p.spelling.words {
		found.Cause = f.cause
	}
	p.Problems = append(p.Problems, found)
}

// at turns an offset of the file into a place.
func (p *reader) at(offset int) document.Place {
	line, column := problem.Locate(p.Data, offset)
	return document.Place{Line: line, Column: column}
}

// readFile returns the rules of a file of its own; ok is false if it could not be
// read to its end, and so must not be judged further.
func (p *reader) readFile() (drafts []draft, ok bool) {
	if len(p.Data) > maxFile {
		p.report(p.at(0), flaw{message: fmt.Sprintf("the file has %d bytes, more than %d", len(p.Data), maxFile), cause: tooLarge()})
		return nil, false
	}
	start := len(p.Data) - len(bytes.TrimLeft(p.Data, " \t\r\n"))
	if start == len(p.Data) {
		p.report(p.at(start), flaw{
			message: "the file is empty",
			hint:    `a bucket without rules has no configuration: that is "s3: none" in a scenario`,
			cause:   malformed(),
		})
		return nil, false
	}
	if bad := invalidUTF8(p.Data); bad >= 0 {
		p.report(p.at(bad), flaw{message: "the file is not UTF-8", cause: malformed()})
		return nil, false
	}
	switch p.Data[start] {
	case '<':
		return p.readXML()
	case '{', '[':
		root := p.ReadJSON(document.Options{Second: "a file holds one configuration"})
		if root == nil {
			p.blame(malformed())
			return nil, false
		}
		return p.readTree(root)
	}
	p.report(p.at(start), flaw{
		message: "this is neither XML nor JSON",
		hint:    `a configuration begins with <CORSConfiguration>, with {"CORSRules": or with [`,
	})
	return nil, false
}

// blame gives the problems without a cause one.
func (p *reader) blame(cause *ValidationError) {
	for i := range p.Problems {
		if p.Problems[i].Cause == nil {
			p.Problems[i].Cause = cause
		}
	}
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// configuration validates what was read and makes it a configuration, which is
// of no use if there are problems.
func (p *reader) configuration(drafts []draft, ok bool) *Configuration {
	if ok {
		p.validate(drafts)
	}
	c := &Configuration{Rules: make([]Rule, len(drafts))}
	for i, d := range drafts {
		c.Rules[i] = d.rule()
	}
	if len(p.Problems) == 0 {
		c.compiled = compile(c.Rules)
	}
	return c
}

// rule makes the draft a rule.
func (d draft) rule() Rule {
	r := Rule{
		AllowedOrigins: d.origins.Values(),
		AllowedMethods: d.methods.Values(),
		AllowedHeaders: d.headers.Values(),
		ExposeHeaders:  d.expose.Values(),
		Place:          d.place,
		Places: Places{
			AllowedOrigins: places(d.origins), AllowedMethods: places(d.methods),
			AllowedHeaders: places(d.headers), ExposeHeaders: places(d.expose),
		},
	}
	if d.id != nil {
		r.ID = d.id.Value
	}
	if d.maxAge != nil {
		seconds := d.maxAge.value
		r.MaxAgeSeconds, r.Places.MaxAgeSeconds = &seconds, d.maxAge.place
	}
	return r
}

func places(list document.Strings) []document.Place {
	out := make([]document.Place, len(list))
	for i, s := range list {
		out[i] = s.Place
	}
	return out
}

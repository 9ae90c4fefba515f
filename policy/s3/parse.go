package s3

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/corslab/corslab/problem"
)

const (
	// maxFile bounds the input. Whitespace may make a file larger than the
	// document S3 is sent, but not by that much.
	maxFile = 1 << 20
	// maxDepth bounds nesting; a configuration needs 4.
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
	p := &parser{name: name, data: bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))}
	drafts, ok := p.read()
	if ok {
		p.validate(drafts)
	}
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	c := &Configuration{Rules: p.rules(drafts)}
	c.compiled = compile(c.Rules)
	return c, nil
}

// A parser gathers the problems of one file.
type parser struct {
	name     string
	data     []byte
	problems problem.Problems
}

// A flaw is what a parser reports, but for the place.
type flaw struct {
	message string
	hint    string
	cause   *ValidationError
}

func (p *parser) report(offset int, f flaw) {
	switch {
	case len(p.problems) > maxProblems:
		return
	case len(p.problems) == maxProblems:
		f = flaw{message: fmt.Sprintf("there are more than %d problems; the others are not listed", maxProblems)}
	}
	found := problem.Problem{File: p.name, Message: f.message, Hint: f.hint}
	if f.cause != nil {
		found.Cause = f.cause
	}
	p.problems = append(p.problems, found.At(p.data, offset))
}

// read returns the rules of the file; ok is false if it could not be read to its
// end, and so must not be judged further.
func (p *parser) read() (drafts []draft, ok bool) {
	if len(p.data) > maxFile {
		p.report(0, flaw{message: fmt.Sprintf("the file has %d bytes, more than %d", len(p.data), maxFile), cause: tooLarge()})
		return nil, false
	}
	start := len(p.data) - len(bytes.TrimLeft(p.data, " \t\r\n"))
	if start == len(p.data) {
		p.report(start, flaw{
			message: "the file is empty",
			hint:    `a bucket without rules has no configuration: that is "s3: none" in a scenario`,
			cause:   malformed(),
		})
		return nil, false
	}
	if bad := invalidUTF8(p.data); bad >= 0 {
		p.report(bad, flaw{message: "the file is not UTF-8", cause: malformed()})
		return nil, false
	}
	switch p.data[start] {
	case '<':
		return p.readXML()
	case '{', '[':
		return p.readJSON()
	}
	p.report(start, flaw{
		message: "this is neither XML nor JSON",
		hint:    `a configuration begins with <CORSConfiguration>, with {"CORSRules": or with [`,
	})
	return nil, false
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

func (p *parser) rules(drafts []draft) []Rule {
	rules := make([]Rule, len(drafts))
	for i, d := range drafts {
		line, column := problem.Locate(p.data, d.offset)
		rules[i] = Rule{
			AllowedOrigins: values(d.origins),
			AllowedMethods: values(d.methods),
			AllowedHeaders: values(d.headers),
			ExposeHeaders:  values(d.expose),
			Position:       Position{Line: line, Column: column},
		}
		if d.id != nil {
			rules[i].ID = d.id.value
		}
		if d.maxAge != nil {
			rules[i].MaxAgeSeconds = &drafts[i].maxAge.value
		}
	}
	return rules
}

func values(texts []text) []string {
	if len(texts) == 0 {
		return nil
	}
	list := make([]string, len(texts))
	for i, t := range texts {
		list[i] = t.value
	}
	return list
}

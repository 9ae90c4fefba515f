package s3

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/problem"
)

const (
	rootElement = "CORSConfiguration"
	ruleElement = "CORSRule"
	// namespace may be left out.
	namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
)

// An element is an XML element and where it is written.
type element struct {
	name     xml.Name
	offset   int
	children []element
	// content is the character data of an element, textOffset its first byte.
	content    []byte
	textOffset int
}

// readXML reads the form of the REST API.
func (p *reader) readXML() ([]draft, bool) {
	source := &xmlReader{data: p.Data, decoder: xml.NewDecoder(bytes.NewReader(p.Data))}
	root, err := source.document()
	if err != nil {
		p.report(p.at(source.at), flaw{message: err.Error(), cause: malformed()})
		return nil, false
	}
	if !p.checkElement(root, rootElement) {
		return nil, false
	}
	p.checkNoText(root)
	var drafts []draft
	for i := range root.children {
		rule := &root.children[i]
		if p.checkElement(rule, ruleElement) {
			p.checkNoText(rule)
			drafts = append(drafts, p.xmlRule(rule))
		}
	}
	if len(root.children) == 0 {
		p.report(p.at(root.offset), flaw{
			message: "there are no rules",
			hint:    `S3 refuses an empty configuration; a bucket without one is "s3: none" in a scenario`,
			cause:   malformed(),
		})
	}
	return drafts, true
}

// checkElement reports whether e is the element that must stand in its place.
func (p *reader) checkElement(e *element, want string) bool {
	if e.name.Local != want {
		hint := problem.DidYouMean(e.name.Local, want)
		if _, ok := xmlSpelling.part(e.name.Local); ok {
			hint = "it belongs into a <" + ruleElement + ">"
		}
		p.report(p.at(e.offset), flaw{message: "unexpected <" + e.name.Local + ">, not <" + want + ">", hint: hint, cause: malformed()})
		return false
	}
	p.checkNamespace(e)
	return true
}

func (p *reader) checkNamespace(e *element) {
	if e.name.Space != "" && e.name.Space != namespace {
		p.report(p.at(e.offset), flaw{
			message: "<" + e.name.Local + "> is of the namespace " + strconv.Quote(e.name.Space),
			hint:    "S3's is " + namespace + "; it may be left out",
			cause:   malformed(),
		})
	}
}

func (p *reader) checkNoText(e *element) {
	if len(bytes.TrimSpace(e.content)) > 0 {
		p.report(p.at(e.textOffset), flaw{message: "text in <" + e.name.Local + ">, outside of its elements", cause: malformed()})
	}
}

func (p *reader) xmlRule(rule *element) draft {
	d := draft{place: p.at(rule.offset)}
	for i := range rule.children {
		child := &rule.children[i]
		field, known := xmlSpelling.part(child.name.Local)
		if !known {
			p.report(p.at(child.offset), flaw{
				message: "unknown element <" + child.name.Local + ">",
				hint:    xmlSpelling.suggest(child.name.Local),
				cause:   malformed(),
			})
			// What it was meant to be is read, so that the rule is not reported as
			// lacking it too.
			if field, known = xmlSpelling.guess(child.name.Local); !known {
				continue
			}
		}
		p.checkNamespace(child)
		if len(child.children) > 0 {
			p.report(p.at(child.children[0].offset), flaw{message: "element inside <" + xmlSpelling.parts[field] + ">, which holds text", cause: malformed()})
			continue
		}
		p.xmlField(&d, field, child)
	}
	return d
}

func (p *reader) xmlField(d *draft, field part, e *element) {
	value := document.String{Value: string(e.content), Place: p.at(e.textOffset)}
	switch list := d.list(field); {
	case list != nil:
		*list = append(*list, value)
	case field == partID && d.id == nil:
		d.id = &value
	case field == partMaxAge && d.maxAge == nil:
		seconds, err := strconv.Atoi(strings.TrimSpace(value.Value))
		if err != nil {
			p.report(value.Place, flaw{
				message: xmlSpelling.parts[field] + " " + strconv.Quote(value.Value) + " is no 32-bit integer",
				cause:   malformed(),
			})
			return
		}
		d.maxAge = &number{seconds, value.Place}
	default:
		p.report(p.at(e.offset), flaw{message: "<" + xmlSpelling.parts[field] + "> is there twice in one rule", cause: malformed()})
	}
}

var errDepth = fmt.Errorf("nested deeper than %d levels", maxDepth)

// An xmlReader reads an XML document into elements. Entities other than the five
// of XML itself are errors, so that none can be expanded.
type xmlReader struct {
	data    []byte
	decoder *xml.Decoder
	// at is where the last token begins.
	at int
}

// document returns the root element.
func (r *xmlReader) document() (*element, error) {
	var root *element
	for {
		token, err := r.token()
		if errors.Is(err, io.EOF) && root != nil {
			return root, nil
		}
		if err != nil {
			return nil, r.explain(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if root != nil {
				return nil, errors.New("a second root element <" + t.Name.Local + ">")
			}
			if root, err = r.element(t, 1); err != nil {
				return nil, err
			}
		case xml.CharData:
			if blank := strings.TrimSpace(string(t)); blank != "" {
				r.at += strings.Index(string(t), blank)
				return nil, errors.New("text outside of the root element")
			}
		case xml.Directive:
			return nil, errors.New("a document type declaration, which no configuration has")
		}
	}
}

func (r *xmlReader) token() (xml.Token, error) {
	r.at = int(r.decoder.InputOffset())
	return r.decoder.Token()
}

func (r *xmlReader) element(start xml.StartElement, depth int) (*element, error) {
	e := &element{name: start.Name, offset: r.at}
	if depth > maxDepth {
		return nil, errDepth
	}
	e.textOffset = int(r.decoder.InputOffset())
	for {
		token, err := r.token()
		if err != nil {
			return nil, r.explain(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			child, err := r.element(t, depth+1)
			if err != nil {
				return nil, err
			}
			e.children = append(e.children, *child)
		case xml.CharData:
			if len(bytes.TrimSpace(e.content)) == 0 {
				e.textOffset = r.at + document.LeadingSpace(r.data[r.at:])
			}
			e.content = append(e.content, t...)
		case xml.EndElement:
			return e, nil
		case xml.Directive:
			return nil, errors.New("a document type declaration, which no configuration has")
		}
	}
}

// end returns where the text of the file ends.
func (r *xmlReader) end() int { return len(bytes.TrimRight(r.data, " \t\r\n")) }

// explain puts the decoder's error into words and r.at at its place.
func (r *xmlReader) explain(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		r.at = r.end()
		return errors.New("the XML ends too early")
	case !errors.As(err, &syntax):
		return errors.New("this is no XML: " + strings.TrimPrefix(err.Error(), "xml: "))
	case int(r.decoder.InputOffset()) >= len(r.data) && strings.HasPrefix(syntax.Msg, "unexpected EOF"):
		r.at = r.end()
		return errors.New("the XML ends too early")
	}
	return errors.New("this is no XML: " + syntax.Msg)
}

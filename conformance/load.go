package conformance

import (
	"bytes"
	_ "embed"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

//go:embed policy.schema.json
var policySchema []byte

// PolicySchema returns the JSON Schema (draft 2020-12) of the policy file. What it
// accepts is close to what LoadPolicy does.
func PolicySchema() []byte { return bytes.Clone(policySchema) }

// maxMaxAge is the longest that a policy may ask for, in seconds: a year.
const maxMaxAge = 365 * 24 * 60 * 60

var policyKeys = []string{"origins", "methods", "headers", "credentials", "expose", "max-age"}

// LoadPolicy reads a policy file, YAML or JSON. The error is a problem.Problems with
// everything that is wrong with it.
func LoadPolicy(name string, data []byte) (Policy, error) {
	l := &loader{File: document.File{Name: name, Data: data}}
	root := l.Read(document.Options{
		Empty:  "a policy names origins: {origins: [https://app.example.com]}",
		Second: "one file is one policy",
	})
	var p Policy
	if root != nil {
		p = l.policy(root)
	}
	return p, l.Problems.Err()
}

type loader struct{ document.File }

func (l *loader) policy(root *document.Node) Policy {
	o, ok := l.Object(root, "a policy", policyKeys)
	if !ok {
		return Policy{}
	}
	p := Policy{Origins: []string{}}
	if n := l.Require(o, "origins", "a policy"); n != nil {
		p.Origins = append(p.Origins, l.list(n, "origins", l.checkOrigin)...)
	}
	p.Methods = l.list(o.Get("methods"), "methods", l.checkMethod)
	p.Headers = l.list(o.Get("headers"), "headers", l.checkName)
	p.Expose = l.list(o.Get("expose"), "expose", l.checkName)
	if n := o.Get("credentials"); n != nil {
		p.Credentials = l.Boolean(n, "credentials")
	}
	if n := o.Get("max-age"); n != nil {
		age := l.Integer(n, "max-age", 0, maxMaxAge)
		p.MaxAge = &age
	}
	return p
}

// list reads a list of text, each entry once, with Any alone if at all. nil stays nil.
func (l *loader) list(n *document.Node, key string, check func(document.String)) []string {
	if n == nil {
		return nil
	}
	values := []string{}
	for _, item := range l.Items(n, key) {
		if item.Kind == document.Null && key == "origins" {
			l.Report(item.Place, "an entry of origins is text, this is nothing", `the origin of a sandboxed frame is written in quotes: "null"`)
			continue
		}
		if item.Kind != document.Text {
			l.Mismatch(item, "an entry of "+key, "text")
			continue
		}
		s := document.String{Value: item.Text, Place: item.Place}
		for _, earlier := range values {
			if earlier == s.Value {
				l.Report(s.Place, s.Value+" is repeated", "")
			}
		}
		if s.Value == Any && len(n.Items) > 1 {
			l.Report(s.Place, `"*" stands for everything, so it stands alone`, "remove the other entries, or this one")
		}
		check(s)
		values = append(values, s.Value)
	}
	return values
}

func (l *loader) checkOrigin(s document.String) {
	if parsePattern(s.Value).kind != brokenPattern {
		return
	}
	l.Report(s.Place, `"`+s.Value+`" is no origin`, originHint(s.Value))
}

// originHint says what to write in place of what is no origin.
func originHint(s string) string {
	if u, err := fetch.ParseURL(strings.Replace(s, "*", "x", 1), nil); err == nil && u.IsHTTP() && !strings.Contains(s, "*") {
		return "browsers send it as " + u.Origin().String()
	}
	return `write an origin, such as https://app.example.com, or https://*.example.com, http://localhost:*, "null" or "*"`
}

func (l *loader) checkMethod(s document.String) {
	switch {
	case s.Value == "" || !isToken(s.Value):
		l.Report(s.Place, `"`+s.Value+`" is no method`, "")
	case strings.EqualFold(s.Value, "CONNECT"), strings.EqualFold(s.Value, "TRACE"), strings.EqualFold(s.Value, "TRACK"):
		l.Report(s.Place, "no page can use the method "+s.Value, "")
	}
}

func (l *loader) checkName(s document.String) {
	if s.Value == "" || !isToken(s.Value) {
		l.Report(s.Place, `"`+s.Value+`" is no name of a header`, "")
	}
}

// isToken reports whether s consists of the characters of a token
// (https://www.rfc-editor.org/rfc/rfc9110.html#section-5.6.2). Any is one.
func isToken(s string) bool {
	return strings.Trim(s, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

package s3

import (
	"fmt"
	"strconv"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/problem"
)

const rulesKey = "CORSRules"

// readTree reads the object of the API or the bare array of the console.
func (p *reader) readTree(root *document.Node) ([]draft, bool) {
	if root.Kind == document.Mapping {
		rules, ok := p.ruleList(root)
		if !ok {
			return nil, false
		}
		root = rules
	}
	return p.readRules(root), true
}

// readRules reads a list of rules.
func (p *reader) readRules(list *document.Node) []draft {
	if list.Kind != document.List {
		p.wrongType("the list of rules", document.List, list)
		return nil
	}
	if len(list.Items) == 0 {
		p.report(list.Place, flaw{
			message: "there are no rules",
			hint:    p.spelling.service + ` refuses an empty configuration; a bucket without one is "s3: none" in a scenario`,
			cause:   malformed(),
		})
	}
	drafts := make([]draft, 0, len(list.Items))
	for _, item := range list.Items {
		if item.Kind != document.Mapping {
			p.wrongType("a rule", document.Mapping, item)
			continue
		}
		drafts = append(drafts, p.readRule(item))
	}
	return drafts
}

// ruleList returns the list of rules in the object form. An object without one
// is wrong for the keys it has instead.
func (p *reader) ruleList(root *document.Node) (rules *document.Node, ok bool) {
	for _, e := range root.Entries {
		switch {
		case e.Key == rulesKey && rules != nil:
			p.report(e.Place, flaw{message: "key " + rulesKey + " is there twice", cause: malformed()})
		case e.Key == rulesKey:
			rules, ok = e.Value, e.Value.Kind == document.List
			if !ok {
				p.wrongType(rulesKey, document.List, e.Value)
			}
		default:
			p.report(e.Place, flaw{message: "unknown key " + strconv.Quote(e.Key), hint: p.rootHint(e.Key), cause: malformed()})
		}
	}
	if len(root.Entries) == 0 {
		p.report(root.Place, flaw{message: "there is no " + rulesKey, cause: malformed()})
	}
	return rules, ok
}

func (p *reader) rootHint(key string) string {
	if _, ok := p.spelling.part(key); ok {
		return `a rule stands in a list: {"CORSRules": [{…}]}`
	}
	if key == "CORSConfiguration" {
		return "give what is inside it"
	}
	if hint := problem.DidYouMean(key, rulesKey); hint != "" {
		return hint
	}
	return "the object has " + rulesKey + ", and nothing else"
}

func (p *reader) readRule(rule *document.Node) draft {
	d := draft{place: rule.Place}
	seen := map[part]bool{}
	for _, e := range rule.Entries {
		which, known := p.spelling.part(e.Key)
		if !known {
			p.report(e.Place, flaw{message: "unknown key " + strconv.Quote(e.Key), hint: p.spelling.suggest(e.Key), cause: malformed()})
			// What it was meant to be is read, so that the rule is not reported as
			// lacking it too.
			if which, known = p.spelling.guess(e.Key); !known || seen[which] {
				continue
			}
		}
		if seen[which] {
			p.report(e.Place, flaw{message: "key " + e.Key + " is there twice in one rule", cause: malformed()})
			continue
		}
		seen[which] = true
		p.readPart(&d, which, e)
	}
	return d
}

func (p *reader) readPart(d *draft, which part, e document.Entry) {
	value := e.Value
	switch list := d.list(which); {
	case list != nil:
		*list = p.readList(e.Key, value)
	case which == partID:
		if value.Kind != document.Text {
			p.wrongType(e.Key, document.Text, value)
			return
		}
		d.id = &document.String{Value: value.Text, Place: value.Place}
	case which == partMaxAge:
		if !p.isNumber(value) {
			p.wrongType(e.Key, document.Number, value)
			return
		}
		seconds, err := strconv.Atoi(value.Text)
		if err != nil {
			p.report(value.Place, flaw{message: e.Key + " " + value.Text + " is no 32-bit integer", cause: malformed()})
			return
		}
		d.maxAge = &number{seconds, value.Place}
	}
}

// isNumber reports whether the value is a number, in quotes or not where the
// file's tool makes no difference between them.
func (p *reader) isNumber(value *document.Node) bool {
	if value.Kind == document.Text && p.spelling.textNumbers {
		_, err := strconv.Atoi(value.Text)
		return err == nil
	}
	return value.Kind == document.Number
}

// readList returns the strings of a list. Where the list itself is wrong, what
// it was meant to hold is returned, so that the rule is not reported as lacking
// it too.
func (p *reader) readList(key string, value *document.Node) document.Strings {
	if value.Kind != document.List {
		p.wrongType(key, document.List, value)
		if value.Kind == document.Text {
			return document.Strings{{Value: value.Text, Place: value.Place}}
		}
		return nil
	}
	list := make(document.Strings, 0, len(value.Items))
	for _, item := range value.Items {
		if item.Kind != document.Text {
			p.wrongType("an entry of "+key, document.Text, item)
			continue
		}
		list = append(list, document.String{Value: item.Text, Place: item.Place})
	}
	return list
}

func (p *reader) wrongType(what string, want document.Kind, got *document.Node) {
	hint := ""
	switch {
	case got.Kind == document.Text && want == document.List:
		hint = "write [" + strconv.Quote(got.Text) + "]"
	case got.Kind == document.Text && want == document.Number:
		if _, err := strconv.Atoi(got.Text); err == nil {
			hint = "write " + got.Text + " without quotes"
		}
	case got.Kind == document.Null:
		hint = "leave it out instead"
	}
	p.report(got.Place, flaw{
		message: fmt.Sprintf("%s is %s, not %s", what, got.Kind, want),
		hint:    hint,
		cause:   malformed(),
	})
}

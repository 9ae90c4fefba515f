package vtl

import (
	"strconv"
	"strings"
)

// A Result is what a template renders.
type Result struct {
	Text string
	// Headers are the response headers that the template overrides, in order.
	Headers []Header
	// Status is the status it overrides; zero if it leaves it.
	Status int
}

// A Header is a header field.
type Header struct{ Name, Value string }

// maxText bounds what a template may render, in bytes.
const maxText = 1 << 20

// A renderer renders one template.
type renderer struct {
	header    func(string) string
	variables map[string]string
	text      strings.Builder
	result    Result
}

// Render renders a template for a request whose header fields are given by a
// function, which returns "" for one that is missing. The error is an *Error; the
// result then holds what was rendered before it.
func Render(template string, header func(name string) string) (Result, error) {
	p := &parser{rest: template}
	nodes, end, err := p.nodes()
	if err == nil && end != "" {
		err = &Error{"#" + end + " without #if"}
	}
	if err != nil {
		return Result{}, err
	}
	r := &renderer{header: header, variables: map[string]string{}}
	err = r.all(nodes)
	r.result.Text = r.text.String()
	return r.result, err
}

func (r *renderer) all(nodes []node) error {
	for _, n := range nodes {
		if err := n.render(r); err != nil {
			return err
		}
		if r.text.Len() > maxText {
			return &Error{"more than a megabyte of output"}
		}
	}
	return nil
}

func (t text) render(r *renderer) error {
	r.text.WriteString(string(t))
	return nil
}

func (o output) render(r *renderer) error {
	v, err := o.value.value(r)
	r.text.WriteString(v)
	return err
}

const (
	headerOverride = "context.responseOverride.header."
	statusOverride = "context.responseOverride.status"
)

func (s set) render(r *renderer) error {
	v, err := s.value.value(r)
	if err != nil {
		return err
	}
	name, isHeader := strings.CutPrefix(s.target, headerOverride)
	switch {
	case isHeader:
		r.result.Headers = append(r.result.Headers, Header{name, v})
	case s.target == statusOverride:
		r.result.Status, err = strconv.Atoi(v)
		if err != nil {
			return &Error{"the status " + strconv.Quote(v)}
		}
	case strings.Contains(s.target, "."):
		return &Error{"$" + s.target}
	default:
		r.variables[s.target] = v
	}
	return nil
}

func (b branch) render(r *renderer) error {
	for i, body := range b.bodies {
		if i == len(b.conditions) {
			return r.all(body)
		}
		v, err := b.conditions[i].value(r)
		if err != nil {
			return err
		}
		if isTrue(v) {
			return r.all(body)
		}
	}
	return nil
}

package serverless

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer/cloudformation"
	"github.com/corslab/corslab/policy"
)

// Is reports whether a document is a configuration.
func Is(n *document.Node) bool {
	provider := n.Get("provider")
	return n.Get("service") != nil && provider != nil && (provider.Text == "aws" || provider.Get("name") != nil)
}

// A service is a configuration that is being read.
type service struct {
	*document.File
	root  *document.Node
	given map[string]string
	depth int
}

// Read reads a configuration with values for its variables. Problems go to the
// file. A function's URL is named after the function, an API after its kind: httpApi,
// or http for the REST API.
// If only one resource is wanted, problems of others are of no matter.
func Read(f *document.File, root *document.Node, params map[string]string, only string) []policy.Resource {
	s := &service{File: f, root: root, given: params}
	var found []policy.Resource
	before := len(f.Problems)
	settle := func(name string) {
		if only != "" && name != only {
			f.Forget(before)
		}
		before = len(f.Problems)
	}
	if a, place := s.httpAPI(); a != nil {
		settle("httpApi")
		found = append(found, policy.Resource{Engine: policy.HTTPAPI, Name: "httpApi", Place: place, Policy: a})
	}
	if a, place := s.restAPI(); a != nil {
		settle("http")
		found = append(found, policy.Resource{Engine: policy.RESTAPI, Name: "http", Place: place, Policy: a})
	}
	for _, fn := range s.functions() {
		if u, place := s.url(fn.Value); u != nil {
			settle(fn.Key)
			found = append(found, policy.Resource{Engine: policy.LambdaURL, Name: fn.Key, Place: place, Policy: u})
		}
	}
	if resources := root.Get("resources"); resources != nil {
		for _, part := range append([]*document.Node{resources}, resources.Items...) {
			if part = s.resolveAll(part); part != nil && cloudformation.Is(part) {
				found = append(found, cloudformation.Read(f, part, nil, only)...)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b policy.Resource) int { return a.Place.Line - b.Place.Line })
	return found
}

// functions returns the functions by name.
func (s *service) functions() (list []document.Entry) {
	n := s.root.Get("functions")
	if n == nil {
		return nil
	}
	for _, part := range append([]*document.Node{n}, n.Items...) {
		list = append(list, part.Entries...)
	}
	return list
}

// An event is an event of a function.
type event struct {
	method, path string
	// settings is the event's mapping; nil where it is one line.
	settings *document.Node
	place    document.Place
}

// events returns the events of all functions that are of a kind: http or httpApi.
func (s *service) events(kind string) (list []event) {
	for _, fn := range s.functions() {
		events := fn.Value.Get("events")
		if events == nil {
			continue
		}
		for _, item := range events.Items {
			v := item.Get(kind)
			if v == nil {
				continue
			}
			e := event{settings: v, place: v.Place}
			if v.IsScalar() {
				e.method, e.path, _ = strings.Cut(strings.TrimSpace(v.Text), " ")
				e.settings = nil
			} else {
				e.method, e.path = s.plain(v.Get("method")), s.plain(v.Get("path"))
			}
			e.method = strings.ToUpper(e.method)
			e.path = "/" + strings.TrimPrefix(strings.TrimSpace(e.path), "/")
			list = append(list, e)
		}
	}
	return list
}

func (e event) get(key string) *document.Node {
	if e.settings == nil {
		return nil
	}
	return e.settings.Get(key)
}

// provider returns a setting of the provider, by path.
func (s *service) provider(keys ...string) *document.Node {
	n := s.root.Get("provider")
	for _, key := range keys {
		if n == nil {
			return nil
		}
		n = n.Get(key)
	}
	return n
}

package cloudformation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

const samTransform = "AWS::Serverless-2016-10-31"

// Is reports whether a document is a template.
func Is(n *document.Node) bool {
	if n.Get("AWSTemplateFormatVersion") != nil {
		return true
	}
	resources := n.Get("Resources")
	return resources != nil && slices.ContainsFunc(resources.Entries, func(e document.Entry) bool {
		kind := e.Value.Get("Type")
		return kind != nil && strings.Contains(kind.Text, "::")
	})
}

// IsSAM reports whether a template is transformed by SAM.
func IsSAM(n *document.Node) bool {
	transform := n.Get("Transform")
	if transform == nil {
		return false
	}
	return transform.Text == samTransform || slices.ContainsFunc(transform.Items, func(item *document.Node) bool { return item.Text == samTransform })
}

// A template is a template that is being read.
type template struct {
	*document.File
	// given are values from outside, by name; used says which were asked for.
	given      map[string]string
	used       map[string]bool
	parameters map[string]*document.Node
	mappings   *document.Node
	conditions map[string]*document.Node
	// deciding holds the conditions that are being evaluated, against cycles.
	deciding map[string]bool
	depth    int
	// resources are those whose condition holds, in order.
	resources []resource
	globals   *document.Node
}

// A resource is a resource of a template.
type resource struct {
	id, kind   string
	properties *document.Node
	place      document.Place
}

// Read reads a template with values for its parameters. Problems go to the file; if
// only one resource is wanted, those of others are of no matter.
func Read(f *document.File, root *document.Node, params map[string]string, only string) []policy.Resource {
	t := &template{File: f, given: params, used: map[string]bool{}, parameters: map[string]*document.Node{}, conditions: map[string]*document.Node{}, deciding: map[string]bool{}}
	t.readParameters(root.Get("Parameters"))
	t.mappings, t.globals = root.Get("Mappings"), root.Get("Globals")
	if v := root.Get("Conditions"); v != nil {
		for _, e := range v.Entries {
			t.conditions[e.Key] = e.Value
		}
	}
	t.readResources(root.Get("Resources"))
	var found []policy.Resource
	for _, r := range t.resources {
		before := len(f.Problems)
		found = append(found, t.policies(r)...)
		if only != "" && r.id != only {
			f.Forget(before)
		}
	}
	before := len(f.Problems)
	found = append(found, t.implicitAPIs()...)
	if only != "" && only != implicitREST && only != implicitHTTP {
		f.Forget(before)
	}
	t.unused()
	slices.SortStableFunc(found, func(a, b policy.Resource) int { return a.Place.Line - b.Place.Line })
	return found
}

// readParameters checks the parameters against what was given.
func (t *template) readParameters(n *document.Node) {
	if n != nil {
		for _, e := range n.Entries {
			t.parameters[e.Key] = e.Value
		}
	}
	for name, value := range t.given {
		p := t.parameters[name]
		if p == nil || p.Get("AllowedValues") == nil {
			continue
		}
		allowed := p.Get("AllowedValues").Items
		if !slices.ContainsFunc(allowed, func(v *document.Node) bool { return v.Text == value }) {
			t.Report(p.Get("AllowedValues").Place, fmt.Sprintf("the parameter %s cannot be %q", name, value), "")
		}
	}
}

// unused reports values that were given and are nowhere asked for.
func (t *template) unused() {
	for _, name := range slices.Sorted(maps.Keys(t.given)) {
		if _, ok := t.parameters[name]; !ok && !t.used[name] {
			t.Report(document.Place{}, "the template has no parameter "+name, document.Suggest(name, slices.Sorted(maps.Keys(t.parameters))))
		}
	}
}

func (t *template) readResources(n *document.Node) {
	if n == nil {
		return
	}
	if n.Kind != document.Mapping {
		t.Mismatch(n, "Resources", "a mapping")
		return
	}
	for _, e := range n.Entries {
		kind := e.Value.Get("Type")
		if kind == nil {
			t.Report(e.Place, "the resource "+e.Key+" has no Type", "")
			continue
		}
		if c := e.Value.Get("Condition"); c != nil && c.IsScalar() && !t.condition(c) {
			continue
		}
		properties := e.Value.Get("Properties")
		if properties == nil {
			properties = &document.Node{Kind: document.Mapping, Place: e.Place}
		}
		t.resources = append(t.resources, resource{e.Key, kind.Text, properties, e.Place})
	}
}

// get returns a property, unresolved; nil if it is not there.
func (r resource) get(key string) *document.Node { return r.properties.Get(key) }

// resource returns the resource with a logical ID.
func (t *template) resource(id string) (resource, bool) {
	i := slices.IndexFunc(t.resources, func(r resource) bool { return r.id == id })
	if i < 0 {
		return resource{}, false
	}
	return t.resources[i], true
}

// of returns the resources of a type.
func (t *template) of(kind string) (list []resource) {
	for _, r := range t.resources {
		if r.kind == kind {
			list = append(list, r)
		}
	}
	return list
}

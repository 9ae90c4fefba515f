package terraform

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

// IsState reports whether a document is what `terraform show -json` prints.
func IsState(n *document.Node) bool {
	return n.Get("format_version") != nil && (n.Get("planned_values") != nil || n.Get("values") != nil)
}

// ReadState reads what `terraform show -json` prints of a plan or a state. Problems
// go to the file; if only one resource is wanted, those of others are of no matter.
func ReadState(f *document.File, n *document.Node, only string) []policy.Resource {
	m := &module{File: f}
	values := n.Get("planned_values")
	if values == nil {
		values = n.Get("values")
	}
	if root := values.Get("root_module"); root != nil {
		m.collect(root, 0)
	}
	if configuration := n.Get("configuration"); configuration != nil && configuration.Get("root_module") != nil {
		m.linkByReference(configuration.Get("root_module"), "", 0)
	}
	m.linkByID()
	return m.resources(only)
}

// collect gathers the resources of a module and of those it calls.
func (m *module) collect(n *document.Node, depth int) {
	if resources := n.Get("resources"); resources != nil {
		for _, r := range resources.Items {
			kind, address, values := r.Get("type"), r.Get("address"), r.Get("values")
			if kind == nil || address == nil || values == nil {
				m.Report(r.Place, "a resource has a type, an address and values", "")
				continue
			}
			if mode := r.Get("mode"); mode != nil && mode.Text == "data" {
				continue
			}
			m.blocks = append(m.blocks, block{kind: kind.Text, address: address.Text, values: values, place: r.Place, links: map[string]string{}})
		}
	}
	if children := n.Get("child_modules"); children != nil && depth < maxDepth {
		for _, child := range children.Items {
			m.collect(child, depth+1)
		}
	}
}

// linkByReference takes links from what the configuration refers to: in a plan the
// values themselves are not known yet.
func (m *module) linkByReference(n *document.Node, prefix string, depth int) {
	if resources := n.Get("resources"); resources != nil {
		for _, r := range resources.Items {
			address, expressions := r.Get("address"), r.Get("expressions")
			if address == nil || expressions == nil {
				continue
			}
			for i, b := range m.blocks {
				if index.ReplaceAllString(b.address, "") == prefix+address.Text {
					m.references(m.blocks[i], expressions, "", prefix, 0)
				}
			}
		}
	}
	calls := n.Get("module_calls")
	if calls == nil || depth > maxDepth {
		return
	}
	for _, e := range calls.Entries {
		if inner := e.Value.Get("module"); inner != nil {
			m.linkByReference(inner, prefix+"module."+e.Key+".", depth+1)
		}
	}
}

// unindexed is an address without the index of an instance.
func unindexed(address string) string {
	address, _, _ = strings.Cut(address, "[")
	return address
}

func (m *module) references(b block, expressions *document.Node, path, prefix string, depth int) {
	for _, e := range expressions.Entries {
		key := path + e.Key
		if refs := e.Value.Get("references"); refs != nil {
			for _, ref := range refs.Items {
				if target := resourceOf(ref.Text); target != "" && b.links[key] == "" {
					b.links[key] = prefix + target
				}
			}
			continue
		}
		for _, item := range e.Value.Items { // nested blocks
			if depth < maxDepth {
				m.references(b, item, key+".", prefix, depth+1)
			}
		}
	}
}

// resourceOf is the address in a reference: "aws_x.y" of "aws_x.y.id".
func resourceOf(reference string) string {
	kind, rest, ok := strings.Cut(reference, ".")
	if !ok || !strings.HasPrefix(kind, "aws_") {
		return ""
	}
	name, _, _ := strings.Cut(rest, ".")
	return kind + "." + unindexed(name)
}

// idArguments are the arguments that hold the ID of another resource, with the
// types of that.
var idArguments = map[string][]string{
	"rest_api_id": {"aws_api_gateway_rest_api"},
	"resource_id": {"aws_api_gateway_resource"},
	"parent_id":   {"aws_api_gateway_resource"},
	"api_id":      {"aws_apigatewayv2_api"},
	"bucket":      {"aws_s3_bucket"},
}

// linkByID takes links from equal IDs, which a state has.
func (m *module) linkByID() {
	for _, b := range m.blocks {
		for key, kinds := range idArguments {
			value := b.text(key)
			if value == "" || b.links[key] != "" {
				continue
			}
			for _, other := range m.blocks {
				if other.text("id") == value && slices.Contains(kinds, other.kind) {
					b.links[key] = other.address
				}
			}
		}
	}
}

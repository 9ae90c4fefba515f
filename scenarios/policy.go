package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/problem"
)

// policyFiles reads the policy files in and below the folder of a scenario
// file, and nothing else.
type policyFiles struct {
	fsys   fs.FS
	folder string
}

// engines reads the value of `policy`: one engine, or a list of them, outermost
// first, with their names.
func (d *decoder) engines(n *document.Node) (out []policy.Policy, names []policy.Engine) {
	items := []*document.Node{n}
	if n.Kind == document.List {
		items = n.Items
		if len(items) == 0 {
			d.Report(n.Place, "policy is empty", "name an engine: {s3: FILE}")
		}
	}
	for _, item := range items {
		if o, ok := d.object(item, "policy", "a policy"); ok {
			if p := d.engine(item, o); p != nil {
				out, names = append(out, p), append(names, engineOf(o)...)
			}
		}
	}
	return out, names
}

// engine reads one engine; nil if something is wrong with it.
func (d *decoder) engine(item *document.Node, o document.Object) policy.Policy {
	named := engineOf(o)
	switch {
	case len(named) == 0 && len(item.Entries) == o.Len(): // an unknown engine was reported
		d.Report(item.Place, "a policy needs its engine", "write it as {s3: FILE}")
		return nil
	case len(named) == 0:
		return nil
	case len(named) > 1:
		d.Report(o.PlaceOf(string(named[1])), fmt.Sprintf("a policy has one engine, this has %s and %s", named[0], named[1]),
			fmt.Sprintf("several stand in a list, outermost first: [{%s: …}, {%s: …}]", named[0], named[1]))
		return nil
	}
	source := policySource{engine: named[0], value: o.Get(string(named[0])), resource: o.Get("resource"), params: d.params(o.Get("params"))}
	if source.value.Kind == document.Text && source.engine == policy.S3 {
		switch source.value.Text {
		case "none":
			return s3.None()
		case "missing":
			return s3.Missing()
		}
	}
	return d.policy(source)
}

func engineOf(o document.Object) (named []policy.Engine) {
	for _, engine := range policy.Engines() {
		if o.Get(string(engine)) != nil {
			named = append(named, engine)
		}
	}
	return named
}

// params reads the values for the parameters of a template.
func (d *decoder) params(n *document.Node) map[string]string {
	if n == nil {
		return nil
	}
	if n.Kind != document.Mapping {
		d.Mismatch(n, "params", "a mapping of names to text")
		return nil
	}
	params := map[string]string{}
	for _, e := range n.Entries {
		params[e.Key] = d.Text(e.Value, "the value of "+e.Key)
	}
	return params
}

// A policySource is where a policy comes from.
type policySource struct {
	engine policy.Engine
	// value is the name of a file, or the policy itself, as text or as a value.
	value *document.Node
	// resource is the name among several, nil for none.
	resource *document.Node
	params   map[string]string
}

// policy reads a policy, from a file or from where it stands.
func (d *decoder) policy(s policySource) policy.Policy {
	options := importer.Options{Engine: s.engine, Params: s.params}
	if s.resource != nil {
		options.Resource = s.resource.Text
	}
	n := s.value
	var reading importer.Reading
	var err error
	switch {
	case n.Kind == document.Text && strings.ContainsAny(n.Text, "<{[\n"):
		// Lines of the text are not lines of this file: YAML folds and indents.
		reading, err = importer.Read(d.Name, []byte(n.Text), options)
		err = d.moved(err, n.Place)
	case n.Kind == document.Text:
		data, ok := d.policyFile(n)
		if !ok {
			return nil
		}
		reading, err = importer.Read(path.Join(d.files.folder, n.Text), data, options)
	case n.IsScalar():
		d.Mismatch(n, string(s.engine), "a file or a configuration")
		return nil
	default:
		before := len(d.Problems)
		reading = importer.ReadNode(d.File, n, options)
		if len(d.Problems) > before {
			return nil
		}
	}
	if err != nil {
		for p := range problem.All(err) {
			d.Problems = append(d.Problems, p)
		}
		return nil
	}
	return d.selected(reading, s)
}

// moved puts every problem in err at a place of this file.
func (d *decoder) moved(err error, to document.Place) error {
	var out problem.Problems
	for p := range problem.All(err) {
		at := d.Problem(to, p.Message, p.Hint)
		at.Cause = p.Cause
		out = append(out, at)
	}
	return out.Err()
}

// selected picks the resource that is meant out of what a file holds.
func (d *decoder) selected(reading importer.Reading, s policySource) policy.Policy {
	name, at := "", s.value.Place
	if s.resource != nil {
		name, at = d.Words(s.resource, "resource"), s.resource.Place
	}
	found, err := reading.Select(s.engine, name)
	if err != nil {
		d.Report(at, err.Error(), "")
		return nil
	}
	return found.Policy
}

// policyFile reads a file that a policy names.
func (d *decoder) policyFile(n *document.Node) ([]byte, bool) {
	name := n.Text
	if !fs.ValidPath(name) || name == "." || strings.ContainsRune(name, '\\') {
		d.Report(n.Place, fmt.Sprintf("policy file %q is not in or below this file's folder", name), "copy it beside this file and write a relative path, without ..")
		return nil, false
	}
	file, err := d.files.fsys.Open(path.Join(d.files.folder, name))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			d.Report(n.Place, fmt.Sprintf("policy file %q does not exist", name), "it is looked for beside this file; write none for a bucket without configuration")
		} else {
			d.Report(n.Place, fmt.Sprintf("policy file %q %s", name, reasonOf(err)), "")
		}
		return nil, false
	}
	defer file.Close()
	data, err := readLimited(file)
	if err != nil {
		d.Report(n.Place, fmt.Sprintf("policy file %q: %s", name, err), "")
		return nil, false
	}
	return data, true
}

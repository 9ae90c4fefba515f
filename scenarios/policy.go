package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/corslab/corslab/document"
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
// first.
func (d *decoder) engines(n *document.Node) (out []policy.Policy) {
	items := []*document.Node{n}
	if n.Kind == document.List {
		items = n.Items
		if len(items) == 0 {
			d.Report(n.Place, "policy is empty", "name an engine: {s3: FILE}")
		}
	}
	for _, item := range items {
		o, ok := d.object(item, "policy", "a policy")
		if !ok {
			continue
		}
		if len(item.Entries) == 0 {
			d.Report(item.Place, "a policy needs its engine", "write it as {s3: FILE}")
		}
		if v := o.Get("s3"); v != nil {
			out = append(out, d.s3(v))
		}
	}
	return out
}

// s3 reads a bucket's CORS configuration: a file, "none", "missing", or the
// configuration itself.
func (d *decoder) s3(n *document.Node) policy.Policy {
	switch {
	case n.Kind == document.Text && n.Text == "none":
		return s3.None()
	case n.Kind == document.Text && n.Text == "missing":
		return s3.Missing()
	case n.Kind == document.Text && strings.ContainsAny(n.Text, "<{[\n"):
		return d.parseS3(d.Name, []byte(n.Text), func(problem.Problem) document.Place { return n.Place })
	case n.Kind == document.Text:
		data, ok := d.policyFile(n)
		if !ok {
			return s3.None()
		}
		return d.parseS3(path.Join(d.files.folder, n.Text), data, nil)
	case n.Kind == document.List || n.Kind == document.Mapping:
		return s3.Read(d.File, n)
	}
	d.Mismatch(n, "s3", "a file, none, missing or a configuration")
	return s3.None()
}

// parseS3 parses a configuration. Problems of an inline one are moved to where
// it is written; locate is nil for a file of its own.
func (d *decoder) parseS3(name string, data []byte, locate func(problem.Problem) document.Place) policy.Policy {
	configuration, err := s3.Parse(name, data)
	if err == nil {
		return configuration
	}
	for p := range problem.All(err) {
		if locate != nil {
			moved := d.Problem(locate(p), p.Message, p.Hint)
			moved.Cause = p.Cause
			p = moved
		}
		d.Problems = append(d.Problems, p)
	}
	return s3.None()
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

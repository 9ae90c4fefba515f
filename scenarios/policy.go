package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

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
func (d *decoder) engines(n *node) (out []policy.Policy) {
	items := []*node{n}
	if n.kind == list {
		items = n.items
		if len(items) == 0 {
			d.report(n.place, "policy is empty", "name an engine: {s3: FILE}")
		}
	}
	for _, item := range items {
		o, ok := d.object(item, "policy", "a policy")
		if !ok {
			continue
		}
		if len(item.entries) == 0 {
			d.report(item.place, "a policy needs its engine", "write it as {s3: FILE}")
		}
		if v := o.get("s3"); v != nil {
			out = append(out, d.s3(v))
		}
	}
	return out
}

// s3 reads a bucket's CORS configuration: a file, "none", "missing", or the
// configuration itself.
func (d *decoder) s3(n *node) policy.Policy {
	switch {
	case n.kind == text && n.text == "none":
		return s3.None()
	case n.kind == text && n.text == "missing":
		return s3.Missing()
	case n.kind == text && strings.ContainsAny(n.text, "<{[\n"):
		return d.parseS3(d.file, []byte(n.text), func(problem.Problem) place { return n.place })
	case n.kind == text:
		data, ok := d.policyFile(n)
		if !ok {
			return s3.None()
		}
		return d.parseS3(path.Join(d.files.folder, n.text), data, nil)
	case n.kind == list || n.kind == mapping:
		data, origins := writeJSONInPlace(n)
		return d.parseS3(d.file, data, func(p problem.Problem) place {
			i := sort.Search(len(origins), func(i int) bool { return origins[i].written.isAfter(place{p.Line, p.Column}) })
			return origins[max(0, i-1)].place
		})
	}
	d.mismatch(n, "s3", "a file, none, missing or a configuration")
	return s3.None()
}

// parseS3 parses a configuration. Problems of an inline one are moved to where
// it is written; locate is nil for a file of its own.
func (d *decoder) parseS3(name string, data []byte, locate func(problem.Problem) place) policy.Policy {
	configuration, err := s3.Parse(name, data)
	if err == nil {
		return configuration
	}
	for p := range problem.All(err) {
		if locate != nil {
			moved := d.problem(locate(p), p.Message, p.Hint)
			moved.Cause = p.Cause
			p = moved
		}
		d.problems = append(d.problems, p)
	}
	return s3.None()
}

// policyFile reads a file that a policy names.
func (d *decoder) policyFile(n *node) ([]byte, bool) {
	name := n.text
	if !fs.ValidPath(name) || name == "." || strings.ContainsRune(name, '\\') {
		d.report(n.place, fmt.Sprintf("policy file %q is not in or below this file's folder", name), "copy it beside this file and write a relative path, without ..")
		return nil, false
	}
	file, err := d.files.fsys.Open(path.Join(d.files.folder, name))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			d.report(n.place, fmt.Sprintf("policy file %q does not exist", name), "it is looked for beside this file; write none for a bucket without configuration")
		} else {
			d.report(n.place, fmt.Sprintf("policy file %q %s", name, reasonOf(err)), "")
		}
		return nil, false
	}
	defer file.Close()
	data, err := readLimited(file)
	if err != nil {
		d.report(n.place, fmt.Sprintf("policy file %q: %s", name, err), "")
		return nil, false
	}
	return data, true
}

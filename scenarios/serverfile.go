package scenarios

import (
	"io/fs"
	"path"

	"github.com/corslab/corslab/document"
)

// IsServer reports whether a file holds a server on its own, as ReadServer reads
// it.
func IsServer(n *document.Node) bool {
	return n.Kind == document.Mapping && n.Get("suite") == nil && (n.Get("policy") != nil || n.Get("routes") != nil)
}

// IsSuite reports whether a file is meant as a scenario file.
func IsSuite(n *document.Node) bool { return n.Kind == document.Mapping && n.Get("suite") != nil }

// ReadServer reads a file that holds one server: what a scenario has as an entry
// of `servers`, where `at` may be left out. The name is that of the file in fsys;
// policy files are looked for in and below its folder. The error is
// problem.Problems.
func ReadServer(fsys fs.FS, name string, data []byte) (Server, error) {
	f := &document.File{Name: name, Data: data}
	d := &decoder{File: f, files: policyFiles{fsys, path.Dir(name)}}
	var s serverSetting
	if root := f.Read(document.Options{Second: "one file holds one server"}); root != nil {
		if o, ok := d.object(root, "server", "a server"); ok {
			s = d.serverSetting(o)
			if at := o.Get("at"); at != nil {
				s.at = d.at(at.Place, d.Text(at, "at"))
			}
		}
	}
	if err := f.Problems.Err(); err != nil {
		return Server{}, err
	}
	return s.server(), nil
}

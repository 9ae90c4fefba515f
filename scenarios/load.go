package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/problem"
)

// A Loader reads scenario files. The zero value is ready for use.
type Loader struct {
	// MaxCases is how many cases one suite may expand to; zero is 1,000,000.
	MaxCases int
}

// Load reads scenario files with the zero Loader.
func Load(fsys fs.FS, paths ...string) ([]*Suite, error) { return Loader{}.Load(fsys, paths...) }

// Load reads scenario files, and the scenario files in folders: *.yaml, *.yml,
// and *.json with a top-level key "suite" (others are policies, and so are the
// templates of other tools, in YAML too). A file named by its own path is always a
// scenario. Suites come in the order of paths, those of a folder by file name; names
// that begin with a dot are passed over.
//
// The error is a problem.Problems with everything that is wrong in all files.
// Where there is one, no suite is returned.
func (l Loader) Load(fsys fs.FS, paths ...string) ([]*Suite, error) {
	if l.MaxCases == 0 {
		l.MaxCases = 1_000_000
	}
	var suites []*Suite
	var problems problem.Problems
	first := map[string]string{}
	for _, f := range find(fsys, paths, &problems) {
		r := &document.File{Name: f.name, Data: f.data}
		if root := f.parse(r); root != nil {
			if s := l.suite(fsys, r, root); s != nil && s.Name != "" {
				at := r.Problem(root.Get("suite").Place, "", "")
				if other, ok := first[s.Name]; ok {
					at.Message = fmt.Sprintf("suite %s exists already", s.Name)
					at.Hint = "it is in " + other
					r.Problems = append(r.Problems, at)
				} else {
					first[s.Name] = f.name
				}
				suites = append(suites, s)
			}
		}
		problems = append(problems, r.Problems...)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return suites, nil
}

// Parse reads the content of one scenario file, which must name no policy files.
// The name is for problems, and its extension says whether it is JSON or YAML. The
// error is a problem.Problems.
func Parse(name string, data []byte) (*Suite, error) {
	r := &document.File{Name: name, Data: data}
	var s *Suite
	if root := (source{name, data}).parse(r); root != nil {
		s = Loader{MaxCases: 1_000_000}.suite(noFiles{}, r, root)
	}
	if err := r.Problems.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// ParseNode reads a scenario that is there as a tree of values, which must name no
// policy files. f is what the places of the tree are in. The error is a
// problem.Problems.
func ParseNode(f *document.File, root *document.Node) (*Suite, error) {
	s := Loader{MaxCases: 1_000_000}.suite(noFiles{}, f, root)
	if err := f.Problems.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// noFiles is a file system without files.
type noFiles struct{}

func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// suite decodes and checks one file.
func (l Loader) suite(fsys fs.FS, r *document.File, root *document.Node) *Suite {
	d := &decoder{File: r, files: policyFiles{fsys, path.Dir(r.Name)}}
	s := d.suite(root)
	if s != nil {
		d.check(s, l.MaxCases)
	}
	return s
}

// oneSuite words what a scenario file must not be.
var oneSuite = document.Options{
	Empty:  "a suite needs at least suite, title, why and spec",
	Second: "one file holds one suite",
}

// A source is the content of a scenario file.
type source struct {
	name string
	data []byte
}

func isJSON(name string) bool { return path.Ext(name) == ".json" }

// parse reads the file. It reports what is wrong and returns nil where that is
// no scenario.
func (s source) parse(r *document.File) (root *document.Node) {
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(s.data), []byte("<")):
		refusePolicy(r, document.Place{})
		return nil
	case isJSON(s.name):
		root = r.ReadJSON(oneSuite)
	default:
		root = r.ReadYAML(oneSuite)
	}
	if root != nil && isPolicy(root) {
		refusePolicy(r, root.Place)
		return nil
	}
	return root
}

// refusePolicy reports a file that somebody who has only a policy tried.
func refusePolicy(r *document.File, at document.Place) {
	r.Report(at, "this is a CORS policy, not a scenario", "a scenario names it: servers: [{at: https://BUCKET.s3.REGION.amazonaws.com, policy: {s3: "+path.Base(r.Name)+"}}]")
}

// isPolicy reports whether the file is a bucket's configuration, in a form of
// the API or the console.
func isPolicy(root *document.Node) bool {
	if root.Kind == document.List && len(root.Items) > 0 {
		root = root.Items[0]
	}
	return root.Get("suite") == nil && (root.Get("CORSRules") != nil || root.Get("AllowedOrigins") != nil)
}

// find reads the files that paths name or hold.
func find(fsys fs.FS, paths []string, problems *problem.Problems) (sources []source) {
	refuse := func(name string, err error) {
		*problems = append(*problems, problem.Problem{File: name, Message: reasonOf(err), Cause: err})
	}
	for _, root := range paths {
		root = path.Clean(root)
		err := fs.WalkDir(fsys, root, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				refuse(name, err)
				return nil
			case name != root && strings.HasPrefix(entry.Name(), "."):
				if entry.IsDir() {
					return fs.SkipDir
				}
				return nil
			case entry.IsDir():
				return nil
			case name != root && !isScenarioName(name):
				return nil
			}
			data, err := readFile(fsys, name)
			switch {
			case err != nil:
				refuse(name, err)
			case name != root && !isJSON(name) && !bytes.Contains(data, []byte("suite:")) && importer.IsTemplate(name, data):
				// a policy that a scenario beside it names
			case name == root || !isJSON(name) || declaresSuite(data):
				sources = append(sources, source{name, data})
			}
			return nil
		})
		if err != nil {
			refuse(root, err)
		}
	}
	return sources
}

func isScenarioName(name string) bool {
	switch path.Ext(name) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}

// declaresSuite reports whether JSON is an object with a key "suite".
func declaresSuite(data []byte) bool {
	root := (&document.File{Data: data}).ReadJSON(document.Options{})
	return root != nil && root.Get("suite") != nil
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readLimited(file)
}

var errTooLarge = errors.New("larger than " + document.Count(document.MaxFileSize) + " bytes")

// readLimited reads a file, but not one that nobody wrote by hand.
func readLimited(file io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(file, document.MaxFileSize+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > document.MaxFileSize:
		return nil, errTooLarge
	}
	return bytes.TrimPrefix(data, []byte("\uFEFF")), nil
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or folder"
	case errors.Is(err, errTooLarge):
		return "the file is " + err.Error()
	}
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err // the path is in the message already
	}
	return "cannot be read: " + err.Error()
}

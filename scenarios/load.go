package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

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
// and *.json with a top-level key "suite" (others are policies). A file named
// by its own path is always a scenario. Suites come in the order of paths,
// those of a folder by file name; names that begin with a dot are passed over.
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
		r := &reporter{file: f.name, data: f.data}
		if root := f.parse(r); root != nil {
			if s := l.suite(fsys, r, root); s != nil && s.Name != "" {
				at := r.problem(root.get("suite").place, "", "")
				if other, ok := first[s.Name]; ok {
					at.Message = fmt.Sprintf("suite %s exists already", s.Name)
					at.Hint = "it is in " + other
					r.problems = append(r.problems, at)
				} else {
					first[s.Name] = f.name
				}
				suites = append(suites, s)
			}
		}
		problems = append(problems, r.problems...)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return suites, nil
}

// suite decodes and checks one file.
func (l Loader) suite(fsys fs.FS, r *reporter, root *node) *Suite {
	d := &decoder{reporter: r, files: policyFiles{fsys, path.Dir(r.file)}}
	s := d.suite(root)
	if s != nil {
		d.check(s, l.MaxCases)
	}
	return s
}

// A source is the content of a scenario file.
type source struct {
	name string
	data []byte
}

func isJSON(name string) bool { return path.Ext(name) == ".json" }

// parse reads the file. It reports what is wrong and returns nil where that is
// no scenario.
func (s source) parse(r *reporter) (root *node) {
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(s.data), []byte("<")):
		refusePolicy(r, place{})
		return nil
	case isJSON(s.name):
		root = readJSON(r)
	default:
		root = readYAML(r)
	}
	if root != nil && isPolicy(root) {
		refusePolicy(r, root.place)
		return nil
	}
	return root
}

// refusePolicy reports a file that somebody who has only a policy tried.
func refusePolicy(r *reporter, at place) {
	r.report(at, "this is a CORS policy, not a scenario", "a scenario names it: servers: [{at: https://BUCKET.s3.REGION.amazonaws.com, policy: {s3: "+path.Base(r.file)+"}}]")
}

// isPolicy reports whether the file is a bucket's configuration, in a form of
// the API or the console.
func isPolicy(root *node) bool {
	if root.kind == list && len(root.items) > 0 {
		root = root.items[0]
	}
	return root.get("suite") == nil && (root.get("CORSRules") != nil || root.get("AllowedOrigins") != nil)
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
	root := readJSON(&reporter{data: data})
	return root != nil && root.get("suite") != nil
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readLimited(file)
}

var errTooLarge = errors.New("larger than " + count(maxFileSize) + " bytes")

// readLimited reads a file, but not one that nobody wrote by hand.
func readLimited(file io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(file, maxFileSize+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxFileSize:
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

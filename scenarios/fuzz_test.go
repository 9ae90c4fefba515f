package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/corslab/corslab/problem"
)

// FuzzLoad feeds the loader anything. It must not panic; what it refuses it
// refuses with problems that have a place in the file; what it accepts it can
// expand.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/broken/*.yaml", "testdata/broken/*.json", "catalogue/*/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"suite.yaml", "suite.json"} {
			suites, err := Loader{MaxCases: 1000}.Load(fstest.MapFS{name: {Data: data}}, name)
			if err != nil {
				var problems problem.Problems
				if !errors.As(err, &problems) || len(problems) == 0 || problems[0].File != name {
					t.Fatalf("%T: %v", err, err)
				}
				continue
			}
			for _, s := range suites {
				cases := 0
				for range s.Cases() {
					cases++
				}
				if cases != s.Count() || cases == 0 {
					t.Fatalf("%d cases, Count says %d", cases, s.Count())
				}
			}
		}
	})
}

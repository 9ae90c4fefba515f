package scenarios

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/problem"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestBrokenFiles holds the problems of each file in testdata/broken to the
// golden text beside it.
func TestBrokenFiles(t *testing.T) {
	const folder = "testdata/broken"
	files, err := filepath.Glob(folder + "/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	jsonFiles, err := filepath.Glob(folder + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, jsonFiles...)
	if len(files) < 60 {
		t.Fatalf("only %d broken files", len(files))
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			suites, err := Load(os.DirFS(folder), name)
			var problems problem.Problems
			if !errors.As(err, &problems) || suites != nil {
				t.Fatalf("loaded: %v, %v", suites, err)
			}
			got := err.Error() + "\n"
			golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".err"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLoadRefusesPathsThatAreNotThere(t *testing.T) {
	_, err := Load(os.DirFS("testdata"), "nowhere.yaml")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

package importer_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/problem"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestBrokenFiles holds what is said of every broken file to the golden text beside
// it.
func TestBrokenFiles(t *testing.T) {
	const folder = "testdata/broken"
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".err") {
			continue
		}
		files++
		t.Run(e.Name(), func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(folder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			_, err = importer.Read(e.Name(), data, importer.Options{})
			var problems problem.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("read: %v", err)
			}
			golden := filepath.Join(folder, e.Name()+".err")
			got := err.Error() + "\n"
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
	if files < 40 {
		t.Errorf("%d broken files, want 40 or more", files)
	}
}

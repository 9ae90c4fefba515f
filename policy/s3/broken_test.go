package s3_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/problem"
)

var update = flag.Bool("update", false, "rewrite the golden errors")

// Every file in testdata/broken has beside it, with .err at its end, the error
// it must give.
func TestBrokenPolicies(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*")
	if err != nil {
		t.Fatal(err)
	}
	broken := 0
	for _, file := range files {
		if strings.HasSuffix(file, ".err") {
			continue
		}
		broken++
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, err := s3.Parse(name, data)
			if err == nil {
				t.Fatalf("it is read as %+v", c)
			}
			checkPlaces(t, err)
			compareGolden(t, file+".err", err.Error()+"\n")
		})
	}
	if broken < 20 {
		t.Errorf("%d broken files; the corpus is not there", broken)
	}
}

// checkPlaces holds that every problem names a line and column.
func checkPlaces(t *testing.T, err error) {
	t.Helper()
	count := 0
	for p := range problem.All(err) {
		count++
		if p.Line < 1 || p.Column < 1 {
			t.Errorf("no place in %q", p.Headline())
		}
	}
	if count == 0 {
		t.Errorf("%v holds no problem", err)
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

package scenarios

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed all:catalogue
var catalogue embed.FS

// Catalogue returns the scenario files that come with corslab. Load(Catalogue(),
// ".") loads them all.
func Catalogue() fs.FS {
	sub, err := fs.Sub(catalogue, "catalogue")
	if err != nil {
		panic(err) //nolint:forbidigo // the folder is embedded above
	}
	return sub
}

// CataloguePaths returns the files and folders of Catalogue that hold every case which
// one of the patterns matches, so that a few cases need not wait for thousands to be
// read. Without patterns that is all of it.
func CataloguePaths(patterns []string) []string {
	whole := []string{"."}
	var paths []string
	for _, pattern := range patterns {
		where := cataloguePath(pattern)
		if where == "." {
			return whole
		}
		paths = append(paths, where)
	}
	if len(paths) == 0 {
		return whole
	}
	slices.Sort(paths) // a folder before what is in it
	var apart []string
	for _, p := range paths {
		isHeld := func(other string) bool { return p == other || strings.HasPrefix(p, other+"/") }
		if !slices.ContainsFunc(apart, isHeld) {
			apart = append(apart, p)
		}
	}
	return apart
}

// cataloguePath returns the file or folder of Catalogue for one pattern. A suite is in
// the file of its name.
func cataloguePath(pattern string) string {
	end := strings.IndexAny(pattern, "*#[@")
	if end >= 0 && pattern[end] == '*' {
		folder := path.Dir(pattern[:end] + "x")
		if info, err := fs.Stat(Catalogue(), folder); err != nil || !info.IsDir() {
			return "."
		}
		return folder
	}
	name := pattern
	if end >= 0 {
		name = pattern[:end]
	}
	if _, err := fs.Stat(Catalogue(), name+".yaml"); err != nil {
		return "."
	}
	return name + ".yaml"
}

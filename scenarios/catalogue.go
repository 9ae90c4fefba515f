package scenarios

import (
	"embed"
	"io/fs"
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

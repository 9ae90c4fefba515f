package playground

import (
	"embed"
	"io/fs"
)

//go:embed site
var site embed.FS

// Site returns the files of the interface. Its engine.js asks corslab serve; the
// static site has another, beside package wasm.
func Site() fs.FS {
	sub, err := fs.Sub(site, "site")
	if err != nil {
		panic(err) //nolint:forbidigo // the folder is embedded above
	}
	return sub
}

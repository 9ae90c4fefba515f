// The programs here are built each in a module of its own, with the version of what it
// is for that adapters/cves/cves.json names. This file keeps them out of the module above.
module github.com/corslab/corslab/adapters/cves/go

go 1.26.0

module github.com/corslab/corslab/adapters/goadapter

go 1.26.0

module github.com/corslab/corslab/adapters/chi-cors

go 1.26.0

require github.com/corslab/corslab/adapters/goadapter v0.0.0

require github.com/go-chi/cors v1.2.2

replace github.com/corslab/corslab/adapters/goadapter => ../goadapter

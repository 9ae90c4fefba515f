module github.com/corslab/corslab/adapters/rs-cors

go 1.26.0

require github.com/corslab/corslab/adapters/goadapter v0.0.0

require github.com/rs/cors v1.11.1

replace github.com/corslab/corslab/adapters/goadapter => ../goadapter

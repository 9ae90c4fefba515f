module github.com/corslab/corslab/adapters/gorilla-handlers

go 1.26.0

require (
	github.com/corslab/corslab/adapters/goadapter v0.0.0
	github.com/gorilla/handlers v1.5.2
)

require github.com/felixge/httpsnoop v1.0.3 // indirect

replace github.com/corslab/corslab/adapters/goadapter => ../goadapter

//go:build js && wasm

// Wasm is the playground's one function for a page: it sets corslabCall, which takes
// and returns JSON, and stays.
package main

import (
	"syscall/js"

	"github.com/corslab/corslab/playground"
)

func main() {
	js.Global().Set("corslabCall", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return string(playground.Call([]byte(args[0].String())))
	}))
	select {}
}

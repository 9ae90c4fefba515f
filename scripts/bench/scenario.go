package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// scenario writes a suite of n cases, a multiple of 4, into a folder and returns
// its path. Half of the cases are preflighted; nothing is expected of any but what
// is predicted.
func scenario(folder string, n int) (string, error) {
	urls := int(math.Sqrt(float64(n / 4)))
	for n/4%urls != 0 {
		urls--
	}
	var b strings.Builder
	b.WriteString(`suite: bench/many
title: Many cases of one kind
why: Whether memory grows with the number of cases.
spec: [cors-check]
page: "https://www.example.com"
servers:
  - at: https://api.example.com
    routes:
      - path: /items
        preflight: {status: 204, headers: ["Access-Control-Allow-Origin: https://www.example.com", "Access-Control-Allow-Methods: PUT"]}
        actual: {status: 200, headers: ["Access-Control-Allow-Origin: https://www.example.com", "Content-Type: text/plain"], body: ok}
request: {url: "https://api.example.com/items"}
axes:
  api: [fetch, xhr]
  method: [GET, PUT]
  url:
`)
	for i := range urls {
		fmt.Fprintf(&b, "    u%d: \"https://api.example.com/items?n=%d\"\n", i, i)
	}
	b.WriteString("  headers:\n")
	for i := range n / 4 / urls {
		fmt.Fprintf(&b, "    h%d: [\"Accept: text/h%d\"]\n", i, i)
	}
	path := filepath.Join(folder, fmt.Sprintf("many-%d.yaml", n))
	return path, os.WriteFile(path, []byte(b.String()), 0o600)
}

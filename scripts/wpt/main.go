// Command wpt makes scenario suites of web-platform-tests cases that were written
// down as data: who asks, what each server answers, what the test asserts
// ("expect") and what the Fetch Standard gives ("derived").
//
//	go run ./scripts/wpt -cases wpt-cases.json -o scenarios/catalogue/wpt
//
// It writes one suite for each test file and keeps every case's id as its source.
// What browsers do differently is in deviation.go and followsStandard.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/corslab/corslab/document"
)

func main() {
	cases := flag.String("cases", "", "the cases, a JSON file")
	folder := flag.String("o", filepath.Join("scenarios", "catalogue", "wpt"), "where the suites go")
	flag.Parse()
	if err := run(*cases, *folder); err != nil {
		fmt.Fprintln(os.Stderr, "wpt:", err)
		os.Exit(1)
	}
}

func run(file, folder string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var cases []testCase
	if err := json.Unmarshal(data, &cases); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	var order []string
	suites := map[string][]testCase{}
	for _, c := range cases {
		test, _, _ := strings.Cut(c.ID, "#")
		if suites[test] == nil {
			order = append(order, test)
		}
		suites[test] = append(suites[test], c)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, test := range order {
		name := slug(test)
		root, err := suite(name, test, suites[test])
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), document.WriteYAML(root), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// slug makes the name of a suite of the path of a test file.
func slug(test string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(test, "fetch/api/"), ".")
	name = strings.NewReplacer("/", "-", "_", "-").Replace(name)
	parts := strings.SplitN(name, "-", 2)
	if len(parts) == 2 && strings.HasPrefix(parts[1], parts[0]+"-") {
		name = parts[1] // cors/cors-cookies is cors-cookies
	}
	return strings.ToLower(name)
}

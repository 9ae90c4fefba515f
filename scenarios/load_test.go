package scenarios

import "testing/fstest"

// load loads one YAML file with the given content.
func load(content string) ([]*Suite, error) {
	return Load(fstest.MapFS{"suite.yaml": {Data: []byte(content)}}, "suite.yaml")
}

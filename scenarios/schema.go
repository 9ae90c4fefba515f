package scenarios

import (
	"bytes"
	_ "embed"
)

//go:embed scenario.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of a scenario file, for
// editors: what it accepts is close to what Load does, but only Load knows how
// the parts of a file fit together.
func Schema() []byte { return bytes.Clone(schema) }

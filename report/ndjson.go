package report

import (
	"encoding/json"
	"io"
)

// ndjson writes one record a line.
type ndjson struct{ encoder *json.Encoder }

func newNDJSON(w io.Writer, _ Options) Writer { return ndjson{json.NewEncoder(w)} }

func (n ndjson) Write(r Result) error { return n.encoder.Encode(r) }

// Close writes nothing: the stream has no end of its own.
func (n ndjson) Close(Summary) error { return nil }

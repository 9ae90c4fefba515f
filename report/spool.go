package report

import (
	"bytes"
	"compress/flate"
	"io"
)

// A spool holds text that cannot be written yet, compressed: records repeat one
// another so much that a million of them fit in some dozen megabytes.
type spool struct {
	compressed *bytes.Buffer
	deflate    *flate.Writer
}

func newSpool() *spool {
	s := &spool{compressed: new(bytes.Buffer)}
	// The only error of NewWriter is a level that does not exist.
	s.deflate, _ = flate.NewWriter(s.compressed, flate.BestSpeed)
	return s
}

func (s *spool) write(text string) error {
	_, err := io.WriteString(s.deflate, text)
	return err
}

// drain writes everything to w and empties the spool.
func (s *spool) drain(w io.Writer) error {
	if err := s.deflate.Close(); err != nil {
		return err
	}
	_, err := io.Copy(w, flate.NewReader(s.compressed))
	s.compressed.Reset()
	s.deflate.Reset(s.compressed)
	return err
}

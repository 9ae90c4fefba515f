package scenarios

import "iter"

// A Suite is one scenario file, loaded and checked.
type Suite struct {
	// Name is unique and path-like: "s3/direct-upload".
	Name  string
	Title string
	// Why says what the suite shows and who trips on it.
	Why string
	// Spec lists anchors of the standards it is about; see fetch.SectionURL.
	Spec   []string
	Labels []string
	// Source says where the suite comes from; "" where it is our own.
	Source string
	// File is the path it was loaded from, and Text what is written there.
	File string
	Text string

	blocks []*block
	count  int
}

// Count returns how many cases the suite has.
func (s *Suite) Count() int { return s.count }

// Cases iterates over the cases: the suite's own request first, then its named
// cases in the order written, each crossed with its axes, the last axis turning
// fastest. Cases are made one by one as they are asked for.
func (s *Suite) Cases() iter.Seq[*Case] {
	return func(yield func(*Case) bool) {
		for _, b := range s.blocks {
			for combination := range b.combinations() {
				if !yield(b.build(combination)) {
					return
				}
			}
		}
	}
}

package verdict

// Pairs lists the pairs of voices that are compared.
func Pairs() [][2]Voice {
	return [][2]Voice{{Expected, Predicted}, {Expected, Observed}, {Predicted, Observed}}
}

// A Summary counts how results ended: those of cases, and of each step where a
// case has several. The zero value is ready to use.
type Summary struct {
	// Total is the number of results counted.
	Total int
	// Statuses is how many ended so.
	Statuses map[Status]int
	// Disagreeing is how many have a disagreement between the pair,
	// excused or not.
	Disagreeing map[[2]Voice]int
}

// Add counts a result.
func (s *Summary) Add(status Status, disagreements []Disagreement) {
	if s.Statuses == nil {
		s.Statuses = map[Status]int{}
		s.Disagreeing = map[[2]Voice]int{}
	}
	s.Total++
	s.Statuses[status]++
	for _, pair := range Pairs() {
		for _, d := range disagreements {
			if d.Between == pair {
				s.Disagreeing[pair]++
				break
			}
		}
	}
}

// Ran is the number of results that were judged, or should have been: all but the
// skipped.
func (s *Summary) Ran() int { return s.Total - s.Statuses[Skip] }

// Red is the number of results that do not leave the run green.
func (s *Summary) Red() int {
	red := 0
	for status, n := range s.Statuses {
		if !status.IsGreen() {
			red += n
		}
	}
	return red
}

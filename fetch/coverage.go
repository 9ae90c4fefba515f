package fetch

// A Coverage counts which ways the decisions of requests went. The zero value has
// counted none. It is not safe for concurrent use.
type Coverage struct {
	forks  [forkCount]count
	quirks [quirkCount]count
}

type count struct{ taken, passed int }

// A Branching says which ways one decision went.
type Branching struct {
	// Name says what is true where the decision is taken. That of a quirk is
	// "quirk " and its name: it is taken where the quirk changes an answer, and
	// passed by where its condition came up and did not hold.
	Name    string
	Section string
	// Taken and Passed count the requests that went either way, some of them both.
	Taken, Passed int
}

// Branchings returns every decision that a profile takes, in a fixed order: those of
// the algorithms, then the profile's quirks.
func (c *Coverage) Branchings(p Profile) []Branching {
	all := make([]Branching, 0, int(forkCount)+int(quirkCount))
	for x, n := range c.forks {
		all = append(all, Branching{forks[x].name, forks[x].section, n.taken, n.passed})
	}
	for _, q := range p.quirks.list() {
		n := c.quirks[q]
		all = append(all, Branching{"quirk " + quirks[q].Name, quirks[q].Section, n.taken, n.passed})
	}
	return all
}

// add counts what one request decided.
func (c *Coverage) add(d *departures) {
	for x := range forkCount {
		c.forks[x].add(d.forks.taken.has(x), d.forks.passed.has(x))
	}
	for q := range quirkCount {
		c.quirks[q].add(d.applied.has(q), d.declined.has(q))
	}
}

func (n *count) add(taken, passed bool) {
	if taken {
		n.taken++
	}
	if passed {
		n.passed++
	}
}

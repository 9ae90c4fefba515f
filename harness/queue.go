package harness

import (
	"slices"
	"sync"
)

// A queue hands units out to lanes so that pages, which cost a browser much
// more than requests, are seldom loaded.
type queue struct {
	mu     sync.Mutex
	byPage map[string][]unit
	pages  []string // as planned
	// visited are the pages that some lane has begun with.
	visited map[string]bool
}

func newQueue(units []unit) *queue {
	q := &queue{byPage: map[string][]unit{}, visited: map[string]bool{}}
	for _, u := range units {
		page := u.page()
		if q.byPage[page] == nil {
			q.pages = append(q.pages, page)
		}
		q.byPage[page] = append(q.byPage[page], u)
	}
	for _, units := range q.byPage {
		// What takes long comes first, so that lanes end together; what costs
		// the page, last.
		slices.SortStableFunc(units, func(a, b unit) int { return a.rank() - b.rank() })
	}
	return q
}

// next takes a unit out for a lane that has the page open: one from there as
// long as there is any, then one from where no lane was, then any. It is false
// when the queue is empty.
func (q *queue) next(page string) (u unit, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.byPage[page]) == 0 {
		if page, ok = q.busiest(); !ok {
			return unit{}, false
		}
	}
	q.visited[page] = true
	u = q.byPage[page][0]
	q.byPage[page] = q.byPage[page][1:]
	return u, true
}

// busiest returns the page with the most units left, one that was not visited
// if possible.
func (q *queue) busiest() (best string, ok bool) {
	most := 0
	for _, page := range q.pages {
		n := len(q.byPage[page])
		if n == 0 {
			continue
		}
		if better := q.visited[best] && !q.visited[page]; !ok || better || n > most && q.visited[best] == q.visited[page] {
			best, most, ok = page, n, true
		}
	}
	return best, ok
}

// page identifies the document, and the browser, that a unit is run in.
func (u unit) page() string { return u.trials[0].page() }

// rank orders the units of a page.
func (u unit) rank() int {
	switch {
	case !u.alone:
		return 0
	case !u.trials[0].discards():
		return 1
	}
	return 2
}

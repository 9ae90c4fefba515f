package chromium

import "context"

// findDocument is find for what is put into a frame. Where its process is a new one,
// DevTools sometimes never tells of the end of a document that has begun to arrive. What
// goes wrong with one that has is told at once.
func (t *tab) findDocument(ctx context.Context, job int) finding {
	for !t.evidence.hasDocument(job) {
		if found := t.evidence.found(job); found.weight > none {
			if found.text != aborted {
				return found
			}
			// Why is told after it.
			ctx, cancel := context.WithTimeout(ctx, lateLimit)
			defer cancel()
			return t.waitFor(ctx, job, load)
		}
		select {
		case <-t.evidence.more:
		case <-ctx.Done():
			return t.evidence.found(job)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, lateLimit)
	defer cancel()
	found := t.waitFor(ctx, job, arrived)
	if found.weight == none {
		found.weight = arrived
	}
	return found
}

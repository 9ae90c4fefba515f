package cloudfront

import "github.com/corslab/corslab/wire"

// Keeps reports whether what the origin answers to a request goes into the cache,
// body and all.
func (d *Distribution) Keeps(r wire.Request, response wire.Response) bool {
	b := (&edge{behaviors: d.Behaviors}).behavior(r.Target)
	return b != nil && b.caches(r.Method) && b.keeps(response)
}

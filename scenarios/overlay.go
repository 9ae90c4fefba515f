package scenarios

import (
	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// A setting gives one key of a T its value.
type setting[T any] struct {
	key   string
	place document.Place
	apply func(*T)
}

// settings are applied in order: a later one of the same key wins.
type settings[T any] []setting[T]

func (ss settings[T]) applyTo(v *T) {
	for _, s := range ss {
		s.apply(v)
	}
}

// An overlay is what one level of a scenario says about the world and the
// request: the suite, a case, a value of an axis, a step.
type overlay struct {
	page    settings[fetch.Page]
	request settings[fetch.Request]
	servers []serverSetting
}

// writes lists the keys that the overlay sets, with where: "request.method",
// "page.url", "servers.https://a.test.policy".
func (o overlay) writes() (written []write) {
	for _, s := range o.page {
		written = append(written, write{"page." + s.key, s.place})
	}
	for _, s := range o.request {
		written = append(written, write{"request." + s.key, s.place})
	}
	for _, s := range o.servers {
		for _, key := range s.keys() {
			written = append(written, write{"servers." + s.at + "." + key, s.place})
		}
	}
	return written
}

// A write is a key that an axis sets.
type write struct {
	key   string
	place document.Place
}

// overlay reads the value of an axis that is not a field of the request.
func (d *decoder) overlay(n *document.Node) (out overlay) {
	o, ok := d.object(n, "overlay", "a value of this axis")
	if !ok {
		return out
	}
	if v := o.Get("page"); v != nil {
		out.page = d.page(v)
	}
	if v := o.Get("request"); v != nil {
		out.request = d.request(v)
	}
	if v := o.Get("servers"); v != nil {
		out.servers = d.serverChanges(v)
	}
	return out
}

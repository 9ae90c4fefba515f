package scenarios

import (
	"cmp"
	"fmt"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// addressSpace reads where a server is, or is said to be.
func (d *decoder) addressSpace(n *document.Node, key string) fetch.AddressSpace {
	return oneOf(d, n, key, fetch.AddressSpacePublic, fetch.AddressSpaceLocal, fetch.AddressSpaceLoopback)
}

// UsesAddressSpaces reports whether it matters to the case in which address spaces
// its servers are: one of them, its page or a request says so. A browser must then
// see where it connects to, which no proxy lets it.
func (c *Case) UsesAddressSpaces() bool {
	if c.Page.AddressSpace != "" {
		return true
	}
	for _, s := range c.Steps {
		if s.Request.TargetAddressSpace != "" {
			return true
		}
		for _, server := range s.Servers {
			if server.AddressSpace != "" {
				return true
			}
		}
	}
	return false
}

// pageAddressSpace returns where the page comes from: what it says itself, or else
// what the server at its origin says.
func pageAddressSpace(page fetch.Page, worlds []world) fetch.AddressSpace {
	if page.AddressSpace != "" || page.As == fetch.PageFile {
		return page.AddressSpace
	}
	url, err := fetch.ParseURL(page.URL, nil)
	if err != nil {
		return ""
	}
	origin := url.Origin().String()
	for _, w := range worlds {
		for _, s := range w.servers {
			if s.at == origin && s.space != nil {
				return *s.space
			}
		}
	}
	return ""
}

// addressSpaces checks that every address of a case is in one place throughout:
// browsers are told before they start. It returns false if one is not.
func (c *checker) addressSpaces(b *block, page fetch.Page, worlds []world) bool {
	if page.As == fetch.PageFile && page.AddressSpace != "" {
		c.Report(b.place, "a document from the disk has no address space", "leave address-space out")
		return false
	}
	if !usesAddressSpaces(page, worlds) {
		return true
	}
	seen := map[string]fetch.AddressSpace{}
	if url, err := fetch.ParseURL(page.URL, nil); err == nil && page.AddressSpace != "" {
		seen[url.Address()] = page.AddressSpace
	}
	for _, w := range worlds {
		for _, s := range w.servers {
			url, err := fetch.ParseURL(s.at, nil)
			if err != nil {
				continue
			}
			space := fetch.AddressSpacePublic
			if s.space != nil {
				space = *s.space
			}
			before := cmp.Or(seen[url.Address()], space)
			if seen[url.Address()] = before; before != space {
				c.Report(s.place, fmt.Sprintf("%s is in the address space %s here, and in %s elsewhere in the case", s.at, space, before), "an address is in one place for a whole case")
				return false
			}
		}
	}
	return true
}

// usesAddressSpaces is Case.UsesAddressSpaces before there is a case.
func usesAddressSpaces(page fetch.Page, worlds []world) bool {
	if page.AddressSpace != "" {
		return true
	}
	for _, w := range worlds {
		if w.request.TargetAddressSpace != "" {
			return true
		}
		for _, s := range w.servers {
			if s.space != nil {
				return true
			}
		}
	}
	return false
}

package fetch

// An AddressSpace says from where an address can be reached
// (https://wicg.github.io/local-network-access/#ip-address-space). The zero value
// counts as public.
type AddressSpace string

const (
	AddressSpacePublic   AddressSpace = "public"   // from everywhere
	AddressSpaceLocal    AddressSpace = "local"    // from the same network
	AddressSpaceLoopback AddressSpace = "loopback" // from the same machine
)

// isLessPublic reports whether s is less public than other
// (https://wicg.github.io/local-network-access/#ip-address-space-less-public).
func (s AddressSpace) isLessPublic(other AddressSpace) bool { return s.depth() > other.depth() }

func (s AddressSpace) depth() int {
	switch s {
	case AddressSpaceLocal:
		return 1
	case AddressSpaceLoopback:
		return 2
	}
	return 0
}

// checkAddressSpace is the Local Network Access check of a connection to a server
// in a space, made before anything is sent over it. The draft sketches it; the
// Fetch Standard has none
// (https://wicg.github.io/local-network-access/#local-network-access-check).
func (f *fetching) checkAddressSpace(r *request, space AddressSpace) *networkError {
	if space == "" {
		space = AddressSpacePublic
	}
	client := f.client
	if space == AddressSpacePublic && r.targetSpace == "" || r.url().IsPotentiallyTrustworthy() && SameOrigin(r.origin, r.url().Origin()) {
		return nil
	}
	p := at(sectionLocalNetwork)
	if r.targetSpace != "" && f.took(forkOtherSpace, r.targetSpace != space) {
		return f.fail(p, InvalidLocalNetworkAccess, "", "targetAddressSpace says ", string(r.targetSpace), ", and ", r.url().originText(), " is in the address space ", string(space), ".")
	}
	if !f.took(forkLessPublic, space.isLessPublic(client.space)) || f.quirks.departs(quirkLocalReachesLoopback, client.space == AddressSpaceLocal) {
		return nil
	}
	switch {
	case !f.took(forkSecureToLocal, client.isTrustworthy()):
		return f.fail(p, InsecureLocalNetwork, "", "The page is no secure context, so it may not reach the address space ", string(space), " from ", string(client.space), ".")
	case !f.took(forkLocalGranted, f.grantLocalNetwork):
		return f.fail(p, LocalNetworkAccessPermissionDenied, "", "The user does not let the page reach the address space ", string(space), " from ", string(client.space), ".")
	}
	f.pass(p, "The user lets the page reach the address space ", string(space), ".")
	return nil
}

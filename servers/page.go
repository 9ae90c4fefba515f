package servers

import "github.com/corslab/corslab/wire"

// A Page is a document or script of the harness's own. It is served only while
// the network loads (see Network.Load), and requests for it are not recorded.
type Page struct {
	// URL is absolute, as a browser serialises it, without a fragment:
	// "https://www.example.com/". Where no tenant has its origin, the origin
	// exists only while the network loads.
	URL string
	// Response is what is served there.
	Response wire.Response
	// Always says that it is served whether the network loads or not: browsers look
	// for a new service worker whenever they see fit.
	Always bool
}

package fetch

import "github.com/corslab/corslab/wire"

// An API is the script interface, the element or the CSS property that makes a
// request: its initiator.
type API string

const (
	APIFetch         API = "fetch"          // the default, also for the empty string
	APIXHR           API = "xhr"            // XMLHttpRequest
	APIEventSource   API = "eventsource"    // new EventSource(url)
	APIBeacon        API = "beacon"         // navigator.sendBeacon(url, body)
	APIPing          API = "ping"           // <a ping>
	APIImg           API = "img"            // <img src>
	APIAudio         API = "audio"          // <audio src>
	APIVideo         API = "video"          // <video src>
	APITrack         API = "track"          // <track src> in a <video>, which is where crossorigin is written
	APIScript        API = "script"         // <script src>
	APIModule        API = "module"         // <script type="module" src>
	APIImport        API = "import"         // import(url)
	APIJSONModule    API = "json-module"    // import(url, {with: {type: "json"}})
	APIModulePreload API = "modulepreload"  // <link rel="modulepreload">
	APIStylesheet    API = "stylesheet"     // <link rel="stylesheet">
	APIPreload       API = "preload"        // <link rel="preload" as="fetch">
	APIPrefetch      API = "prefetch"       // <link rel="prefetch">
	APIManifest      API = "manifest"       // <link rel="manifest">
	APICSSImport     API = "css-import"     // @import
	APICSSImage      API = "css-image"      // background-image
	APICSSMask       API = "css-mask"       // mask-image
	APICSSShape      API = "css-shape"      // shape-outside
	APIFont          API = "font"           // @font-face, loaded as a FontFace
	APISVGUse        API = "svg-use"        // <use href> in an <svg>
	APIWorker        API = "worker"         // new Worker(url)
	APISharedWorker  API = "shared-worker"  // new SharedWorker(url)
	APIImportScripts API = "import-scripts" // importScripts(url) in a worker
	APIWebSocket     API = "websocket"      // new WebSocket(url)
	APIIframe        API = "iframe"         // <iframe src>
	APIObject        API = "object"         // <object data>
	APIEmbed         API = "embed"          // <embed src>
	APIForm          API = "form"           // <form action>, submitted into an <iframe>
)

// A Mode is a request's mode (https://fetch.spec.whatwg.org/#concept-request-mode).
type Mode string

const (
	ModeCORS       Mode = "cors" // the default of fetch() and XMLHttpRequest
	ModeNoCORS     Mode = "no-cors"
	ModeSameOrigin Mode = "same-origin"
	ModeNavigate   Mode = "navigate"

	modeWebSocket Mode = "websocket" // no script can say so
)

// Credentials is a request's credentials mode
// (https://fetch.spec.whatwg.org/#concept-request-credentials-mode). For
// XMLHttpRequest and EventSource, include stands for withCredentials = true and
// same-origin for false; omit cannot be expressed.
type Credentials string

const (
	CredentialsSameOrigin Credentials = "same-origin" // the default
	CredentialsInclude    Credentials = "include"
	CredentialsOmit       Credentials = "omit"
)

// Redirect is a request's redirect mode
// (https://fetch.spec.whatwg.org/#concept-request-redirect-mode).
type Redirect string

const (
	RedirectFollow Redirect = "follow" // the default
	RedirectError  Redirect = "error"
	RedirectManual Redirect = "manual"
)

// Cache is a request's cache mode
// (https://fetch.spec.whatwg.org/#concept-request-cache-mode).
type Cache string

const (
	CacheDefault      Cache = "default"
	CacheNoStore      Cache = "no-store"
	CacheReload       Cache = "reload"
	CacheNoCache      Cache = "no-cache"
	CacheForceCache   Cache = "force-cache"
	CacheOnlyIfCached Cache = "only-if-cached"
)

// A Field is a header name and value as a script passes them: neither is
// normalised, and each character U+0000–00FF stands for one byte.
type Field struct{ Name, Value string }

// A BodyKind is the type of object a script passes as body.
type BodyKind string

const (
	BodyText      BodyKind = "text"      // a string
	BodyForm      BodyKind = "form"      // a URLSearchParams
	BodyMultipart BodyKind = "multipart" // a FormData
	BodyBlob      BodyKind = "blob"      // a Blob
	BodyBuffer    BodyKind = "buffer"    // a Uint8Array
	BodyStream    BodyKind = "stream"    // a ReadableStream, with duplex: "half"
)

// A Body is what a script passes as body.
type Body struct {
	Kind BodyKind
	// Content is the text, or the bytes of a blob, buffer or stream.
	Content string
	// Form holds the entries of a form or multipart body.
	Form []Field
	// Type is a blob's type. Other kinds have none.
	Type string
}

// A Request is a call a script makes or an element that is put into the page, in
// the script's own terms: nothing is normalised, filtered or defaulted yet. The
// zero value of each field is the API's default. Expressible says which fields an
// API has.
type Request struct {
	API            API
	URL            string // may be relative to the page's URL
	Method         string // "" is GET
	Mode           Mode
	Credentials    Credentials
	Redirect       Redirect
	Cache          Cache
	Headers        []Field
	Body           *Body // nil is no body
	Keepalive      bool
	Referrer       *string // nil is "about:client"
	ReferrerPolicy string
	// Crossorigin is the crossorigin attribute of an element as it is written;
	// nil is none.
	Crossorigin *string
	// UploadListener says that a listener was registered on xhr.upload before
	// send(). XMLHttpRequest only.
	UploadListener bool
	// Sync says that open() was called with async = false. XMLHttpRequest only.
	Sync bool
	// Reconnect says that the request is not a new EventSource's: the one before it
	// connects again, as they do when a stream has ended, or the network has failed. URL
	// and Credentials are those it was made with. EventSource only.
	Reconnect bool
	// TargetAddressSpace is where the script says the server is; "" says nothing.
	// fetch only.
	TargetAddressSpace AddressSpace
}

// A PageKind is the kind of global object that makes a request.
type PageKind string

const (
	PageWindow       PageKind = "window"        // a top-level document, the default
	PageSandboxed    PageKind = "sandboxed"     // an iframe with sandbox="allow-scripts": opaque origin
	PageData         PageKind = "data"          // an iframe of a data: URL: opaque origin
	PageSrcdoc       PageKind = "srcdoc"        // an iframe with srcdoc: inherits the origin
	PageBlob         PageKind = "blob"          // an iframe of a blob: URL: inherits the origin
	PageWorker       PageKind = "worker"        // a dedicated worker
	PageSharedWorker PageKind = "shared-worker" // a shared worker
	PageDataWorker   PageKind = "data-worker"   // a dedicated worker of a data: URL: opaque origin
	PageFile         PageKind = "file"          // a document opened from the disk: opaque origin

	pageServiceWorker PageKind = "service-worker" // no page: a service worker, for its own requests
)

// A Page is who asks.
type Page struct {
	// URL is the document's URL; for the kinds that are not a top-level
	// document, the URL of the top-level document that holds it.
	URL string
	As  PageKind
	// Headers are the header lines the document is served with, such as a
	// Content-Security-Policy.
	Headers wire.Header
	// ServiceWorker is the service worker of the document's origin, whose scope is
	// all of it; nil is none.
	ServiceWorker *ServiceWorker
	// AddressSpace is where the document came from.
	AddressSpace AddressSpace
}

// A Site is a server that can be reached at an origin.
type Site struct {
	Server   wire.Server
	Protocol wire.Protocol
	// AddressSpace is where its address is.
	AddressSpace AddressSpace
}

// A World is every server that exists, by serialised origin
// ("https://api.example.com", default ports left out). An origin that is not in
// it refuses connections, unless there is a site for AnyOrigin.
type World map[string]Site

// AnyOrigin is the key of a site that stands for all origins without one of
// their own: the real world, as far as it can be listed.
const AnyOrigin = "*"

// site returns the server of an origin.
func (w World) site(origin string) (Site, bool) {
	if site, ok := w[origin]; ok {
		return site, true
	}
	site, ok := w[AnyOrigin]
	return site, ok
}

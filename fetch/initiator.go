package fetch

// An initiator is how an element, a CSS property or an interface other than
// fetch() and XMLHttpRequest makes its request: what page and attributes cannot
// change. None sets the unsafe-request flag, so that none but a beacon is ever
// preflighted.
type initiator struct {
	// section is where the request is specified.
	section string
	// method is POST, or "" for GET.
	method string
	// mode and credentials are those without a crossorigin attribute.
	mode        Mode
	credentials Credentials
	attribute   crossoriginEffect
	// isPolicyTaken says that a referrerpolicy attribute is heeded.
	isPolicyTaken bool
	// accept is the value of the Accept header; "" is */*.
	accept string
	// needs says what a response must be, beyond having passed CORS, for the
	// initiator to take it.
	needs need
	// isUpgraded says that an https page asks for an http URL over https.
	isUpgraded bool
	// isSilent says that the page cannot tell success from failure.
	isSilent bool
	// in says which global objects have it.
	in globals
}

// A crossoriginEffect is what the crossorigin attribute does to a request.
type crossoriginEffect uint8

const (
	noAttribute crossoriginEffect = iota // there is none
	// setsMode makes a potential-CORS request: with the attribute the mode is
	// cors, and the credentials are same-origin or include
	// (https://html.spec.whatwg.org/#create-a-potential-cors-request).
	setsMode
	// setsCredentials is for what is a CORS request anyhow.
	setsCredentials
)

// globals is a set of kinds of global objects.
type globals uint8

const (
	inTopLevel globals = 1 << iota // documents in the address bar
	inFrames
	inDedicatedWorkers
	inSharedWorkers

	inDocuments = inTopLevel | inFrames
	inWorkers   = inDedicatedWorkers | inSharedWorkers
	everywhere  = inDocuments | inWorkers
)

// globalOf returns the kind of global object that a page is.
func globalOf(page PageKind) globals {
	switch page {
	case PageWorker, PageDataWorker:
		return inDedicatedWorkers
	case PageSharedWorker:
		return inSharedWorkers
	case PageSandboxed, PageData, PageSrcdoc, PageBlob:
		return inFrames
	}
	return inTopLevel
}

const (
	acceptImage = "image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"
	acceptStyle = "text/css,*/*;q=0.1"
	acceptJSON  = "application/json,*/*;q=0.5"

	chromiumAcceptImage = "image/jxl,image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
)

// initiators holds every API but fetch and xhr.
var initiators = map[API]initiator{
	APIEventSource: {
		section: "html:dom-eventsource", mode: ModeCORS, credentials: CredentialsSameOrigin,
		accept: "text/event-stream", needs: needsEventStream, in: everywhere,
	},
	APIBeacon: {
		section: "beacon:sendbeacon-method", method: "POST", mode: ModeNoCORS, credentials: CredentialsInclude,
		isSilent: true, in: inDocuments,
	},
	APIPing: {
		section: "html:hyperlink-auditing", method: "POST", mode: ModeNoCORS, credentials: CredentialsInclude,
		isSilent: true, in: inDocuments,
	},
	APIImg: {
		section: "html:update-the-image-data", mode: ModeNoCORS, credentials: CredentialsInclude, attribute: setsMode,
		isPolicyTaken: true, accept: acceptImage, needs: needsImage, isUpgraded: true, in: inDocuments,
	},
	APIAudio: {
		section: "html:concept-media-load-resource", mode: ModeNoCORS, credentials: CredentialsInclude, attribute: setsMode,
		needs: needsMedia, isUpgraded: true, in: inDocuments,
	},
	APIVideo: {
		section: "html:concept-media-load-resource", mode: ModeNoCORS, credentials: CredentialsInclude, attribute: setsMode,
		needs: needsMedia, isUpgraded: true, in: inDocuments,
	},
	APITrack: {
		section: "html:sourcing-out-of-band-text-tracks", mode: ModeSameOrigin, credentials: CredentialsSameOrigin, attribute: setsMode,
		needs: needsTrack, in: inDocuments,
	},
	APIScript: {
		section: "html:fetch-a-classic-script", mode: ModeNoCORS, credentials: CredentialsInclude, attribute: setsMode,
		isPolicyTaken: true, needs: needsScript, in: inDocuments,
	},
	APIModule: {
		section: "html:fetch-a-single-module-script", mode: ModeCORS, credentials: CredentialsSameOrigin, attribute: setsCredentials,
		isPolicyTaken: true, needs: needsModule, in: inDocuments,
	},
	APIImport: {
		section: "html:fetch-an-import()-module-script-graph", mode: ModeCORS, credentials: CredentialsSameOrigin,
		needs: needsModule, in: everywhere,
	},
	APIJSONModule: {
		section: "html:fetch-a-single-module-script", mode: ModeCORS, credentials: CredentialsSameOrigin,
		accept: acceptJSON, needs: needsJSON, in: everywhere,
	},
	APIModulePreload: {
		section: "html:link-type-modulepreload", mode: ModeCORS, credentials: CredentialsSameOrigin, attribute: setsCredentials,
		isPolicyTaken: true, needs: needsModule, in: inDocuments,
	},
	APIStylesheet: {
		section: "html:link-type-stylesheet", mode: ModeNoCORS, credentials: CredentialsInclude, attribute: setsMode,
		isPolicyTaken: true, accept: acceptStyle, needs: needsStyle, in: inDocuments,
	},
	APIPreload: {
		section: "html:link-type-preload", mode: ModeNoCORS, credentials: CredentialsInclude, attribute: setsMode,
		isPolicyTaken: true, in: inDocuments,
	},
	APIPrefetch: {
		section: "html:link-type-prefetch", mode: ModeNoCORS, credentials: CredentialsInclude, attribute: setsMode,
		isPolicyTaken: true, in: inDocuments,
	},
	APIManifest: {
		section: "html:link-type-manifest", mode: ModeCORS, credentials: CredentialsSameOrigin, attribute: setsCredentials,
		isPolicyTaken: true, isSilent: true, in: inTopLevel,
	},
	APICSSImport: {
		section: "html:fetch-a-style-resource", mode: ModeNoCORS, credentials: CredentialsInclude,
		accept: acceptStyle, needs: needsStyle, in: inDocuments,
	},
	APICSSImage: {
		section: "css-images:url-notation", mode: ModeNoCORS, credentials: CredentialsInclude,
		accept: acceptImage, isSilent: true, isUpgraded: true, in: inDocuments,
	},
	APICSSMask: {
		section: "css-images:url-notation", mode: ModeCORS, credentials: CredentialsSameOrigin,
		accept: acceptImage, isSilent: true, isUpgraded: true, in: inDocuments,
	},
	APICSSShape: {
		section: "css-images:url-notation", mode: ModeCORS, credentials: CredentialsSameOrigin,
		accept: acceptImage, isSilent: true, isUpgraded: true, in: inDocuments,
	},
	APIFont: {
		section: "css-fonts:font-fetching-requirements", mode: ModeCORS, credentials: CredentialsSameOrigin,
		needs: needsFont, in: everywhere,
	},
	APISVGUse: {
		section: "html:create-a-potential-cors-request", mode: ModeSameOrigin, credentials: CredentialsSameOrigin,
		accept: acceptImage, needs: needsSVG, isUpgraded: true, in: inDocuments,
	},
	APIWorker: {
		section: "html:fetch-a-classic-worker-script", mode: ModeSameOrigin, credentials: CredentialsSameOrigin,
		needs: needsModule, in: inDocuments | inDedicatedWorkers,
	},
	APISharedWorker: {
		section: "html:fetch-a-classic-worker-script", mode: ModeSameOrigin, credentials: CredentialsSameOrigin,
		needs: needsModule, in: inDocuments,
	},
	APIImportScripts: {
		section: "html:fetch-a-classic-worker-imported-script", mode: ModeNoCORS, credentials: CredentialsInclude,
		needs: needsModule, in: inWorkers,
	},
	APIWebSocket: {
		section: sectionWebSocket, mode: modeWebSocket, credentials: CredentialsInclude, in: everywhere,
	},
	APIIframe: {
		section: "html:process-the-iframe-attributes", mode: ModeNavigate, credentials: CredentialsInclude,
		isPolicyTaken: true, accept: acceptDocument, isSilent: true, in: inDocuments,
	},
	APIForm: {
		section: "html:form-submission-algorithm", mode: ModeNavigate, credentials: CredentialsInclude,
		accept: acceptDocument, isSilent: true, in: inDocuments,
	},
	APIObject: {
		section: "html:the-object-element", mode: ModeNavigate, credentials: CredentialsInclude,
		accept: acceptDocument, needs: needsOK, in: inDocuments,
	},
	APIEmbed: {
		section: "html:the-embed-element", mode: ModeNavigate, credentials: CredentialsInclude,
		accept: acceptDocument, isSilent: true, in: inDocuments,
	},
}

// APIs returns every API there is, in a fixed order.
func APIs() []API {
	return []API{
		APIFetch, APIXHR, APIEventSource, APIBeacon, APIPing, APIImg, APIAudio, APIVideo, APITrack,
		APIScript, APIModule, APIImport, APIJSONModule, APIModulePreload, APIStylesheet, APIPreload, APIPrefetch, APIManifest,
		APICSSImport, APICSSImage, APICSSMask, APICSSShape, APIFont, APISVGUse, APIWorker, APISharedWorker, APIImportScripts,
		APIWebSocket, APIIframe, APIObject, APIEmbed, APIForm,
	}
}

// ShowsResponse reports whether the page can see status and headers of what it
// asked for.
func (a API) ShowsResponse() bool { return a == "" || a == APIFetch || a == APIXHR }

// StartsWorker reports whether the API starts a worker, dedicated or shared.
func (a API) StartsWorker() bool { return a == APIWorker || a == APISharedWorker }

// Navigates reports whether the API puts a document into a frame of the page.
func (a API) Navigates() bool { return initiators[a].mode == ModeNavigate }

// ShowsType reports whether the page can see the type of a response.
func (a API) ShowsType() bool { return a == "" || a == APIFetch }

// ShowsOutcome reports whether the page can tell success from failure.
func (a API) ShowsOutcome() bool { return !initiators[a].isSilent }

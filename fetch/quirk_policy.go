package fetch

// policyQuirks are those about what a page may reach: its Content-Security-Policy,
// and the address spaces it is kept from.
var policyQuirks = quirkTable{
	quirkLocalReachesLoopback: {
		Name:     "local-reaches-loopback",
		Text:     "a page from the local network reaches the loopback address freely; the draft wants the user's permission there, too",
		Section:  sectionLocalNetwork,
		Evidence: observed,
		Scenario: "local-network/spaces",
		Browsers: chromium156,
	},
	quirkCSPAddresses: {
		Name:     "csp-any-address",
		Text:     "a Content-Security-Policy may list servers by any IP address; in the standard 127.0.0.1 is the only one that matches",
		Section:  "csp:host-part-match",
		Evidence: observed,
		Scenario: "csp/sources",
		Browsers: chromium156,
	},
	quirkCSPSelfWithoutBlob: {
		Name:     "csp-self-without-blob",
		Text:     "'self' in a Content-Security-Policy lets no blob: URL be requested, be it of the page's own origin; in the standard, origins alone are compared",
		Section:  "csp:match-url-to-source-expression",
		Evidence: observed,
		Scenario: "csp/sources",
		Browsers: chromium156,
	},
	quirkCSPSecuredPorts: {
		Name:     "csp-port-follows-scheme",
		Text:     "where a Content-Security-Policy lists http: and the URL is https:, its port must be the default: http://host:80 lets https://host be requested, and http://host:8443 does not let https://host:8443; in the standard the ports are compared whatever the schemes are",
		Section:  "csp:port-part-matches",
		Evidence: observed,
		Scenario: "csp/ports",
		Browsers: chromium156,
	},
	quirkPolicyOrder: {
		Name:     "policy-between-checks",
		Text:     "a Content-Security-Policy is asked after the mode same-origin of a redirect and of an SVG <use>, and after the schemes that a loader does not know, file:, blob: of another origin, about: of a prefetch, XMLHttpRequest's ftp: and its blob: with another method than GET, but before the scheme of a redirect and that of an SVG <use>, and of audio and video also before http: is upgraded; in the standard before every mode, and after the scheme of a redirect and an upgrade",
		Section:  sectionMainFetch,
		Evidence: observed,
		Scenario: "csp/order",
		Browsers: chromium156,
	},
	quirkKeepalivePathsCount: {
		Name:     "csp-paths-of-keepalive-redirects",
		Text:     "where a keepalive request of a document, a beacon or a ping is redirected, the path of what a Content-Security-Policy lists counts like that of the first URL; in the standard no path counts behind a redirect, as for every other request",
		Section:  "csp:match-url-to-source-expression",
		Evidence: observed,
		Scenario: "csp/redirects",
		Browsers: chromium156,
	},
	quirkCSPSocketSchemes: {
		Name:     "csp-socket-schemes-apart",
		Text:     "ws: and wss: in a Content-Security-Policy let no request over http or https be made; in the standard they let those of the same security be made",
		Section:  "csp:scheme-part-match",
		Evidence: observed,
		Scenario: "csp/sources",
		Browsers: chromium156,
	},
}

package fetch

// socketQuirks are those about WebSockets.
var socketQuirks = quirkTable{
	quirkCSPSocketURL: {
		Name:     "csp-socket-url",
		Text:     "a Content-Security-Policy lets a WebSocket be opened where it lists ws: or wss:, or 'self'; http: and https: let none be, nor does a host without a scheme, which takes the page's; in the standard the URL is one of http or https by then, which all of them match",
		Section:  "csp:should-block-request",
		Evidence: observed,
		Scenario: "csp/websockets",
		Browsers: chromium156,
	},
	quirkSocketRefusalUnread: {
		Name:     "no-cookie-from-refused-socket",
		Text:     "the answer to a WebSocket's handshake sets cookies if the server agrees to it, or with status 401; in the standard every answer does",
		Section:  sectionNetwork,
		Evidence: observed,
		Scenario: "initiators/websocket-chromium",
		Browsers: chromium156,
	},
	quirkSocketMisdirected: {
		Name:     "misdirected-socket-given-up",
		Text:     "a WebSocket's handshake that is answered with status 421 is not made once more; in the standard it is, like every request",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "initiators/websocket-chromium",
		Browsers: chromium156,
	},
	quirkSocketInterim: {
		Name:     "interim-answer-to-socket-final",
		Text:     "an interim response to a WebSocket's handshake, with status 103 say, is its answer, and refuses it; in the standard the answer follows",
		Section:  sectionNetwork,
		Evidence: observed,
		Scenario: "initiators/websocket-chromium",
		Browsers: chromium156,
	},
	quirkSocketCredentials: {
		Name:     "socket-url-credentials",
		Text:     "a WebSocket that is answered with status 401 is asked for once more, with the user name and password of its URL; in the standard those are XMLHttpRequest's to use",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "initiators/websocket-chromium",
		Browsers: chromium156,
	},
}

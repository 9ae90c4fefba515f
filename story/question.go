package story

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// question asks in a sentence what the story answers.
func question(page fetch.Page, r fetch.Request) string {
	return "May " + askerText(page) + " " + deedText(r) + "?"
}

// askerText says who asks.
func askerText(page fetch.Page) string {
	origin := originOf(page)
	switch page.As {
	case fetch.PageSandboxed:
		return "a sandboxed frame in a page of " + origin + ", whose own origin is null,"
	case fetch.PageData:
		return "a data: frame in a page of " + origin + ", whose own origin is null,"
	case fetch.PageSrcdoc:
		return "a srcdoc frame in a page of " + origin
	case fetch.PageBlob:
		return "a blob: frame in a page of " + origin
	case fetch.PageWorker:
		return "a worker of a page of " + origin
	case fetch.PageDataWorker:
		return "a data: worker of a page of " + origin + ", whose own origin is null,"
	case fetch.PageSharedWorker:
		return "a shared worker of " + origin
	case fetch.PageFile:
		return "a page opened from the disk, whose origin is null,"
	}
	return "a page of " + origin
}

// originOf is the origin of the document in the address bar.
func originOf(page fetch.Page) string {
	url, err := fetch.ParseURL(page.URL, nil)
	if err != nil {
		return page.URL
	}
	return url.Origin().String()
}

// deeds say what an element or interface does with a URL, which follows. Those of
// fetch and XMLHttpRequest name the method too.
var deeds = map[fetch.API]string{
	fetch.APIEventSource:   "listen to the events of",
	fetch.APIBeacon:        "send a beacon to",
	fetch.APIPing:          "ping, from a link,",
	fetch.APIImg:           "show the image",
	fetch.APIAudio:         "play the audio",
	fetch.APIVideo:         "play the video",
	fetch.APITrack:         "show the subtitles",
	fetch.APIScript:        "run the script",
	fetch.APIModule:        "run the module",
	fetch.APIImport:        "import()",
	fetch.APIJSONModule:    "import the JSON of",
	fetch.APIModulePreload: "preload the module",
	fetch.APIStylesheet:    "apply the stylesheet",
	fetch.APIPreload:       "preload",
	fetch.APIPrefetch:      "prefetch",
	fetch.APICSSImport:     "have a stylesheet @import",
	fetch.APICSSImage:      "have as a background the image",
	fetch.APIManifest:      "take for the manifest of an application",
	fetch.APICSSMask:       "have as a mask the image",
	fetch.APICSSShape:      "let text flow around the shape of the image",
	fetch.APIFont:          "use the font",
	fetch.APISVGUse:        "<use> the SVG",
	fetch.APIWorker:        "start a worker from",
	fetch.APISharedWorker:  "start a shared worker from",
	fetch.APIImportScripts: "importScripts()",
	fetch.APIWebSocket:     "open a WebSocket to",
	fetch.APIIframe:        "show in a frame",
	fetch.APIObject:        "embed, by <object>,",
	fetch.APIEmbed:         "embed, by <embed>,",
}

// deedText says what the page is about to do.
func deedText(r fetch.Request) string {
	var text string
	switch deed, ok := deeds[r.API]; {
	case r.Reconnect:
		text = "listen once more to the events of " + r.URL + ", as the EventSource connects again"
	case ok:
		text = deed + " " + r.URL
	case r.API == fetch.APIForm:
		text = "submit a form by " + methodOf(r) + " to " + r.URL
	case r.API == fetch.APIXHR:
		text = methodOf(r) + " " + r.URL + " by XMLHttpRequest"
	default:
		text = methodOf(r) + " " + r.URL + " by fetch()"
	}
	if names := headerNames(r); names != "" {
		text += ", with the " + names
	}
	if settings := settingsOf(r); len(settings) > 0 {
		text += ", " + strings.Join(settings, ", ")
	}
	if r.API.ShowsResponse() && r.Mode != fetch.ModeNoCORS {
		if strings.Contains(text, ", ") {
			text += ","
		}
		text += " and read the answer"
	}
	return text
}

func methodOf(r fetch.Request) string { return cmp.Or(r.Method, "GET") }

// headerNames names the headers that script sets: "header A", "headers A and B".
func headerNames(r fetch.Request) string {
	switch n := len(r.Headers); n {
	case 0:
		return ""
	case 1:
		return "header " + r.Headers[0].Name
	case 2, 3:
		text := "headers " + r.Headers[0].Name
		for i := 1; i < n-1; i++ {
			text += ", " + r.Headers[i].Name
		}
		return text + " and " + r.Headers[n-1].Name
	default:
		return strconv.Itoa(n) + " headers"
	}
}

// settingsOf lists what the request says beside method and headers.
func settingsOf(r fetch.Request) []string {
	var list []string
	switch r.Credentials {
	case fetch.CredentialsInclude:
		list = append(list, "with the user's credentials")
	case fetch.CredentialsOmit:
		list = append(list, "without credentials")
	}
	if r.Crossorigin != nil {
		list = append(list, "with crossorigin=“"+*r.Crossorigin+"”")
	}
	if r.Mode != "" && r.Mode != fetch.ModeCORS {
		list = append(list, "in mode "+string(r.Mode))
	}
	if r.Redirect != "" && r.Redirect != fetch.RedirectFollow {
		list = append(list, "with redirect: "+string(r.Redirect))
	}
	if r.Cache != "" && r.Cache != fetch.CacheDefault {
		list = append(list, "with cache: "+string(r.Cache))
	}
	if r.Keepalive {
		list = append(list, "with keepalive")
	}
	if r.Body != nil && r.Body.Kind == fetch.BodyStream {
		list = append(list, "with a stream as its body")
	}
	if r.UploadListener {
		list = append(list, "with a listener on the upload")
	}
	if r.Sync {
		list = append(list, "synchronously")
	}
	return list
}

// answer is the verdict in a sentence or two.
func answer(s Source) string {
	p := s.Prediction
	short := string(p.Reason)
	if m, ok := MeaningOf(p.Reason); ok {
		short = m.Short
	}
	switch p.Outcome {
	case fetch.Allow:
		return allowed(s)
	case fetch.Deny:
		return "No: " + short + ". " + reached(s)
	case fetch.Error:
		return "No answer: " + short + "."
	}
	if p.Reason != "" {
		return "No, but the page is not told: " + short + "."
	}
	return "The request is made, and the page is not told what came of it."
}

func allowed(s Source) string {
	p := s.Prediction
	first := ""
	switch {
	case p.Preflight:
		first = ", after a preflight"
	case usesMemory(p):
		first = ", and an earlier preflight spares another"
	}
	switch p.Type {
	case fetch.TypeBasic:
		return "Yes" + first + ": the page gets the response of its own origin, status " + strconv.Itoa(p.Status) + "."
	case fetch.TypeCORS:
		return "Yes" + first + ": the server lets the page read its response, status " + strconv.Itoa(p.Status) + "."
	case fetch.TypeOpaque:
		return "Yes, but blindly: the request is made, and the page can read nothing of the response."
	case fetch.TypeOpaqueRedirect:
		return "Yes: the page gets the redirect itself, which it cannot read, and nobody follows it."
	}
	if s.Request.API.ShowsResponse() && p.Status > 0 {
		return "Yes" + first + ": the page gets the response, status " + strconv.Itoa(p.Status) + "."
	}
	if s.Request.API == fetch.APIWebSocket {
		return "Yes: the server agrees. CORS has no say; who may talk to it is for the server to see, by Origin."
	}
	return "Yes" + first + ": what comes can be used."
}

// usesMemory reports whether an earlier preflight answered for the request.
func usesMemory(p fetch.Prediction) bool {
	for _, d := range p.Decisions {
		if d.Section == preflightMemory && d.Verdict == fetch.Pass {
			return true
		}
	}
	return false
}

// reached says how far a refused request came: that the server may have acted on
// it is what most readers do not expect.
func reached(s Source) string {
	exchanges := s.Prediction.Exchanges
	if len(exchanges) == 0 {
		return "Nothing is sent."
	}
	if last := exchanges[len(exchanges)-1].Request; last.IsPreflight() {
		method, _ := last.Header.Get("Access-Control-Request-Method")
		return "Only the preflight is sent, not the " + fetch.Text(method) + "."
	}
	if exchanges[len(exchanges)-1].Response.Fault.Kind == wire.FaultRefuse {
		return "Nothing reaches a server."
	}
	return "The server has received the request all the same; the page is refused the answer."
}

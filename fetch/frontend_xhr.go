package fetch

import "github.com/corslab/corslab/wire"

// constructXHR is open(), setRequestHeader() for each header and send() of an
// XMLHttpRequest, up to where the network begins.
func (f *fetching) constructXHR(in Request) (*request, *networkError) {
	method := orDefault(in.Method, "GET")
	if f.took(forkXHRMethodToken, !IsToken(method)) {
		return nil, f.throws(sectionXHROpen, method, "open() throws a SyntaxError: ", quoted(method), " is not a method.")
	}
	if f.took(forkXHRMethodForbidden, isForbiddenMethod(method)) {
		return nil, f.throws(sectionXHROpen, method, "open() throws a SecurityError: script may not use the method ", method, ".")
	}
	url, parseErr := f.parseURL(in.URL, f.client.base)
	if f.took(forkBadURL, parseErr != nil) {
		return nil, f.throws(sectionXHROpen, in.URL, "open() throws a SyntaxError: ", quoted(in.URL), " cannot be parsed as a URL.")
	}
	r := f.newRequest(url)
	r.api, r.isSync = APIXHR, in.Sync
	f.dropUserinfo(r)
	r.method = normalizeMethod(method)
	if in.Credentials == CredentialsInclude {
		r.credentials = CredentialsInclude
	}
	for _, h := range in.Headers {
		if err := f.setRequestHeader(r, h); err != nil {
			return nil, err
		}
	}
	if in.Body != nil && r.method != "GET" && r.method != "HEAD" {
		r.body = extractBody(in.Body)
		f.setContentType(r)
	}
	r.forcePreflight = in.UploadListener
	if f.quirks.departs(quirkUploadListenerNeedsBody, in.UploadListener && (in.Sync || r.body == nil)) {
		f.info(at(sectionXHRSend), "The listener on xhr.upload asks for no preflight: the request is synchronous or has no body.")
		r.forcePreflight = false
	}
	if r.forcePreflight && in.Sync && f.quirks.has(quirkUploadListenerNeedsAsync) {
		f.quirks.apply(quirkUploadListenerNeedsAsync)
		f.info(at(sectionXHRSend), "The listener on xhr.upload asks for no preflight: the request is synchronous.")
		r.forcePreflight = false
	}
	return r, nil
}

// throws is a method of XMLHttpRequest throwing before any network.
func (f *fetching) throws(section, param string, text ...string) *networkError {
	return f.fail(at(section), InvalidRequest, param, text...)
}

// setRequestHeader joins what is set twice into one header, unlike a Headers
// object (https://xhr.spec.whatwg.org/#the-setrequestheader()-method).
func (f *fetching) setRequestHeader(r *request, h Field) *networkError {
	name, value, ok := headerBytes(h)
	if f.took(forkBadHeader, !ok) {
		return f.throws(sectionXHRSetHeader, h.Name, "setRequestHeader() throws a SyntaxError: ", quoted(h.Name), ": ", quoted(h.Value), " is not a valid header.")
	}
	if isForbiddenRequestHeader(name, value, &f.quirks) {
		f.info(at(sectionForbiddenHeader), name, " is dropped without a word: script may not set it.")
		return nil
	}
	for i := range r.headers {
		if f.took(forkHeaderCombined, wire.EqualFold(r.headers[i].Name, name)) {
			r.headers[i].Value += ", " + value
			return nil
		}
	}
	r.headers = append(r.headers, Field{name, value})
	return nil
}

// setContentType adds the body's type where script set none, and corrects the
// charset it set for a string, which is always sent as UTF-8
// (https://xhr.spec.whatwg.org/#the-send()-method).
func (f *fetching) setContentType(r *request) {
	for i := range r.headers {
		if !wire.EqualFold(r.headers[i].Name, "Content-Type") {
			continue
		}
		if r.body.isText {
			f.correctCharset(r, &r.headers[i])
		}
		return
	}
	t := r.body.contentType
	if f.quirks.departs(quirkStrictBlobType, r.body.isBlob && t != "" && !isStrictMIME(t)) {
		return
	}
	if t != "" {
		f.info(at(sectionXHRSend), "The body brings its own Content-Type: ", t, ".")
		r.headers = append(r.headers, Field{"Content-Type", t})
	}
}

func (f *fetching) correctCharset(r *request, h *Field) {
	corrected, inPlace, ok := withUTF8(h.Value)
	if !f.took(forkCharsetCorrected, ok) {
		return
	}
	if f.quirks.departs(quirkQuotedCharset, inPlace != corrected) {
		corrected = inPlace
	}
	if f.quirks.has(quirkCharsetJudgedAsWritten) {
		r.writtenType = h.Value
	}
	f.info(at(sectionXHRSend), "A string is sent as UTF-8, so the Content-Type becomes ", quoted(corrected), ".")
	h.Value = corrected
}

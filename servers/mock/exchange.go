package mock

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/corslab/corslab/wire"
)

// maxHead is how long, in bytes, the header lines of a message may be.
const maxHead = 256 << 10

// maxShown is the largest body of a request, in bytes, that the service is shown
// where there is an upstream: the most that one takes as its configuration.
const maxShown = 64 << 10

// errTooLarge says that a body is longer than Config.MaxBody.
var errTooLarge = errors.New("its body is too large to be held in memory")

// An exchange is one request on its way through the front.
type exchange struct {
	front *Front
	// context ends when the client leaves. That of in also has the proxy pass on
	// interim answers (1xx), about which the service was not asked.
	context context.Context
	// trailer is filled in when the client's body has been read.
	trailer http.Header
	// in is the client's request, without what concerned its connection only.
	in *http.Request
	// body is what is left to send upstream of the request's body.
	body io.ReadCloser

	// upstream is the upstream's answer; nil if it gave none.
	upstream *http.Response
	// marker stands for the body of upstream in what the service sees; nil if the
	// service was given the body itself.
	marker []byte
	// failure says why the upstream gave no answer.
	failure error
}

// RoundTrip answers the request, which the proxy has prepared.
func (x *exchange) RoundTrip(in *http.Request) (*http.Response, error) {
	f := x.front
	x.in, x.body = in, in.Body
	request, err := x.request()
	if errors.Is(err, errTooLarge) {
		return x.reply(wire.Response{Status: http.StatusRequestEntityTooLarge})
	}
	if err != nil {
		return nil, err
	}
	response := f.service.answer(x, request)
	if string(response.Body) == f.marker && !x.isStreamed(response) {
		x.fetchAgain(request, &response)
	}
	if err := context.Cause(x.context); err != nil {
		x.discard()
		return nil, err
	}
	f.cfg.Answered(wire.Exchange{Request: request, Response: x.told(response)})
	if x.failure != nil {
		f.cfg.Warned(fmt.Errorf("%s %s: the upstream %s %w; %s", in.Method, request.Target, f.cfg.Upstream, x.failure, outcome(response)))
	}
	return x.reply(response)
}

// fetchAgain gets the body of an answer that the service has kept from an earlier
// request, when there was none to keep: it was too large, or had no end.
func (x *exchange) fetchAgain(request wire.Request, response *wire.Response) {
	fresh := x.askUpstream(request)
	response.Body, response.Fault = x.marker, fresh.Fault
	if x.marker == nil {
		response.Body = fresh.Body // short enough, this time
	}
}

// outcome says what becomes of a request whose upstream failed.
func outcome(r wire.Response) string {
	if r.Fault.Kind != wire.FaultNone && r.Fault.Kind != wire.FaultSlow {
		return "the client gets no answer"
	}
	return fmt.Sprintf("the service answers %d", r.Status)
}

// request returns what the service sees of the request.
func (x *exchange) request() (wire.Request, error) {
	origin := x.front.cfg.As
	if origin == "" {
		origin = "http://" + strings.TrimSuffix(x.in.Host, ":80")
	}
	_, host, _ := strings.Cut(origin, "://")
	r := wire.Request{Method: x.in.Method, Origin: origin, Target: x.in.RequestURI}
	if !strings.HasPrefix(r.Target, "/") { // the client takes the front for a proxy
		r.Target = x.in.URL.RequestURI()
	}
	r.Header.Add("Host", host)
	r.Header = appendLines(r.Header, x.in.Header)
	if x.in.ContentLength > 0 {
		r.Header.Add("Content-Length", strconv.FormatInt(x.in.ContentLength, 10))
	}
	var err error
	r.Body, err = x.shownBody()
	return r, err
}

// shownBody returns the body of the request as far as the service sees it.
func (x *exchange) shownBody() ([]byte, error) {
	if x.body == nil {
		return nil, nil
	}
	if x.front.transport != nil && (x.in.ContentLength < 0 || x.in.ContentLength > maxShown) {
		return nil, nil
	}
	data, err := x.front.readWhole(x.body)
	x.body = io.NopCloser(bytes.NewReader(data))
	return data, err
}

// readWhole reads a body that must fit into memory. With errTooLarge it returns
// what it has read of a longer one.
func (f *Front) readWhole(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, f.cfg.MaxBody+1))
	if err == nil && int64(len(data)) > f.cfg.MaxBody {
		err = errTooLarge
	}
	return data, err
}

// appendLines appends header lines, sorted by name, so that a service answers
// equal requests equally.
func appendLines(lines wire.Header, header http.Header) wire.Header {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range header[name] {
			lines.Add(name, value)
		}
	}
	return lines
}

// isStreamed reports whether the service left the upstream's body as it was.
func (x *exchange) isStreamed(r wire.Response) bool {
	return len(x.marker) > 0 && len(r.Body) == len(x.marker) && &r.Body[0] == &x.marker[0]
}

// told is the response without the marker, which is no body.
func (x *exchange) told(r wire.Response) wire.Response {
	if x.isStreamed(r) {
		r.Body = nil
	}
	return r
}

// reply returns the answer as the proxy takes it; an error stands for one that
// net/http cannot send.
func (x *exchange) reply(r wire.Response) (*http.Response, error) {
	if err := x.wait(r.Fault); err != nil {
		x.discard()
		return nil, err
	}
	if x.isStreamed(r) {
		return x.stream(r), nil
	}
	x.discard()
	header, ok := headerOf(r.Lines())
	if !ok || !isPlain(x.in.Method, r, header) {
		return nil, &answerError{r}
	}
	return &http.Response{
		StatusCode: r.Status, Header: header,
		Body: io.NopCloser(bytes.NewReader(r.Body)), ContentLength: int64(len(r.Body)),
	}, nil
}

// stream returns the upstream's answer with the status and header lines that the
// service gave it. Lines that cannot be sent have not come from the upstream, and
// are left out.
func (x *exchange) stream(r wire.Response) *http.Response {
	header, ok := headerOf(r.Header)
	if !ok {
		x.front.cfg.Warned(fmt.Errorf("%s %s: a malformed header line of the service is left out", x.in.Method, x.in.URL.Path))
	}
	// The service may have counted the marker.
	delete(header, "Content-Length")
	if length := x.upstream.Header["Content-Length"]; length != nil {
		header["Content-Length"] = length
	}
	streamed := *x.upstream
	streamed.StatusCode, streamed.Status, streamed.Header = r.Status, "", header
	return &streamed
}

// discard closes the upstream's answer, which nobody will read.
func (x *exchange) discard() {
	if x.upstream != nil {
		_ = x.upstream.Body.Close()
	}
}

// headerOf returns header lines as net/http has them; ok is false if it would not
// send one, which is then not among them.
func headerOf(lines wire.Header) (header http.Header, ok bool) {
	header, ok = make(http.Header, len(lines)), true
	for _, line := range lines {
		name, value, colon := line.Cut()
		if !colon || !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			ok = false
			continue
		}
		header.Add(name, value)
	}
	return header, ok
}

// isPlain reports whether net/http would send a response of the service's own as
// it stands.
func isPlain(method string, r wire.Response, header http.Header) bool {
	if r.Status < 200 || r.Reason != "" && r.Reason != http.StatusText(r.Status) || header["Transfer-Encoding"] != nil {
		return false
	}
	length := header["Content-Length"]
	return method == http.MethodHead || len(length) == 0 ||
		len(length) == 1 && length[0] == strconv.Itoa(len(r.Body)) && r.Status != http.StatusNoContent
}

package restapi

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/restapi/vtl"
	"github.com/corslab/corslab/wire"
)

// The sections of notes.
const (
	sectionMock       = "aws:rest-api-mock"
	sectionErrors     = "aws:rest-api-gateway-responses"
	sectionParameters = "aws:rest-api-parameter-mapping"
	sectionProxy      = "aws:rest-api-integration"
)

// The identifiers that the service gives every answer. They differ from answer to
// answer; these are fixed ones of the usual shape.
const (
	requestIDLine wire.Line = "x-amzn-requestid: 3b1c7e52-9d84-4f60-a2e7-6c0f5d8b9a13"
	apiIDLine     wire.Line = "x-amz-apigw-id: YkQ2PEfKoAMFhVA="
)

// A gateway answers requests for an API. It has no state.
type gateway struct {
	api      *API
	upstream wire.Server
}

// New returns a server that answers as the API does. The upstream is what the
// integrations answer that are no mocks; nil stands for a function that returns an
// empty object, without CORS headers.
func (a *API) New(upstream wire.Server) wire.Server {
	if upstream == nil {
		upstream = wire.ServerFunc(func(wire.Request) wire.Response {
			return wire.Response{Status: 200, Header: wire.Header{"content-type: application/json"}, Body: []byte("{}")}
		})
	}
	return &gateway{api: a, upstream: upstream}
}

// Answer answers one request.
func (g *gateway) Answer(r wire.Request) wire.Response {
	method := g.find(r.Method, r.Target)
	if method == nil {
		return g.fail(r, "MISSING_AUTHENTICATION_TOKEN", 0, "no method "+r.Method+" is deployed for the path")
	}
	if refusal, refused := g.authorize(method, r); refused {
		return refusal
	}
	if method.Integration.Type == "MOCK" {
		return g.mock(method, r)
	}
	return g.integration(method, r)
}

// authorize returns the refusal of a request that the method's authorizer or its
// need of a key stops.
func (g *gateway) authorize(m *Method, r wire.Request) (refusal wire.Response, refused bool) {
	name := m.HTTPMethod + " " + m.Path
	if !r.Header.Has("Authorization") {
		switch m.Authorization {
		case "", "NONE":
		case "AWS_IAM":
			return g.fail(r, "MISSING_AUTHENTICATION_TOKEN", 0, name+" wants a signature"), true
		default:
			return g.fail(r, "UNAUTHORIZED", 0, "the authorizer of "+name+" refuses a request without Authorization"), true
		}
	}
	if m.APIKeyRequired && !r.Header.Has("X-Api-Key") {
		return g.fail(r, "INVALID_API_KEY", 0, name+" wants an API key"), true
	}
	return wire.Response{}, false
}

// mock answers a method with a mock integration.
func (g *gateway) mock(m *Method, r wire.Request) wire.Response {
	in := m.Integration
	if g.breaksMock(m) {
		return g.fail(r, "API_CONFIGURATION_ERROR", 0, `binaryMediaTypes has "*/*", and the mock of `+m.HTTPMethod+" "+m.Path+" has no contentHandling CONVERT_TO_TEXT")
	}
	status, asked, notes, ok := mockStatus(in, r)
	if !ok {
		return g.fail(r, "API_CONFIGURATION_ERROR", 0, "the request template of the mock gives no status code")
	}
	out, doubts := g.respond(in, r, strconv.Itoa(status), nil)
	for _, o := range asked.Headers {
		out.Header = override(out.Header, o.Name, o.Value)
		doubts = append(doubts, wire.UnverifiedNote(sectionMock, "that the request template overrides "+o.Name+" was not recorded"))
	}
	if asked.Status != 0 {
		out.Status = asked.Status
		doubts = append(doubts, wire.UnverifiedNote(sectionMock, "that the request template overrides the status was not recorded"))
	}
	out.Notes = append(append(notes, out.Notes...), doubts...)
	return out
}

// breaksMock reports whether a mock fails because its template, which is text, is
// taken for binary.
func (g *gateway) breaksMock(m *Method) bool {
	return g.api.BinaryMediaTypes.Contains("*/*") && m.Integration.ContentHandling != "CONVERT_TO_TEXT"
}

// mockStatus is the status code in the mock's request template, and what that
// overrides.
func mockStatus(in Integration, r wire.Request) (status int, result vtl.Result, notes []wire.Note, ok bool) {
	template, found := templateFor(in.RequestTemplates, r)
	if !found {
		return 0, result, nil, false
	}
	result, err := render(template, r)
	if err != nil {
		return 200, vtl.Result{}, []wire.Note{wire.UnverifiedNote(sectionMock, "the request template "+err.Error()+"; its status is taken to be 200")}, true
	}
	var request struct {
		StatusCode json.Number `json:"statusCode"`
	}
	if err := json.Unmarshal([]byte(result.Text), &request); err != nil {
		// The service's reader is more lenient than JSON: {statusCode:200}.
		if match := lenientStatus.FindStringSubmatch(result.Text); match != nil {
			request.StatusCode = json.Number(match[1])
		}
	}
	status, err = strconv.Atoi(request.StatusCode.String())
	return status, result, nil, err == nil
}

var lenientStatus = regexp.MustCompile(`['"]?statusCode['"]?\s*:\s*['"]?(\d{3})`)

// templateFor returns the template for the request's content type, which is
// application/json where it has none.
func templateFor(templates map[string]document.String, r wire.Request) (document.String, bool) {
	contentType, ok := r.Header.Get("Content-Type")
	if !ok {
		contentType = "application/json"
	}
	contentType, _, _ = strings.Cut(contentType, ";")
	if t, ok := templates[strings.TrimSpace(wire.ToLower(contentType))]; ok {
		return t, true
	}
	t, ok := templates["application/json"]
	return t, ok
}

// respond makes the method's answer out of an integration's. subject is what the
// selection patterns are held against: the status of a mock or of an HTTP
// integration.
func (g *gateway) respond(in Integration, r wire.Request, subject string, from *wire.Response) (wire.Response, []wire.Note) {
	chosen, notes := choose(in.Responses, subject)
	if chosen == nil {
		return g.fail(r, "API_CONFIGURATION_ERROR", 0, "no integration response takes the status "+subject), notes
	}
	out := wire.Response{Status: chosen.StatusCode}
	header, doubts := g.parameters(chosen.Parameters, "method.response.header.", r, from)
	notes = append(notes, doubts...)
	if template, ok := chosen.Templates["application/json"]; ok {
		result, err := render(template, r)
		if err != nil {
			notes = append(notes, wire.UnverifiedNote(sectionMock, "the response template "+err.Error()))
		}
		out.Body = []byte(strings.TrimSpace(result.Text))
		if result.Status != 0 {
			out.Status = result.Status
		}
		for _, o := range result.Headers {
			header = override(header, o.Name, o.Value)
			notes = append(notes, wire.Note{Section: sectionMock, Text: "the response template overrides " + o.Name})
		}
	} else if from != nil {
		out.Body = from.Body
	}
	notes = append(notes, wire.Note{Section: sectionMock, Text: "the headers are the method's response parameters, whatever the Origin is"})
	out.Header = frame(out, header)
	out.Notes = notes
	return out, nil
}

// frame puts the service's own lines around the headers.
func frame(r wire.Response, header wire.Header) wire.Header {
	lines := wire.Header{}
	if r.Status != 204 {
		lines = append(lines, "content-type: application/json", wire.NewLine("content-length", strconv.Itoa(len(r.Body))))
	}
	lines = append(append(lines, requestIDLine), header...)
	return append(lines, apiIDLine)
}

func override(header wire.Header, name, value string) wire.Header {
	header = slices.DeleteFunc(header, func(line wire.Line) bool {
		n, _, _ := line.Cut()
		return wire.EqualFold(n, name)
	})
	return append(header, wire.NewLine(name, value))
}

// choose returns the integration response whose pattern matches, or the default.
func choose(responses []IntegrationResponse, subject string) (*IntegrationResponse, []wire.Note) {
	var fallback *IntegrationResponse
	for i, r := range responses {
		if r.SelectionPattern == "" {
			fallback = &responses[i]
			continue
		}
		// Java's matches, which takes the whole text.
		pattern, err := regexp.Compile(`\A(?:` + r.SelectionPattern + `)\z`)
		if err != nil {
			return fallback, []wire.Note{wire.UnverifiedNote(sectionMock, "the selection pattern "+strconv.Quote(r.SelectionPattern)+" is not understood")}
		}
		if pattern.MatchString(subject) {
			return &responses[i], nil
		}
	}
	return fallback, nil
}

// integrationTimeout is how long an integration may take
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).
const integrationTimeout = 29 * time.Second

// integration answers a method whose integration is upstream.
func (g *gateway) integration(m *Method, r wire.Request) wire.Response {
	response := g.upstream.Answer(r)
	switch fault := response.Fault; {
	case fault.Kind == wire.FaultHang, fault.Kind == wire.FaultSlow && fault.Delay >= integrationTimeout:
		return g.fail(r, "INTEGRATION_TIMEOUT", 0, "the integration took longer than 29 seconds, which are not waited for here")
	case fault.Kind != wire.FaultNone && fault.Kind != wire.FaultSlow:
		if m.Integration.Type == "AWS_PROXY" {
			return g.fail(r, "DEFAULT_5XX", 502, "the function failed, or gave no proxy response")
		}
		return g.fail(r, "INTEGRATION_FAILURE", 0, "the integration failed")
	}
	if m.Integration.Type == "HTTP" || m.Integration.Type == "AWS" {
		subject := strconv.Itoa(response.Status)
		if m.Integration.Type == "AWS" {
			subject = "" // an error message, which an answer has none of
		}
		out, notes := g.respond(m.Integration, r, subject, &response)
		if m.Integration.Type == "AWS" && response.Status >= 400 {
			notes = append(notes, wire.UnverifiedNote(sectionProxy, "the selection patterns of an AWS integration want an error message; the integration's answer is taken to be a success"))
		}
		out.Notes = append(out.Notes, notes...)
		return out
	}
	return pass(m, response)
}

// remapped are headers of an integration that the gateway renames
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
var remapped = []string{"Authorization", "Connection", "Content-Encoding", "Content-Length", "Content-MD5", "Date", "Expect", "Host", "Server", "Trailer", "Upgrade", "User-Agent", "Via", "WWW-Authenticate"}

// pass passes on what a proxy integration answers.
func pass(m *Method, response wire.Response) wire.Response {
	header := make(wire.Header, 0, len(response.Header)+2)
	notes := slices.Clip(response.Notes)
	for _, line := range response.Header {
		name, value, _ := line.Cut()
		if wire.EqualFold(name, "Content-Length") {
			continue // it is made anew
		}
		if slices.ContainsFunc(remapped, func(s string) bool { return wire.EqualFold(s, name) }) {
			line = wire.NewLine("x-amzn-remapped-"+wire.ToLower(name), value)
			notes = append(notes, wire.UnverifiedNote(sectionProxy, "the guide says that "+name+" may be renamed"))
		}
		header = append(header, line)
	}
	text := "the integration of " + m.HTTPMethod + " " + m.Path + " answers, and its headers are passed on"
	if !response.Header.Has("Access-Control-Allow-Origin") {
		text += "; it sends no Access-Control-Allow-Origin"
	}
	response.Header = append(header, requestIDLine, apiIDLine)
	response.Notes = append(notes, wire.Note{Section: sectionProxy, Text: text})
	return response
}

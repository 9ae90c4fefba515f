package restapi

import (
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/restapi/vtl"
	"github.com/corslab/corslab/wire"
)

// A kind is an error that the gateway makes.
type kind struct {
	status int
	// message is what the usual body says.
	message string
	// name is the value of x-amzn-ErrorType.
	name string
}

// kinds are the gateway response types
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html).
// The two defaults have no status of their own.
var kinds = map[string]kind{
	"ACCESS_DENIED":                  {403, "User is not authorized to access this resource", "AccessDeniedException"},
	"API_CONFIGURATION_ERROR":        {500, "Internal server error", "InternalServerErrorException"},
	"AUTHORIZER_CONFIGURATION_ERROR": {500, "Internal server error", "AuthorizerConfigurationException"},
	"AUTHORIZER_FAILURE":             {500, "Internal server error", "AuthorizerFailureException"},
	"BAD_REQUEST_BODY":               {400, "Invalid request body", "BadRequestException"},
	"BAD_REQUEST_PARAMETERS":         {400, "Missing required request parameters", "BadRequestException"},
	"EXPIRED_TOKEN":                  {403, "The security token included in the request is expired", "ExpiredTokenException"},
	"INTEGRATION_FAILURE":            {504, "Internal server error", "InternalServerErrorException"},
	"INTEGRATION_TIMEOUT":            {504, "Endpoint request timed out", "InternalServerErrorException"},
	"INVALID_API_KEY":                {403, "Forbidden", "ForbiddenException"},
	"INVALID_SIGNATURE":              {403, "The request signature we calculated does not match the signature you provided", "InvalidSignatureException"},
	"MISSING_AUTHENTICATION_TOKEN":   {403, "Missing Authentication Token", "MissingAuthenticationTokenException"},
	"QUOTA_EXCEEDED":                 {429, "Limit Exceeded", "LimitExceededException"},
	"REQUEST_TOO_LARGE":              {413, "Request Too Long", "RequestTooLargeException"},
	"RESOURCE_NOT_FOUND":             {404, "Not Found", "NotFoundException"},
	"THROTTLED":                      {429, "Too Many Requests", "TooManyRequestsException"},
	"UNAUTHORIZED":                   {401, "Unauthorized", "UnauthorizedException"},
	"UNSUPPORTED_MEDIA_TYPE":         {415, "Unsupported Media Type", "BadRequestException"},
	"WAF_FILTERED":                   {403, "Forbidden", "ForbiddenException"},
	"DEFAULT_4XX":                    {},
	"DEFAULT_5XX":                    {},
}

// fail answers with an error of the gateway's own. A status of zero is the type's.
func (g *gateway) fail(r wire.Request, which string, status int, because string) wire.Response {
	k := kinds[which]
	if which == "DEFAULT_5XX" {
		k = kinds["API_CONFIGURATION_ERROR"] // the type of a malformed proxy response
	}
	if status == 0 {
		status = k.status
	}
	custom := g.gatewayResponse(which, status)
	body := `{"message":"` + k.message + `"}`
	if status >= 500 {
		body = `{"message": "` + k.message + `"}` // the service's own spacing
	}
	header := wire.Header{"content-type: application/json", "", requestIDLine, wire.NewLine("x-amzn-errortype", k.name)}
	notes := []wire.Note{{Section: sectionErrors, Text: because + ": gateway response " + which}}
	if custom == nil {
		notes = append(notes, wire.Note{Section: sectionErrors, Text: "no gateway response adds CORS headers to it"})
	} else {
		if custom.StatusCode != 0 {
			status = custom.StatusCode
		}
		lines, doubts := g.parameters(custom.Parameters, "gatewayresponse.header.", r, nil)
		header = append(header, lines...)
		notes = append(append(notes, wire.Note{Section: sectionErrors, Text: "gateway response " + custom.Type + " applies"}), doubts...)
		if template, ok := custom.Templates["application/json"]; ok {
			body = strings.NewReplacer("$context.error.messageString", strconv.Quote(k.message), "$context.error.message", k.message,
				"$context.error.responseType", which).Replace(template.Value)
			if strings.Contains(body, "$") {
				notes = append(notes, wire.UnverifiedNote(sectionErrors, "the template of "+custom.Type+" has a variable that is not interpreted"))
			}
		}
	}
	header = append(header, apiIDLine)
	header[1] = wire.NewLine("content-length", strconv.Itoa(len(body)))
	return wire.Response{Status: status, Header: header, Body: []byte(body), Notes: notes}
}

// gatewayResponse returns the customisation of a type, or of the default for its
// status; nil if there is none.
func (g *gateway) gatewayResponse(which string, status int) *GatewayResponse {
	fallback := "DEFAULT_4XX"
	if status >= 500 {
		fallback = "DEFAULT_5XX"
	}
	var found *GatewayResponse
	for i, r := range g.api.GatewayResponses {
		switch {
		case r.Type == which:
			return &g.api.GatewayResponses[i]
		case r.Type == fallback:
			found = &g.api.GatewayResponses[i]
		}
	}
	return found
}

// parameters returns the header lines that a parameter mapping makes. from is the
// integration's answer; nil where there is none.
func (g *gateway) parameters(list []Parameter, prefix string, r wire.Request, from *wire.Response) (header wire.Header, notes []wire.Note) {
	for _, p := range list {
		name, ok := strings.CutPrefix(p.Name, prefix)
		if !ok {
			continue
		}
		value, known := mapped(p.Value.Value, r, from)
		if !known {
			notes = append(notes, wire.UnverifiedNote(sectionParameters, "the mapping "+p.Value.Value+" of "+name+" is not interpreted, and the header is left out"))
			continue
		}
		if value != "" {
			header.Add(name, value)
		}
	}
	return header, notes
}

// mapped is the value of a mapping expression: 'literal', or a reference to a
// header of the request or of the integration's answer.
func mapped(expression string, r wire.Request, from *wire.Response) (value string, known bool) {
	if literal, ok := quoted(expression); ok {
		return literal, true
	}
	for _, prefix := range []string{"method.request.header.", "context.request.header."} {
		if name, ok := strings.CutPrefix(expression, prefix); ok {
			value, _ = r.Header.Get(name)
			return value, true
		}
	}
	if name, ok := strings.CutPrefix(expression, "integration.response.header."); ok && from != nil {
		value, _ = from.Header.Get(name)
		return value, true
	}
	return "", false
}

func quoted(expression string) (literal string, ok bool) {
	if len(expression) < 2 || expression[0] != '\'' || expression[len(expression)-1] != '\'' {
		return "", false
	}
	return expression[1 : len(expression)-1], true
}

// render renders a template for a request.
func render(template document.String, r wire.Request) (vtl.Result, error) {
	return vtl.Render(template.Value, func(name string) string {
		if value, ok := r.Header.Get(name); ok {
			return value
		}
		return queryValue(r.Target, name)
	})
}

// queryValue is the first value of a query parameter, as it is written.
func queryValue(target, name string) string {
	_, query, _ := strings.Cut(target, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if key, value, _ := strings.Cut(pair, "="); key == name {
			return value
		}
	}
	return ""
}

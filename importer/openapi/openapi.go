// Package openapi finds API Gateway APIs in OpenAPI documents: the extensions
// x-amazon-apigateway-* say which kind of API it is and what it answers
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html).
package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

// The extensions that are read.
const (
	extCORS             = "x-amazon-apigateway-cors"
	extIntegration      = "x-amazon-apigateway-integration"
	extGatewayResponses = "x-amazon-apigateway-gateway-responses"
	extBinary           = "x-amazon-apigateway-binary-media-types"
	extAnyMethod        = "x-amazon-apigateway-any-method"
	extAuthorizer       = "x-amazon-apigateway-authorizer"
	extAuthType         = "x-amazon-apigateway-authtype"
)

// Is reports whether a document is OpenAPI 3 or Swagger 2.
func Is(n *document.Node) bool { return n.Get("openapi") != nil || n.Get("swagger") != nil }

// Read reads the API of a document. Problems go to the file.
func Read(f *document.File, n *document.Node) []policy.Resource {
	if IsHTTP(n) {
		return []policy.Resource{{Engine: policy.HTTPAPI, Place: n.Place, Policy: ReadHTTP(f, n)}}
	}
	r := policy.Resource{Engine: policy.RESTAPI, Place: n.Place, Policy: ReadREST(f, n)}
	if !isREST(n) {
		r.Assumptions = []string{"the document has nothing that only one kind of API has, and is taken for a REST API; " + extCORS + " makes it an HTTP API"}
	}
	return []policy.Resource{r}
}

// IsHTTP reports whether a document is one of an HTTP API.
func IsHTTP(n *document.Node) bool {
	if n.Get(extCORS) != nil {
		return true
	}
	return anyIntegration(n, func(in *document.Node) bool {
		version := in.Get("payloadFormatVersion")
		return version != nil && version.Text == "2.0"
	})
}

// isREST reports whether a document has what only REST APIs have.
func isREST(n *document.Node) bool {
	if n.Get(extGatewayResponses) != nil || n.Get(extBinary) != nil {
		return true
	}
	return anyIntegration(n, func(in *document.Node) bool {
		kind := in.Get("type")
		return kind != nil && strings.EqualFold(kind.Text, "mock") || in.Get("responses") != nil
	})
}

func anyIntegration(n *document.Node, is func(*document.Node) bool) bool {
	found := false
	quiet := &document.File{} // what is wrong is reported when the API is read
	eachOperation(quiet, n, func(op operation) {
		if in := op.node.Get(extIntegration); in != nil && is(follow(quiet, n, in)) {
			found = true
		}
	})
	return found
}

// An operation is a method of a path.
type operation struct {
	path string
	// method is in upper case, or ANY.
	method string
	node   *document.Node
	place  document.Place
}

var verbs = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// eachOperation calls do for every operation, in the order of the document.
// References from path items and operations are followed.
func eachOperation(f *document.File, root *document.Node, do func(operation)) {
	paths := root.Get("paths")
	if paths == nil {
		return
	}
	for _, p := range paths.Entries {
		item := follow(f, root, p.Value)
		if item.Kind != document.Mapping {
			f.Mismatch(item, "the path "+p.Key, "a mapping")
			continue
		}
		for _, m := range item.Entries {
			switch {
			case m.Key == extAnyMethod:
				do(operation{p.Key, "ANY", follow(f, root, m.Value), m.Place})
			case slices.Contains(verbs, m.Key):
				do(operation{p.Key, strings.ToUpper(m.Key), follow(f, root, m.Value), m.Place})
			}
		}
	}
}

// maxReferences bounds how many references lead from one to the next.
const maxReferences = 20

// follow returns what a reference leads to, or the node itself. References leave
// the document neither for a file nor for an address.
func follow(f *document.File, root, n *document.Node) *document.Node {
	at := n.Place
	for range maxReferences {
		ref := n.Get("$ref")
		if ref == nil {
			return n
		}
		path, inside := strings.CutPrefix(ref.Text, "#/")
		if !inside {
			f.Report(ref.Place, "the reference "+strconv.Quote(ref.Text)+" leads out of the document", "put what it leads to into the document")
			return &document.Node{Kind: document.Mapping, Place: at}
		}
		n = root
		for key := range strings.SplitSeq(path, "/") {
			if n = n.Get(strings.NewReplacer("~1", "/", "~0", "~").Replace(key)); n == nil {
				f.Report(ref.Place, "the reference "+strconv.Quote(ref.Text)+" leads nowhere", "")
				return &document.Node{Kind: document.Mapping, Place: at}
			}
		}
	}
	f.Report(at, "a reference leads back to itself", "")
	return &document.Node{Kind: document.Mapping, Place: at}
}

// A security is what a scheme means to the gateway.
type security struct {
	// authorization is NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS or JWT.
	authorization string
	key           bool
}

// schemes reads the security schemes of a document.
func schemes(n *document.Node) map[string]security {
	defined := n.Get("securityDefinitions")
	if components := n.Get("components"); components != nil {
		defined = components.Get("securitySchemes")
	}
	out := map[string]security{}
	if defined == nil {
		return out
	}
	for _, e := range defined.Entries {
		out[e.Key] = scheme(e.Value)
	}
	return out
}

func scheme(n *document.Node) security {
	text := func(n *document.Node, key string) string {
		if v := n.Get(key); v != nil {
			return strings.ToLower(v.Text)
		}
		return ""
	}
	authType := text(n, extAuthType)
	switch {
	case authType == "awssigv4":
		return security{authorization: "AWS_IAM"}
	case authType == "cognito_user_pools":
		return security{authorization: "COGNITO_USER_POOLS"}
	}
	if authorizer := n.Get(extAuthorizer); authorizer != nil {
		if text(authorizer, "type") == "jwt" {
			return security{authorization: "JWT"}
		}
		return security{authorization: "CUSTOM"}
	}
	if text(n, "type") == "apikey" && text(n, "name") == "x-api-key" {
		return security{key: true}
	}
	return security{}
}

// required joins what the operation, or else the document, demands. An empty
// requirement lifts the document's.
func required(f *document.File, root, op *document.Node, known map[string]security) (out security) {
	demands := op.Get("security")
	if demands == nil {
		demands = root.Get("security")
	}
	if demands == nil {
		return out
	}
	for _, alternative := range f.Items(demands, "security") {
		for _, e := range alternative.Entries {
			s, ok := known[e.Key]
			if !ok {
				f.Report(e.Place, "there is no security scheme "+e.Key, "")
				continue
			}
			out.key = out.key || s.key
			if s.authorization != "" {
				out.authorization = s.authorization
			}
		}
	}
	return out
}

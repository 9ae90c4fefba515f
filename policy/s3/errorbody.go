package s3

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// S3 marks every answer with two identifiers of its own. They differ from answer
// to answer; these are fixed, made-up ones of the usual shape, so that a
// simulated answer is always the same.
const (
	requestID = "7C3BD9E1A4F06258"
	hostID    = "q2mZ0cPzYw7TgkKf4xL1VbN8sHrJd5uEoAi9QyXW3MtRB6nFvSCUGpDhIlOeja+Z/oxLAB4TcLE="
)

const (
	requestIDLine wire.Line = "x-amz-request-id: " + requestID
	hostIDLine    wire.Line = "x-amz-id-2: " + hostID
)

// A serviceError is what S3 says in the body of an error.
type serviceError struct {
	status  int
	code    string
	message string
	// details are elements between the message and the identifiers.
	details []detail
	note    wire.Note
}

type detail struct{ element, value string }

// respond returns the response that carries the error.
func (e serviceError) respond(notes ...wire.Note) wire.Response {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error>")
	writeElement(&b, "Code", e.code)
	writeElement(&b, "Message", e.message)
	for _, d := range e.details {
		writeElement(&b, d.element, d.value)
	}
	writeElement(&b, "RequestId", requestID)
	writeElement(&b, "HostId", hostID)
	b.WriteString("</Error>")
	return wire.Response{
		Status: e.status,
		Header: wire.Header{requestIDLine, hostIDLine, "Content-Type: application/xml"},
		Body:   []byte(b.String()),
		Notes:  append(notes, e.note),
	}
}

func writeElement(b *strings.Builder, name, text string) {
	b.WriteString("<" + name + ">")
	for _, r := range text { // a byte that is no UTF-8 comes as U+FFFD
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r < ' ' && r != '\t':
			b.WriteRune('\uFFFD') // XML has no such character
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString("</" + name + ">")
}

func badRequest(message, because string) serviceError {
	return serviceError{
		status: 400, code: "BadRequest", message: message,
		note: wire.Note{Section: sectionPreflight, Text: because},
	}
}

// forbidden is the refusal of a preflight. The method is the one asked for.
func forbidden(message, method, resourceType, because string) serviceError {
	return serviceError{
		status: 403, code: "AccessForbidden", message: "CORSResponse: " + message,
		details: []detail{{"Method", method}, {"ResourceType", resourceType}},
		note:    wire.Note{Section: sectionPreflight, Text: because},
	}
}

const (
	messageNoOrigin   = "Insufficient information. Origin request header needed."
	messageNoBucket   = "Bucket not found"
	messageNotEnabled = "CORS is not enabled for this bucket."
	// The service's own spelling.
	messageNotAllowed = "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
)

func noSuchBucket(bucket string) serviceError {
	return serviceError{
		status: 404, code: "NoSuchBucket", message: "The specified bucket does not exist",
		details: []detail{{"BucketName", bucket}},
		note:    wire.Note{Section: sectionActual, Text: "there is no bucket, and so no CORS headers"},
	}
}

func methodNotAllowed(method, resourceType string) serviceError {
	return serviceError{
		status: 405, code: "MethodNotAllowed", message: "The specified method is not allowed against this resource.",
		details: []detail{{"Method", method}, {"ResourceType", resourceType}},
		note:    wire.Note{Section: sectionActual, Text: "S3 has no operation for the method " + method},
	}
}

package s3

import (
	"errors"
	"strings"

	"github.com/corslab/corslab/problem"
	"github.com/corslab/corslab/wire"
)

const sectionAPI = "aws:s3-bucket-cors-api"

// isCORSCall reports whether a request is for the CORS configuration of its bucket
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html and its
// siblings). A preflight is one whatever its URL.
func isCORSCall(r wire.Request) bool {
	_, query, _ := strings.Cut(r.Target, "?")
	if query != "cors" && query != "cors=" && !strings.HasPrefix(query, "cors&") && !strings.HasPrefix(query, "cors=&") {
		return false
	}
	at := addressOf(r)
	return at.bucket != "" && at.key == "" && (r.Method == "GET" || r.Method == "PUT" || r.Method == "DELETE")
}

// corsCall reads, sets or removes the configuration. Whoever asks is allowed to.
func (b *bucket) corsCall(r wire.Request) wire.Response {
	if b.missing {
		return noSuchBucket(addressOf(r).bucket).respond()
	}
	switch r.Method {
	case "DELETE":
		b.rules, b.configuration = nil, None()
		return called(204, "the configuration is removed")
	case "GET":
		if len(b.configuration.Rules) == 0 {
			return serviceError{
				status: 404, code: "NoSuchCORSConfiguration", message: "The CORS configuration does not exist",
				details: []detail{{"BucketName", addressOf(r).bucket}},
				note:    wire.Note{Section: sectionAPI, Text: "the bucket has no CORS configuration"},
			}.respond()
		}
		response := called(200, "the configuration is returned")
		response.Header = append(response.Header, "Content-Type: application/xml")
		response.Body = b.configuration.XML()
		return response
	}
	return b.put(r)
}

func called(status int, because string) wire.Response {
	return wire.Response{
		Status: status, Header: wire.Header{hostIDLine, requestIDLine},
		Notes: []wire.Note{{Section: sectionAPI, Text: because}},
	}
}

// put sets the configuration, which the body holds as XML.
func (b *bucket) put(r wire.Request) wire.Response {
	configuration, err := Parse("PutBucketCors", r.Body)
	if err == nil && !strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(string(r.Body), "\uFEFF")), "<") {
		err = problem.Problem{Message: "the API takes XML", Cause: malformed()} // Parse takes JSON too
	}
	if err != nil {
		refused := malformed()
		errors.As(err, &refused)
		e := serviceError{
			status: 400, code: string(refused.Code), message: refused.Message,
			note: wire.Note{Section: sectionAPI, Text: "the configuration is refused"},
		}
		if refused.Unverified {
			return e.respond(wire.UnverifiedNote(sectionAPI, "the text of this refusal was not recorded"))
		}
		return e.respond()
	}
	b.rules, b.configuration = configuration.compiled, configuration
	return called(200, "the configuration is set")
}

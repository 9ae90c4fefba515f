package s3

import (
	"crypto/md5"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
)

// A bucket without anything behind it holds one object under every key. It is
// the one the recordings of S3 were made with.
const (
	objectBody = "test-cors"
	objectETag = `"e94e402d42b2ca551212dbac49d5a38b"`
	// objectTime is the time of last modification.
	objectTime = "Mon, 31 Jul 2023 12:31:46 GMT"
)

const encrypted wire.Line = "x-amz-server-side-encryption: AES256"

// defaultContent answers as a bucket that anyone may read and write, and that
// forgets what is written.
func defaultContent(r wire.Request) wire.Response {
	switch r.Method {
	case "GET", "HEAD":
		response := wire.Response{Status: 200, Header: wire.Header{
			hostIDLine,
			requestIDLine,
			"Last-Modified: " + objectTime,
			"ETag: " + objectETag,
			encrypted,
			"Accept-Ranges: bytes",
			"Content-Type: binary/octet-stream",
			wire.NewLine("Content-Length", strconv.Itoa(len(objectBody))),
		}}
		if r.Method == "GET" {
			response.Body = []byte(objectBody)
		}
		return response
	case "PUT":
		return wire.Response{Status: 200, Header: wire.Header{
			hostIDLine, requestIDLine, encrypted, wire.NewLine("ETag", etagOf(r)), "Content-Length: 0",
		}}
	case "POST", "DELETE":
		return wire.Response{Status: 204, Header: wire.Header{hostIDLine, requestIDLine}}
	}
	response := methodNotAllowed(r.Method, addressOf(r).resourceType()).respond()
	response.Header = append(response.Header, "Allow: HEAD, DELETE, GET, PUT")
	return response
}

// etagOf returns the entity tag of an object uploaded in one part: the MD5 of
// its bytes. A multipart form holds a boundary that the browser makes up, and
// counts as empty, so that equal uploads are answered equally.
func etagOf(r wire.Request) string {
	body := r.Body
	if contentType, _ := r.Header.Get("Content-Type"); strings.HasPrefix(wire.ToLower(contentType), "multipart/form-data") {
		body = nil
	}
	sum := md5.Sum(body)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

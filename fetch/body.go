package fetch

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// A payload is a body as it is sent (https://fetch.spec.whatwg.org/#concept-body).
type payload struct {
	bytes string
	// contentType is the type extracted from the object that was passed; "" for
	// none.
	contentType string
	// isStream says that the body has no source: it can be sent only once, and
	// its length is not known beforehand.
	isStream bool
	isText   bool
	isBlob   bool
}

// multipartBoundary separates the entries of a FormData. Browsers make up a new
// one each time; a prediction should not differ from run to run.
const multipartBoundary = "----WebKitFormBoundarycorslab000000000"

// extractBody turns what a script passed as body into bytes and a type
// (https://fetch.spec.whatwg.org/#concept-bodyinit-extract).
func extractBody(b *Body) *payload {
	if b == nil {
		return nil
	}
	switch b.Kind {
	case BodyForm:
		return &payload{bytes: encodeForm(b.Form), contentType: "application/x-www-form-urlencoded;charset=UTF-8"}
	case BodyMultipart:
		return &payload{bytes: encodeMultipart(b.Form), contentType: "multipart/form-data; boundary=" + multipartBoundary}
	case BodyBlob:
		return &payload{bytes: b.Content, contentType: blobType(b.Type), isBlob: true}
	case BodyBuffer:
		return &payload{bytes: b.Content}
	case BodyStream:
		return &payload{bytes: b.Content, isStream: true}
	}
	return &payload{bytes: b.Content, contentType: "text/plain;charset=UTF-8", isText: true}
}

// blobType returns the type property of a Blob made with the given type
// (https://w3c.github.io/FileAPI/#dfn-type): lower-case, and empty if it holds
// anything but printable ASCII.
func blobType(t string) string {
	for i := 0; i < len(t); i++ {
		if t[i] < 0x20 || t[i] > 0x7E {
			return ""
		}
	}
	return wire.ToLower(t)
}

// encodeForm serialises the entries of a URLSearchParams
// (https://url.spec.whatwg.org/#concept-urlencoded-serializer).
func encodeForm(entries []Field) string {
	var b strings.Builder
	for i, e := range entries {
		if i > 0 {
			b.WriteByte('&')
		}
		encodeFormString(&b, e.Name)
		b.WriteByte('=')
		encodeFormString(&b, e.Value)
	}
	return b.String()
}

func encodeFormString(b *strings.Builder, s string) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ':
			b.WriteByte('+')
		case '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', strings.IndexByte("*-._", c) >= 0:
			b.WriteByte(c)
		default:
			percentEncode(b, c)
		}
	}
}

// percentEncode writes a byte as a percent sign and two digits
// (https://url.spec.whatwg.org/#percent-encode).
func percentEncode(b *strings.Builder, c byte) {
	const hex = "0123456789ABCDEF"
	b.WriteByte('%')
	b.WriteByte(hex[c>>4])
	b.WriteByte(hex[c&15])
}

var (
	toCRLF         = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n")
	escapePartName = strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, "%22")
)

// encodeMultipart serialises the entries of a FormData that holds strings only
// (https://html.spec.whatwg.org/#multipart-form-data).
func encodeMultipart(entries []Field) string {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString("--" + multipartBoundary + "\r\n")
		b.WriteString(`Content-Disposition: form-data; name="` + escapePartName.Replace(toCRLF.Replace(e.Name)) + "\"\r\n\r\n")
		b.WriteString(toCRLF.Replace(e.Value) + "\r\n")
	}
	b.WriteString("--" + multipartBoundary + "--\r\n")
	return b.String()
}

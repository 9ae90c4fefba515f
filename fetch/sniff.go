package fetch

import (
	"bytes"
	"strings"
	"time"

	"github.com/corslab/corslab/wire"
)

// How many bytes of a body Chromium waits for to tell its type, by the type that
// the server names.
const (
	maxSniffedText   = 1024
	maxSniffedMagic  = 42
	maxSniffedBytes  = 512
	maxSniffedXML    = 300
	maxSniffedBinary = 8
)

// isSniffed reports whether Chromium has read the whole response before the CORS
// check can cut it off, because it looks into bodies whose type is not to be
// trusted, unless fetch() gets them. It stops where the bytes it has are proof
// (Chromium's mime_sniffer.cc).
func isSniffed(r *request, resp *response) bool {
	essence, ok := sniffedType(r, resp)
	if !ok {
		return false
	}
	switch body := resp.body; essence {
	case "text/plain":
		if hasControls(body) { // no text after all
			return len(body) < maxSniffedMagic && !isMagic(body)
		}
		return len(body) < maxSniffedText
	case "unknown/unknown", "application/unknown", "*/*":
		limit := maxSniffedText
		if hasControls(body) {
			limit = maxSniffedBytes
		}
		return len(body) < limit && !isMagic(body) && !isMarkup(body)
	case "text/xml", "application/xml":
		return len(body) < maxSniffedXML && !beginsWithTag(body)
	case "application/octet-stream":
		return len(body) < maxSniffedBinary
	}
	return false
}

// sniffedType returns the type that a response says it has, which Chromium holds
// against its first bytes; ok is false where it takes the server's word.
func sniffedType(r *request, resp *response) (essence string, ok bool) {
	if r.api == "" || r.api == APIFetch || resp.isNosniff() {
		return "", false
	}
	value, _ := resp.get("Content-Type")
	if essence, ok = parseMIMEEssence(value); !ok {
		return "unknown/unknown", true
	}
	switch essence {
	case "text/plain", "unknown/unknown", "application/unknown", "*/*", "text/xml", "application/xml", "application/octet-stream":
		return essence, true
	}
	return "", false
}

// isResumable reports whether Chromium keeps a response of which it has read the
// first bytes: it could ask for the rest, should there be any.
func isResumable(resp *response) bool {
	ranges, _ := resp.get("Accept-Ranges")
	return len(resp.body) > 0 && !hasDirective(ranges, "none") && !hasHeader(resp.fields, "Content-Encoding") &&
		!hasHeader(resp.fields, "Transfer-Encoding") && hasStrongValidator(resp)
}

// hasStrongValidator reports whether two responses with the same validators are the
// same byte for byte (https://www.rfc-editor.org/rfc/rfc9110.html#section-8.8.1).
func hasStrongValidator(resp *response) bool {
	if tag, _ := resp.first("ETag"); tag != "" {
		return !strings.HasPrefix(tag, "W/") && !strings.HasPrefix(tag, "w/")
	}
	value, _ := resp.first("Last-Modified")
	modified, ok := parseHTTPDate(value)
	value, _ = resp.first("Date")
	date, isDated := parseHTTPDate(value)
	return ok && isDated && date.Sub(modified) >= time.Minute
}

// hasControls reports whether there is a byte in a body that no text has.
func hasControls(body []byte) bool {
	return bytes.ContainsFunc(body, func(r rune) bool {
		return r < 0x20 && r != '\t' && r != '\n' && r != '\f' && r != '\r' && r != 0x1B
	})
}

// beginsWithTag reports whether a body begins with an element, as opposed to a
// declaration, after which more is to come.
func beginsWithTag(body []byte) bool {
	rest := bytes.TrimLeft(body, " \t\r\n")
	return bytes.HasPrefix(rest, []byte("<")) && !bytes.HasPrefix(rest, []byte("<?"))
}

// isMagic reports whether a body begins with the bytes that are a type's own.
func isMagic(body []byte) bool {
	return startsWithAny(body, "%PDF-", "%!PS-Adobe-", "GIF87a", "GIF89a", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "BM", "ID3", "\x1aE\xdf\xa3",
		"PK\x03\x04", "\x1f\x8b\x08", "#!", "%!", "From", ">From", "MZ", "Rar!")
}

// isMarkup reports whether a body begins as HTML or XML does.
func isMarkup(body []byte) bool {
	rest := bytes.TrimLeft(body, " \t\r\n\f")
	for _, tag := range []string{
		"<!doctype html", "<script", "<html", "<!--", "<head", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style", "<title", "<b",
		"<body", "<br", "<p", "<?xml",
	} {
		if len(rest) >= len(tag) && wire.EqualFold(string(rest[:len(tag)]), tag) {
			return true
		}
	}
	return false
}

package fetch

import (
	"encoding/base64"
	"strings"
)

// dataURLResponse returns the response that a data: URL holds, or what is wrong with
// the URL (https://fetch.spec.whatwg.org/#data-url-processor).
func dataURLResponse(target string) (resp *response, problem string) {
	mediaType, data, ok := strings.Cut(target, ",")
	if !ok {
		return nil, "A data: URL needs a comma before its data."
	}
	mediaType = strings.Trim(mediaType, " \t\n\f\r")
	body := []byte(percentDecode(data))
	if at := strings.LastIndexByte(mediaType, ';'); at >= 0 && strings.EqualFold(strings.TrimLeft(mediaType[at+1:], " "), "base64") {
		if body, ok = forgivingBase64(body); !ok {
			return nil, "What the data: URL holds is no base64."
		}
		mediaType = mediaType[:at]
	}
	resp = madeUp(dataMediaType(mediaType))
	resp.body = body
	return resp, ""
}

func dataMediaType(s string) string {
	if strings.HasPrefix(s, ";") {
		s = "text/plain" + s
	}
	if _, ok := parseMIMEEssence(s); !ok {
		return "text/plain;charset=US-ASCII"
	}
	return s
}

// forgivingBase64 decodes as pages do, who may leave the padding out and put white
// space in (https://infra.spec.whatwg.org/#forgiving-base64-decode).
func forgivingBase64(data []byte) (decoded []byte, ok bool) {
	text := strings.Map(func(c rune) rune {
		if strings.ContainsRune(" \t\n\f\r", c) {
			return -1
		}
		return c
	}, string(data))
	if len(text)%4 == 0 {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	}
	decoded, err := base64.RawStdEncoding.DecodeString(text)
	return decoded, err == nil
}

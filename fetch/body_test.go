package fetch

import "testing"

func TestExtractBody(t *testing.T) {
	for _, c := range []struct {
		why         string
		body        Body
		bytes, kind string
	}{
		{"text is UTF-8", Body{Kind: BodyText, Content: "é"}, "\xc3\xa9", "text/plain;charset=UTF-8"},
		{"everything but a few bytes is escaped", Body{Kind: BodyForm, Form: []Field{{"a b", "*-._~"}, {"é", ""}}},
			"a+b=*-._%7E&%C3%A9=", "application/x-www-form-urlencoded;charset=UTF-8"},
		{"names are escaped and line breaks made CRLF", Body{Kind: BodyMultipart, Form: []Field{{"a\"\n", "x\ny"}}},
			"--" + multipartBoundary + "\r\nContent-Disposition: form-data; name=\"a%22%0D%0A\"\r\n\r\nx\r\ny\r\n--" + multipartBoundary + "--\r\n",
			"multipart/form-data; boundary=" + multipartBoundary},
		{"a Blob's type is in lower case", Body{Kind: BodyBlob, Content: "x", Type: "Text/X"}, "x", "text/x"},
		{"a Blob's type is ASCII", Body{Kind: BodyBlob, Content: "x", Type: "é"}, "x", ""},
		{"a buffer has no type", Body{Kind: BodyBuffer, Content: "\x00"}, "\x00", ""},
		{"a stream has no type", Body{Kind: BodyStream, Content: "x"}, "x", ""},
	} {
		got := extractBody(&c.body)
		if got.bytes != c.bytes || got.contentType != c.kind || got.isStream != (c.body.Kind == BodyStream) {
			t.Errorf("%s: got %q of type %q", c.why, got.bytes, got.contentType)
		}
	}
}

func TestWithUTF8(t *testing.T) {
	for _, c := range []struct{ value, serialized, inPlace string }{
		{"text/plain;charset=iso", "text/plain;charset=UTF-8", "text/plain;charset=UTF-8"},
		{`text/plain;charset="iso"`, "text/plain;charset=UTF-8", `text/plain;charset="UTF-8"`},
		{`Text/Plain; a="b c"; charset=x; d=e`, `text/plain;a="b c";charset=UTF-8;d=e`, `Text/Plain; a="b c"; charset=UTF-8; d=e`},
		{"text/plain;charset=utf-8", "", ""},
		{"text/plain", "", ""},
		{"nonsense", "", ""},
		{`text/plain;charset="`, "", ""},
		{"text/plain;charset", "", ""},
		{"text/plain;a=b;", "", ""},
	} {
		serialized, inPlace, ok := withUTF8(c.value)
		if ok != (c.serialized != "") || ok && (serialized != c.serialized || inPlace != c.inPlace) {
			t.Errorf("%s: got %q and %q, %v", c.value, serialized, inPlace, ok)
		}
	}
}

func FuzzWithUTF8(f *testing.F) {
	for _, seed := range []string{`text/plain;charset="a\"`, `a/b;charset=x;charset="y"`, "a/b;;=;charset=", `a/b;x="`, "a/b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		serialized, _, ok := withUTF8(value)
		if !ok {
			return
		}
		if again, _, ok := withUTF8(serialized); ok {
			t.Errorf("%q is corrected to %q, and that to %q", value, serialized, again)
		}
	})
}

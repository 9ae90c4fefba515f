package fetch

import "testing"

// What XMLHttpRequest makes of the charset of a type, as the type is parsed
// (https://mimesniff.spec.whatwg.org/#parse-a-mime-type) and serialised again, and where
// it stands.
func TestCharsetOfTypes(t *testing.T) {
	for value, want := range map[string]struct{ serialized, inPlace string }{
		"text/plain":                             {},
		"text/plain;charset=utf-8":               {},
		"text/plain;charset":                     {},
		"text;charset=gbk":                       {},
		"text/plain;charset=gbk":                 {"text/plain;charset=UTF-8", "text/plain;charset=UTF-8"},
		"TEXT/plain ; Charset=gbk ;a=b":          {"text/plain;charset=UTF-8;a=b", "TEXT/plain ; Charset=UTF-8;a=b"},
		"text/plain;;charset=gbk":                {"text/plain;charset=UTF-8", "text/plain;;charset=UTF-8"},
		"text/plain;=;charset=gbk":               {"text/plain;charset=UTF-8", "text/plain;=;charset=UTF-8"},
		`text/plain;charset="gbk"`:               {"text/plain;charset=UTF-8", `text/plain;charset="UTF-8"`},
		`text/plain;charset="gb\k`:               {"text/plain;charset=UTF-8", `text/plain;charset="UTF-8`},
		`text/plain;charset="gbk\`:               {"text/plain;charset=UTF-8", `text/plain;charset="UTF-8`},
		`text/plain;charset="utf-8\`:             {"text/plain;charset=UTF-8", `text/plain;charset="UTF-8`},
		`text/plain;charset="gbk`:                {"text/plain;charset=UTF-8", `text/plain;charset="UTF-8`},
		`text/plain;charset="utf\-8"`:            {},
		`text/plain;a="b\"c";charset=gbk`:        {`text/plain;a="b\"c";charset=UTF-8`, `text/plain;a="b\"c";charset=UTF-8`},
		`text/plain;a="b\\";charset=gbk`:         {`text/plain;a="b\\";charset=UTF-8`, `text/plain;a="b\\";charset=UTF-8`},
		`text/plain;a="b\c";charset=gbk`:         {`text/plain;a=bc;charset=UTF-8`, `text/plain;a="b\c";charset=UTF-8`},
		`text/plain;a="b"junk;charset=gbk`:       {"text/plain;a=b;charset=UTF-8", `text/plain;a="b"junk;charset=UTF-8`},
		`text/plain;a="b;charset=gbk"`:           {},
		"text/plain;charset=gbk;charset=latin1":  {"text/plain;charset=UTF-8", "text/plain;charset=UTF-8;charset=latin1"},
		"text/plain;charset=;charset=latin1;a b": {"text/plain;charset=UTF-8", "text/plain;charset=;charset=UTF-8;a b"},
	} {
		serialized, inPlace, ok := withUTF8(value)
		if want.serialized == "" {
			if ok {
				t.Errorf("%s is corrected to %s", value, serialized)
			}
			continue
		}
		if !ok || serialized != want.serialized || inPlace != want.inPlace {
			t.Errorf("%s becomes %s and %s (%t), want %s and %s", value, serialized, inPlace, ok, want.serialized, want.inPlace)
		}
	}
}

// A media type with nothing forgiven (https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1).
func TestStrictMIME(t *testing.T) {
	for s, want := range map[string]bool{
		"text/plain": true, "text/plain;a=b": true, "text/plain; a=b ;c=d": true, `text/plain;a="b c"`: true, `text/plain;a="b"`: true,
		"text": false, "text/plain;": false, "text/plain;a": false, "text/plain;a=": false, `text/plain;a=""`: false,
		"text/plain;a=b c": false, "text/plain;a b=c": false, "text/plain;a=(b)": false, "text/plain;a=b;": false,
	} {
		if got := isStrictMIME(s); got != want {
			t.Errorf("isStrictMIME(%q) = %t", s, got)
		}
	}
}

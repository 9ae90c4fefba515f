package fetch

// byteString converts a JavaScript string, given in UTF-8, to a Web IDL
// ByteString (https://webidl.spec.whatwg.org/#js-ByteString): each character
// U+0000–00FF becomes one byte. ok is false where a character has no byte,
// which makes the API throw a TypeError.
func byteString(text string) (s string, ok bool) {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 {
			return byteStringOf([]rune(text))
		}
	}
	return text, true
}

func byteStringOf(characters []rune) (s string, ok bool) {
	b := make([]byte, len(characters))
	for i, c := range characters {
		if c > 0xFF {
			return "", false
		}
		b[i] = byte(c)
	}
	return string(b), true
}

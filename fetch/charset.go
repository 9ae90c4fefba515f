package fetch

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// withUTF8 returns a MIME type whose charset is another than UTF-8 with UTF-8 in
// its place: once parsed and serialised again, and once replaced where it
// stands, in quotes if it was. ok is false where there is nothing to correct.
func withUTF8(value string) (serialized, inPlace string, ok bool) {
	essence, ok := parseMIMEEssence(value)
	if !ok {
		return "", "", false
	}
	serialized = essence
	found := false
	rest := value
	_, rest, _ = strings.Cut(rest, ";")
	inPlace = value[:len(value)-len(rest)]
	seen := map[string]bool{}
	for rest != "" {
		p := cutParameter(rest)
		replacement := p.raw
		name := wire.ToLower(strings.TrimLeft(p.name, "\t\n\r "))
		if IsToken(name) && p.value != "" && !seen[name] {
			seen[name] = true
			text := p.value
			if name == "charset" && !wire.EqualFold(text, "utf-8") {
				found = true
				replacement = p.withValue("UTF-8")
				text = "UTF-8"
			}
			serialized += ";" + name + "=" + quoteUnlessToken(text)
		}
		inPlace += replacement
		rest = rest[len(p.raw):]
	}
	return serialized, inPlace, found
}

// A parameter is one parameter of a MIME type: its name and value, and the text
// it was read from, with the semicolon that ends it.
type parameter struct {
	raw, name, value string
	from, to         int // where in raw the value stands, without quotes
}

func (p parameter) withValue(value string) string { return p.raw[:p.from] + value + p.raw[p.to:] }

// cutParameter reads the first parameter of s
// (https://mimesniff.spec.whatwg.org/#parse-a-mime-type).
func cutParameter(s string) parameter {
	end := strings.IndexAny(s, ";=")
	if end < 0 {
		return parameter{raw: s, name: s}
	}
	p := parameter{name: s[:end], from: end + 1}
	if s[end] == ';' {
		p.raw = s[:end+1]
		return p
	}
	if p.from < len(s) && s[p.from] == '"' {
		p.from++
		var value strings.Builder
		escaped := false
		for p.to = p.from; p.to < len(s) && (escaped || s[p.to] != '"'); p.to++ {
			if escaped = !escaped && s[p.to] == '\\' && p.to+1 < len(s); !escaped {
				value.WriteByte(s[p.to])
			}
		}
		p.value = value.String()
	} else {
		p.to = p.from
		for p.to < len(s) && s[p.to] != ';' {
			p.to++
		}
		p.value = strings.TrimRight(s[p.from:p.to], "\t\n\r ")
	}
	_, after, _ := strings.Cut(s[p.to:], ";")
	p.raw = s[:len(s)-len(after)]
	return p
}

func quoteUnlessToken(s string) string {
	if IsToken(s) {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

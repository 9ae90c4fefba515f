package audit

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

// A Want is what one request asks of a policy. Headers are names in lower case.
type Want struct {
	Origin, Method string
	Headers        []string
}

// An Entry is what a rule or block of a policy says to one part of a Want: an entry of
// one of its lists that allows it, or a list that has none.
type Entry struct {
	// Value is the part of the Want.
	Value  string
	Allows bool
	// Place is the entry's, or that of the list's last one, or the rule's where the
	// list is not there.
	Place document.Place
}

// EntriesFor returns what a policy says to a Want: for the first rule that allows all
// of it, or else for the one that lacks least. A policy that is no list of what it
// lets in has nothing to say.
func EntriesFor(r policy.Resource, w Want) []Entry {
	var best []Entry
	lacking := func(entries []Entry) (n int) {
		for _, e := range entries {
			if !e.Allows {
				n++
			}
		}
		return n
	}
	for _, s := range surfaces(r) {
		if entries := s.entries(w); best == nil || lacking(entries) < lacking(best) {
			best = entries
		}
	}
	return best
}

// Extensions returns, for each rule or block of a policy, the edits of its text that
// have it list what a Want asks for. Rules whose text cannot be edited so are left
// out, and whether the policy then allows it is for the caller to try.
func Extensions(data []byte, r policy.Resource, w Want) (all [][]*Edit) {
	t := text{data}
	for _, s := range surfaces(r) {
		var edits []*Edit
		complete := true
		for _, list := range s.wanted(w) {
			for _, value := range list.values {
				if _, ok := s.find(list, value); ok {
					continue
				}
				edit := t.extend(s, list, value)
				complete = complete && edit != nil
				edits = append(edits, edit)
			}
		}
		if complete && len(edits) > 0 {
			slices.SortStableFunc(edits, func(a, b *Edit) int { return a.Start - b.Start })
			all = append(all, edits)
		}
	}
	return all
}

// A wantedList is a list of a surface, and what of a Want it is to hold.
type wantedList struct {
	// name stands in the key of the list: Origin, Method, Header.
	name   string
	has    document.Strings
	values []string
}

func (s surface) wanted(w Want) []wantedList {
	return []wantedList{{"Origin", s.origins, []string{w.Origin}}, {"Method", s.methods, []string{w.Method}}, {"Header", s.headers, w.Headers}}
}

// find returns the entry of a list that allows a value.
func (s surface) find(list wantedList, value string) (document.String, bool) {
	i := slices.IndexFunc(list.has, func(e document.String) bool {
		entry, v := e.Value, value
		if list.name == "Header" {
			entry, v = strings.ToLower(entry), strings.ToLower(v)
		}
		return entry == "*" || entry == v || s.globs && list.name != "Method" && globMatches(entry, v)
	})
	if i < 0 {
		return document.String{}, false
	}
	return list.has[i], true
}

func (s surface) entries(w Want) (entries []Entry) {
	for _, list := range s.wanted(w) {
		for _, value := range list.values {
			e := Entry{Value: value, Place: s.place}
			if found, ok := s.find(list, value); ok {
				e.Allows, e.Place = true, found.Place
			} else if n := len(list.has); n > 0 {
				e.Place = list.has[n-1].Place
			}
			entries = append(entries, e)
		}
	}
	return entries
}

// originKey is the key before the list of origins, as any of the languages spells it.
var originKey = regexp.MustCompile(`(<|["']?)([A-Za-z_]*[oO]rigins?)(>|["']?[ \t]*[:=])`)

// extend adds a value to a list, which is made beside that of the origins where there
// is none; nil where that is not possible.
func (t text) extend(s surface, list wantedList, value string) *Edit {
	if n := len(list.has); n > 0 {
		return t.add(list.has[n-1], value)
	}
	if len(s.origins) == 0 {
		return nil
	}
	end := t.offset(s.origins[0].Place)
	if end < 0 || end > len(t.data) {
		return nil
	}
	matches := originKey.FindAllSubmatchIndex(t.data[:end], -1)
	if len(matches) == 0 {
		return nil
	}
	m := matches[len(matches)-1]
	key := strings.NewReplacer("Origin", list.name, "origin", strings.ToLower(list.name)).Replace(string(t.data[m[4]:m[5]]))
	opening, closing := string(t.data[m[2]:m[3]]), string(t.data[m[6]:m[7]])
	start := m[2]
	lineStart := bytes.LastIndexByte(t.data[:start], '\n') + 1
	indent := string(t.data[lineStart:start])
	separator := "\n" + indent
	switch {
	case opening == "<":
		return &Edit{start, start, "<" + key + ">" + value + "</" + key + ">" + separatorOf(indent)}
	case opening != "": // JSON, or YAML that looks like it
		if strings.TrimSpace(indent) != "" {
			separator = " "
		}
		return &Edit{start, start, opening + key + closing + ` ["` + value + `"],` + separator}
	case strings.TrimSpace(indent) == "-": // the first key of a mapping in a list
		separator = "\n" + strings.Replace(indent, "-", " ", 1)
	case strings.TrimSpace(indent) != "":
		separator = ", "
	}
	return &Edit{start, start, key + closing + ` ["` + value + `"]` + separator}
}

// separatorOf is what stands between elements that begin lines with this indent.
func separatorOf(indent string) string {
	if strings.TrimSpace(indent) != "" {
		return ""
	}
	return "\n" + indent
}

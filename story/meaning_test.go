package story

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
)

// TestEveryReasonHasAMeaning holds the tables complete: one text for each reason
// there is, with every part.
func TestEveryReasonHasAMeaning(t *testing.T) {
	var got []fetch.Reason
	for _, table := range [][]Meaning{responseMeanings, preflightMeanings, requestMeanings, otherMeanings} {
		for _, m := range table {
			if slices.Contains(got, m.Reason) {
				t.Errorf("%s has two meanings", m.Reason)
			}
			got = append(got, m.Reason)
		}
	}
	for _, r := range fetch.Reasons() {
		m, ok := MeaningOf(r)
		if !ok {
			t.Errorf("%s has no meaning", r)
			continue
		}
		if strings.HasSuffix(m.Short, ".") || strings.ToUpper(m.Short[:1]) == m.Short[:1] && !strings.HasPrefix(m.Short, "CORS") {
			t.Errorf("%s: %q does not go on from “No:”", r, m.Short)
		}
		if !strings.HasSuffix(m.Means, ".") || len(m.Causes) == 0 || len(m.Fixes) == 0 {
			t.Errorf("%s: a part is missing", r)
		}
		for _, sentence := range slices.Concat(m.Causes, m.Fixes) {
			if !strings.HasSuffix(sentence, ".") && !strings.HasSuffix(sentence, "…") {
				t.Errorf("%s: %q is no sentence", r, sentence)
			}
		}
		if _, ok := fetch.SectionURL(m.Section); !ok {
			t.Errorf("%s: no address of section %q", r, m.Section)
		}
	}
	if len(got) != len(fetch.Reasons()) || len(Meanings()) != len(got) {
		t.Errorf("%d meanings for %d reasons", len(got), len(fetch.Reasons()))
	}
	if _, ok := MeaningOf(""); ok {
		t.Error("no reason has a meaning")
	}
}

package problem

import "strings"

// DidYouMean returns a hint naming the candidate that word is most likely a
// misspelling of, or "" if none is near: at most two edits away, or a third of
// its length, letter case aside.
func DidYouMean(word string, candidates ...string) string {
	const longest = 64 // a longer word is no typing slip, and distance is quadratic
	if len(word) > longest {
		return ""
	}
	best, fewest := "", max(2, len(word)/3)+1
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d < fewest && d < len(c) {
			best, fewest = c, d
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + best + "?"
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

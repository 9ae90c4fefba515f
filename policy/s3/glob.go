package s3

import "strings"

// A glob is a string in which at most one "*" stands for any characters, or
// none. Everything else, "?" included, stands for itself.
type glob struct {
	// prefix is all of the pattern if there is no star.
	prefix, suffix string
	star           bool
}

func newGlob(pattern string) glob {
	prefix, suffix, star := strings.Cut(pattern, "*")
	return glob{prefix: prefix, suffix: suffix, star: star}
}

// isAny reports whether the glob is "*".
func (g glob) isAny() bool { return g.star && g.prefix == "" && g.suffix == "" }

// matches reports whether the glob matches all of s, in time linear in the
// length of s.
func (g glob) matches(s string) bool {
	if !g.star {
		return s == g.prefix
	}
	return len(s) >= len(g.prefix)+len(g.suffix) &&
		strings.HasPrefix(s, g.prefix) && strings.HasSuffix(s, g.suffix)
}

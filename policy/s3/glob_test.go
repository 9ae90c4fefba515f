package s3

import (
	"strings"
	"testing"
)

func TestGlob(t *testing.T) {
	tests := []struct {
		why, pattern, subject string
		want                  bool
	}{
		{"no star is a plain comparison", "https://a.example", "https://a.example", true},
		{"a slash at the end differs", "https://a.example", "https://a.example/", false},
		{"a default port differs", "http://a.example", "http://a.example:80", false},
		{"letter case differs", "https://a.example", "https://A.example", false},
		{"a star spans dots", "https://*.example", "https://a.b.example", true},
		{"a star spans anything", "*example", "https://user@evil/example", true},
		{"both ends are anchored", "https://*.example", "https://a.example.evil", false},
		{"a star may be empty", "start*end", "startend", true},
		{"but its neighbours may not overlap", "aba*aba", "ababa", false},
		{"a star in front", "*.example", "https://a.example", true},
		{"a star at the end", "http://www*", "http://www.hello.example", true},
		{"a star needs the rest", "x-amz-*", "x-amz", false},
		{"any", "*", "", true},
		{"an empty pattern matches the empty string", "", "", true},
		{"and nothing else", "", "a", false},
		{"nothing else is special", "a?c[d].", "abcd!", false},
	}
	for _, test := range tests {
		if got := newGlob(test.pattern).matches(test.subject); got != test.want {
			t.Errorf("%s: %q matches %q: %v", test.why, test.pattern, test.subject, got)
		}
		if got, want := newGlob(test.pattern).isAny(), test.pattern == "*"; got != want {
			t.Errorf("%q matches anything: %v", test.pattern, got)
		}
	}
}

// naive tries every length for the star.
func naive(pattern, s string) bool {
	if pattern == "" {
		return s == ""
	}
	if pattern[0] == '*' {
		for i := range len(s) + 1 {
			if naive(pattern[1:], s[i:]) {
				return true
			}
		}
		return false
	}
	return s != "" && s[0] == pattern[0] && naive(pattern[1:], s[1:])
}

func FuzzGlob(f *testing.F) {
	f.Add("https://*.example", "https://a.example")
	f.Add("aba*aba", "ababa")
	f.Add("*", "")
	f.Add("", "a")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if strings.Count(pattern, "*") > 1 {
			t.Skip("Parse refuses it")
		}
		if got, want := newGlob(pattern).matches(s), naive(pattern, s); got != want {
			t.Errorf("%q matches %q: %v, want %v", pattern, s, got, want)
		}
	})
}

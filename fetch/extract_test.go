package fetch

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const acam = "Access-Control-Allow-Methods"

// lines returns one field per value, all of one name.
func lines(name string, values ...string) []Field {
	fields := []Field{{"X-Other", "a b"}}
	for _, v := range values {
		fields = append(fields, Field{name, v})
	}
	return fields
}

func TestGetHeader(t *testing.T) {
	for _, c := range []struct {
		values []string
		want   string
		ok     bool
	}{
		{nil, "", false},
		{[]string{""}, "", true},
		{[]string{"*"}, "*", true},
		{[]string{"*", "*"}, "*, *", true},
		{[]string{"", "*"}, ", *", true},
	} {
		if got, ok := getHeader(lines("access-control-ALLOW-methods", c.values...), acam); got != c.want || ok != c.ok {
			t.Errorf("getHeader of %q = %q, %v, want %q, %v", c.values, got, ok, c.want, c.ok)
		}
	}
}

func TestExtractTokens(t *testing.T) {
	for _, c := range []struct {
		values  []string
		want    []string
		present bool
		bad     bool
	}{
		{values: nil},
		{values: []string{""}, present: true},
		{values: []string{",,PUT ,"}, want: []string{"PUT"}, present: true},
		{values: []string{"GET,\tPUT"}, want: []string{"GET", "PUT"}, present: true},
		{values: []string{"*"}, want: []string{"*"}, present: true},
		{values: []string{"x-a, x-b", "x-c"}, want: []string{"x-a", "x-b", "x-c"}, present: true},
		{values: []string{"PUT DELETE"}, present: true, bad: true},
		{values: []string{`"PUT"`}, present: true, bad: true},
		{values: []string{"PUT;q=1"}, present: true, bad: true},
		{values: []string{"x-a:"}, present: true, bad: true},
		{values: []string{"x\x0b"}, present: true, bad: true},
		{values: []string{"\xe9"}, present: true, bad: true},
		{values: []string{"x-a", "x-b x-c"}, present: true, bad: true},
	} {
		got, present, ok := extractTokens(lines(acam, c.values...), acam)
		if diff := cmp.Diff(c.want, got); diff != "" || present != c.present || ok == c.bad {
			t.Errorf("extractTokens of %q = %q, %v, %v, want %q, %v, %v", c.values, got, present, ok, c.want, c.present, !c.bad)
		}
	}
}

func TestSplitValue(t *testing.T) {
	for value, want := range map[string][]string{
		"":              {""},
		"a":             {"a"},
		"a, b ,":        {"a", "b", ""},
		`"a,b",c`:       {`"a,b"`, "c"},
		`"a\",b",c`:     {`"a\",b"`, "c"},
		`"open, c`:      {`"open, c`},
		`x"y,z"w, v`:    {`x"y,z"w`, "v"},
		`a\,b`:          {`a\`, "b"},
		`"ends with \`:  {`"ends with \`},
		"\ta\t,\tb\t,,": {"a", "b", "", ""},
	} {
		if diff := cmp.Diff(want, splitValue(value)); diff != "" {
			t.Errorf("splitValue(%q) (-want +got):\n%s", value, diff)
		}
	}
}

// tokenList is the ABNF #token of RFC 9110 §5.6.1.2 as a recipient reads it.
var tokenList = regexp.MustCompile("^(?:[ \t]*(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*)?(?:,|$))*$")

func FuzzExtractTokens(f *testing.F) {
	for _, seed := range []string{"", "*", "GET, PUT", ",,PUT ,", "a b", `"a"`, "a;q", "\xe9", "a\t,\x0b", "a,b,,c ", ", ,\t,"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		list, present, ok := extractTokens([]Field{{acam, first}, {acam, second}}, acam)
		if !present {
			t.Fatal("the header is there and was not found")
		}
		if want := tokenList.MatchString(first) && tokenList.MatchString(second); ok != want {
			t.Fatalf("%q, %q: ok = %v, but the grammar says %v", first, second, ok, want)
		}
		for _, token := range list {
			if !IsToken(token) {
				t.Fatalf("%q is in the list and no token", token)
			}
		}
		again, _, ok2 := extractTokens([]Field{{acam, strings.Join(list, ",")}}, acam)
		if !ok2 || !slices.Equal(list, again) {
			t.Fatalf("%q, read again, is %q", list, again)
		}
	})
}

package scenarios

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPattern(t *testing.T) {
	const crossed = "s3/direct-upload#resume[api=fetch,method=PUT,headers=a%2Fb]@2"
	tests := []struct {
		why, pattern, name string
		want               bool
	}{
		{"a suite is all its cases", "s3/direct-upload", crossed, true},
		{"also the suite's own request", "s3/direct-upload", "s3/direct-upload[api=fetch]", true},
		{"a suite without axes", "s3/direct-upload", "s3/direct-upload", true},
		{"no suite by the start of its name", "s3/direct", crossed, false},
		{"no folder by its name", "s3", crossed, false},
		{"a case is all its crossings", "s3/direct-upload#resume", crossed, true},
		{"another case", "s3/direct-upload#other", crossed, false},
		{"a combination is all its steps", "s3/direct-upload#resume[api=fetch,method=PUT,headers=a%2Fb]", crossed, true},
		{"a step", "s3/direct-upload#resume[**]@2", crossed, true},
		{"another step", "s3/direct-upload#resume[**]@1", crossed, false},
		{"* is one segment", "*/*", crossed, true},
		{"* stops at a slash", "*", crossed, false},
		{"* stops at an axis", "s3/direct-upload#resume[api=*,method=*,headers=*]@*", crossed, true},
		{"* takes a part of a segment", "s3/direct-*", crossed, true},
		{"* may be nothing", "s3/direct-upload*", crossed, true},
		{"** takes everything", "**", crossed, true},
		{"** crosses segments", "**method=PUT**", crossed, true},
		{"** in the middle", "s3/**@2", crossed, true},
		{"**/ stands for folders", "**/direct-upload", "a/b/direct-upload#c", true},
		{"**/ stands for no folder too", "**/direct-upload", "direct-upload#c", true},
		{"**/ stands for whole folders", "**/upload", crossed, false},
		{"brackets mean themselves", "s3/direct-upload#resume[a]", crossed, false},
		{"values are written as in names", "**headers=a%2Fb]**", crossed, true},
		{"the rest is not matched by chance", "s3/direct-upload#resume[api=xhr**", crossed, false},
	}
	for _, test := range tests {
		p, err := ParsePattern(test.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Matches(test.name); got != test.want {
			t.Errorf("%s: %q matches %q: %v, want %v", test.why, test.pattern, test.name, got, test.want)
		}
	}
	if _, err := ParsePattern(""); err == nil {
		t.Error("the empty pattern was read")
	}
}

func TestLabelExpression(t *testing.T) {
	tests := []struct {
		expression string
		labels     []string
		want       bool
	}{
		{"s3", []string{"s3"}, true},
		{"s3", []string{"s3x"}, false},
		{"!s3", nil, true},
		{"!!s3", nil, false},
		{"s3 && slow", []string{"s3"}, false},
		{"s3&&slow", []string{"slow", "s3"}, true},
		{"s3 && !slow || teaching", []string{"s3", "slow", "teaching"}, true},
		{"s3 && !slow || teaching", []string{"s3", "slow"}, false},
		{"s3 && (slow || teaching)", []string{"teaching"}, false},
		{"(s3)&&!(slow,teaching)", []string{"s3"}, true},
		{"a,b", []string{"b"}, true},
		{"a , b && c", []string{"b"}, false},
	}
	for _, test := range tests {
		e, err := parseLabels(test.expression)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.holds(test.labels); got != test.want {
			t.Errorf("%q holds for %v: %v, want %v", test.expression, test.labels, got, test.want)
		}
	}
}

func TestLabelExpressionErrors(t *testing.T) {
	tests := []LabelError{
		{"&& s3", 0, MissingLabel},
		{"s3 &&", 5, MissingLabel},
		{"s3 slow", 3, MissingOperator},
		{"s3 & slow", 3, MissingOperator},
		{"(s3 || slow", 11, MissingParenthesis},
		{"s3)", 2, MissingOperator},
		{"()", 1, MissingLabel},
		{"   ", 3, MissingLabel},
	}
	for _, want := range tests {
		_, err := parseLabels(want.Expression)
		var got *LabelError
		if !errors.As(err, &got) {
			t.Errorf("%q was read", want.Expression)
		} else if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", want.Expression, diff)
		}
	}
}

func TestSelection(t *testing.T) {
	s := &Selection{Run: []string{"a/*", "nothing/here"}, Skip: []string{"**[api=xhr]", "nor/here"}, Label: "fast"}
	if err := s.Compile(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		labels []string
		want   bool
	}{
		{"a/b[api=fetch]", []string{"fast"}, true},
		{"a/b[api=fetch]", []string{"slow"}, false},
		{"a/b[api=xhr]", []string{"fast"}, false},
		{"b/b[api=fetch]", []string{"fast"}, false},
	} {
		if got := s.Matches(test.name, test.labels); got != test.want {
			t.Errorf("%s %v is chosen: %v, want %v", test.name, test.labels, got, test.want)
		}
	}
	if diff := cmp.Diff([]string{"nothing/here", "nor/here"}, s.Unmatched()); diff != "" {
		t.Errorf("unmatched (-want +got):\n%s", diff)
	}
}

func TestPatternOfAStepChoosesItsCase(t *testing.T) {
	c := &Case{Name: "a/b#c", Steps: []Step{{Name: "a/b#c@1"}, {Name: "a/b#c@2"}}}
	s := &Selection{Run: []string{"a/b#c@2"}}
	if err := s.Compile(); err != nil {
		t.Fatal(err)
	}
	if !s.Chooses(c) {
		t.Error("the case is not chosen")
	}
	if unmatched := s.Unmatched(); unmatched != nil {
		t.Errorf("unmatched: %q", unmatched)
	}
}

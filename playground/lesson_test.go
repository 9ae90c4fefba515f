package playground

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

// lessonLink is what leads from one lesson to another.
var lessonLink = regexp.MustCompile(`href="#/lesson/([^"]*)"`)

// TestLessons holds every lesson against what is predicted. That exactly one choice of a
// question is right is found while they are read.
func TestLessons(t *testing.T) {
	all, err := readLessons()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 12 {
		t.Errorf("there are %d lessons", len(all))
	}
	for _, l := range all {
		if l.Title == "" || l.Intro == "" || len(l.Questions) == 0 {
			t.Errorf("lesson %s is not complete", l.Name)
		}
		for i, q := range l.Questions {
			if len(q.Choices) < 2 || q.Text == "" || q.Answer == "" || q.State == nil {
				t.Errorf("question %d of lesson %s is not complete", i+1, l.Name)
			}
			for _, text := range []string{l.Intro, q.Text, q.Answer} {
				if strings.Contains(text, "**") || strings.Count(text, "`")%2 > 0 {
					t.Errorf("question %d of lesson %s has markup left: %s", i+1, l.Name, text)
				}
				for _, link := range lessonLink.FindAllStringSubmatch(text, -1) {
					if lessonNamed(link[1]) == nil {
						t.Errorf("question %d of lesson %s leads to %s", i+1, l.Name, link[0])
					}
				}
			}
		}
	}
}

// TestLessonScenariosHold wants what the authors of the lessons and examples expect, in
// Chromium as in the standard. corslab run holds them against the real one.
func TestLessonScenariosHold(t *testing.T) {
	suites, err := scenarios.Load(LessonFiles(), ".")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := fs.Glob(LessonFiles(), "*.md")
	if len(suites) != len(files) {
		t.Errorf("%d scenarios for %d lessons", len(suites), len(files))
	}
	for _, suite := range append(suites, examples()) {
		for c := range suite.Cases() {
			for _, name := range []string{"standard", "chromium"} {
				profile, _ := fetch.ProfileNamed(name)
				for i, p := range c.Predict(profile, false) {
					e := c.Steps[i].Expectation(name, "")
					if e == nil {
						t.Errorf("%s expects nothing", c.Steps[i].Name)
					} else if e.Outcome != "" && e.Outcome != p.Outcome && p.Outcome != "" || e.Reason != "" && e.Reason != p.Reason {
						t.Errorf("%s, %s: %s %s is predicted", c.Steps[i].Name, name, p.Outcome, p.Reason)
					}
				}
			}
		}
	}
}

// withoutExample are the reasons that have no example to be tried, and why.
var withoutExample = map[fetch.Reason]string{
	fetch.NetworkError: "it is what has no other name",
}

func TestReasonsHaveExamples(t *testing.T) {
	for _, r := range fetch.Reasons() {
		page := reasonPage(string(r))
		if page == nil {
			t.Errorf("there is no page about %s", r)
			continue
		}
		_, isLeftOut := withoutExample[r]
		if (page.Example == nil) != isLeftOut {
			t.Errorf("%s: example %v", r, page.Example)
		}
		if page.Example == nil {
			continue
		}
		a := Answers(*page.Example)
		if len(a.Problems) > 0 || a.Steps[len(a.Steps)-1].Reason != r {
			t.Errorf("the example of %s: problems %v", r, a.Problems)
		}
	}
}

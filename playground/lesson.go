package playground

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

// lessonFiles are the lessons: NN-name.md has the text, and NN-name.yaml beside it the
// scenario that the answers are held against.
//
//go:embed lessons
var lessonFiles embed.FS

// LessonFiles returns the folder of the lessons, whose scenarios are like those of the
// catalogue.
func LessonFiles() fs.FS {
	sub, err := fs.Sub(lessonFiles, "lessons")
	if err != nil {
		panic(err) //nolint:forbidigo // the folder is embedded above
	}
	return sub
}

// A Lesson is a page that explains one thing, and asks about it before it answers.
type Lesson struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	// Intro is HTML, as are all texts of a lesson.
	Intro     string     `json:"intro"`
	Questions []Question `json:"questions"`
}

// A Question is asked before its answer is shown.
type Question struct {
	Text    string   `json:"text"`
	Choices []Choice `json:"choices"`
	// Right is the index of the choice that the prediction agrees with.
	Right  int    `json:"right"`
	Answer string `json:"answer"`
	// State is what the question is about, for the playground.
	State *State `json:"state"`
	// Step is that of its case which the question is about, from 0.
	Step int `json:"step"`
}

// A Choice is an answer to choose. Its conditions are what would have to be predicted
// for it to be right.
type Choice struct {
	Text       string `json:"text"`
	conditions []string
}

// lessons are read once. That they can be is held by a test.
var lessons = sync.OnceValue(func() []Lesson {
	all, err := readLessons()
	if err != nil {
		panic("playground: " + err.Error()) //nolint:forbidigo // the files are embedded
	}
	return all
})

func readLessons() ([]Lesson, error) {
	files := LessonFiles()
	names, err := fs.Glob(files, "*.md")
	if err != nil {
		return nil, err
	}
	var all []Lesson
	for _, name := range names {
		l, err := readLesson(files, strings.TrimSuffix(name, ".md"))
		if err != nil {
			return nil, fmt.Errorf("lesson %s: %w", name, err)
		}
		all = append(all, l)
	}
	return all, nil
}

func readLesson(files fs.FS, name string) (Lesson, error) {
	text, err := fs.ReadFile(files, name+".md")
	if err != nil {
		return Lesson{}, err
	}
	scenario, err := fs.ReadFile(files, name+".yaml")
	if err != nil {
		return Lesson{}, err
	}
	suite, err := scenarios.Parse(name+".yaml", scenario)
	if err != nil {
		return Lesson{}, err
	}
	parts := strings.Split(string(text), "\n## ")
	title, intro, _ := strings.Cut(parts[0], "\n")
	_, short, _ := strings.Cut(name, "-")
	l := Lesson{Name: short, Title: strings.TrimPrefix(title, "# "), Intro: markup(intro)}
	for _, part := range parts[1:] {
		q, err := readQuestion(part, suite, string(scenario))
		if err != nil {
			return Lesson{}, err
		}
		l.Questions = append(l.Questions, q)
	}
	return l, nil
}

// choice is a line of a question: the conditions of an answer, and the answer.
var choice = regexp.MustCompile(`^\* \[([^\]]+)\] (.+)$`)

// readQuestion reads what stands below "## Question CASE@STEP": the question, the
// choices, and below "### Answer" what there is to say then.
func readQuestion(part string, suite *scenarios.Suite, scenario string) (Question, error) {
	heading, body, _ := strings.Cut(part, "\n")
	body, answer, ok := strings.Cut(body, "\n### Answer\n")
	if !ok {
		return Question{}, fmt.Errorf("%q has no answer", heading)
	}
	var q Question
	var text []string
	for line := range strings.SplitSeq(body, "\n") {
		if m := choice.FindStringSubmatch(line); m != nil {
			q.Choices = append(q.Choices, Choice{Text: inline(m[2]), conditions: strings.Split(m[1], ", ")})
		} else {
			text = append(text, line)
		}
	}
	q.Text, q.Answer = markup(strings.Join(text, "\n")), markup(answer)
	name, step, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(heading, "Question")), "@")
	name = suite.Name + name
	prediction, err := predicted(suite, name, step, &q)
	if err != nil {
		return q, err
	}
	q.State = stateOf(suite, scenario, name)
	q.Right = -1
	for i, c := range q.Choices {
		holds, err := c.holds(prediction)
		switch {
		case err != nil:
			return q, err
		case holds && q.Right >= 0:
			return q, fmt.Errorf("%q: two choices are right", heading)
		case holds:
			q.Right = i
		}
	}
	if q.Right < 0 {
		return q, fmt.Errorf("%q: no choice is right: %s %s", heading, prediction.Outcome, prediction.Reason)
	}
	return q, nil
}

// predicted returns what Chromium does in the step of a case that is named.
func predicted(suite *scenarios.Suite, name, step string, q *Question) (fetch.Prediction, error) {
	profile, _ := fetch.ProfileNamed("chromium")
	for c := range suite.Cases() {
		if c.Name != name {
			continue
		}
		all := c.Predict(profile, false)
		q.Step = len(all) - 1
		if n, err := strconv.Atoi(step); err == nil && n >= 1 && n <= len(all) {
			q.Step = n - 1
		}
		return all[q.Step], nil
	}
	return fetch.Prediction{}, fmt.Errorf("there is no case %s", name)
}

// holds reports whether all conditions of a choice are what is predicted.
func (c Choice) holds(p fetch.Prediction) (bool, error) {
	for _, condition := range c.conditions {
		key, value, _ := strings.Cut(condition, "=")
		holds := false
		switch key {
		case "outcome":
			holds = string(p.Outcome) == value
		case "reason":
			holds = string(p.Reason) == value
		case "preflight":
			holds = strconv.FormatBool(p.Preflight) == value
		case "requests":
			holds = strconv.Itoa(len(p.Wire)) == value
		case "type":
			holds = p.Type == value
		case "status":
			holds = strconv.Itoa(p.Status) == value
		case "origin":
			holds = len(p.Wire) > 0 && headerIs(p.Wire[len(p.Wire)-1].Origin, value)
		case "cookies":
			holds = len(p.Wire) > 0 && headerIs(p.Wire[len(p.Wire)-1].Cookies, value)
		case "asks":
			holds = slices.ContainsFunc(p.Wire, func(s fetch.Sent) bool { return s.Preflight && headerIs(s.RequestHeaders, value) })
		case "reads":
			_, holds = p.Headers[value]
		case "hidden":
			_, isReadable := p.Headers[value]
			holds = !isReadable
		default:
			return false, fmt.Errorf("unknown condition %q", condition)
		}
		if !holds {
			return false, nil
		}
	}
	return true, nil
}

// headerIs compares a header that may not be there.
func headerIs(header *string, value string) bool {
	if header == nil {
		return value == "absent"
	}
	return *header == value
}

// A Title is a lesson in a list.
type Title struct {
	Name      string `json:"name"`
	Title     string `json:"title"`
	Questions int    `json:"questions"`
}

func lessonList() []Title {
	var list []Title
	for _, l := range lessons() {
		list = append(list, Title{l.Name, l.Title, len(l.Questions)})
	}
	return list
}

func lessonNamed(name string) *Lesson {
	all := lessons()
	i := slices.IndexFunc(all, func(l Lesson) bool { return l.Name == name })
	if i < 0 {
		return nil
	}
	return &all[i]
}

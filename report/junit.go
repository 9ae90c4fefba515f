package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	junitxml "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/verdict"
)

// junit writes JUnit XML with a testsuite for each suite. A testsuite's counts
// stand before its cases, which wait in a spool until the suite is over.
type junit struct {
	w      io.Writer
	opened bool
	// suite holds the name and counts of the current suite, and no cases.
	suite junitxml.Testsuite
	cases *spool
}

func newJUnit(w io.Writer, _ Options) Writer { return &junit{w: w, cases: newSpool()} }

func (j *junit) Write(r Result) error {
	name := markup.Visible(suiteOf(r.Case))
	if name != j.suite.Name {
		if err := j.flushSuite(); err != nil {
			return err
		}
		j.suite = junitxml.Testsuite{Name: name, ID: j.suite.ID}
	}
	c := testcase(r)
	// The library counts; the case itself goes to the spool.
	j.suite.AddTestcase(c)
	j.suite.Testcases = nil
	var text strings.Builder
	encoder := xml.NewEncoder(&text)
	encoder.Indent("\t\t", "\t")
	if err := encoder.EncodeElement(c, xml.StartElement{Name: xml.Name{Local: "testcase"}}); err != nil {
		return err
	}
	return j.cases.write(text.String() + "\n")
}

// suiteOf returns the suite's part of a case's name: suite names hold no
// character that begins another part.
func suiteOf(name string) string {
	if i := strings.IndexAny(name, "#[@"); i >= 0 {
		return name[:i]
	}
	return name
}

func testcase(r Result) junitxml.Testcase {
	c := junitxml.Testcase{Name: markup.Visible(r.Case), Classname: className(r), Status: string(r.Status)}
	result := &junitxml.Result{Message: headline(r), Type: string(r.Status)}
	switch {
	case r.Status == verdict.Errored:
		c.Error = result
	case r.Status == verdict.Skip, r.Status == verdict.KnownFail:
		c.Skipped = result
		return c
	case !r.Status.IsGreen():
		c.Failure = result
	default:
		return c
	}
	result.Data = "\n" + (&console{}).failure(r)
	return c
}

// className tells the browsers of a run apart, but not their versions: who
// follows a case over time looks it up by name.
func className(r Result) string {
	by := "prediction"
	if r.Browser != nil {
		by = r.Browser.Name
	}
	return markup.Visible(suiteOf(r.Case) + " (" + by + ")")
}

// headline says in one line why a case is not a pass.
func headline(r Result) string {
	if r.Message != "" {
		return markup.Visible(r.Message)
	}
	if len(r.Disagreements) == 0 {
		return string(r.Status)
	}
	d := r.Disagreements[0]
	text := fmt.Sprintf("%s: %s %s, %s %s", markup.Visible(d.Field), d.Between[0], markup.Visible(d.Values[0]), d.Between[1], markup.Visible(d.Values[1]))
	if more := len(r.Disagreements) - 1; more > 0 {
		text += fmt.Sprintf(" (and %d more)", more)
	}
	return text
}

func (j *junit) Close(Summary) error {
	if err := j.flushSuite(); err != nil {
		return err
	}
	if err := j.open(); err != nil {
		return err
	}
	_, err := io.WriteString(j.w, "</testsuites>\n")
	return err
}

// open begins the document.
func (j *junit) open() error {
	if j.opened {
		return nil
	}
	j.opened = true
	_, err := io.WriteString(j.w, xml.Header+"<testsuites name=\"corslab\">\n")
	return err
}

// flushSuite writes the current suite, if it has cases, and moves on to the
// next number.
func (j *junit) flushSuite() error {
	if j.suite.Tests == 0 {
		return nil
	}
	if err := j.open(); err != nil {
		return err
	}
	if _, err := io.WriteString(j.w, "\t"+startTag(j.suite)+"\n"); err != nil {
		return err
	}
	if err := j.cases.drain(j.w); err != nil {
		return err
	}
	j.suite.ID++
	_, err := io.WriteString(j.w, "\t</testsuite>\n")
	return err
}

// startTag returns the start tag of a testsuite.
func startTag(s junitxml.Testsuite) string {
	var name strings.Builder
	// A strings.Builder never fails.
	_ = xml.EscapeText(&name, []byte(s.Name))
	return `<testsuite name="` + name.String() + `"` +
		attribute("tests", s.Tests) + attribute("failures", s.Failures) +
		attribute("errors", s.Errors) + attribute("skipped", s.Skipped) + attribute("id", s.ID) + ">"
}

func attribute(name string, n int) string { return " " + name + `="` + strconv.Itoa(n) + `"` }

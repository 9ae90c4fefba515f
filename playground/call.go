package playground

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/corslab/corslab/document"
)

// MaxInput is how many bytes a call may have. It is what a file of a scenario or a
// policy may have, twice, as JSON writes some of them longer.
const MaxInput = 2 * document.MaxFileSize

// A call is what the interface asks for.
type call struct {
	// Op is options, answer, import, lessons, lesson, reasons or reason.
	Op    string `json:"op"`
	State *State `json:"state,omitempty"`
	// Text is the content of a file that is imported, and the name of a lesson or a
	// reason.
	Text string `json:"text,omitempty"`
}

// Call answers one call of the interface. Both are JSON, whatever the input: what
// cannot be read is said in the answer.
func Call(input []byte) []byte {
	out, err := json.Marshal(answerTo(input))
	if err != nil {
		panic("playground: " + err.Error()) //nolint:forbidigo // what is answered is made of text and numbers
	}
	return out
}

// answerTo returns what is to be written as JSON.
func answerTo(input []byte) any {
	if len(input) > MaxInput {
		return refusal(fmt.Sprintf("this is too long: %s bytes, and %s are read", document.Count(len(input)), document.Count(MaxInput)))
	}
	var c call
	if err := json.Unmarshal(input, &c); err != nil {
		return refusal("the call is no JSON that is understood: " + err.Error())
	}
	switch c.Op {
	case "answer":
		if c.State == nil {
			return refusal("there is no state to answer")
		}
		return Answers(*c.State)
	case "import":
		return Import(c.Text)
	case "options":
		return options()
	case "lessons":
		return lessonList()
	case "lesson":
		if l := lessonNamed(c.Text); l != nil {
			return l
		}
		return refusal("there is no lesson " + c.Text)
	case "reasons":
		return reasonList()
	case "reason":
		if p := reasonPage(c.Text); p != nil {
			return p
		}
		return refusal("there is no reason " + c.Text)
	}
	return refusal(fmt.Sprintf("unknown call %q", c.Op))
}

// refusal is an answer that is one problem.
func refusal(message string) Answer {
	return Answer{Problems: []Problem{{Message: strings.ToValidUTF8(message, "?")}}}
}

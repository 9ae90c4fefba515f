package verdict

import (
	"strconv"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

// absent stands for a header that was not sent, or that the page cannot read.
const absent = "(absent)"

// Judge compares the voices that spoke, each with each, and returns what they
// disagree on: expected against predicted, expected against observed, predicted
// against observed, in that order and each field by field. nil is a voice that
// said nothing. Headers of requests besides those that CORS is about are compared where
// they are expected to be something. The parameter of a reason is never compared, nor is
// what an API cannot show.
func Judge(expected *scenarios.Expectation, predicted *fetch.Prediction, observed *Account) []Disagreement {
	var all []Disagreement
	if expected != nil && predicted != nil {
		all = append(all, expectationAgainst(expected, Predicted, account(predicted))...)
	}
	if expected != nil && observed != nil {
		all = append(all, expectationAgainst(expected, Observed, *observed)...)
	}
	if predicted != nil && observed != nil {
		all = append(all, predictionAgainst(predicted, *observed, expected)...)
	}
	return all
}

// account makes of a prediction what an expectation is compared with.
func account(p *fetch.Prediction) Account { return Account{Observation: p.Observation} }

// reasons returns every reason the account leaves open; never none.
func (a Account) reasons() []fetch.Reason {
	if a.Reasons != nil {
		return a.Reasons
	}
	return []fetch.Reason{a.Reason}
}

// A comparison collects the disagreements of one pair of voices.
type comparison struct {
	between [2]Voice
	found   []Disagreement
}

// text notes a disagreement unless the two values are equal.
func (c *comparison) text(field, left, right string) {
	if left != right {
		c.found = append(c.found, Disagreement{Between: c.between, Field: field, Values: [2]string{left, right}})
	}
}

func (c *comparison) number(field string, left, right int) {
	c.text(field, strconv.Itoa(left), strconv.Itoa(right))
}

func (c *comparison) flag(field string, left, right bool) {
	c.text(field, strconv.FormatBool(left), strconv.FormatBool(right))
}

// header compares two header values, nil being a header that is not there.
func (c *comparison) header(field string, left, right *string) {
	if left == nil && right == nil || left != nil && right != nil && *left == *right {
		return
	}
	c.text(field, valueOr(left), valueOr(right))
}

func valueOr(v *string) string {
	if v == nil {
		return absent
	}
	return *v
}

// reason agrees when the one on the left is among those on the right.
func (c *comparison) reason(left fetch.Reason, right []fetch.Reason) {
	text := ""
	for i, r := range right {
		if r == left {
			return
		}
		if i > 0 {
			text += " or "
		}
		text += reasonText(r)
	}
	c.text("reason", reasonText(left), text)
}

func reasonText(r fetch.Reason) string {
	if r == "" {
		return "(none)"
	}
	return string(r)
}

// wireField names a field of the i-th request.
func wireField(i int, field string) string { return "wire[" + strconv.Itoa(i) + "]." + field }

package verdict

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConclude(t *testing.T) {
	disagreement := []Disagreement{{Field: "outcome"}}
	tests := []struct {
		name          string
		disagreements []Disagreement
		circumstances Circumstances
		want          Status
	}{
		{"agrees", nil, Circumstances{}, Pass},
		{"disagrees", disagreement, Circumstances{}, Fail},
		{"not run", nil, Circumstances{Skipped: true}, Skip},
		{"not run, and the prediction is not what was expected", disagreement, Circumstances{Skipped: true}, Fail},
		{"declared and failed", disagreement, Circumstances{KnownFailing: true}, KnownFail},
		{"declared and passed: the list is stale", nil, Circumstances{KnownFailing: true}, UnexpectedPass},
		{"declared and not run: nothing is known", nil, Circumstances{KnownFailing: true, Skipped: true}, Skip},
		{"agreed when run again", nil, Circumstances{Retried: true}, Flaky},
		{"declared, agreed when run again", nil, Circumstances{Retried: true, KnownFailing: true}, Flaky},
		{"disagreed twice", disagreement, Circumstances{Retried: true}, Fail},
		{"could not be judged", nil, Circumstances{Errored: true}, Errored},
		{"could not be judged: never excused", disagreement, Circumstances{Errored: true, KnownFailing: true, Skipped: true}, Errored},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Conclude(test.disagreements, test.circumstances); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	between := func(pairs ...[2]Voice) (ds []Disagreement) {
		for _, pair := range pairs {
			ds = append(ds, Disagreement{Between: pair}, Disagreement{Between: pair})
		}
		return ds
	}
	var s Summary
	s.Add(Pass, nil)
	s.Add(Skip, nil)
	s.Add(KnownFail, between([2]Voice{Predicted, Observed}))
	s.Add(Fail, between([2]Voice{Expected, Predicted}, [2]Voice{Predicted, Observed}))
	s.Add(Flaky, nil)
	want := Summary{
		Total:    5,
		Statuses: map[Status]int{Pass: 1, Skip: 1, KnownFail: 1, Fail: 1, Flaky: 1},
		Disagreeing: map[[2]Voice]int{
			{Expected, Predicted}: 1, {Predicted, Observed}: 2,
		},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if s.Ran() != 4 || s.Red() != 2 {
		t.Errorf("%d ran and %d are red, want 4 and 2", s.Ran(), s.Red())
	}
}

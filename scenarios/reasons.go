package scenarios

import (
	"slices"

	"github.com/corslab/corslab/fetch"
)

// NoReason is how an expectation says that a request was neither denied nor
// failed, where its API shows no outcome.
const NoReason fetch.Reason = "none"

// Reasons returns every reason that an expectation may name, NoReason left out.
func Reasons() []fetch.Reason { return slices.Clone(reasons[1:]) }

// reasons are all that an expectation may name.
var reasons = append([]fetch.Reason{NoReason}, fetch.Reasons()...)

package verdict

import (
	"encoding/json"

	"github.com/corslab/corslab/fetch"
)

// MarshalJSON writes the "observed" object of the result record: an
// observation whose reason is a list where the browser cannot tell its reasons
// apart.
func (a Account) MarshalJSON() ([]byte, error) {
	r := struct {
		Outcome   *fetch.Outcome    `json:"outcome"`
		Reason    any               `json:"reason"`
		Param     string            `json:"param"`
		Preflight bool              `json:"preflight"`
		Type      *string           `json:"type"`
		Status    *int              `json:"status"`
		Headers   map[string]string `json:"headers"`
		Wire      []fetch.Sent      `json:"wire"`
	}{
		Reason: a.Reason, Param: a.Param, Preflight: a.Preflight,
		Headers: a.Headers, Wire: a.Wire,
	}
	if a.Reasons != nil {
		r.Reason = a.Reasons
	}
	if a.Outcome != "" {
		r.Outcome = &a.Outcome
	}
	if a.Type != "" {
		r.Type = &a.Type
	}
	if a.Status != fetch.StatusHidden {
		r.Status = &a.Status
	}
	if r.Wire == nil {
		r.Wire = []fetch.Sent{}
	}
	return json.Marshal(r)
}

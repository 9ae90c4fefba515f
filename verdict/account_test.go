package verdict

import (
	"encoding/json"
	"testing"

	"github.com/corslab/corslab/fetch"
)

func TestAccountJSON(t *testing.T) {
	tests := []struct {
		name    string
		account Account
		want    string
	}{
		{"one reason", Account{Observation: fetch.Observation{
			Outcome: fetch.Deny, Reason: fetch.MixedContent, Type: fetch.TypeError, Headers: map[string]string{},
		}}, `{"outcome":"deny","reason":"MixedContent","param":"","preflight":false,"type":"error","status":0,"headers":{},"wire":[]}`},
		{"several reasons, nothing shown", Account{
			Observation: fetch.Observation{Outcome: fetch.Deny, Status: fetch.StatusHidden},
			Reasons:     []fetch.Reason{fetch.BlockedByCSP, fetch.MixedContent},
		}, `{"outcome":"deny","reason":["BlockedByCSP","MixedContent"],"param":"","preflight":false,"type":null,"status":null,"headers":null,"wire":[]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := json.Marshal(test.account)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestAccountJSONMatchesPrediction: both sides of the record have the same keys
// in the same order.
func TestAccountJSONMatchesPrediction(t *testing.T) {
	o := preflighted()
	predicted, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	observed, err := json.Marshal(Account{Observation: o})
	if err != nil {
		t.Fatal(err)
	}
	if string(predicted) != string(observed) {
		t.Errorf("an observation is\n%s\nand as an account\n%s", predicted, observed)
	}
}

package alb_test

import (
	"slices"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/alb"
	"github.com/corslab/corslab/wire"
)

func TestTargetWithoutAnAnswer(t *testing.T) {
	l := &alb.Listener{Headers: []alb.Header{{Name: "Access-Control-Allow-Origin", Value: document.String{Value: "*"}}}}
	for fault, want := range map[wire.FaultKind]int{
		wire.FaultNone: 200, wire.FaultSlow: 200, wire.FaultClose: 502, wire.FaultReset: 502, wire.FaultGarbage: 502, wire.FaultHang: 504,
	} {
		target := wire.ServerFunc(func(wire.Request) wire.Response { return wire.Response{Status: 200, Fault: wire.Fault{Kind: fault}} })
		response := l.New(target).Answer(wire.Request{Method: "GET", Target: "/"})
		isUnverified := slices.ContainsFunc(response.Notes, func(n wire.Note) bool { return n.Unverified })
		if !response.Header.Has("Access-Control-Allow-Origin") || response.Status != want || isUnverified != (want != 200) {
			t.Errorf("%s: %+v", fault, response)
		}
		if want != 200 && response.Fault.Kind != wire.FaultNone {
			t.Errorf("%s is passed on", fault)
		}
	}
}

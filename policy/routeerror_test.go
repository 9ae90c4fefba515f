package policy_test

import (
	"errors"
	"testing"

	"github.com/corslab/corslab/policy"
)

func TestStatusBounds(t *testing.T) {
	for status, isGood := range map[int]bool{-1: false, 0: true, 1: false, 99: false, 100: true, 200: true, 999: true, 1000: false} {
		bad := &policy.Answer{Status: status}
		for entry, route := range map[string]policy.Route{
			"preflight": {Path: "/x", Preflight: bad},
			"actual":    {Path: "/x", Actual: bad},
			"get":       {Path: "/x", Methods: map[string]*policy.Answer{"get": bad}},
		} {
			_, err := policy.NewRoutes([]policy.Route{route})
			var found *policy.RouteError
			if errors.As(err, &found) == isGood || found != nil && (found.Fault != policy.InvalidStatus || found.Entry != entry) {
				t.Errorf("status %d as %s: %v", status, entry, err)
			}
		}
	}
}

func TestRouteErrorCountsFromOne(t *testing.T) {
	for want, e := range map[string]policy.RouteError{
		`route 1, "x": path does not begin with /`:              {Index: 0, Path: "x", Fault: policy.RelativePath},
		`route 3, "/x", GET: method entry is not in lower case`: {Index: 2, Path: "/x", Entry: "GET", Fault: policy.MethodCase},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%+v says %q, want %q", e, got, want)
		}
	}
}

func TestRouteNeedsAnAnswer(t *testing.T) {
	answer := &policy.Answer{}
	for _, route := range []policy.Route{
		{Path: "/x", Preflight: answer},
		{Path: "/x", Actual: answer},
		{Path: "/x", Methods: map[string]*policy.Answer{"get": answer}},
	} {
		if _, err := policy.NewRoutes([]policy.Route{route}); err != nil {
			t.Errorf("%+v: %v", route, err)
		}
	}
}

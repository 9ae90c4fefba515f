package corstest

import (
	"testing"
	"time"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
)

// What the tests of this package run the suite with.

func NewTarget(f Factory, timeout time.Duration) conformance.Target { return target{f, timeout} }

func NewMeter() conformance.Meter { return meter() }

func InBrowser(t *testing.T, asked []conformance.Result, cfg Config) {
	t.Helper()
	profile, _ := fetch.ProfileNamed("chromium")
	inBrowser(t, asked, cfg, profile)
}

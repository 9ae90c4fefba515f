package corstest

import (
	"time"

	"github.com/corslab/corslab/conformance"
)

// What the tests of this package run the suite with.

func NewTarget(f Factory, timeout time.Duration) conformance.Target { return target{f, timeout} }

func NewMeter() conformance.Meter { return meter() }

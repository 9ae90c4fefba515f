package main

import (
	"strings"
	"testing"
	"time"
)

func TestLinesEvery(t *testing.T) {
	var said strings.Builder
	tell := linesEvery(&said, time.Hour)
	tell(1, 10)
	if said.Len() > 0 {
		t.Errorf("within the hour it says %q", said.String())
	}
	tell = linesEvery(&said, 0)
	tell(2, 10)
	tell(3, 10)
	if want := "corslab: 2 of 10 cases\ncorslab: 3 of 10 cases\n"; said.String() != want {
		t.Errorf("it says %q, want %q", said.String(), want)
	}
}

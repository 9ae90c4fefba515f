package main

import (
	"context"
	"errors"
)

func (s suite) peers(context.Context) error { return errors.New("peers") }

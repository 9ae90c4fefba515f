package playground

import "github.com/corslab/corslab/fetch"

func reasonList() []fetch.Reason { return fetch.Reasons() }

func reasonPage(name string) any { return nil }

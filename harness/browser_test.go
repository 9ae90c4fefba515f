package harness

import (
	"testing"

	"github.com/corslab/corslab/servers"
)

func TestOwner(t *testing.T) {
	jobs := []Job{{Token: "1"}, {Token: "11"}}
	owner := Owner(jobs)
	for url, want := range map[string]int{
		servers.WithToken("https://api.example.net/", "1"):       0,
		servers.WithToken("https://api.example.net/x?y#z", "11"): 1,
		servers.WithToken("https://api.example.net/", "111"):     -1,
		"https://api.example.net/":                               -1,
		"":                                                       -1,
	} {
		if got := owner(url); got != want {
			t.Errorf("%s belongs to job %d, want %d", url, got, want)
		}
	}
	if alone := Owner([]Job{{}}); alone("https://api.example.net/") != 0 {
		t.Error("with one job and no token a request is not its")
	}
}

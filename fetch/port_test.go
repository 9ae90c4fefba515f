package fetch

import "testing"

func TestBadPort(t *testing.T) {
	for port, want := range map[string]bool{
		"": false, "80": false, "443": false, "8080": false, "3000": false,
		"0": true, "1": true, "21": true, "22": true, "25": true, "6000": true, "6667": true, "6679": true, "10080": true, "4190": true,
		"24": false, "6670": false, "10081": false, "65535": false,
	} {
		if got := isBadPort(port); got != want {
			t.Errorf("isBadPort(%q) = %v", port, got)
		}
	}
}

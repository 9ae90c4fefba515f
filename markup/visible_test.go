package markup

import "testing"

func TestVisible(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain – täxt", "plain – täxt"},
		{"a\nb\r\t", `a\nb\r\t`},
		{"\x1b[31m", `\x1b[31m`},
		{"\u202eabc\u2066", `\u202eabc\u2066`},
		{"zero\u200bwidth\ufeff", `zero\u200bwidth\ufeff`},
		{"no\u00a0break\u2028", `no\u00a0break\u2028`},
		{"\xff\x80ok", `\xff\x80ok`},
		{"\ufffd", "\ufffd"},
	}
	for _, test := range tests {
		if got := Visible(test.in); got != test.want {
			t.Errorf("Visible(%q) = %s, want %s", test.in, got, test.want)
		}
	}
}

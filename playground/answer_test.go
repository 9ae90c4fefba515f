package playground

import (
	"encoding/json"
	"testing"
)

func TestStart(t *testing.T) {
	out, _ := json.MarshalIndent(Answers(Start()), "", " ")
	t.Log(string(out))
	t.Log(lessons())
	out, _ = json.MarshalIndent(Import(Answers(Start()).YAML), "", " ")
	t.Log(string(out))
}
func BenchmarkStart(b *testing.B) { for b.Loop() { Answers(Start()) } }

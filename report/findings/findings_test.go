package findings_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/policy/audit"
	"github.com/corslab/corslab/report/findings"
)

// A file that wants to turn the report's text around.
const hostile = "[{\"ID\": \"\u202e\", \"AllowedOrigins\": [\"https://a.example/\", \"https://b.example/\u202ex\", \"null\"], \"AllowedMethods\": [\"GET\"]}]\n"

func reportOf(t *testing.T, text string) findings.Report {
	t.Helper()
	reading, err := importer.Read("p.json", []byte(text), importer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return findings.Report{
		File: "p.json", Data: []byte(text), Findings: audit.Audit([]byte(text), reading.Resources),
		Proofs: map[int]findings.Proof{2: {Proved: true, Text: "proved: \x1b[2J"}},
	}
}

func TestConsole(t *testing.T) {
	r := reportOf(t, hostile)
	var b bytes.Buffer
	if err := r.Console(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`p.json:1:33: warning: "https://a.example/" never matches [origin-trailing-slash]`,
		`    +[{"ID": "\u202e", "AllowedOrigins": ["https://a.example", "https://b.example/\u202ex", "null"], "AllowedMethods": ["GET"]}]`,
		"  see: https://fetch.spec.whatwg.org/#origin-header",
		`  proved: \x1b[2J`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %s\n%s", want, b.String())
		}
	}
	if strings.ContainsAny(b.String(), "\x1b\u202e") {
		t.Error("the file's control characters are written as they are")
	}
}

func TestNothingFoundIsNothingSaid(t *testing.T) {
	var b bytes.Buffer
	if err := reportOf(t, `[{"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["GET"]}]`).Console(&b); err != nil || b.Len() > 0 {
		t.Errorf("%q, %v", b.String(), err)
	}
}

// JSON and SARIF hold every finding; SARIF every rule too.
func TestMachineForms(t *testing.T) {
	r := reportOf(t, hostile)
	var asJSON struct {
		V        int
		Findings []struct {
			ID, Patch    string
			Line, Column int
			Proof        *findings.Proof
		}
	}
	decode(t, r.JSON, &asJSON)
	if asJSON.V != 1 || len(asJSON.Findings) != len(r.Findings) || asJSON.Findings[0].ID != "origin-trailing-slash" || asJSON.Findings[0].Column != 33 || asJSON.Findings[2].Proof == nil {
		t.Errorf("JSON: %+v", asJSON)
	}
	var asSARIF struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID, Level string
				Fixes         []struct {
					ArtifactChanges []struct {
						Replacements []struct {
							DeletedRegion struct{ ByteOffset, ByteLength int }
						}
					}
				}
			}
		}
	}
	decode(t, func(w io.Writer) error { return r.SARIF(w, "1.2.3") }, &asSARIF)
	run := asSARIF.Runs[0]
	if asSARIF.Version != "2.1.0" || len(run.Tool.Driver.Rules) != len(audit.Rules()) || len(run.Results) != len(r.Findings) {
		t.Fatalf("SARIF %s with %d rules and %d results", asSARIF.Version, len(run.Tool.Driver.Rules), len(run.Results))
	}
	first := run.Results[0]
	deleted := first.Fixes[0].ArtifactChanges[0].Replacements[0].DeletedRegion
	if first.RuleID != "origin-trailing-slash" || first.Level != "warning" || string(r.Data[deleted.ByteOffset:deleted.ByteOffset+deleted.ByteLength]) != `"https://a.example/"` {
		t.Errorf("the first result is %+v", first)
	}
}

func decode(t *testing.T, write func(io.Writer) error, to any) {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), to); err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
}

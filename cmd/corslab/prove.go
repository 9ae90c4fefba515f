package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/audit"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/report/findings"
	"github.com/corslab/corslab/scenarios"
)

// victims are the origins at which a policy is tried, by engine: hosts of the usual
// shape.
var victims = map[policy.Engine]string{
	policy.S3:         "https://bucket.s3.us-east-1.amazonaws.com",
	policy.HTTPAPI:    "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
	policy.RESTAPI:    "https://f6g7h8i9j0.execute-api.us-east-1.amazonaws.com",
	policy.LambdaURL:  "https://abcdefghij.lambda-url.us-east-1.on.aws",
	policy.CloudFront: "https://d111111abcdef8.cloudfront.net",
	policy.MediaStore: "https://aaabbbcccddd.data.mediastore.us-east-1.amazonaws.com",
	policy.Lightsail:  "https://bucket-lightsail.s3.us-east-1.amazonaws.com",
}

// prove tries every finding about security in real Chromium, and returns what came
// of it by index.
func (p *policyFlags) prove(c *cobra.Command, f policyFile, found []audit.Finding) (proofs map[int]findings.Proof, err error) {
	folder, err := os.MkdirTemp("", "corslab-proof-")
	if err != nil {
		return nil, broken(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	params, err := p.values()
	if err != nil {
		return nil, err
	}
	proof := proofOf(params, found)
	if len(proof.cases) == 0 {
		return nil, nil
	}
	policyName := "policy" + filepath.Ext(f.name)
	err = errors.Join(
		os.WriteFile(filepath.Join(folder, policyName), f.data, 0o600),
		os.WriteFile(filepath.Join(folder, "proof.yaml"), []byte(proof.scenario(policyName)), 0o600),
	)
	if err != nil {
		return nil, broken(err)
	}
	suites, err := scenarios.Load(os.DirFS(folder), "proof.yaml")
	if err != nil {
		return nil, broken(fmt.Errorf("the proof is no scenario: %w", err))
	}
	proofs = map[int]findings.Proof{}
	profile, _ := fetch.ProfileNamed("chromium")
	results := inChromium(c.Context(), c.ErrOrStderr(), harness.Config{Suites: suites, Profile: profile})
	for result, err := range results {
		if err != nil {
			return nil, broken(err)
		}
		i, one := proof.of(result.Case)
		if one == nil {
			return nil, broken(fmt.Errorf("a result of no finding: %s", result.Case))
		}
		proofs[i] = one.told(result)
	}
	return proofs, nil
}

// A proof is the scenario in which attackers try what was found.
type proof struct {
	params map[string]string
	cases  []attempt
}

// An attempt is what the attacker of one finding does.
type attempt struct {
	index  int
	f      audit.Finding
	victim string
}

func proofOf(params map[string]string, found []audit.Finding) proof {
	p := proof{params: params}
	for i, f := range found {
		if victim := victims[f.Engine]; f.Security && f.Attacker != "" && victim != "" {
			p.cases = append(p.cases, attempt{i, f, victim})
		}
	}
	return p
}

// of returns the attempt of a case, and the index of its finding.
func (p proof) of(name string) (int, *attempt) {
	_, number, _ := strings.Cut(name, "#finding-")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(p.cases) {
		return 0, nil
	}
	return p.cases[n-1].index, &p.cases[n-1]
}

// scenario writes the attempts as a scenario.
func (p proof) scenario(policyName string) string {
	var b strings.Builder
	b.WriteString("suite: proof\ntitle: What an attacker's page can read\nwhy: An audit found it.\nspec: [cors-check]\ncases:\n")
	for i, a := range p.cases {
		page := a.f.Attacker
		if page == "null" {
			page = "https://attacker.example"
		}
		fmt.Fprintf(&b, "  - name: finding-%d\n    page: {url: %q", i+1, page)
		if a.f.Attacker == "null" {
			b.WriteString(", as: sandboxed")
		}
		b.WriteString("}\n    browser: {third-party-cookies: allow}\n")
		credentials := "same-origin"
		if a.f.Credentialed {
			credentials = "include"
			fmt.Fprintf(&b, "    cookies: {%q: [\"session=victim; SameSite=None; Secure\"]}\n", a.victim+"/")
		}
		fmt.Fprintf(&b, "    servers:\n      - at: %q\n        policy: {%s: %q", a.victim, a.f.Engine, policyName)
		if a.f.Resource != "" {
			fmt.Fprintf(&b, ", resource: %q", a.f.Resource)
		}
		if len(p.params) > 0 {
			b.WriteString(", params: {")
			for name, value := range p.params {
				fmt.Fprintf(&b, "%q: %q, ", name, value)
			}
			b.WriteString("}")
		}
		b.WriteString("}\n")
		method := a.f.Method
		if method == "" {
			method = "GET"
		}
		fmt.Fprintf(&b, "    request: {url: %q, method: %s, credentials: %s}\n", a.victim+"/secret", method, credentials)
	}
	return b.String()
}

// told says what the browser did.
func (a *attempt) told(result report.Result) findings.Proof {
	browser := "Chromium"
	if result.Browser != nil {
		browser = "Chromium " + result.Browser.Version
	}
	method := a.f.Method
	if method == "" {
		method = "GET"
	}
	target, _ := url.JoinPath(a.victim, "secret")
	who := "a page of " + a.f.Attacker
	if a.f.Attacker == "null" {
		who = "a sandboxed page, whose origin is null,"
	}
	if result.Observed == nil || result.Observed.Outcome != fetch.Allow {
		why := result.Message
		if result.Observed != nil {
			why = string(result.Observed.Outcome)
			if reason := string(result.Observed.Reason); reason != "" {
				why += ", " + reason
			}
		}
		return findings.Proof{Text: fmt.Sprintf("not proved: %s got %s for %s %s in %s", who, why, method, target, browser)}
	}
	with := ""
	if a.f.Credentialed {
		with = ", sent with the user's cookies"
	}
	return findings.Proof{Proved: true, Text: fmt.Sprintf("proved: %s read the answer (%d) to %s %s%s, in %s", who, result.Observed.Status, method, target, with, browser)}
}

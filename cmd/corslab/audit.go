package main

import (
	"fmt"
	"io"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/policy/audit"
	"github.com/corslab/corslab/report/findings"
)

func newAudit(out io.Writer) *cobra.Command {
	var (
		p      policyFlags
		format string
		prove  bool
		list   bool
	)
	c := &cobra.Command{
		Use:   "audit FILE",
		Short: "Find what is dangerous, pointless or broken in a CORS policy",
		Long: `Find what is dangerous, pointless or broken in the CORS policies of a file, with the
line, the reason and the smallest change that puts it right. With --prove every
finding about security is tried in real Chromium: the page of an attacker that can
read the answer is the evidence. Exits with 4 if there are findings, and says nothing
about a policy with nothing wrong.`,
		Example: `  corslab audit cors.json --prove
  corslab audit template.yaml --format sarif > cors.sarif`,
		Args: func(c *cobra.Command, args []string) error {
			if list {
				return takes(0, "no FILE with --rules")(c, args)
			}
			return takes(1, "a FILE")(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if list {
				return listRules(out)
			}
			write, err := auditWriter(format)
			if err != nil {
				return err
			}
			f, err := openPolicy(c, args[0])
			if err != nil {
				return err
			}
			r, err := p.audit(f)
			if err != nil {
				return err
			}
			if prove {
				if r.Proofs, err = p.prove(c, f, r.Findings); err != nil {
					return err
				}
			}
			if err := write(r, out); err != nil {
				return err
			}
			if len(r.Findings) > 0 {
				return errDisagreement
			}
			return nil
		},
	}
	p.register(c.Flags())
	c.Flags().StringVar(&format, "format", "console", "how findings are written: console, json or sarif")
	c.Flags().BoolVar(&prove, "prove", false, "try every finding about security in real Chromium")
	c.Flags().BoolVar(&list, "rules", false, "list everything that is looked for")
	return c
}

func auditWriter(format string) (func(findings.Report, io.Writer) error, error) {
	switch format {
	case "console":
		return findings.Report.Console, nil
	case "json":
		return findings.Report.JSON, nil
	case "sarif":
		return func(r findings.Report, w io.Writer) error { return r.SARIF(w, moduleVersion()) }, nil
	}
	return nil, usage(fmt.Errorf("unknown format %q: console, json or sarif", format))
}

// moduleVersion is the version of this program's module.
func moduleVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

// audit looks at every policy of a file, or at the one that --resource names.
func (p *policyFlags) audit(f policyFile) (findings.Report, error) {
	reading, err := p.reading(f)
	if err != nil {
		return findings.Report{}, err
	}
	resources := reading.Resources
	if p.resource != "" || f.engine != "" {
		chosen, err := reading.Select(f.engine, p.resource)
		if err != nil {
			return findings.Report{}, usage(fmt.Errorf("%s: %w", f.name, err))
		}
		resources = resources[:0:0]
		resources = append(resources, chosen)
	}
	return findings.Report{File: f.name, Data: f.data, Findings: audit.Audit(f.data, resources)}, nil
}

func listRules(out io.Writer) error {
	rules := audit.Rules()
	width := len(slices.MaxFunc(rules, func(a, b audit.Rule) int { return len(a.ID) - len(b.ID) }).ID)
	for _, r := range rules {
		kind := ""
		if r.Security {
			kind = "security"
		}
		if _, err := fmt.Fprintf(out, "%-*s  %-7s  %-8s  %s\n", width, r.ID, r.Severity, kind, r.Title); err != nil {
			return err
		}
	}
	return nil
}

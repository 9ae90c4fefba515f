package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/scenarios"
)

func newSchema(out io.Writer) *cobra.Command {
	return &cobra.Command{
		Use:   "schema [scenario|policy|protocol]",
		Short: "Print the JSON Schema of the scenario file, or of the suite for middleware",
		Long: `Print the JSON Schema (draft 2020-12) of the scenario file; of the policy that
corslab conform takes; or of a line of the protocol that it speaks with adapters. An
editor with a YAML language server completes and checks a file that begins with

  # yaml-language-server: $schema=./scenario.schema.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			schema := scenarios.Schema()
			if len(args) > 0 {
				switch args[0] {
				case "scenario":
				case "policy":
					schema = conformance.PolicySchema()
				case "protocol":
					schema = conformance.ProtocolSchema()
				default:
					return usage(fmt.Errorf("schema %q: there is scenario, policy and protocol", args[0]))
				}
			}
			_, err := out.Write(schema)
			return err
		},
	}
}

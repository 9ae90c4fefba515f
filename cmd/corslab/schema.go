package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/scenarios"
)

func newSchema(out io.Writer) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the scenario file",
		Long: `Print the JSON Schema (draft 2020-12) of the scenario file. An editor with a YAML
language server completes and checks a file that begins with

  # yaml-language-server: $schema=./scenario.schema.json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := out.Write(scenarios.Schema())
			return err
		},
	}
}

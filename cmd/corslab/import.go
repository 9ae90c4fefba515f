package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/importer/call"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/scenarios/draft"
)

func newImport(out io.Writer) *cobra.Command {
	var (
		p policyFlags
		i importFlags
	)
	c := &cobra.Command{
		Use:   "import FILE|CALL",
		Short: "Write a scenario to begin with, from a policy, a request or a recording of many",
		Long: `Write a scenario about a policy: pages that it means to let in, the requests that
it lists, and a stranger. The scenario expects what the policy seems to mean, so
that corslab predict shows where it does something else.

The scenario names the policy's file, which must lie beside it or below: so it is
written beside FILE, as NAME.scenario.yaml, unless -o says otherwise; where that
is in another folder, FILE is copied there.

A request as developer tools copy it, as cURL (bash) or as fetch, in CALL or in FILE,
becomes one case, with an answer that allows it: put in your server's. A HAR file becomes
a case for each cross-origin request in it, with the answers that were recorded. Both
expect that the page may have the response.

With --to, write an S3 policy in another of the forms that S3 takes instead.`,
		Example: `  corslab import cors.json && corslab predict cors.scenario.yaml
  corslab import template.yaml --resource HttpApi --param Stage=prod -o scenarios/
  corslab import template.yaml --resource Uploads --to s3-console-json
  corslab import session.har && corslab predict session.scenario.yaml
  corslab import "curl 'https://api.example.com/items' -H 'Origin: https://app.example.com'"`,
		Args: takes(1, "one FILE, or one CALL"),
		RunE: func(c *cobra.Command, args []string) error {
			f := policyFile{name: "<argument>", data: []byte(args[0])}
			if !call.Is(args[0]) {
				var err error
				if f, err = openPolicy(c, args[0]); err != nil {
					return err
				}
			}
			if f.isCalls() {
				return i.draftCalls(c, out, f)
			}
			if i.origin != "" {
				return usage(errors.New("--origin is about a request, and this is a policy"))
			}
			if err := i.applyEngine(&f); err != nil {
				return usage(err)
			}
			reading, err := p.reading(f)
			if err != nil {
				return err
			}
			chosen, err := i.choose(f, reading, &p)
			if err != nil {
				return err
			}
			if i.to != "" {
				return i.convert(out, f, chosen)
			}
			return i.draft(out, c.ErrOrStderr(), f, reading, chosen, &p)
		},
	}
	p.register(c.Flags())
	i.register(c)
	return c
}

// importFlags are the flags of import, but for those of its policy.
type importFlags struct {
	engine, to, output, origin string
	all                        bool
}

func (i *importFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&i.engine, "engine", "", "read only policies of this `ENGINE`, also where the content does not say: s3, http-api, ...")
	flags.StringVar(&i.to, "to", "", "write an S3 policy as `FORM`: "+strings.Join(formNames(), ", "))
	flags.StringVarP(&i.output, "output", "o", "", "write to this `PATH`, a file or a folder; - is standard output")
	flags.StringVar(&i.origin, "origin", "", "the `ORIGIN` of the page that makes a request, where the request does not say")
	flags.BoolVar(&i.all, "all", false, "take every policy in the file")
	c.MarkFlagsMutuallyExclusive("all", "resource")
	c.MarkFlagsMutuallyExclusive("all", "to")
}

// applyEngine has --engine mean the same as ENGINE:FILE.
func (i *importFlags) applyEngine(f *policyFile) error {
	engine := policy.Engine(i.engine)
	switch {
	case engine == "":
		return nil
	case !slices.Contains(policy.Engines(), engine):
		return fmt.Errorf("--engine %q: %s", engine, suggestEngine(i.engine))
	case f.engine != "" && f.engine != engine:
		return fmt.Errorf("--engine %s, and %s before the file", engine, f.engine)
	}
	f.engine = engine
	return nil
}

// choose returns the policies that are wanted of those in the file.
func (i *importFlags) choose(f policyFile, reading importer.Reading, p *policyFlags) ([]policy.Resource, error) {
	if i.all {
		if len(reading.Resources) == 0 {
			return nil, usage(fmt.Errorf("%s: there is no policy in it", f.name))
		}
		return reading.Resources, nil
	}
	one, err := reading.Select(f.engine, p.resource)
	if err != nil {
		how := p.howToChoose(reading)
		if how != "" {
			how += ", or take all with --all"
		}
		return nil, usage(fmt.Errorf("%s: %w%s", f.name, err, how))
	}
	return []policy.Resource{one}, nil
}

// draft writes the scenario, and with it the policy's file where it must be.
func (i *importFlags) draft(out, stderr io.Writer, f policyFile, reading importer.Reading, chosen []policy.Resource, p *policyFlags) error {
	params, err := p.values()
	if err != nil {
		return err
	}
	t, err := i.target(f)
	if err != nil {
		return usage(err)
	}
	sources := make([]draft.Source, len(chosen))
	for n, resource := range chosen {
		sources[n] = draft.Source{File: t.reference, Format: reading.Format, Resource: resource, Params: params}
	}
	scenario := draft.Write(sources)
	if t.scenario == "" {
		fmt.Fprintf(stderr, "corslab: save it beside %s, which it names\n", f.name)
		_, err := out.Write(scenario)
		return err
	}
	if err := t.write(scenario, f.data); err != nil {
		return broken(err)
	}
	for _, resource := range chosen {
		if _, err := fmt.Fprintf(out, "%s: %s\n", markup.Visible(f.name), markup.Visible(describe(reading, resource))); err != nil {
			return err
		}
	}
	if t.policy != "" {
		if _, err := fmt.Fprintf(out, "copied to %s, because a scenario reads files in its own folder only\n", t.policy); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out, "wrote %s\n", t.scenario)
	return err
}

// A target is where a draft goes.
type target struct {
	// scenario is the scenario's file; "" is standard output.
	scenario string
	// reference is the policy's file as the scenario names it.
	reference string
	// policy is the file that the policy's is copied to; "" if it lies where it
	// must.
	policy string
}

// target says where the draft about a file goes.
func (i *importFlags) target(f policyFile) (target, error) {
	base := filepath.Base(f.name)
	if f.name == stdin {
		return target{}, errors.New("a scenario names its policy's file; standard input is none. Save it first")
	}
	if i.output == "-" {
		return target{reference: base}, nil
	}
	t := target{scenario: i.scenarioName(f)}
	folder := filepath.Dir(t.scenario)
	if below, ok := within(folder, f.name); ok {
		t.reference = filepath.ToSlash(below)
	} else {
		t.reference, t.policy = base, filepath.Join(folder, base)
	}
	return t, i.checkName(t.scenario, f)
}

// scenarioName is where the draft about a file goes: beside it unless -o says
// otherwise.
func (i *importFlags) scenarioName(f policyFile) string {
	if i.output != "" && !strings.HasSuffix(i.output, "/") && !isFolder(i.output) {
		return i.output
	}
	folder, base := i.output, filepath.Base(f.name)
	if folder == "" {
		folder = f.folder
	}
	return filepath.Join(folder, strings.TrimSuffix(base, filepath.Ext(base))+".scenario.yaml")
}

// checkName refuses names of scenarios that no draft may be written under.
func (i *importFlags) checkName(scenario string, f policyFile) error {
	switch {
	case !slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(scenario)):
		return fmt.Errorf("-o %s: the name of a scenario ends in .yaml", i.output)
	case filepath.Clean(scenario) == filepath.Clean(f.name):
		return fmt.Errorf("-o %s is the file itself", i.output)
	}
	return nil
}

// isFolder reports whether a folder of this name exists.
func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// within returns the path of a file relative to a folder in or below which it
// lies.
func within(folder, file string) (below string, ok bool) {
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return "", false
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return "", false
	}
	below, err = filepath.Rel(absolute, path)
	return below, err == nil && filepath.IsLocal(below)
}

// write writes the files. It replaces none, unless by the same content.
func (t target) write(scenario, policy []byte) error {
	if err := os.MkdirAll(filepath.Dir(t.scenario), 0o777); err != nil {
		return err
	}
	if t.policy != "" {
		if err := writeNew(t.policy, policy); err != nil {
			return err
		}
	}
	return writeNew(t.scenario, scenario)
}

// writeNew writes a file that does not exist, or has this content.
func writeNew(name string, data []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		if existing, err := os.ReadFile(name); err != nil || !bytes.Equal(existing, data) {
			return fmt.Errorf("%s exists and is another file; write elsewhere with -o, or remove it", name)
		}
		return nil
	}
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/alb"
	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers/mock"
	"github.com/corslab/corslab/wire"
)

// aboutPolicy is what the help of each command that takes a POLICY says of it.
const aboutPolicy = `POLICY is a file that a policy lives in: an S3 configuration (XML or JSON), a
CloudFormation or SAM template, an OpenAPI document, Terraform or its JSON, a
Serverless Framework configuration. Where the content alone does not say whose
policy it is, write ENGINE:FILE (http-api:cors.json); where it holds several,
choose with --resource. It may also be

  s3:none     a bucket without a CORS configuration
  s3:missing  no bucket
  -           standard input, also as ENGINE:-
  a YAML or JSON file {policy: ..., routes: ...}, an entry of a scenario's
              servers: with the function or site behind a gateway
  a scenario  the server in the world of its first case`

// stdin is what problems call standard input.
const stdin = "<stdin>"

// policyFlags are the flags that say how a POLICY is read.
type policyFlags struct {
	resource string
	params   []string
}

func (p *policyFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&p.resource, "resource", "", "of several policies in the file, the one that it calls `NAME`")
	flags.StringArrayVar(&p.params, "param", nil, "`NAME=VALUE` of a template's parameter or a variable; repeatable")
}

// values returns the parameters.
func (p *policyFlags) values() (map[string]string, error) {
	values := map[string]string{}
	for _, param := range p.params {
		name, value, ok := strings.Cut(param, "=")
		if !ok || name == "" {
			return nil, usage(fmt.Errorf("--param %q: write NAME=VALUE", param))
		}
		if _, twice := values[name]; twice {
			return nil, usage(fmt.Errorf("--param %s is given twice", name))
		}
		values[name] = value
	}
	return values, nil
}

// A service is what a POLICY names.
type service struct {
	// policies are outermost first.
	policies []policy.Policy
	// remarks say what was read: the format, the resource, what was assumed.
	remarks []string
}

// New returns the service before an upstream.
func (s service) New(upstream wire.Server) wire.Server { return policy.Stack(s.policies, upstream) }

// builtIn are the policies that are no files.
func builtIn(name string) (policy.Policy, bool) {
	switch name {
	case "s3:none":
		return s3.None(), true
	case "s3:missing":
		return s3.Missing(), true
	}
	return nil, false
}

// read reads a POLICY. In a scenario it means the server at the origin; "" is the
// only one there is.
func (p *policyFlags) read(c *cobra.Command, name, origin string) (service, error) {
	if known, ok := builtIn(name); ok {
		return service{policies: []policy.Policy{known}}, nil
	}
	f, err := openPolicy(c, name)
	if err != nil {
		return service{}, err
	}
	if root := f.tree(); f.engine == "" && root != nil {
		switch {
		case scenarios.IsSuite(root):
			return f.scenario(origin)
		case scenarios.IsServer(root):
			return f.server()
		}
	}
	return p.imported(f.at(origin))
}

// at takes a document that could be a policy of several services for one of the
// service whose address the origin is.
func (f policyFile) at(origin string) policyFile {
	if f.engine != "" {
		return f
	}
	if _, err := importer.Read(f.name, f.data, importer.Options{}); err == nil {
		return f
	}
	for _, known := range addresses {
		if strings.HasSuffix(origin, known.suffix) {
			if _, err := importer.Read(f.name, f.data, importer.Options{Engine: known.engine}); err == nil {
				f.engine = known.engine
			}
		}
	}
	return f
}

// addresses are the ends of hosts that belong to one service.
var addresses = []struct {
	suffix string
	engine policy.Engine
}{
	{".on.aws", policy.LambdaURL},
	{".amazonaws.com", policy.HTTPAPI},
	{".cloudfront.net", policy.CloudFront},
}

// imported reads a policy out of a file that people have.
func (p *policyFlags) imported(f policyFile) (service, error) {
	reading, err := p.reading(f)
	if err != nil {
		return service{}, err
	}
	resource, err := reading.Select(f.engine, p.resource)
	if err != nil {
		return service{}, usage(fmt.Errorf("%s: %w%s", f.name, err, p.howToChoose(reading)))
	}
	remarks := []string{f.name + ": " + describe(reading, resource)}
	for _, assumption := range resource.Assumptions {
		remarks = append(remarks, f.name+": assumed: "+assumption)
	}
	return service{policies: []policy.Policy{resource.Policy}, remarks: remarks}, nil
}

// howToChoose says how one of several policies is named.
func (p *policyFlags) howToChoose(reading importer.Reading) string {
	if len(reading.Resources) > 1 && p.resource == "" {
		return ", with --resource NAME"
	}
	return ""
}

// reading reads everything a file holds.
func (p *policyFlags) reading(f policyFile) (importer.Reading, error) {
	params, err := p.values()
	if err != nil {
		return importer.Reading{}, err
	}
	reading, err := importer.Read(f.name, f.data, importer.Options{Params: params, Engine: f.engine, Resource: p.resource})
	if err != nil {
		return importer.Reading{}, invalid(err)
	}
	return reading, nil
}

// describe says in what a resource was found.
func describe(reading importer.Reading, resource policy.Resource) string {
	if resource.Name == "" {
		return fmt.Sprintf("%s, as %s", reading.Format, resource.Engine)
	}
	return fmt.Sprintf("%s, %s as %s", reading.Format, resource.Name, resource.Engine)
}

// A policyFile is the content of a file that a POLICY names.
type policyFile struct {
	// name is what problems call it.
	name string
	// engine is the one that was written before the name; "" for none.
	engine policy.Engine
	data   []byte
	// folder is where files that it names are looked for.
	folder string
}

// openPolicy reads the file that a POLICY names.
func openPolicy(c *cobra.Command, name string) (policyFile, error) {
	f := policyFile{name: name}
	if engine, rest, ok := strings.Cut(name, ":"); ok && slices.Contains(policy.Engines(), policy.Engine(engine)) {
		f.engine, f.name = policy.Engine(engine), rest
	}
	f.folder = filepath.Dir(f.name)
	if f.name == "-" {
		f.name, f.folder = stdin, "."
		data, err := readPolicy(c.InOrStdin())
		f.data = data
		return f, err
	}
	file, err := os.Open(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		return f, usage(fmt.Errorf("policy %s: no such file%s", f.name, f.alternatives()))
	}
	if err != nil {
		return f, usage(err)
	}
	defer file.Close()
	f.data, err = readPolicy(file)
	return f, err
}

// alternatives names what somebody may have meant who named no file.
func (f policyFile) alternatives() string {
	engine, _, colon := strings.Cut(f.name, ":")
	switch {
	case f.engine == policy.S3 || f.engine == "" && !colon:
		return ", and neither s3:none nor s3:missing"
	case f.engine == "":
		return fmt.Sprintf(", and %s is no engine: %s", engine, suggestEngine(engine))
	}
	return ""
}

// suggestEngine says what engine somebody may have meant.
func suggestEngine(name string) string {
	names := make([]string, len(policy.Engines()))
	for i, e := range policy.Engines() {
		names[i] = string(e)
	}
	return document.Suggest(name, names)
}

// readPolicy reads no more than the largest file that may hold a policy, and a
// byte, by which it is seen to be too large.
func readPolicy(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, document.MaxFileSize+1))
	if err != nil {
		return nil, usage(err)
	}
	return data, nil
}

// tree returns the file as a tree of values; nil if it is none.
func (f policyFile) tree() *document.Node {
	if bytes.HasPrefix(bytes.TrimLeft(f.data, "\uFEFF \t\r\n"), []byte("<")) {
		return nil // XML may be read as a YAML string
	}
	file := document.File{Name: f.name, Data: f.data}
	return file.Read(document.Options{Tags: true})
}

// server reads an entry of a scenario's servers.
func (f policyFile) server() (service, error) {
	root, err := os.OpenRoot(f.folder)
	if err != nil {
		return service{}, usage(err)
	}
	defer root.Close()
	server, err := scenarios.ReadServer(root.FS(), filepath.Base(f.name), f.data)
	if err != nil {
		return service{}, invalid(named(f.folder, err))
	}
	return service{server.Policies, []string{f.name + ": a server"}}, nil
}

// scenario reads the server at an origin out of the first case of a scenario.
func (f policyFile) scenario(origin string) (service, error) {
	if f.name == stdin {
		return service{}, usage(errors.New("a scenario on standard input: its policy files have no folder; name the file"))
	}
	suites, err := loadPath(f.name, scenarios.Loader{})
	if err != nil {
		return service{}, invalid(err)
	}
	var first *scenarios.Case
	for first = range suites[0].Cases() {
		break
	}
	servers := first.Steps[0].Servers
	var origins []string
	for _, s := range servers {
		if s.At == origin || origin == "" && len(servers) == 1 {
			return service{s.Policies, []string{f.name + ": the server at " + s.At + " in the first case"}}, nil
		}
		origins = append(origins, s.At)
	}
	if len(origins) == 0 {
		return service{}, usage(fmt.Errorf("%s: its first case has no servers", f.name))
	}
	if origin == "" {
		return service{}, usage(fmt.Errorf("%s has several servers, at %s: choose one with --as", f.name, strings.Join(origins, ", ")))
	}
	return service{}, usage(fmt.Errorf("%s: its first case has no server at %s, only at %s", f.name, origin, strings.Join(origins, ", ")))
}

// configure tells a front what it must know about the service before it.
func (s service) configure(cfg *mock.Config) {
	cfg.Service = s.New
	switch s.policies[0].(type) {
	case *cloudfront.Distribution, *alb.Listener: // the others take WebSockets at other addresses, if at all
		cfg.Upgrades = true
	}
	cfg.NeedsBody = func(r wire.Request, response wire.Response) bool {
		return slices.ContainsFunc(s.policies, func(p policy.Policy) bool {
			distribution, ok := p.(*cloudfront.Distribution)
			return ok && distribution.Keeps(r, response)
		})
	}
}

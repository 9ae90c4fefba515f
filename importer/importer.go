package importer

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer/cloudformation"
	"github.com/corslab/corslab/importer/openapi"
	"github.com/corslab/corslab/importer/serverless"
	"github.com/corslab/corslab/importer/terraform"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/problem"
)

// Options say how a file is read. The zero value detects everything.
type Options struct {
	// Params are values for the parameters of a template and the variables of a
	// configuration.
	Params map[string]string
	// Resource is the only one that is wanted; what is wrong with others is then of no
	// matter. "" wants all.
	Resource string
	// Engine is what a document is taken for that could be several; "" has such a
	// document refused.
	Engine policy.Engine
}

// A Reading is what a file holds.
type Reading struct {
	// Format names the kind of file: "CloudFormation template".
	Format string
	// Resources are the policies, in the order of the file.
	Resources []policy.Resource
}

// maxFile bounds the input, in bytes.
const maxFile = document.MaxFileSize

// Read finds the policies in a file. The name is used in errors and, by its
// extension only, to tell JSON from YAML.
//
// The error is problem.Problems, holding everything that is wrong.
func Read(name string, data []byte, o Options) (Reading, error) {
	f := &document.File{Name: name, Data: bytes.TrimPrefix(data, []byte("\uFEFF"))}
	r := readFile(f, o)
	if err := f.Problems.Err(); err != nil {
		return Reading{}, err
	}
	return r, nil
}

// ReadNode finds the policies in a value of a file that was parsed already.
// Problems go to the file.
func ReadNode(f *document.File, n *document.Node, o Options) Reading {
	return readTree(f, n, o)
}

func readFile(f *document.File, o Options) Reading {
	text := bytes.TrimLeft(f.Data, " \t\r\n")
	switch {
	case len(f.Data) > maxFile:
		f.Report(document.Place{}, fmt.Sprintf("the file has %s bytes, more than %s", document.Count(len(f.Data)), document.Count(maxFile)), "")
		return Reading{}
	case bytes.HasPrefix(text, []byte("<")):
		c, err := s3.Parse(f.Name, f.Data)
		for p := range problem.All(err) {
			f.Problems = append(f.Problems, p)
		}
		return one("S3 XML", policy.S3, c)
	case !utf8.Valid(f.Data):
		f.Report(document.Place{}, "the file is not UTF-8", "")
		return Reading{}
	case terraform.IsHCL(f.Data):
		return Reading{"Terraform configuration", terraform.ReadHCL(f, o.Params, o.Resource)}
	}
	root := f.Read(document.Options{
		Empty:  "a policy, or a template that holds one, is wanted",
		Second: "a file holds one document",
		Tags:   true,
	})
	if root == nil {
		return Reading{}
	}
	return readTree(f, root, o)
}

func readTree(f *document.File, root *document.Node, o Options) Reading {
	switch {
	case cloudformation.Is(root):
		format := "CloudFormation template"
		if cloudformation.IsSAM(root) {
			format = "SAM template"
		}
		return Reading{format, cloudformation.Read(f, root, o.Params, o.Resource)}
	case terraform.IsState(root):
		return Reading{"terraform show -json", terraform.ReadState(f, root, o.Resource)}
	case openapi.Is(root):
		return Reading{"OpenAPI document", openapi.Read(f, root)}
	case serverless.Is(root):
		return Reading{"Serverless Framework configuration", serverless.Read(f, root, o.Params, o.Resource)}
	}
	return readNative(f, root, o.Engine)
}

// IsTemplate reports whether a file is one that another tool deploys, whatever it
// holds.
func IsTemplate(name string, data []byte) bool {
	f := &document.File{Name: name, Data: data}
	root := f.Read(document.Options{Tags: true})
	return root != nil && (cloudformation.Is(root) || terraform.IsState(root) || openapi.Is(root) || serverless.Is(root))
}

func one(format string, engine policy.Engine, p policy.Policy) Reading {
	return Reading{format, []policy.Resource{{Engine: engine, Policy: p, Place: document.Place{Line: 1, Column: 1}}}}
}

// Select returns the resource of an engine that has a name. Without a name it
// returns the only one there is, and of several the only one that has CORS; "" is
// any engine. The error says what there is instead.
func (r Reading) Select(engine policy.Engine, name string) (policy.Resource, error) {
	var fitting []policy.Resource
	for _, found := range r.Resources {
		if (engine == "" || found.Engine == engine) && (name == "" || found.Name == name) {
			fitting = append(fitting, found)
		}
	}
	if configured := slices.DeleteFunc(slices.Clone(fitting), isBare); len(fitting) > 1 && len(configured) == 1 {
		chosen := configured[0]
		chosen.Assumptions = append(slices.Clip(chosen.Assumptions), "of several resources, "+chosen.Name+" is the one that has CORS settings")
		return chosen, nil
	}
	switch {
	case len(fitting) == 1:
		return fitting[0], nil
	case len(fitting) > 1:
		return policy.Resource{}, fmt.Errorf("the %s holds several policies: %s; name one as the resource", r.Format, list(fitting))
	case len(r.Resources) == 0:
		return policy.Resource{}, fmt.Errorf("the %s holds no CORS policy", r.Format)
	case name != "":
		return policy.Resource{}, fmt.Errorf("the %s has no resource %s; it has %s", r.Format, strings.TrimSpace(name+of(engine)), list(r.Resources))
	}
	return policy.Resource{}, fmt.Errorf("the %s holds no policy for %s; it has %s", r.Format, engine, list(r.Resources))
}

func of(engine policy.Engine) string {
	if engine == "" {
		return ""
	}
	return " of " + string(engine)
}

// isBare reports whether a resource has nothing to do with CORS but that it could.
func isBare(r policy.Resource) bool {
	c, ok := r.Policy.(*s3.Configuration)
	return ok && len(c.Rules) == 0
}

func list(resources []policy.Resource) string {
	names := make([]string, len(resources))
	for i, r := range resources {
		names[i] = strings.TrimSpace(r.Name + " (" + string(r.Engine) + ")")
	}
	return strings.Join(names, ", ")
}

// errNoPolicy is what there is to say of a document that nothing is known about.
var errNoPolicy = errors.New("no CORS policy is recognised in this file")

package main

import (
	"fmt"
	"io"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/s3"
)

// forms are those that S3 takes a policy in.
var forms = []struct {
	name  string
	write func(*s3.Configuration) []byte
}{
	{"s3-xml", (*s3.Configuration).XML},
	{"s3-api-json", (*s3.Configuration).APIJSON},
	{"s3-console-json", (*s3.Configuration).ConsoleJSON},
}

func formNames() []string {
	names := make([]string, len(forms))
	for i, form := range forms {
		names[i] = form.name
	}
	return names
}

// convert writes an S3 policy in another form.
func (i *importFlags) convert(out io.Writer, f policyFile, chosen []policy.Resource) error {
	configuration, ok := chosen[0].Policy.(*s3.Configuration)
	if !ok {
		return usage(fmt.Errorf("%s: --to writes S3 policies, and this is one of %s", f.name, chosen[0].Engine))
	}
	for _, form := range forms {
		if form.name != i.to {
			continue
		}
		data := form.write(configuration)
		if i.output == "" || i.output == "-" {
			_, err := out.Write(data)
			return err
		}
		if err := writeNew(i.output, data); err != nil {
			return broken(err)
		}
		return nil
	}
	return usage(fmt.Errorf("--to %q: %s", i.to, document.Suggest(i.to, formNames())))
}

package lambdaurl

import (
	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/cors"
)

// The members of a function URL's configuration as the API returns it, but for
// those that are about CORS.
var otherMembers = []string{"FunctionUrl", "FunctionArn", "CreationTime", "LastModifiedTime", "InvokeMode", "FunctionName", "Qualifier"}

// Read reads a function URL: its CORS configuration alone, or an object with Cors
// and AuthType as `aws lambda get-function-url-config` prints it. Problems go to
// the file.
func Read(f *document.File, n *document.Node) *URL {
	u := &URL{}
	if n.Get("Cors") == nil && n.Get("AuthType") == nil && n.Get("FunctionUrl") == nil {
		u.CORS = cors.Read(f, n, cors.Pascal)
		u.Validate(f)
		return u
	}
	o, ok := f.Object(n, "a function URL", append([]string{"Cors", "AuthType"}, otherMembers...))
	if !ok {
		return u
	}
	if v := o.Get("Cors"); v != nil {
		u.CORS = cors.Read(f, v, cors.Pascal)
	}
	if v := o.Get("AuthType"); v != nil {
		u.IAM = ReadAuthType(f, v)
	}
	u.Validate(f)
	return u
}

// ReadAuthType reads NONE or AWS_IAM, and reports whether it is the latter.
func ReadAuthType(f *document.File, n *document.Node) bool {
	s := f.Text(n, "AuthType")
	if n.Kind == document.Text && s != "NONE" && s != "AWS_IAM" {
		f.Report(n.Place, "unknown AuthType "+s, document.Suggest(s, []string{"NONE", "AWS_IAM"}))
	}
	return s == "AWS_IAM"
}

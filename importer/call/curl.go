package call

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/problem"
	"github.com/corslab/corslab/wire"
)

// parseCurl reads a curl line as a POSIX shell or bash would.
func parseCurl(name string, data []byte) (Call, error) {
	words, err := shellWords(name, data)
	if err != nil {
		return Call{}, err
	}
	c, err := parseArguments(words[1:])
	if err != nil {
		return Call{}, problem.Problems{{File: name, Line: 1, Message: err.Error()}}
	}
	return c, nil
}

// shellWords returns the words of the one command in data.
func shellWords(name string, data []byte) ([]string, error) {
	file, err := syntax.NewParser().Parse(strings.NewReader(string(data)), name)
	if err != nil {
		p := problem.Problem{File: name, Message: "no shell could read this line: " + err.Error(), Hint: "in the developer tools choose “Copy as cURL (bash)”"}
		if parse := (syntax.ParseError{}); errors.As(err, &parse) {
			p.Message = "no shell could read this line: " + parse.Text
			p = p.At(data, int(parse.Pos.Offset())) //nolint:gosec // within data
		}
		return nil, problem.Problems{p}
	}
	var command *syntax.CallExpr
	if len(file.Stmts) > 0 {
		command, _ = file.Stmts[0].Cmd.(*syntax.CallExpr)
	}
	if len(file.Stmts) != 1 || command == nil {
		return nil, problem.Problems{{File: name, Message: "one curl line is wanted, and this is something else", Hint: "leave out pipes, and commands before and after it; of the two that Windows has to copy, take cURL (bash)"}}
	}
	var words []string
	for _, w := range command.Args {
		if at, ok := substitution(w); ok {
			return nil, problem.Problems{problem.Problem{File: name, Message: "what a shell would put here is not known", Hint: "write the value itself"}.At(data, at)}
		}
		fields, err := expand.Fields(nil, w)
		if err != nil {
			return nil, problem.Problems{problem.Problem{File: name, Message: err.Error()}.At(data, int(w.Pos().Offset()))} //nolint:gosec // within data
		}
		words = append(words, fields...)
	}
	return words, nil
}

// substitution returns where a word holds something that only a shell knows.
func substitution(w *syntax.Word) (offset int, ok bool) {
	syntax.Walk(w, func(n syntax.Node) bool {
		switch n.(type) {
		case *syntax.ParamExp, *syntax.CmdSubst, *syntax.ArithmExp, *syntax.ProcSubst:
			if !ok {
				offset, ok = int(n.Pos().Offset()), true //nolint:gosec // within the text
			}
		}
		return true
	})
	return offset, ok
}

// curlFlags are the options of curl that say what is sent. Those that say how, or
// what to print, are taken and mean nothing here.
type curlFlags struct {
	url, method, user, agent, referer string
	headers, cookies, form            []string
	data, json                        []string
	head, get                         bool
}

// appended is the value of several options that add to one list, in the order they
// come.
type appended struct{ list *[]string }

func (a appended) Set(value string) error {
	*a.list = append(*a.list, value)
	return nil
}

func (a appended) String() string { return "" }
func (a appended) Type() string   { return "string" }

// parseArguments makes a call of curl's arguments.
func parseArguments(arguments []string) (Call, error) {
	var f curlFlags
	flags := pflag.NewFlagSet("curl", pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&f.url, "url", "", "")
	flags.StringVarP(&f.method, "request", "X", "", "")
	flags.StringVarP(&f.user, "user", "u", "", "")
	flags.StringVarP(&f.agent, "user-agent", "A", "", "")
	flags.StringVarP(&f.referer, "referer", "e", "", "")
	flags.StringArrayVarP(&f.headers, "header", "H", nil, "")
	flags.StringArrayVarP(&f.cookies, "cookie", "b", nil, "")
	flags.StringArrayVarP(&f.form, "form", "F", nil, "")
	flags.VarP(appended{&f.data}, "data", "d", "")
	for _, name := range []string{"data-raw", "data-binary", "data-ascii"} {
		flags.Var(appended{&f.data}, name, "")
	}
	flags.StringArrayVar(&f.json, "json", nil, "")
	flags.BoolVarP(&f.head, "head", "I", false, "")
	flags.BoolVarP(&f.get, "get", "G", false, "")
	for _, name := range []string{"compressed", "http1.1", "http2", "fail", "no-progress-meter", "path-as-is", "ssl-no-revoke"} {
		flags.Bool(name, false, "")
	}
	for name, short := range map[string]string{"insecure": "k", "location": "L", "silent": "s", "show-error": "S", "verbose": "v", "include": "i", "globoff": "g", "no-buffer": "N"} {
		flags.BoolP(name, short, false, "")
	}
	for name, short := range map[string]string{"output": "o", "max-time": "m", "write-out": "w"} {
		flags.StringP(name, short, "", "")
	}
	if err := flags.Parse(arguments); err != nil {
		return Call{}, fmt.Errorf("curl: %w; leave it out if it does not say what is sent", err)
	}
	return f.call(flags.Args())
}

func (f *curlFlags) call(urls []string) (Call, error) {
	if f.url != "" {
		urls = append(urls, f.url)
	}
	if len(urls) != 1 {
		return Call{}, fmt.Errorf("curl: one URL is wanted, and there are %d", len(urls))
	}
	url := urls[0]
	if !strings.Contains(url, "://") {
		url = "http://" + url // as curl does
	}
	header, err := f.header()
	if err != nil {
		return Call{}, err
	}
	body, err := f.body(&header)
	if err != nil {
		return Call{}, err
	}
	method := f.method
	switch {
	case method != "":
	case f.head:
		method = "HEAD"
	case f.get:
		method = "GET"
	case body != nil:
		method = "POST"
	}
	if f.get && body != nil {
		separator := "?"
		if strings.Contains(url, "?") {
			separator = "&"
		}
		url, body = url+separator+body.Content, nil
	}
	return recorded(method, url, header, body), nil
}

// header returns the lines that curl would send, but for its own.
func (f *curlFlags) header() ([]fetch.Field, error) {
	var header []fetch.Field
	for _, line := range f.headers {
		name, value, ok := strings.Cut(line, ":")
		switch {
		case ok && strings.TrimSpace(value) == "":
			continue // takes a header out that curl would add
		case !ok:
			if name, ok = strings.CutSuffix(line, ";"); !ok { // "Name;" is a header without a value
				return nil, fmt.Errorf("curl: header %q: write Name: value", line)
			}
		}
		header = append(header, fetch.Field{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
	}
	for _, one := range []struct{ name, value string }{{"Referer", f.referer}, {"User-Agent", f.agent}, {"Cookie", strings.Join(f.cookies, "; ")}} {
		if one.value != "" {
			header = append(header, fetch.Field{Name: one.name, Value: one.value})
		}
	}
	if f.user != "" {
		header = append(header, fetch.Field{Name: "Authorization", Value: "Basic " + base64.StdEncoding.EncodeToString([]byte(f.user))})
	}
	return header, nil
}

// body returns what is sent, and adds the header that goes with it.
func (f *curlFlags) body(header *[]fetch.Field) (*fetch.Body, error) {
	kinds := 0
	for _, list := range [][]string{f.data, f.json, f.form} {
		if len(list) > 0 {
			kinds++
		}
	}
	if kinds > 1 {
		return nil, errors.New("curl: of --data, --json and --form only one can be sent")
	}
	for _, value := range append(append([]string{}, f.data...), f.json...) {
		if strings.HasPrefix(value, "@") {
			return nil, fmt.Errorf("curl: the body is in the file %s; write it into the line", value[1:])
		}
	}
	setType := func(value string) {
		for _, h := range *header {
			if wire.EqualFold(h.Name, "Content-Type") {
				return
			}
		}
		*header = append(*header, fetch.Field{Name: "Content-Type", Value: value})
	}
	switch {
	case len(f.json) > 0:
		setType("application/json")
		return &fetch.Body{Kind: fetch.BodyText, Content: strings.Join(f.json, "")}, nil
	case len(f.data) > 0:
		setType("application/x-www-form-urlencoded")
		return &fetch.Body{Kind: fetch.BodyText, Content: strings.Join(f.data, "&")}, nil
	case len(f.form) > 0:
		body := &fetch.Body{Kind: fetch.BodyMultipart}
		for _, pair := range f.form {
			name, value, ok := strings.Cut(pair, "=")
			if !ok || strings.HasPrefix(value, "@") || strings.HasPrefix(value, "<") {
				return nil, fmt.Errorf("curl: form %q: write name=value, without a file", pair)
			}
			body.Form = append(body.Form, fetch.Field{Name: name, Value: value})
		}
		return body, nil
	}
	return nil, nil //nolint:nilnil // no body is what there is
}

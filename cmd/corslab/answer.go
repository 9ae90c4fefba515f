package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/wire"
)

func newAnswer(out io.Writer) *cobra.Command {
	var (
		p      policyFlags
		asked  requestFlags
		noting bool
	)
	c := &cobra.Command{
		Use:   "answer POLICY URL",
		Short: "Print the HTTP answer that a policy gives to one request",
		Long: `Print the HTTP answer, byte for byte, that the simulated service gives to one
request.

` + aboutPolicy,
		Example: `  corslab answer cors.json -X OPTIONS -H 'Origin: https://www.example.com' \
      -H 'Access-Control-Request-Method: PUT' https://photos.s3.us-east-1.amazonaws.com/cat.jpg
  corslab answer template.yaml --resource HttpApi --param Stage=prod -H 'Origin: https://www.example.com' \
      --notes https://api.example.com/items`,
		Args: takes(2, "a POLICY and a URL"),
		RunE: func(c *cobra.Command, args []string) error {
			request, err := asked.request(c, args[1])
			if err != nil {
				return usage(err)
			}
			s, err := p.read(c, args[0], request.Origin)
			if err != nil {
				return err
			}
			response := s.New(nil).Answer(request)
			if noting {
				for _, remark := range s.remarks {
					fmt.Fprintln(c.ErrOrStderr(), markup.Visible(remark))
				}
				for _, note := range response.Notes {
					fmt.Fprintln(c.ErrOrStderr(), noteText(note))
				}
			}
			_, err = out.Write(answerBytes(request.Method, response))
			return err
		},
	}
	asked.register(c.Flags())
	p.register(c.Flags())
	c.Flags().BoolVar(&noting, "notes", false, "say on standard error what was read, and why the service answers so")
	return c
}

// requestFlags are the flags that make a request.
type requestFlags struct {
	method  string
	headers []string
	data    string
}

func (f *requestFlags) register(flags *pflag.FlagSet) {
	flags.StringVarP(&f.method, "request", "X", "", "the request's `METHOD` (default GET, with --data POST)")
	flags.StringArrayVarP(&f.headers, "header", "H", nil, "a `LINE` of the request's header, sent as it is; repeatable")
	flags.StringVarP(&f.data, "data", "d", "", "the request's body; @FILE is the content of a file, @- standard input; sent as it is")
}

// request makes the request to url.
func (f *requestFlags) request(c *cobra.Command, url string) (wire.Request, error) {
	method := f.method
	switch {
	case method != "":
	case c.Flags().Changed("data"):
		method = http.MethodPost
	default:
		method = http.MethodGet
	}
	r, err := newRequest(method, url, f.headers)
	if err != nil || !c.Flags().Changed("data") {
		return r, err
	}
	if r.Body, err = f.body(c); err != nil {
		return r, fmt.Errorf("--data: %w", err)
	}
	if !r.Header.Has("Content-Length") {
		r.Header.Add("Content-Length", strconv.Itoa(len(r.Body)))
	}
	return r, nil
}

// body returns what --data stands for.
func (f *requestFlags) body(c *cobra.Command) ([]byte, error) {
	name, isFile := strings.CutPrefix(f.data, "@")
	switch {
	case !isFile:
		return []byte(f.data), nil
	case name == "-":
		return io.ReadAll(c.InOrStdin())
	}
	return os.ReadFile(name)
}

// newRequest makes the request that -X, -H and URL describe. A Host line is
// added unless there is one.
func newRequest(method, url string, lines []string) (wire.Request, error) {
	parsed, err := fetch.ParseURL(url, nil)
	if err != nil {
		return wire.Request{}, fmt.Errorf("URL %q: %w", url, err)
	}
	r := wire.Request{Method: method, Origin: parsed.Origin().String(), Target: parsed.Target()}
	_, host, ok := strings.Cut(r.Origin, "://")
	if !ok {
		return wire.Request{}, fmt.Errorf("URL %q: only http and https URLs have a server", url)
	}
	for _, line := range lines {
		if !strings.Contains(line, ":") || strings.ContainsAny(line, "\r\n\x00") {
			return wire.Request{}, fmt.Errorf("header %q: write Name: value", line)
		}
		r.Header = append(r.Header, wire.Line(line))
	}
	if !r.Header.Has("Host") {
		r.Header = append(wire.Header{wire.NewLine("Host", host)}, r.Header...)
	}
	return r, nil
}

// answerBytes is the response as HTTP/1.1 writes it.
func answerBytes(method string, r wire.Response) []byte {
	reason := r.Reason
	if reason == "" {
		reason = http.StatusText(r.Status)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", r.Status, reason)
	for _, line := range r.Lines() {
		b.WriteString(string(line) + "\r\n")
	}
	b.WriteString("\r\n")
	if method != http.MethodHead {
		b.Write(r.Body)
	}
	return b.Bytes()
}

func noteText(n wire.Note) string {
	text := n.Section + ": " + n.Text
	if n.Unverified {
		text += " (unverified)"
	}
	return markup.Visible(text)
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/wire"
)

func newAnswer(out io.Writer) *cobra.Command {
	var (
		method  string
		headers []string
		notes   bool
	)
	c := &cobra.Command{
		Use:   "answer POLICY URL",
		Short: "Print the HTTP answer that a policy gives to one request",
		Long: `Print the HTTP answer, byte for byte, that the simulated service gives to one
request. POLICY is a file with an S3 CORS configuration (JSON or XML), "s3:none"
for a bucket without one, or "s3:missing" for no bucket.`,
		Example: `  corslab answer cors.json -X OPTIONS -H 'Origin: https://www.example.com' \
      -H 'Access-Control-Request-Method: PUT' https://photos.s3.us-east-1.amazonaws.com/cat.jpg`,
		Args: takes(2, "a POLICY and a URL"),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := readPolicy(args[0])
			if err != nil {
				return err
			}
			request, err := newRequest(method, args[1], headers)
			if err != nil {
				return usage(err)
			}
			response := p.New(nil).Answer(request)
			if notes {
				for _, note := range response.Notes {
					fmt.Fprintln(c.ErrOrStderr(), noteText(note))
				}
			}
			_, err = out.Write(answerBytes(method, response))
			return err
		},
	}
	c.Flags().StringVarP(&method, "request", "X", "GET", "the request's method")
	c.Flags().StringArrayVarP(&headers, "header", "H", nil, "a header line of the request, sent as it is; repeatable")
	c.Flags().BoolVar(&notes, "notes", false, "say on standard error why the service answers so")
	return c
}

// readPolicy returns the policy that a POLICY on the command line names.
func readPolicy(name string) (policy.Policy, error) {
	switch name {
	case "s3:none":
		return s3.None(), nil
	case "s3:missing":
		return s3.Missing(), nil
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage(fmt.Errorf("policy %s: no such file, and neither s3:none nor s3:missing", name))
	}
	if err != nil {
		return nil, usage(err)
	}
	configuration, err := s3.Parse(name, data)
	if err != nil {
		return nil, invalid(err)
	}
	return configuration, nil
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
	return report.Visible(text)
}

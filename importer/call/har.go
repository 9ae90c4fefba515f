package call

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/problem"
	"github.com/corslab/corslab/wire"
)

// An Entry is one request of a HAR file and the answer to it.
type Entry struct {
	Call
	Exchange wire.Exchange
	// Lost says why the file holds no answer; "" where it does.
	Lost string
}

// IsCrossOrigin reports whether the request is one that CORS may have a say in: of
// a page, to another origin than its own. A preflight is not: it belongs to one.
func (e Entry) IsCrossOrigin() bool {
	url, err := fetch.ParseURL(e.Request.URL, nil)
	page, pageErr := fetch.ParseURL(e.Page.URL, nil)
	return err == nil && pageErr == nil && url.IsHTTP() && !e.Exchange.Request.IsPreflight() &&
		(e.Page.As == fetch.PageSandboxed || !fetch.SameOrigin(url.Origin(), page.Origin()))
}

// archive is a HAR file, as far as it is read
// (http://www.softwareishard.com/blog/har-12-spec/).
type archive struct {
	Log *struct {
		Entries []struct {
			Request struct {
				Method   string  `json:"method"`
				URL      string  `json:"url"`
				Headers  []field `json:"headers"`
				PostData *struct {
					MIMEType string `json:"mimeType"`
					Text     string `json:"text"`
				} `json:"postData"`
			} `json:"request"`
			Response struct {
				Status     int     `json:"status"`
				StatusText string  `json:"statusText"`
				Headers    []field `json:"headers"`
				Content    struct {
					Text     string `json:"text"`
					Encoding string `json:"encoding"`
				} `json:"content"`
				Error string `json:"_error"` // Chromium's
			} `json:"response"`
		} `json:"entries"`
	} `json:"log"`
}

type field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ParseHAR reads the requests of a HAR file, in its order. The error is
// problem.Problems.
func ParseHAR(name string, data []byte) ([]Entry, error) {
	var a archive
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\uFEFF")), &a); err != nil {
		p := problem.Problem{File: name, Message: "this is no HAR file: " + err.Error(), Hint: "save the requests in the developer tools as HAR"}
		var (
			syntax *json.SyntaxError
			wrong  *json.UnmarshalTypeError
		)
		switch {
		case errors.As(err, &syntax):
			p = p.At(data, int(syntax.Offset))
		case errors.As(err, &wrong):
			p.Message = fmt.Sprintf("%s is %s in a HAR file, not %s", wrong.Field, kindOf(wrong), wrong.Value)
			p = p.At(data, int(wrong.Offset))
		}
		return nil, problem.Problems{p}
	}
	if a.Log == nil || a.Log.Entries == nil {
		return nil, problem.Problems{{File: name, Message: "this is no HAR file: it has no log with entries", Hint: "save the requests in the developer tools as HAR"}}
	}
	entries := make([]Entry, 0, len(a.Log.Entries))
	for _, x := range a.Log.Entries {
		var body *fetch.Body
		if p := x.Request.PostData; p != nil && p.Text != "" {
			body = &fetch.Body{Kind: fetch.BodyText, Content: p.Text}
		}
		header := fieldsOf(x.Request.Headers)
		e := Entry{Call: recorded(x.Request.Method, x.Request.URL, header, body)}
		e.Exchange.Request = wire.Request{Method: x.Request.Method, Header: linesOf(header)}
		if u, err := fetch.ParseURL(x.Request.URL, nil); err == nil && u.IsHTTP() {
			e.Exchange.Request.Origin, e.Exchange.Request.Target = u.Origin().String(), u.Target()
		}
		r := x.Response
		if r.Status == 0 {
			e.Lost = "the recording holds no answer"
			if r.Error != "" {
				e.Lost += " (" + r.Error + ")"
			}
		}
		content := []byte(r.Content.Text)
		if decoded, err := base64.StdEncoding.DecodeString(r.Content.Text); r.Content.Encoding == "base64" && err == nil {
			content = decoded
		}
		e.Exchange.Response = wire.Response{Status: r.Status, Reason: r.StatusText, Header: unframed(linesOf(fieldsOf(r.Headers))), Body: content}
		entries = append(entries, e)
	}
	return entries, nil
}

func kindOf(wrong *json.UnmarshalTypeError) string {
	switch kind := wrong.Type.Kind().String(); kind {
	case "slice":
		return "a list"
	case "struct", "ptr":
		return "an object"
	default:
		return "a " + kind
	}
}

// fieldsOf returns headers without those that stand for a request line.
func fieldsOf(list []field) []fetch.Field {
	var fields []fetch.Field
	for _, h := range list {
		if !strings.HasPrefix(h.Name, ":") {
			fields = append(fields, fetch.Field(h))
		}
	}
	return fields
}

// linesOf writes headers as lines. Chromium keeps several of one name apart by line
// ends within one value.
func linesOf(fields []fetch.Field) wire.Header {
	var header wire.Header
	for _, h := range fields {
		for value := range strings.SplitSeq(h.Value, "\n") {
			header = append(header, wire.NewLine(h.Name, value))
		}
	}
	return header
}

// unframed returns the header without what described the content on its way: the
// content of a HAR file is decoded.
func unframed(header wire.Header) wire.Header {
	var kept wire.Header
	for _, line := range header {
		name, _, _ := line.Cut()
		switch wire.ToLower(name) {
		case "content-length", "transfer-encoding", "content-encoding":
		default:
			kept = append(kept, line)
		}
	}
	return kept
}

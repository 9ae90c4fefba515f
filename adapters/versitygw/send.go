package main

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"strings"

	"github.com/corslab/corslab/wire"
)

// client follows nothing and adds nothing.
var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// send makes a request to a bucket of the gateway, in path style, and returns
// the answer. Header names come in Go's letter case.
func (g *gateway) send(bucket string, r wire.Request) (wire.Response, error) {
	request, err := http.NewRequest(r.Method, "http://"+g.address+"/"+bucket+r.Target, bytes.NewReader(r.Body))
	if err != nil {
		return wire.Response{}, err
	}
	for _, line := range r.Header {
		if name, value, ok := line.Cut(); ok && !wire.EqualFold(name, "Host") && !wire.EqualFold(name, "Content-Length") {
			request.Header.Add(name, value)
		}
	}
	response, err := client.Do(request)
	if err != nil {
		return wire.Response{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return wire.Response{}, err
	}
	out := wire.Response{Status: response.StatusCode, Body: body}
	for name, values := range response.Header {
		for _, value := range values {
			if name != "Content-Length" && name != "Connection" && name != "Date" {
				out.Header.Add(name, value)
			}
		}
	}
	return out, nil
}

// An answer is what of a response is compared.
type answer struct {
	status int
	// fields are the CORS headers, Vary, and the elements of an error body.
	fields map[string]string
}

// compared are the headers that matter to CORS.
var compared = []string{
	"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
	"Access-Control-Allow-Headers", "Access-Control-Expose-Headers", "Access-Control-Max-Age", "Vary",
}

// elements are those of an error body that are the same for every such error.
type elements struct {
	Code, Message, Method, ResourceType string
}

func answerOf(r wire.Response) answer {
	a := answer{status: r.Status, fields: map[string]string{}}
	for _, name := range compared {
		if value, ok := r.Header.Get(name); ok {
			a.fields[name] = value
		}
	}
	var e elements
	if r.Status >= 400 && xml.Unmarshal(r.Body, &e) == nil {
		for name, value := range map[string]string{"Code": e.Code, "Message": e.Message, "Method": e.Method, "ResourceType": e.ResourceType} {
			if value = strings.TrimSpace(value); value != "" {
				a.fields[name] = value
			}
		}
	}
	return a
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// A stand puts the gateway in the place of simulated buckets, and asks the
// engine the same.
type stand struct {
	ctx     context.Context
	gateway *gateway

	mu          sync.Mutex
	buckets     map[string]string // name of a bucket by its rules
	objects     map[string]bool   // bucket and key
	asked       int
	differences []difference
	err         error
}

// isBucket reports whether a server is a bucket and nothing else. The gateway is
// given path-style URLs, so that it cannot stand for the service's own host.
func isBucket(s scenarios.Server) (*s3.Configuration, bool) {
	if len(s.Policies) != 1 || strings.HasPrefix(s.At, "https://s3.") {
		return nil, false
	}
	configuration, ok := s.Policies[0].(*s3.Configuration)
	return configuration, ok
}

// selected reports whether the gateway can stand for a server of the case.
func selected(c *scenarios.Case) bool {
	for _, step := range c.Steps {
		if strings.Contains(step.Request.URL, "X-Amz-") {
			return false // a presigned URL is the gateway's to verify, and ours are not signed
		}
		for _, s := range step.Servers {
			if _, ok := isBucket(s); ok {
				return true
			}
		}
	}
	return false
}

// serve is what answers at a server of a scenario.
func (s *stand) serve(server scenarios.Server) wire.Server {
	configuration, ok := isBucket(server)
	if !ok {
		return server.New()
	}
	engine := server.New()
	return wire.ServerFunc(func(r wire.Request) wire.Response {
		response, err := s.ask(configuration, engine, r)
		if err != nil {
			s.fail(err)
			return wire.Response{Fault: wire.Fault{Kind: wire.FaultReset}}
		}
		return response
	})
}

func (s *stand) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = errors.Join(s.err, err)
}

// ask puts a request to both, notes where they differ, and returns what the
// gateway says.
func (s *stand) ask(configuration *s3.Configuration, engine wire.Server, r wire.Request) (wire.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	bucket, err := s.bucket(configuration)
	if err != nil {
		return wire.Response{}, err
	}
	if err := s.object(bucket, r); err != nil {
		return wire.Response{}, err
	}
	response, err := s.gateway.send(bucket, r)
	if err != nil {
		return wire.Response{}, err
	}
	s.asked++
	question := fmt.Sprintf("%s %s %s", r.Method, r.URL(), strings.Join(asking(r.Header), ", "))
	s.differences = append(s.differences, compare(question, answerOf(engine.Answer(r)), answerOf(response))...)
	return response, nil
}

// asking are the header lines of a request that CORS is about.
func asking(h wire.Header) (lines []string) {
	for _, name := range []string{"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"} {
		if value, ok := h.Get(name); ok {
			lines = append(lines, name+": "+value)
		}
	}
	return lines
}

// bucket returns a bucket of the gateway with the configuration.
func (s *stand) bucket(configuration *s3.Configuration) (string, error) {
	if configuration.IsMissing() {
		return noBucket, nil
	}
	rules, err := json.Marshal(configuration.Rules)
	if err != nil {
		return "", err
	}
	if name, ok := s.buckets[string(rules)]; ok {
		return name, nil
	}
	name, err := s.gateway.newBucket(s.ctx)
	if err != nil {
		return "", err
	}
	if len(configuration.Rules) > 0 {
		if err := s.gateway.putCORS(s.ctx, name, rules); err != nil {
			return "", fmt.Errorf("the gateway refuses %s: %w", rules, err)
		}
	}
	s.buckets[string(rules)] = name
	return name, nil
}

// object stores the object that a read is for, as a simulated bucket has one
// under every key.
func (s *stand) object(bucket string, r wire.Request) error {
	key, _, _ := strings.Cut(strings.TrimPrefix(r.Target, "/"), "?")
	name := bucket + "/" + key
	if r.Method == "DELETE" {
		delete(s.objects, name)
	}
	if bucket == noBucket || key == "" || r.Method != "GET" && r.Method != "HEAD" || s.objects[name] {
		return nil
	}
	s.objects[name] = true
	return s.gateway.putObject(s.ctx, bucket, key)
}

// A visible is what a page sees otherwise with the gateway than with the engine.
type visible struct {
	field, predicted, observed string
	// example is one of the count cases.
	example string
	count   int
}

// noticed are the fields by which a browser's verdict is told. What else differs
// is the object's, such as its time of last modification.
var noticed = []string{"outcome", "reason", "preflight", "type", "status"}

// suites runs every case of the catalogue that has a bucket in it in real
// Chromium against the gateway.
func (s *stand) suites(browserPath string) (cases int, out []visible, err error) {
	suites, err := scenarios.Load(scenarios.Catalogue(), ".")
	if err != nil {
		return 0, nil, err
	}
	profile, _ := fetch.ProfileNamed("chromium")
	authority, err := servers.NewAuthority()
	if err != nil {
		return 0, nil, err
	}
	browser, err := chromium.Start(s.ctx, chromium.Config{Path: browserPath, SPKI: authority.SPKIHash()})
	if err != nil {
		return 0, nil, err
	}
	run := harness.Run(s.ctx, harness.Config{
		Suites: suites, Select: selected, Profile: profile, Browser: browser, Authority: authority, Serve: s.serve,
	})
	for result, failed := range run {
		if failed != nil {
			err = failed
			break
		}
		cases++
		for _, d := range result.Disagreements {
			if d.Between == [2]verdict.Voice{verdict.Predicted, verdict.Observed} && slices.Contains(noticed, d.Field) {
				out = count(out, visible{d.Field, d.Values[0], d.Values[1], result.Case, 1})
			}
		}
	}
	return cases, out, errors.Join(err, s.err, browser.Close())
}

// count adds what was seen to the list, where most often the like of it is
// already.
func count(list []visible, seen visible) []visible {
	for i, v := range list {
		if v.field == seen.field && v.predicted == seen.predicted && v.observed == seen.observed {
			list[i].count++
			return list
		}
	}
	return append(list, seen)
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/fixtures"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/wire"
)

// noBucket is a name that no bucket is ever given.
const noBucket = "no-such-bucket"

// exchanges replays every recorded request against both and returns where they
// differ from each other, or the engine from the recording.
func exchanges(ctx context.Context, g *gateway) (asked int, out []difference, err error) {
	for _, recorded := range fixtures.S3Exchanges() {
		configuration, bucket, err := g.setUp(ctx, recorded)
		if err != nil {
			return 0, nil, fmt.Errorf("%s: %w", recorded.Name, err)
		}
		request := requestOf(recorded)
		given, err := g.send(bucket, request)
		if err != nil {
			return 0, nil, fmt.Errorf("%s: %w", recorded.Name, err)
		}
		engine, other := answerOf(configuration.New(nil).Answer(request)), answerOf(given)
		asked++
		out = append(out, withRecording(compare(recorded.Name, engine, other), engine, recorded)...)
	}
	return asked, out, nil
}

// setUp makes the bucket of a recording, and its configuration for the engine.
func (g *gateway) setUp(ctx context.Context, recorded fixtures.S3Exchange) (*s3.Configuration, string, error) {
	if recorded.Bucket == "missing" {
		return s3.Missing(), noBucket, nil
	}
	bucket, err := g.newBucket(ctx)
	if err != nil {
		return nil, "", err
	}
	if key := strings.TrimPrefix(recorded.Request.Target, "/"); key != "" && recorded.Request.Method != "PUT" {
		if err := g.putObject(ctx, bucket, key); err != nil {
			return nil, "", err
		}
	}
	if string(recorded.Rules) == "null" {
		return s3.None(), bucket, nil
	}
	configuration, err := s3.Parse(recorded.Name, recorded.Rules)
	if err != nil {
		return nil, "", err
	}
	return configuration, bucket, g.putCORS(ctx, bucket, recorded.Rules)
}

func requestOf(recorded fixtures.S3Exchange) wire.Request {
	r := wire.Request{
		Method: recorded.Request.Method,
		Origin: "https://recorded.s3.us-east-1.amazonaws.com",
		Target: recorded.Request.Target,
	}
	for name, value := range recorded.Request.Headers {
		r.Header.Add(name, value)
	}
	slices.Sort(r.Header)
	return r
}

// withRecording adds to each difference what was recorded, and the fields in
// which both agree against the recording.
func withRecording(differences []difference, engine answer, recorded fixtures.S3Exchange) []difference {
	truth := map[string]string{"status": fmt.Sprint(recorded.Response.Status)}
	if e := recorded.Response.Error; e != nil {
		truth["Code"], truth["Message"], truth["Method"], truth["ResourceType"] = e.Code, e.Message, e.Method, e.ResourceType
	}
	if recorded.Response.Headers != nil {
		for _, name := range compared {
			truth[name] = ""
			if value := recorded.Response.Headers[name]; value != nil {
				truth[name] = *value
			}
		}
	}
	for i, d := range differences {
		if value, ok := truth[d.field]; ok {
			differences[i].recording, differences[i].recorded = value, recorded.Name
		}
	}
	for field, value := range truth {
		mine := engine.fields[field]
		if field == "status" {
			mine = fmt.Sprint(engine.status)
		}
		listed := slices.ContainsFunc(differences, func(d difference) bool { return d.field == field })
		if mine != value && !listed {
			differences = append(differences, difference{
				question: recorded.Name, field: field, engine: mine, gateway: mine, recording: value, recorded: recorded.Name,
			})
		}
	}
	return differences
}

// validations puts every configuration that a verdict is known for, and returns
// where code or message differ.
func validations(ctx context.Context, g *gateway) (asked int, out []difference, err error) {
	bucket, err := g.newBucket(ctx)
	if err != nil {
		return 0, nil, err
	}
	for i, v := range fixtures.S3Validations() {
		rules := slices.Repeat(v.Rules, max(1, v.Repeat))
		data, err := json.Marshal(rules)
		if err != nil {
			return 0, nil, err
		}
		if rules == nil {
			data = []byte("[]")
		}
		question := fmt.Sprintf("PutBucketCors %d: %s", i+1, abridged(string(data)))
		engineCode, engineMessage := verdictOf(data)
		otherCode, otherMessage := "", ""
		if err := g.putCORS(ctx, bucket, data); err != nil {
			otherCode, otherMessage = codeOf(err)
		}
		asked++
		for _, d := range []difference{
			{question: question, field: "PutBucketCors code", engine: engineCode, gateway: otherCode},
			{question: question, field: "PutBucketCors message", engine: engineMessage, gateway: otherMessage},
		} {
			if strings.HasPrefix(v.Confidence, "recorded") {
				d.recorded = "the recording of PutBucketCors"
				if v.Error != nil && strings.HasSuffix(d.field, "code") {
					d.recording = v.Error.Code
				} else if v.Error != nil {
					d.recording = v.Error.Message
				}
			}
			if d.engine != d.gateway || d.isOurs() {
				out = append(out, d)
			}
		}
	}
	return asked, out, nil
}

// verdictOf is what the engine says S3 refuses a configuration with; "" if it
// does not.
func verdictOf(rules []byte) (code, message string) {
	_, err := s3.Parse("rules", rules)
	var refused *s3.ValidationError
	if errors.As(err, &refused) {
		return string(refused.Code), refused.Message
	}
	return "", ""
}

func abridged(s string) string {
	const longest = 90
	if len(s) > longest {
		return s[:longest] + "…"
	}
	return s
}

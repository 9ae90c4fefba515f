package cloudfront_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/wire"
)

func distributionFrom(t testing.TB, text string) *cloudfront.Distribution {
	t.Helper()
	f := &document.File{Name: "d.json", Data: []byte(text)}
	d := cloudfront.Read(f, f.ReadJSON(document.Options{}))
	if err := f.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	return d
}

func get(target string, lines ...wire.Line) wire.Request {
	return wire.Request{Method: "GET", Origin: "https://d1.cloudfront.net", Target: target, Header: lines}
}

func preflight(lines ...wire.Line) wire.Request {
	return wire.Request{Method: "OPTIONS", Origin: "https://d1.cloudfront.net", Target: "/x", Header: append(wire.Header{"Access-Control-Request-Method: PUT"}, lines...)}
}

const (
	fromA wire.Line = "Origin: https://a.example"
	fromB wire.Line = "Origin: https://b.example"
)

func values(r wire.Response) string {
	var list []string
	for _, line := range r.Header {
		if name, value, _ := line.Cut(); strings.HasPrefix(name, "Access-Control-") {
			list = append(list, strings.TrimPrefix(name, "Access-Control-")+"="+value)
		}
	}
	return strings.Join(list, " ")
}

// origin answers everything with the given lines.
func origin(lines ...wire.Line) wire.Server {
	return wire.ServerFunc(func(wire.Request) wire.Response { return wire.Response{Status: 200, Header: lines} })
}

const own = `"AccessControlAllowOrigins": {"Items": ["https://a.example", "https://*.c.example"]}, "AccessControlAllowMethods": {"Items": ["ALL"]},
	"AccessControlAllowHeaders": {"Items": ["x-a"]}, "AccessControlExposeHeaders": {"Items": ["x-b"]}, "AccessControlMaxAgeSec": 60, "AccessControlAllowCredentials": true`

func TestResponseHeadersPolicy(t *testing.T) {
	tests := []struct {
		why, policy string
		request     wire.Request
		origin      wire.Server
		want        string
	}{
		{"a preflight gets everything", `{` + own + `}`, preflight(fromA), origin(),
			"Allow-Origin=https://a.example Allow-Credentials=true Expose-Headers=x-b Allow-Headers=x-a Allow-Methods=GET, DELETE, HEAD, OPTIONS, PATCH, POST, PUT Max-Age=60"},
		{"another request the three that are for it", `{` + own + `}`, get("/x", fromA), origin(), "Allow-Origin=https://a.example Allow-Credentials=true Expose-Headers=x-b"},
		{"the leftmost label", `{` + own + `}`, get("/x", "Origin: https://w.c.example"), origin(), "Allow-Origin=https://w.c.example Allow-Credentials=true Expose-Headers=x-b"},
		{"which must be there", `{` + own + `}`, get("/x", "Origin: https://c.example"), origin(), ""},
		{"no Origin, no headers", `{` + own + `}`, get("/x"), origin(), ""},
		{"the origin's own is kept", `{` + own + `}`, get("/x", fromA), origin("Access-Control-Allow-Origin: *"), "Allow-Origin=* Allow-Credentials=true Expose-Headers=x-b"},
		{"or replaced", `{` + own + `, "OriginOverride": true}`, get("/x", fromA), origin("Access-Control-Allow-Origin: *"), "Allow-Origin=https://a.example Allow-Credentials=true Expose-Headers=x-b"},
		{"a stranger sees what the origin says", `{` + own + `, "OriginOverride": true}`, get("/x", fromB), origin("Access-Control-Allow-Origin: *"), "Allow-Origin=*"},
	}
	for _, test := range tests {
		if got := values(distributionFrom(t, test.policy).New(test.origin).Answer(test.request)); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.why, got, test.want)
		}
	}
}

func behaviour(settings string) string {
	return `{"DistributionConfig": {"DefaultCacheBehavior": {` + settings + `}}}`
}

const (
	optimized = `"CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"`
	disabled  = `"CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"`
	corsToS3  = `"OriginRequestPolicyId": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"`
	inKey     = `"ForwardedValues": {"QueryString": false, "Headers": {"Items": ["Origin"]}}`
)

func TestMethodsAndForwarding(t *testing.T) {
	seen := wire.Header(nil)
	listening := wire.ServerFunc(func(r wire.Request) wire.Response {
		seen = r.Header
		return wire.Response{Status: 200}
	})
	if got := distributionFrom(t, behaviour(optimized)).New(listening).Answer(preflight(fromA)); got.Status != 403 || seen != nil {
		t.Errorf("OPTIONS where it is not allowed: %d, the origin saw %q", got.Status, seen)
	}
	with := distributionFrom(t, behaviour(disabled+`, "AllowedMethods": {"Items": ["GET", "HEAD", "OPTIONS"]}`)).New(listening)
	if got := with.Answer(preflight(fromA)); got.Status != 200 || seen.Has("Origin") {
		t.Errorf("%d, the origin saw %q", got.Status, seen)
	}
	forwarding := distributionFrom(t, behaviour(disabled+", "+corsToS3+`, "AllowedMethods": {"Items": ["GET", "HEAD", "OPTIONS"]}`)).New(listening)
	if forwarding.Answer(preflight(fromA, "Cookie: a=1")); !seen.Has("Origin") || !seen.Has("Access-Control-Request-Method") || seen.Has("Cookie") {
		t.Errorf("the origin saw %q", seen)
	}
}

func TestPathPatterns(t *testing.T) {
	d := distributionFrom(t, `{"DistributionConfig": {"DefaultCacheBehavior": {}, "CacheBehaviors": {"Items": [
		{"PathPattern": "/api/*", "AllowedMethods": {"Items": ["GET", "HEAD", "OPTIONS"]}}, {"PathPattern": "*.js?n", "AllowedMethods": {"Items": ["GET", "HEAD", "OPTIONS"]}}]}}}`)
	for target, want := range map[string]int{"/api/items?x": 200, "/data.json": 200, "/x/y.jsxn": 200, "/": 403, "/ap": 403, "/data.jsn": 403} {
		r := preflight(fromA)
		r.Target = target
		if got := d.New(origin()).Answer(r); got.Status != want {
			t.Errorf("%s: %d, want %d", target, got.Status, want)
		}
	}
}

// The first answer is replayed to everybody unless the key tells them apart.
func TestCache(t *testing.T) {
	bucket, err := s3.Parse("p.json", []byte(`[{"AllowedOrigins": ["https://a.example", "https://b.example"], "AllowedMethods": ["GET"]}]`))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		why, behaviour string
		requests       []wire.Request
		want           []string // Allow-Origin of each answer
	}{
		{"a plain request first", optimized + ", " + corsToS3, []wire.Request{get("/x"), get("/x", fromA)}, []string{"", ""}},
		{"another site first", optimized + ", " + corsToS3, []wire.Request{get("/x", fromA), get("/x", fromB)}, []string{"https://a.example", "https://a.example"}},
		{"Origin in the key", inKey, []wire.Request{get("/x"), get("/x", fromA), get("/x", fromB)}, []string{"", "https://a.example", "https://b.example"}},
		{"no caching", disabled + ", " + corsToS3, []wire.Request{get("/x"), get("/x", fromA)}, []string{"", "https://a.example"}},
		{"a range is not kept", optimized + ", " + corsToS3, []wire.Request{get("/x", "Range: bytes=0-1"), get("/x", fromA)}, []string{"", "https://a.example"}},
		{"another object", optimized + ", " + corsToS3, []wire.Request{get("/x"), get("/y", fromA)}, []string{"", "https://a.example"}},
		{"the query is no part of the key", optimized + ", " + corsToS3, []wire.Request{get("/x"), get("/x?a", fromA)}, []string{"", ""}},
	} {
		server := policy.Stack([]policy.Policy{distributionFrom(t, behaviour(test.behaviour)), bucket}, nil)
		for i, r := range test.requests {
			if got, _ := server.Answer(r).Header.Get("Access-Control-Allow-Origin"); got != test.want[i] {
				t.Errorf("%s, request %d: %q, want %q", test.why, i+1, got, test.want[i])
			}
		}
	}
}

// With Origin in the key no site ever gets the answer that was made for another.
func TestKeyedCacheNeverMixesOrigins(t *testing.T) {
	d := distributionFrom(t, behaviour(inKey))
	echo := wire.ServerFunc(func(r wire.Request) wire.Response {
		value, _ := r.Header.Get("Origin")
		return wire.Response{Status: 200, Header: wire.Header{wire.NewLine("Access-Control-Allow-Origin", value)}}
	})
	rapid.Check(t, func(t *rapid.T) {
		server := d.New(echo)
		for _, host := range rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c"})).Draw(t, "hosts") {
			line := wire.NewLine("Origin", "https://"+host+".example")
			if got := server.Answer(get("/x", line)); !slices.Contains(got.Header, wire.NewLine("Access-Control-Allow-Origin", "https://"+host+".example")) {
				t.Fatalf("%s got %q", line, got.Header)
			}
		}
	})
}

func FuzzAnswer(f *testing.F) {
	f.Add("OPTIONS", "/api/x?y", "https://a.example")
	d := distributionFrom(f, behaviour(optimized+`, "PathPattern": "*"`))
	f.Fuzz(func(t *testing.T, method, target, origin string) {
		r := wire.Request{Method: method, Origin: "https://d1.cloudfront.net", Target: target, Header: wire.Header{wire.NewLine("Origin", origin)}}
		if got := d.New(nil).Answer(r); got.Status == 0 {
			t.Errorf("no status: %v", got)
		}
	})
}

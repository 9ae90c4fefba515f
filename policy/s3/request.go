package s3

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// A question is what a request asks of the rules.
type question struct {
	origin string
	// method is the Access-Control-Request-Method if there is one, on a preflight
	// and on any other request, and else the request's own.
	method string
	// names are the header names in Access-Control-Request-Headers, in lower
	// case and in order, without empty items.
	names []string
	// emptyItem says that an item was dropped because it was empty.
	emptyItem bool
	// badItem is the first item, as written, that is no header name.
	badItem string
}

// fields are the values of the request headers that CORS is about. A header that
// is sent in several lines has them joined by ", ".
type fields struct {
	origin, acrm, acrh          string
	hasOrigin, hasACRM, hasACRH bool
}

const (
	originName = "Origin"
	acrmName   = "Access-Control-Request-Method"
	acrhName   = "Access-Control-Request-Headers"
)

// fieldsOf reads all of them in one pass.
func fieldsOf(h wire.Header) fields {
	var f fields
	for _, line := range h {
		// The length tells the three from each other and from most other names.
		switch colon := strings.IndexByte(string(line), ':'); {
		case colon == len(originName) && isNamed(line[:colon], originName):
			join(&f.origin, &f.hasOrigin, wire.TrimOWS(string(line[colon+1:])))
		case colon == len(acrmName) && isNamed(line[:colon], acrmName):
			join(&f.acrm, &f.hasACRM, wire.TrimOWS(string(line[colon+1:])))
		case colon == len(acrhName) && isNamed(line[:colon], acrhName):
			join(&f.acrh, &f.hasACRH, wire.TrimOWS(string(line[colon+1:])))
		}
	}
	return f
}

// isNamed compares in the usual letter case first, which is the quickest.
func isNamed(name wire.Line, want string) bool {
	return string(name) == want || wire.EqualFold(string(name), want)
}

func join(to *string, has *bool, value string) {
	if *has {
		value = *to + ", " + value
	}
	*to, *has = value, true
}

// ask reads the question in a request of the given method. The names are
// appended to names, which may be a buffer.
func ask(method string, f fields, names []string) question {
	q := question{origin: f.origin, method: method, names: names}
	if f.hasACRM {
		q.method = f.acrm
	}
	rest := f.acrh
	for more := f.hasACRH; more; {
		var item string
		item, rest, more = strings.Cut(rest, ",")
		name := item
		for name != "" && name[0] == ' ' {
			name = name[1:]
		}
		for name != "" && name[len(name)-1] == ' ' {
			name = name[:len(name)-1]
		}
		switch {
		case name == "":
			q.emptyItem = true
			continue
		case !isToken(name) && q.badItem == "":
			q.badItem = item
		}
		q.names = append(q.names, wire.ToLower(name))
	}
	return q
}

func isMethod(acrm string) bool {
	switch acrm {
	case "GET", "PUT", "HEAD", "POST", "DELETE":
		return true
	}
	return false
}

// An address is what a request's URL names.
type address struct {
	// bucket is "" at the root of the service.
	bucket string
	// key is "" at the root of the bucket.
	key string
}

// resourceType is what S3 calls the thing addressed in its error bodies.
func (a address) resourceType() string {
	if a.key == "" {
		return "BUCKET"
	}
	return "OBJECT"
}

// addressOf takes a URL apart. On the service's own hosts, the bucket is the
// first segment of the path; any other host is a bucket's.
func addressOf(r wire.Request) address {
	_, host, _ := strings.Cut(r.Origin, "://")
	if colon := strings.LastIndexByte(host, ':'); colon > strings.LastIndexByte(host, ']') {
		host = host[:colon]
	}
	host = wire.ToLower(host)
	path, _, _ := strings.Cut(strings.TrimPrefix(r.Target, "/"), "?")
	if isServiceHost(host) {
		bucket, key, _ := strings.Cut(path, "/")
		return address{bucket: bucket, key: key}
	}
	bucket := host
	for _, endpoint := range []string{".s3.", ".s3-"} {
		if i := strings.LastIndex(host, endpoint); i >= 0 && isAWS(host) {
			bucket = host[:i]
		}
	}
	return address{bucket: bucket, key: path}
}

// isWebsite reports whether an origin is that of a static website endpoint.
func isWebsite(origin string) bool { return strings.Contains(origin, ".s3-website") }

func isAWS(host string) bool {
	return strings.HasSuffix(host, ".amazonaws.com") || strings.HasSuffix(host, ".amazonaws.com.cn")
}

// isServiceHost reports whether host is that of path-style URLs:
// s3.amazonaws.com, s3.REGION.amazonaws.com, s3-REGION.amazonaws.com, and
// s3.dualstack.REGION.amazonaws.com.
func isServiceHost(host string) bool {
	if !isAWS(host) || !strings.HasPrefix(host, "s3.") && !strings.HasPrefix(host, "s3-") {
		return false
	}
	if host == "s3.amazonaws.com" {
		return true
	}
	region, _, _ := strings.Cut(host[len("s3."):], ".amazonaws.com")
	region = strings.TrimPrefix(region, "dualstack.")
	return !strings.Contains(region, ".") && !strings.HasPrefix(region, "website")
}

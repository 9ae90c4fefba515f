package draft

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/corslab/corslab/policy"
)

// A Source is a policy that a draft is about, and where it is found.
type Source struct {
	// File is the policy's file, as the scenario refers to it: a relative path
	// with slashes, without "..".
	File string
	// Format is what the file was read as.
	Format   string
	Resource policy.Resource
	// Params are the parameters that the file was read with.
	Params map[string]string
}

// Write returns a scenario about policies, which must not be none. The suite is
// named after the file.
func Write(sources []Source) []byte {
	w := &writer{hosts: map[string]bool{}}
	w.introduce(sources)
	w.line(0, "suite: imported/"+kebab(strings.TrimSuffix(sources[0].File, extension(sources[0].File))))
	w.line(0, "title: "+quoted("What "+sources[0].File+" lets in"))
	w.line(0, "why: Written by corslab import from what the policy lists. Say here what it is for, and who depends on it.")
	w.line(0, "spec: [cors-preflight-fetch, cors-check]")
	w.line(0, "labels: [imported]")
	w.line(0, "page: "+anyone)
	w.line(0, "servers:")
	addresses := make([]string, len(sources))
	for i, s := range sources {
		addresses[i] = w.server(s)
	}
	w.line(0, "cases:")
	for i, s := range sources {
		w.cases(s, addresses[i], len(sources) > 1)
	}
	return []byte(w.head.String() + w.body.String())
}

// A writer gathers the lines of a scenario.
type writer struct {
	// head are the comments before everything else, which hold what is found out
	// while the body is written.
	head, body strings.Builder
	// hosts are the names given to servers.
	hosts map[string]bool
	// names are those of cases.
	names []string
}

// line writes a line.
func (w *writer) line(depth int, text string) {
	w.body.WriteString(strings.Repeat("  ", depth) + text + "\n")
}

// comment writes a line of comment at the top.
func (w *writer) comment(text string) {
	oneLine := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, text)
	w.head.WriteString(strings.TrimRight("# "+oneLine, " ") + "\n")
}

func (w *writer) introduce(sources []Source) {
	w.comment("What this expects is what the policy seems to mean: whom it lists is let in, and a")
	w.comment("stranger is not. Where `corslab predict` or `corslab run` disagrees, the policy does")
	w.comment("something else. The addresses are made up: put in your own.")
	w.comment("")
	for _, s := range sources {
		text := s.File + ": " + s.Format
		if s.Resource.Name != "" {
			text += ", " + s.Resource.Name
		}
		w.comment(text + " as " + string(s.Resource.Engine))
		for _, assumption := range s.Resource.Assumptions {
			w.comment("Assumed: " + assumption)
		}
	}
}

// server writes an entry of `servers`, and returns its address.
func (w *writer) server(s Source) (address string) {
	w.names = append(w.names, s.Resource.Name)
	at := fmt.Sprintf(endpoints[s.Resource.Engine], w.host(s.Resource.Name))
	reference := fmt.Sprintf("%s: %s", s.Resource.Engine, quoted(s.File))
	if s.Resource.Name != "" {
		reference += ", resource: " + quoted(s.Resource.Name)
	}
	if len(s.Params) > 0 {
		var params []string
		for _, name := range slices.Sorted(maps.Keys(s.Params)) {
			params = append(params, quoted(name)+": "+text(s.Params[name]))
		}
		reference += ", params: {" + strings.Join(params, ", ") + "}"
	}
	w.line(1, "- at: "+at)
	w.line(2, "policy: {"+reference+"}")
	return at
}

// endpoints are the origins of resources, by what the user names.
var endpoints = map[policy.Engine]string{
	policy.S3:         "https://%s.s3.us-east-1.amazonaws.com",
	policy.Lightsail:  "https://%s.s3.us-east-1.amazonaws.com",
	policy.MediaStore: "https://%s.data.mediastore.us-east-1.amazonaws.com",
	policy.HTTPAPI:    "https://%s.execute-api.us-east-1.amazonaws.com",
	policy.RESTAPI:    "https://%s.execute-api.us-east-1.amazonaws.com",
	policy.LambdaURL:  "https://%s.lambda-url.us-east-1.on.aws",
	policy.CloudFront: "https://%s.cloudfront.net",
	policy.ALB:        "https://%s.us-east-1.elb.amazonaws.com",
	policy.AppSync:    "https://%s.appsync-api.us-east-1.amazonaws.com",
}

// host returns a name for a resource that no other has.
func (w *writer) host(resource string) string {
	const longest = 40 // of the 63 that a label of a host name may have
	base := kebab(resource)
	if resource == "" {
		base = "example"
	}
	base = strings.Trim(base[:min(len(base), longest)], "-")
	name := base
	for i := 2; w.hosts[name]; i++ {
		name = fmt.Sprint(base, "-", i)
	}
	w.hosts[name] = true
	return name
}

// cases writes what one policy promises.
func (w *writer) cases(s Source, address string, several bool) {
	prefix := ""
	if several {
		prefix = strings.SplitN(strings.TrimPrefix(address, "https://"), ".", 2)[0] + "/"
	}
	promises := promisesOf(s.Resource.Policy)
	if len(promises) > maxPaths && s.Resource.Engine != policy.S3 {
		w.comment(fmt.Sprintf("Left out: %d more paths, which the same settings are about.", len(promises)-maxPaths))
		promises = promises[:maxPaths]
	}
	used := map[string]bool{}
	name := func(what string) string {
		base := prefix + kebab(what)
		name := base
		for i := 2; used[name]; i++ {
			name = fmt.Sprint(base, "-", i)
		}
		used[name] = true
		return name
	}
	for _, p := range promises {
		w.promise(p, address, name)
	}
	w.strangers(promises, address, name)
}

// promise writes a case in which everything that is promised is asked for.
func (w *writer) promise(p promise, address string, name func(string) string) {
	sites, methods := w.sites(p), sendable(p.methods)
	if len(sites) == 0 {
		w.comment("Left out: " + p.what + ", which lets in no page.")
		return
	}
	w.line(1, "- name: "+name(p.what))
	w.line(2, "title: "+quoted("What "+p.what+" lets in"))
	request := "url: " + quoted(address+p.path)
	if p.credentials {
		request += ", credentials: include"
	}
	w.line(2, "request: {"+request+"}")
	w.line(2, "axes:")
	w.line(3, "from:")
	for _, s := range sites {
		w.line(4, s)
	}
	w.line(3, "method: ["+strings.Join(methods, ", ")+"]")
	w.headers(p)
	w.line(2, "expect: {outcome: allow}")
}

// headers writes the axis of request headers: none, and all that are listed.
func (w *writer) headers(p promise) {
	var listed []string
	for _, pattern := range append(slices.Clone(p.needed), p.headers...) {
		name := strings.ReplaceAll(pattern, "*", "example")
		if pattern == "*" {
			name = "X-Example"
		}
		same := func(other string) bool { return strings.EqualFold(strings.SplitN(other, ":", 2)[0], name) }
		if !token.MatchString(name) || slices.ContainsFunc(listed, same) {
			continue
		}
		listed = append(listed, name+": "+valueOf(name))
	}
	if len(listed) == 0 {
		return
	}
	for i := range listed {
		listed[i] = strconv.Quote(listed[i])
	}
	w.line(3, "headers:")
	if len(p.needed) == 0 {
		w.line(4, "none: []")
	}
	w.line(4, "listed: ["+strings.Join(listed, ", ")+"]")
}

// valueOf returns a value for a header that has a browser ask for leave.
func valueOf(name string) string {
	switch strings.ToLower(name) {
	case "content-type":
		return "application/json"
	case "authorization":
		return "Bearer example"
	case "range":
		return "bytes=0-9"
	}
	return "example"
}

// sites returns the values of the axis of pages.
func (w *writer) sites(p promise) (lines []string) {
	seen := map[site]bool{}
	for _, entry := range p.origins {
		s, ok := siteOf(entry)
		if !ok {
			w.comment("Left out: the origin " + strconv.Quote(entry) + ", which no page of a scenario can have.")
			continue
		}
		if seen[s] {
			continue
		}
		seen[s] = true
		if s.sandboxed {
			lines = append(lines, "sandboxed: {page: {url: "+s.url+", as: sandboxed}}")
			continue
		}
		lines = append(lines, quoted(s.url)+": {page: "+quoted(s.url)+"}")
	}
	return lines
}

// strangers writes, for each path, a case in which a page that is not meant asks
// for what is promised to others only.
func (w *writer) strangers(promises []promise, address string, name func(string) string) {
	if len(promises) == 0 {
		promises = []promise{{path: "/", methods: []string{"GET"}}}
	}
	var paths []string
	closed := map[string][]string{} // methods by path
	for _, p := range promises {
		if !slices.Contains(paths, p.path) {
			paths = append(paths, p.path)
		}
		for _, method := range sendable(p.methods) {
			open := slices.ContainsFunc(promises, func(o promise) bool {
				return o.path == p.path && slices.Contains(sendable(o.methods), method) && slices.ContainsFunc(o.origins, isOpen)
			})
			if !open && !slices.Contains(closed[p.path], method) {
				closed[p.path] = append(closed[p.path], method)
			}
		}
	}
	for _, path := range paths {
		if len(closed[path]) == 0 {
			continue
		}
		w.line(1, "- name: "+name("stranger"))
		w.line(2, "title: A page that nobody has listed")
		w.line(2, "page: "+stranger)
		w.line(2, "request: {url: "+quoted(address+path)+"}")
		w.line(2, "axes: {method: ["+strings.Join(closed[path], ", ")+"]}")
		w.line(2, "expect: {outcome: deny}")
	}
}

// sendable leaves out repeats, and methods that pages cannot use, or use for
// preflights only. Where nothing is left there is GET, which needs no leave.
func sendable(methods []string) (some []string) {
	for _, method := range methods {
		switch strings.ToUpper(method) {
		case "OPTIONS", "CONNECT", "TRACE", "TRACK":
			continue
		}
		if token.MatchString(method) && !slices.Contains(some, quoted(method)) {
			some = append(some, quoted(method))
		}
	}
	if len(some) == 0 {
		return []string{"GET"}
	}
	return some
}

var (
	token = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
	// plain is text that YAML reads as it stands.
	plain  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9/._-]*(:[A-Za-z0-9/._-]+)*$`)
	words  = regexp.MustCompile(`^(?i:true|false|null|yes|no|on|off|y|n)$`)
	others = regexp.MustCompile(`[^a-z0-9]+`)
)

// quoted writes text as YAML does, with quotation marks where it needs them.
func quoted(s string) string {
	if plain.MatchString(s) && !words.MatchString(s) {
		return s
	}
	return text(s)
}

// text writes text in quotation marks.
func text(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7F:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

// kebab makes a name of a scenario out of any text.
func kebab(s string) string {
	name := strings.Trim(others.ReplaceAllString(strings.ToLower(s), "-"), "-")
	if name == "" {
		return "policy"
	}
	return name
}

// extension returns what follows the last dot of a file's name, the dot included.
func extension(file string) string {
	if i := strings.LastIndexByte(file, '.'); i > strings.LastIndexByte(file, '/')+1 {
		return file[i:]
	}
	return ""
}

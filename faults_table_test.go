package corslab

// fetchFaults are mistakes in the simulated browser.
var fetchFaults = []fault{
	{
		name: "a wildcard origin is accepted with credentials",
		file: "fetch/check.go",
		old:  `case allowed == "*" && r.credentials != CredentialsInclude:`,
		new:  `case allowed == "*":`,
		run:  "api/orders[api=fetch,url=catalog,method=GET,headers=none,credentials=include]",
	},
	{
		name: "Access-Control-Allow-Credentials is compared without regard to case",
		file: "fetch/check.go",
		old:  `credentials != "true" {`,
		new:  `strings.ToLower(credentials) != "true" {`,
		run:  "cors-check/allow-credentials[api=fetch,url=capital,headers=none,credentials=include]",
	},
	{
		name: "Access-Control-Allow-Origin is compared as a prefix",
		file: "fetch/check.go",
		old:  "case allowed != r.serializedOrigin():",
		new:  "case !strings.HasPrefix(allowed, r.serializedOrigin()):",
		run:  "cors-check/allow-origin[api=fetch,url=trailing-slash,credentials=omit]",
	},
	{
		name: "the method is compared without regard to case",
		file: "fetch/preflight.go",
		old:  "case slices.Contains(methods, r.method):",
		new:  "case containsFold(methods, r.method):",
		run:  "methods/case[api=fetch,url=upper,method=patch]",
	},
	{
		name: "a wildcard header name is accepted with credentials",
		file: "fetch/preflight.go",
		old:  `wildcard := r.credentials != CredentialsInclude && slices.Contains(names, "*")`,
		new:  `wildcard := slices.Contains(names, "*")`,
		run:  "wildcard/headers[api=fetch,url=star,headers=custom,credentials=include]",
	},
	{
		name: "the status of a preflight does not matter",
		file: "fetch/preflight.go",
		old:  "case !isOKStatus(resp.status):",
		new:  "case false:",
		run:  "preflight/status[api=fetch,url=300,method=PUT,headers=none]",
	},
	{
		name: "Accept-Language is no longer safelisted",
		file: "fetch/safelist.go",
		old: `case "accept-language", "content-language":
		return isLanguageValue(value)`,
		new: `case "content-language":
		return isLanguageValue(value)`,
		run: "safelist/accept-language[api=fetch,headers=plain]",
	},
	{
		name: "a safelisted value may be one byte longer",
		file: "fetch/safelist.go",
		old:  "maxSafelistedValue = 128",
		new:  "maxSafelistedValue = 129",
		run:  "safelist/accept[api=fetch,headers=129-bytes]",
	},
	{
		name: "DELETE is taken for a safelisted method",
		file: "fetch/method.go",
		old:  `case "GET", "HEAD", "POST":`,
		new:  `case "GET", "HEAD", "POST", "DELETE":`,
		run:  "api/orders[api=fetch,url=catalog,method=DELETE,headers=none,credentials=same-origin]",
	},
	{
		name: "Authorization follows a redirect to another origin",
		file: "fetch/redirect.go",
		old:  `wire.EqualFold(h.Name, "Authorization") })`,
		new:  "false })",
		run:  "redirect/authorization[api=fetch,url=a-b,headers=bearer]",
	},
	{
		name: "the origin stays the same after a redirect across origins",
		file: "fetch/redirect.go",
		old:  "\tr.follow(url)\n",
		new:  "\ttaint := r.taint\n\tr.follow(url)\n\tr.taint = taint\n",
		run:  "redirect/authorization[api=fetch,url=b-c,headers=custom]",
	},
	{
		name: "one redirect too many is followed",
		file: "fetch/redirect.go",
		old:  "maxRedirects = 20",
		new:  "maxRedirects = 21",
		run:  "redirect/limit[api=fetch,url=twenty-one]",
	},
	{
		name: "Access-Control-Max-Age is ignored",
		file: "fetch/maxage.go",
		old:  "\tage := strictMaxAge(fields)\n",
		new:  "\tage := strictMaxAge(nil)\n\tfields = nil\n",
		run:  "s3/max-age#long[api=fetch]",
	},
	{
		name: "a preflight without credentials serves one with",
		file: "fetch/preflightcache.go",
		old:  "(e.credentials || r.credentials != CredentialsInclude)",
		new:  "true",
		run:  "cache/preflight#anonymous-does-not-serve-credentials[api=fetch]",
	},
	{
		name: "a wildcard exposes headers with credentials",
		file: "fetch/expose.go",
		old:  "all:   credentials != CredentialsInclude && slices",
		new:  "all:   slices",
		run:  "expose/values[api=fetch,url=star,credentials=include]",
	},
}

// s3Faults are mistakes in the S3 engine.
var s3Faults = []fault{
	{
		name: "the second rule that matches wins",
		file: "policy/s3/decision.go",
		old:  "winner := 0\n\tfor winner < len(rules) && !rules[winner].matches(q) {\n\t\twinner++\n\t}",
		new:  "winner := len(rules)\n\tfor i := range rules {\n\t\tif rules[i].matches(q) {\n\t\t\twinner = i\n\t\t}\n\t}",
		run:  "s3/credentials[api=fetch,origins=exact-then-star-rule,method=GET,credentials=include]",
	},
	{
		name: "a rule with another method matches",
		file: "policy/s3/matcher.go",
		old:  "m.allowsMethod(q.method) &&",
		new:  "true &&",
		run:  "s3/permissive[api=fetch,method=HEAD,headers=none,credentials=same-origin]",
	},
	{
		name: "requested headers are not looked at",
		file: "policy/s3/matcher.go",
		old:  `m.refusedHeader(q.names) == ""`,
		new:  "true",
		run:  "s3/allowed-headers[api=fetch,allowed=none,headers=json]",
	},
	{
		name: "a wildcard is answered with the origin",
		file: "policy/s3/decision.go",
		old: `	if m.anyOrigin {
		h = append(h, "Access-Control-Allow-Origin: *")`,
		new: `	if false {
		h = append(h, "Access-Control-Allow-Origin: *")`,
		run: "s3/credentials[api=fetch,origins=star,method=GET,credentials=include]",
	},
	{
		name: "credentials are allowed beside a wildcard",
		file: "policy/s3/decision.go",
		old:  "\tif !m.anyOrigin {\n",
		new:  "\tif true {\n",
		run:  "s3/exposed-answer[api=fetch,rule=star,method=GET,headers=none]",
	},
	{
		name: "credentials are never allowed",
		file: "policy/s3/decision.go",
		old:  "\tif !m.anyOrigin {\n",
		new:  "\tif false {\n",
		run:  "s3/credentials[api=fetch,origins=exact,method=GET,credentials=include]",
	},
	{
		name: "exposed headers are not sent",
		file: "policy/s3/decision.go",
		old:  `if m.exposeHeaders != "" {`,
		new:  "if false {",
		run:  "s3/permissive[api=fetch,method=GET,headers=none,credentials=same-origin]",
	},
	{
		name: "the age is not sent",
		file: "policy/s3/decision.go",
		old:  `if m.maxAge != "" {`,
		new:  "if false {",
		run:  "s3/max-age#long[api=fetch]",
	},
	{
		name: "allowed headers are not echoed",
		file: "policy/s3/decision.go",
		old:  "if len(q.names) > 0 {\n",
		new:  "if false {\n",
		run:  "s3/allowed-headers[api=fetch,allowed=exact,headers=json]",
	},
	{
		name: "a wildcard matches only something",
		file: "policy/s3/glob.go",
		old:  "len(s) >= len(g.prefix)+len(g.suffix) &&",
		new:  "len(s) > len(g.prefix)+len(g.suffix) &&",
		run:  "s3/wildcard-origins[api=fetch,pattern=domain-suffix,site=apex,credentials=same-origin]",
	},
	{
		name: "a pattern is not anchored at its end",
		file: "policy/s3/glob.go",
		old:  "strings.HasPrefix(s, g.prefix) && strings.HasSuffix(s, g.suffix)",
		new:  "strings.HasPrefix(s, g.prefix) && strings.Contains(s, g.suffix)",
		run:  "s3/wildcard-origins[api=fetch,pattern=subdomains,site=port,credentials=same-origin]",
	},
	{
		name: "a pattern is not anchored at its start",
		file: "policy/s3/glob.go",
		old:  "strings.HasPrefix(s, g.prefix) &&",
		new:  "strings.Contains(s, g.prefix) &&",
		run:  "s3/pattern-anchors#origin-missed[api=fetch,pattern=tail]",
	},
	{
		name: "header names are compared with regard to case",
		file: "policy/s3/matcher.go",
		old:  "g := newGlob(wire.ToLower(header))",
		new:  "g := newGlob(header)",
		run:  "s3/allowed-headers[api=fetch,allowed=upper-case,headers=json]",
	},
}

package corstest_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/corstest"
	"github.com/corslab/corslab/fetch"
)

// A fake is a middleware that is right but for what it is told to get wrong.
type fake struct {
	corstest.Policy
	app http.Handler
	// matches reports whether an origin is let in; nil is what the policy says.
	matches func(origin string) bool
	// spoil changes the answer's header before it goes out; nil leaves it.
	spoil func(h http.Header, r *http.Request)
	// instead answers in place of everything; nil does not.
	instead http.HandlerFunc
}

func (f *fake) lets(origin string) bool {
	if f.matches != nil {
		return f.matches(origin)
	}
	for _, entry := range f.Origins {
		scheme, host, _ := strings.Cut(entry, "://*.")
		base, isPort := strings.CutSuffix(entry, ":*")
		switch {
		case entry == "*", entry == origin:
			return true
		case host != "" && regexp.MustCompile("^"+scheme+`://[a-z0-9-]+\.`+regexp.QuoteMeta(host)+"$").MatchString(origin):
			return true
		case isPort && regexp.MustCompile("^"+regexp.QuoteMeta(base)+"(:[0-9]+)?$").MatchString(origin):
			return true
		}
	}
	return false
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.instead != nil {
		f.instead(w, r)
		return
	}
	origin, h := r.Header.Get("Origin"), w.Header()
	isAny := slices.Contains(f.Origins, "*")
	h.Add("Vary", "Origin")
	switch {
	case origin == "" || !f.lets(origin):
	case isAny:
		h.Set("Access-Control-Allow-Origin", "*")
	default:
		h.Set("Access-Control-Allow-Origin", origin)
		if f.Credentials {
			h.Set("Access-Control-Allow-Credentials", "true")
		}
	}
	if len(f.Expose) > 0 {
		h.Set("Access-Control-Expose-Headers", strings.Join(f.Expose, ", "))
	}
	method := r.Header.Get("Access-Control-Request-Method")
	if r.Method == http.MethodOptions && origin != "" && method != "" {
		h.Set("Access-Control-Allow-Methods", strings.Join(f.Methods, ", "))
		h.Set("Access-Control-Allow-Headers", strings.Join(f.Headers, ", "))
		if f.MaxAge != nil {
			h.Set("Access-Control-Max-Age", fmt.Sprint(*f.MaxAge))
		}
		if f.spoil != nil {
			f.spoil(h, r)
		}
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if f.spoil != nil {
		f.spoil(h, r)
	}
	f.app.ServeHTTP(w, r)
}

// faking returns a factory of fakes with a fault.
func faking(fault func(*fake)) corstest.Factory {
	return func(p corstest.Policy, app http.Handler) (http.Handler, error) {
		if slices.Contains(p.Origins, "*") && p.Credentials {
			return nil, corstest.Unsupported("any-with-credentials", "")
		}
		f := &fake{Policy: p, app: app}
		fault(f)
		return f, nil
	}
}

// TestNoFault: nothing is found in a middleware that does what the policy says.
func TestNoFault(t *testing.T) {
	corstest.Run(t, faking(func(*fake) {}), corstest.Config{})
}

// matching spoils which origins are let in, under policies that list some.
func matching(match func(entry, origin string) bool) func(*fake) {
	return func(f *fake) {
		f.matches = func(origin string) bool {
			return slices.ContainsFunc(f.Origins, func(e string) bool { return match(strings.Replace(e, "*", "app", 1), origin) })
		}
	}
}

// TestFaults: each fake is caught by the named case, with its class.
func TestFaults(t *testing.T) {
	shared := map[string]bool{} // origins that any fake of one process was told to let in
	alternating := 0
	for _, test := range []struct {
		name  string
		fault func(*fake)
		want  string // the case
		class conformance.Class
	}{
		{"allow all", func(f *fake) {
			f.spoil = func(h http.Header, _ *http.Request) { h.Set("Access-Control-Allow-Origin", "*") }
		}, "single#stranger[origin=stranger.test]", conformance.OriginAny},
		{"deny all", func(f *fake) { f.matches = func(string) bool { return false } }, "exact#reads[origin=app.example.com]", conformance.OverDeny},
		{"echo any origin, with credentials", func(f *fake) { f.matches = func(string) bool { return true } }, "exact#stranger[origin=stranger.test]", conformance.OriginReflection},
		{"echo any origin", func(f *fake) { f.matches = func(string) bool { return true } }, "single#stranger[origin=stranger.test]", conformance.OriginAny},
		{"null", func(f *fake) { f.matches = func(o string) bool { return o == "null" || f.Origins[0] == o } }, "exact#null", conformance.OriginNull},
		{"wildcard with credentials", func(f *fake) {
			f.spoil = func(h http.Header, _ *http.Request) { h.Set("Access-Control-Allow-Origin", "*") }
		}, "exact#with-credentials", conformance.WildcardInert},
		{"duplicate header", func(f *fake) {
			f.spoil = func(h http.Header, r *http.Request) { h.Add("Access-Control-Allow-Origin", r.Header.Get("Origin")) }
		}, "exact#reads[origin=app.example.com]", conformance.DuplicateHeaders},
		{"prefix match", matching(func(e, o string) bool { return strings.HasPrefix(o, e) }), "single#origin-prefix[origin=example.com.evil.example]", conformance.OriginPrefix},
		{"suffix match", matching(func(e, o string) bool { _, host, _ := strings.Cut(e, "://"); return strings.HasSuffix(o, host) }), "single#origin-suffix[origin=evilexample.com]", conformance.OriginSuffix},
		{"substring match", matching(func(e, o string) bool { _, host, _ := strings.Cut(e, "://"); return strings.Contains(o, host) }), "single#origin-substring[origin=evilexample.com.evil.example]", conformance.OriginSubstring},
		{"unescaped dot", matching(func(e, o string) bool { return regexp.MustCompile("^" + e + "$").MatchString(o) }), "exact#origin-regex-dot[origin=appxexample.com]", conformance.OriginRegexDot},
		{"any subdomain", matching(func(e, o string) bool {
			scheme, host, _ := strings.Cut(e, "://")
			return e == o || strings.HasPrefix(o, scheme+"://") && strings.HasSuffix(o, "."+host)
		}), "single#origin-subdomain[origin=evil.example.com]", conformance.OriginSubdomain},
		{"any scheme", matching(func(e, o string) bool { return strings.Replace(o, "http:", "https:", 1) == e }), "single#origin-scheme[origin=example.com]", conformance.OriginScheme},
		{"any port", matching(func(e, o string) bool { return o == e || strings.HasPrefix(o, e+":") }), "single#origin-port[origin=example.com:8443]", conformance.OriginPort},
		{"credentials for everybody", func(f *fake) { f.Credentials = true }, "single#without-credentials", conformance.CredentialsWide},
		{"every method", func(f *fake) { f.Methods = []string{"GET", "PUT", "DELETE", "PATCH"} }, "exact#method-not-listed[method=PATCH]", conformance.MethodsWide},
		{"every header", func(f *fake) {
			f.spoil = func(h http.Header, r *http.Request) {
				h.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
			}
		}, "exact#header-not-listed[header=X-Unlisted]", conformance.HeadersWide},
		{"preflights only", func(f *fake) {
			f.spoil = func(h http.Header, r *http.Request) {
				if r.Method != http.MethodOptions {
					h.Del("Access-Control-Allow-Origin")
				}
			}
		}, "exact#method[method=PUT]", conformance.MissingOnActual},
		{"preflights for everybody", func(f *fake) {
			f.spoil = func(h http.Header, r *http.Request) {
				if r.Method == http.MethodOptions {
					h.Set("Access-Control-Allow-Origin", "*")
				}
			}
		}, "single#stranger-writes", conformance.PreflightWide},
		{"nothing on errors", func(f *fake) {
			f.spoil = func(h http.Header, r *http.Request) {
				if r.URL.Path == "/error" {
					h.Del("Access-Control-Allow-Origin")
				}
			}
		}, "exact#errors[status=500]", conformance.MissingOnErrors},
		{"no Vary", func(f *fake) { f.spoil = func(h http.Header, _ *http.Request) { h.Del("Vary") } }, "exact#cache[after=other]", conformance.VaryMissing},
		{"no Vary without Origin", func(f *fake) {
			f.spoil = func(h http.Header, r *http.Request) {
				if r.Header.Get("Origin") == "" {
					h.Del("Vary")
				}
			}
		}, "exact#cache[after=nobody]", conformance.VaryMissing},
		{"Vary overwritten", func(f *fake) { f.spoil = func(h http.Header, _ *http.Request) { h.Set("Vary", "Origin") } }, "exact#vary-kept", conformance.VaryOverwritten},
		{"stateful regex", func(f *fake) {
			f.matches = func(o string) bool {
				if o != f.Origins[0] {
					return false
				}
				alternating++
				return alternating%2 == 1
			}
		}, "exact#repeats", conformance.StateRequests},
		{"one list for all instances", func(f *fake) {
			for _, o := range f.Origins {
				shared[o] = true
			}
			f.matches = func(o string) bool { return shared[o] }
		}, "exact#instances", conformance.StateInstances},
		{"quadratic reading of a header", func(f *fake) {
			f.spoil = func(_ http.Header, r *http.Request) {
				if n := len(r.Header.Get("Access-Control-Request-Headers")); n > 1000 {
					time.Sleep(50 * time.Millisecond)
				}
			}
		}, "exact#long-header", conformance.LongHeader},
		{"one of several lines read", func(f *fake) {
			f.spoil = func(h http.Header, r *http.Request) {
				h.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
			}
		}, "exact#header-lists", conformance.RequestHeadersRead},
		{"OPTIONS swallowed", func(f *fake) {
			app := f.app
			f.app = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodOptions {
					w.WriteHeader(http.StatusNoContent)
					return
				}
				app.ServeHTTP(w, r)
			})
		}, "options#options", conformance.OptionsSwallowed},
		{"403 for who is not listed", func(f *fake) {
			app := f.app
			f.app = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if o := r.Header.Get("Origin"); o != "" && !f.lets(o) {
					w.WriteHeader(http.StatusForbidden)
					return
				}
				app.ServeHTTP(w, r)
			})
		}, "exact#same-origin", conformance.SameOriginBlocked},
		{"preflights answered by an error", func(f *fake) {
			f.instead = func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Access-Control-Allow-Origin", "https://app.example.com")
				w.Header().Set("Access-Control-Allow-Credentials", "true")
				w.WriteHeader(http.StatusMethodNotAllowed)
			}
		}, "exact#method[method=PUT]", conformance.PreflightStatus},
		{"upper-cased method", func(f *fake) {
			f.spoil = func(h http.Header, _ *http.Request) {
				h.Set("Access-Control-Allow-Methods", strings.ToUpper(h.Get("Access-Control-Allow-Methods")))
			}
		}, "method-case#method[method=patch]", conformance.MethodCaseChanged},
		{"everything exposed", func(f *fake) {
			if f.Expose != nil {
				f.Expose = []string{"X-Total, X-Secret"}
			}
		}, "exposed#exposed", conformance.ExposedWide},
		{"nothing exposed", func(f *fake) { f.Expose = nil }, "exposed#exposed", conformance.NotExposed},
		{"max-age in floating point", func(f *fake) {
			f.spoil = func(h http.Header, _ *http.Request) { h.Set("Access-Control-Max-Age", "6E+02") }
		}, "max-age#max-age", conformance.MaxAgeWrong},
		{"max-age 0 dropped", func(f *fake) { f.MaxAge = nil }, "max-age-zero#max-age", conformance.MaxAgeWrong},
		{"malformed origin matched", matching(func(e, o string) bool {
			return o == e || strings.HasSuffix(o, ".api.example.com") && !strings.Contains(o, ":8443")
		}), "subdomains#malformed-origins", conformance.OriginMalformed},
		{"another origin named", func(f *fake) {
			f.spoil = func(h http.Header, _ *http.Request) { h.Set("Access-Control-Allow-Origin", f.Origins[0]) }
		}, "single#stranger[origin=stranger.test]", conformance.NamesOther},
		{"empty value", func(f *fake) {
			f.spoil = func(h http.Header, _ *http.Request) {
				if h.Get("Access-Control-Allow-Origin") == "" {
					h.Set("Access-Control-Allow-Origin", "")
				}
			}
		}, "exact#stranger[origin=stranger.test]", conformance.EmptyValue},
	} {
		t.Run(test.name, func(t *testing.T) {
			results := ask(t, faking(test.fault), test.want)
			r := results[test.want]
			if r.Case == nil {
				t.Fatalf("there is no case %s", test.want)
			}
			if !slices.ContainsFunc(r.Findings, func(f conformance.Finding) bool { return f.Class == test.class }) {
				t.Errorf("%s: %s %s %+v, want the class %s", test.want, r.Status, r.Message, r.Findings, test.class)
			}
		})
	}
}

// ask runs the cases of the named case's policy.
func ask(t *testing.T, factory corstest.Factory, name string) map[string]conformance.Result {
	t.Helper()
	profile, _ := fetch.ProfileNamed("chromium")
	policy, _, _ := strings.Cut(name, "#")
	cases := slices.DeleteFunc(conformance.Suite(), func(c *conformance.Case) bool { return !strings.HasPrefix(c.Name, policy+"#") })
	results := map[string]conformance.Result{}
	for r := range conformance.Run(conformance.Config{Target: corstest.NewTarget(factory, 50*time.Millisecond), Cases: cases, Profile: profile, Meter: corstest.NewMeter()}) {
		results[r.Case.Name] = r
	}
	return results
}

// TestServersThatDoNotAnswer cost a few cases a time-out, and the rest nothing.
func TestServersThatDoNotAnswer(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"the server did not answer in time":     func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"the server closed the connection with": func(http.ResponseWriter, *http.Request) { panic("broken") },
	} {
		start, errored := time.Now(), 0
		for _, r := range ask(t, faking(func(f *fake) { f.instead = handler }), "exact#reads[origin=app.example.com]") {
			if r.Status != conformance.Errored || !strings.Contains(r.Message, name) {
				t.Errorf("%s: %s, %q", r.Case.Name, r.Status, r.Message)
			}
			errored++
		}
		if took := time.Since(start); errored < 20 || took > time.Second {
			t.Errorf("%d cases in %s", errored, took)
		}
	}
}

// TestClaimNotKept: who claims a feature and then refuses the policy is told so.
func TestClaimNotKept(t *testing.T) {
	refusing := func(p corstest.Policy, app http.Handler) (http.Handler, error) {
		return nil, corstest.Unsupported("subdomains", "no patterns here")
	}
	profile, _ := fetch.ProfileNamed("chromium")
	for _, claims := range [][]conformance.Feature{nil, {conformance.Subdomains}, {conformance.Caching}} {
		cases := slices.DeleteFunc(conformance.Suite(), func(c *conformance.Case) bool { return !strings.HasPrefix(c.Name, "subdomains#reads") })
		for r := range conformance.Run(conformance.Config{Target: corstest.NewTarget(refusing, 0), Cases: cases, Claims: claims, Profile: profile}) {
			isCaught := len(r.Findings) == 1 && r.Findings[0].Class == conformance.BrokenClaim
			if want := slices.Contains(claims, conformance.Subdomains); isCaught != want || !want && r.Status != conformance.Skip {
				t.Errorf("claims %v: %s %v", claims, r.Status, r.Findings)
			}
		}
	}
}

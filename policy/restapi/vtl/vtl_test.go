package vtl_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/policy/restapi/vtl"
)

func origin(value string) func(string) string {
	return func(name string) string {
		if strings.EqualFold(name, "Origin") {
			return value
		}
		return ""
	}
}

const override = "Access-Control-Allow-Origin"

func TestRender(t *testing.T) {
	// The templates that CDK and the Serverless Framework deploy, in their shape.
	const cdk = `#set($origin = $input.params().header.get("Origin"))
#if($origin == "")
  #set($origin = $input.params().header.get("origin"))
#end
#if($origin == "https://b.example" || $origin == "https://c.example")
  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end`
	tests := []struct {
		why, template, origin string
		want                  vtl.Result
	}{
		{"plain text is itself", `{"statusCode": 200}`, "", vtl.Result{Text: `{"statusCode": 200}`}},
		{"a dollar and a hash alone are text", "a $ b # c $1", "", vtl.Result{Text: "a $ b # c $1"}},
		{"CDK: a listed origin", cdk, "https://c.example", vtl.Result{Headers: []vtl.Header{{override, "https://c.example"}}}},
		{"CDK: a stranger", cdk, "https://evil.example", vtl.Result{}},
		{"a pattern takes the whole text", `#if($input.params("Origin").matches("https://a[.]example"))yes#else no#end`, "https://a.example.evil.test", vtl.Result{Text: "no"}},
		{"else and elseif", `#if($input.params('Origin') == 'a')1#elseif($input.params('Origin') == 'b')2#else 3#end`, "b", vtl.Result{Text: "2"}},
		{"and, or, not", `#if(!($input.params('Origin') == '') && ($input.params('Origin').startsWith('a') || false))in#end`, "ab", vtl.Result{Text: "in"}},
		{"a status", `#set($context.responseOverride.status = 403)`, "", vtl.Result{Status: 403}},
		{"a comment", "a ## not this\nb", "", vtl.Result{Text: "a b"}},
		{"a variable in braces", `#set($x = "1")${x}2`, "", vtl.Result{Text: "12"}},
	}
	for _, test := range tests {
		got, err := vtl.Render(test.template, origin(test.origin))
		if err != nil {
			t.Errorf("%s: %v", test.why, err)
		}
		got.Text = strings.TrimSpace(got.Text)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.why, diff)
		}
	}
}

// What is not understood is named, and never guessed at.
func TestUnknownConstructs(t *testing.T) {
	for template, want := range map[string]string{
		"#foreach($x in $y)#end":                        "#foreach",
		"$util.parseJson($input.body)":                  "$util.parseJson",
		"$input.json('$.a')":                            "$input.json",
		"#set($context.authorizer.x = 1)":               "$context.authorizer.x",
		"#if($input.params('a'))":                       "#if without #end",
		"#end":                                          "#end without #if",
		`#if("a" == )#end`:                              `")#end"`,
		`#set($x = "a`:                                  "a string without an end",
		`#if($input.params('Origin').matches("("))#end`: "the pattern (",
		`$input.params('Origin').hashCode()`:            ".hashCode()",
		strings.Repeat("#if(true)", 60):                 "deep nesting",
		"#if(" + strings.Repeat("!", 100_000) + "true)": "deep nesting",
	} {
		_, err := vtl.Render(template, origin("https://a.example"))
		var unknown *vtl.Error
		if !errors.As(err, &unknown) || !strings.Contains(unknown.Construct, want) {
			t.Errorf("%.40q: %v, want an error about %s", template, err, want)
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add(`#set($o = $input.params("Origin"))#if($o.matches("a|b") || !$o)#set($context.responseOverride.header.X = $o)#else ${o}#end`)
	f.Add(`#if((("a" == 'b') && $x.trim().isEmpty()))##`)
	f.Fuzz(func(t *testing.T, template string) {
		first, err := vtl.Render(template, origin("https://a.example"))
		again, errAgain := vtl.Render(template, origin("https://a.example"))
		if diff := cmp.Diff(first, again); diff != "" || (err == nil) != (errAgain == nil) {
			t.Errorf("twice is not the same: %s", diff)
		}
	})
}

package terraform

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

var blockStart = regexp.MustCompile(`(?m)^\s*(?:(?:resource|variable|module|provider|data|output)\s+"[^"\n]*"|(?:locals|terraform)\s*\{)`)

// IsHCL reports whether a file is a Terraform configuration.
func IsHCL(data []byte) bool {
	start := bytes.TrimLeft(data, " \t\r\n")
	return len(start) > 0 && start[0] != '{' && start[0] != '[' && blockStart.Match(data)
}

// ReadHCL reads a configuration with values for its variables. Problems go to the
// file; if only one resource is wanted, those of others are of no matter.
func ReadHCL(f *document.File, params map[string]string, only string) []policy.Resource {
	parsed, diagnostics := hclsyntax.ParseConfig(f.Data, f.Name, hcl.InitialPos)
	addDiagnostics(f, diagnostics)
	if diagnostics.HasErrors() {
		return nil
	}
	body, ok := parsed.Body.(*hclsyntax.Body)
	if !ok {
		return nil
	}
	c := &configuration{module: &module{File: f}, sources: map[string]*hclsyntax.Block{}}
	c.variables(body, params)
	c.locals(body)
	for _, b := range body.Blocks {
		if b.Type == "data" && len(b.Labels) == 2 {
			c.sources["data."+b.Labels[0]+"."+b.Labels[1]] = b
		}
	}
	for _, b := range body.Blocks {
		if b.Type == "resource" && len(b.Labels) == 2 {
			c.resource(b)
		}
	}
	return c.resources(only)
}

func addDiagnostics(f *document.File, diagnostics hcl.Diagnostics) {
	for _, d := range diagnostics {
		if d.Severity != hcl.DiagError {
			continue
		}
		var at document.Place
		if d.Subject != nil {
			at = placeOf(*d.Subject)
		}
		p := f.Problem(at, lowerFirst(d.Summary)+": "+firstSentence(d.Detail), "")
		f.Problems = append(f.Problems, p)
	}
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func firstSentence(s string) string {
	s, _, _ = strings.Cut(s, ". ")
	s, _, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(s, ".")
}

func placeOf(r hcl.Range) document.Place {
	return document.Place{Line: r.Start.Line, Column: r.Start.Column}
}

// A configuration is a file of HCL that is being read.
type configuration struct {
	*module
	vars, local map[string]cty.Value
	// undefined are the variables without a value.
	undefined map[string]bool
	// sources are the data sources by address.
	sources map[string]*hclsyntax.Block
}

// variables gives each variable the value from outside or its default.
func (c *configuration) variables(body *hclsyntax.Body, params map[string]string) {
	c.vars, c.undefined = map[string]cty.Value{}, map[string]bool{}
	for _, b := range body.Blocks {
		if b.Type != "variable" || len(b.Labels) != 1 {
			continue
		}
		name := b.Labels[0]
		c.vars[name] = cty.DynamicVal
		if given, ok := params[name]; ok {
			c.vars[name] = parameter(given, b.Body.Attributes["type"])
			continue
		}
		if d := b.Body.Attributes["default"]; d != nil {
			if v, diagnostics := d.Expr.Value(c.context(nil)); !diagnostics.HasErrors() {
				c.vars[name] = v
				continue
			}
		}
		c.undefined[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if _, ok := c.vars[name]; !ok {
			c.Report(document.Place{}, "the configuration has no variable "+name, document.Suggest(name, slices.Sorted(maps.Keys(c.vars))))
		}
	}
}

// parameter is a value given from outside: an expression where the variable is no
// text.
func parameter(given string, kind *hclsyntax.Attribute) cty.Value {
	if kind != nil && hcl.ExprAsKeyword(kind.Expr) == "string" {
		return cty.StringVal(given)
	}
	expression, diagnostics := hclsyntax.ParseExpression([]byte(given), "param", hcl.InitialPos)
	if !diagnostics.HasErrors() {
		if v, diagnostics := expression.Value(nil); !diagnostics.HasErrors() {
			return v
		}
	}
	return cty.StringVal(given)
}

// locals evaluates local values until no more of them can be.
func (c *configuration) locals(body *hclsyntax.Body) {
	c.local = map[string]cty.Value{}
	waiting := map[string]hclsyntax.Expression{}
	for _, b := range body.Blocks {
		if b.Type == "locals" {
			for name, a := range b.Body.Attributes {
				waiting[name] = a.Expr
			}
		}
	}
	for progress := true; progress; {
		progress = false
		for _, name := range slices.Sorted(maps.Keys(waiting)) {
			if v, diagnostics := waiting[name].Value(c.context(nil)); !diagnostics.HasErrors() {
				c.local[name] = v
				delete(waiting, name)
				progress = true
			}
		}
	}
	for name := range waiting {
		c.local[name] = cty.DynamicVal
	}
}

// context is what expressions may refer to. A resource or a module is not known.
func (c *configuration) context(own map[string]cty.Value) *hcl.EvalContext {
	all := map[string]cty.Value{
		"var": cty.ObjectVal(orEmpty(c.vars)), "local": cty.ObjectVal(orEmpty(c.local)),
		"data": cty.DynamicVal, "module": cty.DynamicVal, "path": cty.DynamicVal, "terraform": cty.DynamicVal,
	}
	for _, b := range c.sources {
		all[b.Labels[0]] = cty.DynamicVal
	}
	for name, v := range own {
		all[name] = v
	}
	return &hcl.EvalContext{Variables: all, Functions: functions()}
}

func orEmpty(m map[string]cty.Value) map[string]cty.Value {
	if m == nil {
		return map[string]cty.Value{}
	}
	return m
}

// resource reads a resource, once for each of its instances.
func (c *configuration) resource(b *hclsyntax.Block) {
	if !strings.HasPrefix(b.Labels[0], "aws_") {
		return
	}
	address := b.Labels[0] + "." + b.Labels[1]
	for _, i := range c.instances(b.Body, address) {
		r := block{kind: b.Labels[0], address: i.address, place: placeOf(b.DefRange()), links: map[string]string{}}
		r.values = c.body(b.Body, i.own, r.links, "")
		c.blocks = append(c.blocks, r)
	}
}

// An instance is what count or for_each make of a resource.
type instance struct {
	address string
	own     map[string]cty.Value
}

func (c *configuration) instances(body *hclsyntax.Body, address string) []instance {
	single := []instance{{address, nil}}
	if a := body.Attributes["count"]; a != nil {
		v := c.evaluate(a.Expr, nil)
		if v.Type() != cty.Number || !v.IsKnown() || v.IsNull() {
			return []instance{{address, map[string]cty.Value{"count": cty.DynamicVal}}}
		}
		n, _ := v.AsBigFloat().Int64()
		const most = 100
		var list []instance
		for i := range min(n, most) {
			list = append(list, instance{
				fmt.Sprintf("%s[%d]", address, i),
				map[string]cty.Value{"count": cty.ObjectVal(map[string]cty.Value{"index": cty.NumberIntVal(i)})},
			})
		}
		return list
	}
	a := body.Attributes["for_each"]
	if a == nil {
		return single
	}
	v := c.evaluate(a.Expr, nil)
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return []instance{{address, map[string]cty.Value{"each": cty.DynamicVal}}}
	}
	var list []instance
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if v.Type().IsSetType() {
			key = value
		}
		name, err := convert.Convert(key, cty.String)
		if err != nil || !name.IsKnown() {
			return single
		}
		list = append(list, instance{
			fmt.Sprintf("%s[%q]", address, name.AsString()),
			map[string]cty.Value{"each": cty.ObjectVal(map[string]cty.Value{"key": key, "value": value})},
		})
	}
	return list
}

// body turns the attributes and blocks of a resource into a mapping, and notes where
// its arguments lead.
func (c *configuration) body(b *hclsyntax.Body, own map[string]cty.Value, links map[string]string, path string) *document.Node {
	out := &document.Node{Kind: document.Mapping, Place: placeOf(b.SrcRange)}
	for _, name := range slices.Sorted(maps.Keys(b.Attributes)) {
		a := b.Attributes[name]
		if target := c.target(a.Expr); target != "" {
			links[path+name] = target
		}
		out.Entries = append(out.Entries, document.Entry{Key: name, Place: placeOf(a.NameRange), Value: c.node(a.Expr, own)})
	}
	lists := map[string]*document.Node{}
	add := func(kind string, at document.Place, item *document.Node) {
		if lists[kind] == nil {
			lists[kind] = &document.Node{Kind: document.List, Place: at}
			out.Entries = append(out.Entries, document.Entry{Key: kind, Place: at, Value: lists[kind]})
		}
		lists[kind].Items = append(lists[kind].Items, item)
	}
	for _, inner := range b.Blocks {
		at := placeOf(inner.DefRange())
		if inner.Type == "dynamic" && len(inner.Labels) == 1 {
			for _, item := range c.dynamic(inner, own, links, path) {
				add(inner.Labels[0], at, item)
			}
			continue
		}
		item := c.body(inner.Body, own, links, path+inner.Type+".")
		item.Place = at
		add(inner.Type, at, item)
	}
	return out
}

// dynamic returns the blocks that a dynamic block makes.
func (c *configuration) dynamic(b *hclsyntax.Block, own map[string]cty.Value, links map[string]string, path string) (list []*document.Node) {
	iterator := b.Labels[0]
	if a := b.Body.Attributes["iterator"]; a != nil {
		if name := hcl.ExprAsKeyword(a.Expr); name != "" {
			iterator = name
		}
	}
	var content *hclsyntax.Block
	for _, inner := range b.Body.Blocks {
		if inner.Type == "content" {
			content = inner
		}
	}
	each := b.Body.Attributes["for_each"]
	if content == nil || each == nil {
		c.Report(placeOf(b.DefRange()), "a dynamic block needs for_each and content", "")
		return nil
	}
	v := c.evaluate(each.Expr, own)
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return []*document.Node{c.unknown(each.Expr)}
	}
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		inner := maps.Clone(own)
		if inner == nil {
			inner = map[string]cty.Value{}
		}
		inner[iterator] = cty.ObjectVal(map[string]cty.Value{"key": key, "value": value})
		item := c.body(content.Body, inner, links, path+b.Labels[0]+".")
		item.Place = placeOf(b.DefRange())
		list = append(list, item)
	}
	return list
}

// evaluate returns the value of an expression, not known if it cannot be.
func (c *configuration) evaluate(e hclsyntax.Expression, own map[string]cty.Value) cty.Value {
	context := c.context(own)
	for _, t := range e.Variables() {
		if root := t.RootName(); context.Variables[root] == cty.NilVal {
			context.Variables[root] = cty.DynamicVal // a resource
		}
	}
	v, diagnostics := e.Value(context)
	if diagnostics.HasErrors() {
		return cty.DynamicVal
	}
	v, _ = v.UnmarkDeep()
	return v
}

// node turns an expression into a value of the tree. The elements of a list that is
// written out keep their own places.
func (c *configuration) node(e hclsyntax.Expression, own map[string]cty.Value) *document.Node {
	at := placeOf(e.Range())
	switch e := e.(type) {
	case *hclsyntax.TupleConsExpr:
		out := &document.Node{Kind: document.List, Place: at}
		for _, item := range e.Exprs {
			out.Items = append(out.Items, c.node(item, own))
		}
		return out
	case *hclsyntax.ObjectConsExpr:
		out := &document.Node{Kind: document.Mapping, Place: at}
		for _, item := range e.Items {
			key := c.evaluate(item.KeyExpr, own)
			if key.Type() != cty.String || !key.IsKnown() || key.IsNull() {
				return c.unknown(e)
			}
			out.Entries = append(out.Entries, document.Entry{Key: key.AsString(), Place: placeOf(item.KeyExpr.Range()), Value: c.node(item.ValueExpr, own)})
		}
		return out
	}
	v := c.evaluate(e, own)
	if !v.IsWhollyKnown() {
		return c.unknown(e)
	}
	return fromValue(v, at)
}

// unknown stands for an expression that is not known, under the name of the first
// thing in it that is not.
func (c *configuration) unknown(e hclsyntax.Expression) *document.Node {
	name := "the expression"
	for _, t := range e.Variables() {
		spelt := spell(t)
		variable, isVariable := strings.CutPrefix(spelt, "var.")
		if name == "the expression" || isVariable && c.undefined[variable] {
			name = spelt
		}
	}
	return unknown(name, placeOf(e.Range()))
}

// spell writes a traversal as far as it has names: "aws_x.y.id".
func spell(t hcl.Traversal) string {
	var parts []string
	for _, step := range t {
		switch s := step.(type) {
		case hcl.TraverseRoot:
			parts = append(parts, s.Name)
		case hcl.TraverseAttr:
			parts = append(parts, s.Name)
		}
	}
	return strings.Join(parts, ".")
}

func fromValue(v cty.Value, at document.Place) *document.Node {
	n := &document.Node{Place: at}
	switch {
	case v.IsNull():
	case v.Type() == cty.String:
		n.Kind, n.Text = document.Text, v.AsString()
	case v.Type() == cty.Bool:
		n.Kind, n.Text = document.Boolean, strconv.FormatBool(v.True())
	case v.Type() == cty.Number:
		n.Kind, n.Text = document.Number, v.AsBigFloat().Text('f', -1)
	case v.Type().IsObjectType() || v.Type().IsMapType():
		n.Kind = document.Mapping
		for it := v.ElementIterator(); it.Next(); {
			key, value := it.Element()
			n.Entries = append(n.Entries, document.Entry{Key: key.AsString(), Place: at, Value: fromValue(value, at)})
		}
	case v.CanIterateElements():
		n.Kind = document.List
		for it := v.ElementIterator(); it.Next(); {
			_, value := it.Element()
			n.Items = append(n.Items, fromValue(value, at))
		}
	}
	return n
}

// target is the address of the resource that an expression leads to; "" if it leads
// to none. For a data source that looks a managed policy up by name, the name stands
// behind a NUL; see managedName.
func (c *configuration) target(e hclsyntax.Expression) string {
	for _, t := range e.Variables() {
		spelt := spell(t)
		if target := resourceOf(spelt); target != "" {
			return target
		}
		if parts := strings.SplitN(spelt, ".", 4); parts[0] == "data" && len(parts) >= 3 {
			address := strings.Join(parts[:3], ".")
			if source := c.sources[address]; source != nil && source.Body.Attributes["name"] != nil {
				if v := c.evaluate(source.Body.Attributes["name"].Expr, nil); v.IsKnown() && v.Type() == cty.String && !v.IsNull() {
					return address + "\x00" + v.AsString()
				}
			}
		}
	}
	return ""
}

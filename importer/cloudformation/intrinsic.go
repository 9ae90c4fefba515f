package cloudformation

import (
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
)

// maxDepth bounds how deep functions may refer to one another.
const maxDepth = 100

// intrinsic returns the function that a node calls, without "Fn::" or "!", and its
// argument; "" if it calls none.
func intrinsic(n *document.Node) (name string, argument *document.Node) {
	if n.Kind != document.Mapping || len(n.Entries) != 1 {
		return "", nil
	}
	e := n.Entries[0]
	switch {
	case e.Key == "Ref", e.Key == "Condition":
		return e.Key, e.Value
	case strings.HasPrefix(e.Key, "Fn::"):
		return strings.TrimPrefix(e.Key, "Fn::"), e.Value
	case strings.HasPrefix(e.Key, "!"):
		return e.Key[1:], e.Value
	}
	return "", nil
}

// resolve returns the value with every function replaced by what it gives. A value
// that is known only after deployment is reported. nil stands for AWS::NoValue.
func (t *template) resolve(n *document.Node) *document.Node {
	if t.depth++; t.depth > maxDepth {
		t.depth--
		t.Report(n.Place, "functions refer to one another too deeply", "")
		return textAt(n, "")
	}
	defer func() { t.depth-- }()
	if name, argument := intrinsic(n); name != "" {
		return t.call(n, name, argument)
	}
	switch n.Kind {
	case document.List:
		out := &document.Node{Kind: document.List, Place: n.Place}
		for _, item := range n.Items {
			if v := t.resolve(item); v != nil {
				out.Items = append(out.Items, v)
			}
		}
		return out
	case document.Mapping:
		out := &document.Node{Kind: document.Mapping, Place: n.Place}
		for _, e := range n.Entries {
			if v := t.resolve(e.Value); v != nil {
				out.Entries = append(out.Entries, document.Entry{Key: e.Key, Place: e.Place, Value: v})
			}
		}
		return out
	}
	return n
}

func textAt(n *document.Node, s string) *document.Node {
	return &document.Node{Kind: document.Text, Text: s, Place: n.Place}
}

// at returns a value as if it were written where n is.
func at(n, value *document.Node) *document.Node {
	if value == nil {
		return nil
	}
	moved := *value
	moved.Place = n.Place
	if moved.Kind == document.List {
		moved.Items = make([]*document.Node, len(value.Items))
		for i, item := range value.Items {
			moved.Items[i] = at(n, item)
		}
	}
	return &moved
}

func (t *template) call(n *document.Node, name string, argument *document.Node) *document.Node {
	switch name {
	case "Ref":
		return t.ref(n, argument.Text)
	case "Sub":
		return t.sub(n, argument)
	case "Join":
		return t.join(n, argument)
	case "If":
		if len(argument.Items) != 3 {
			t.Report(n.Place, "If takes a condition and two values", "")
			return textAt(n, "")
		}
		if t.condition(argument.Items[0]) {
			return t.resolve(argument.Items[1])
		}
		return t.resolve(argument.Items[2])
	case "Select":
		return t.selected(n, argument)
	case "Split":
		return t.split(n, argument)
	case "FindInMap":
		return t.findInMap(n, argument)
	case "GetAtt":
		return t.known(n, attribute(argument))
	case "ImportValue":
		return t.known(n, t.resolve(argument).Text)
	case "Base64", "ToJsonString", "Length", "Cidr", "GetAZs", "Transform":
		return t.known(n, "Fn::"+name)
	}
	t.Report(n.Place, "unknown function "+name, document.Suggest(name, functions))
	return textAt(n, "")
}

var functions = []string{"Ref", "Sub", "Join", "If", "Select", "Split", "FindInMap", "GetAtt", "ImportValue"}

// attribute is what GetAtt names: "Resource.Attribute".
func attribute(argument *document.Node) string {
	if argument.Kind != document.List {
		return argument.Text
	}
	var parts []string
	for _, item := range argument.Items {
		parts = append(parts, item.Text)
	}
	return strings.Join(parts, ".")
}

// known returns a value that only the deployment has, if it was given.
func (t *template) known(n *document.Node, name string) *document.Node {
	t.used[name] = true
	if value, ok := t.given[name]; ok {
		return textAt(n, value)
	}
	t.Report(n.Place, "the value of "+name+" is known only after deployment", "give it: --param "+name+"=VALUE")
	return textAt(n, "")
}

// pseudo are the parameters that every template has.
var pseudo = map[string]string{
	"AWS::Region": "us-east-1", "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
	"AWS::AccountId": "123456789012", "AWS::StackName": "stack",
}

func (t *template) ref(n *document.Node, name string) *document.Node {
	if name == "AWS::NoValue" {
		return nil
	}
	t.used[name] = true
	p := t.parameters[name]
	if value, ok := t.given[name]; ok {
		if p != nil && isList(p) {
			return listAt(n, strings.Split(value, ","))
		}
		return textAt(n, value)
	}
	if value, ok := pseudo[name]; ok {
		return textAt(n, value)
	}
	if p == nil {
		if _, ok := t.resource(name); !ok {
			t.Report(n.Place, "there is neither a parameter nor a resource "+name, "")
			return textAt(n, "")
		}
		return t.known(n, name)
	}
	value := p.Get("Default")
	kind := p.Get("Type")
	switch {
	case value == nil:
		t.Report(n.Place, "the parameter "+name+" has no Default", "give it: --param "+name+"=VALUE")
		return textAt(n, "")
	case kind != nil && strings.HasPrefix(kind.Text, "AWS::SSM::"):
		t.Report(n.Place, "the parameter "+name+" is read from the Parameter Store", "give it: --param "+name+"=VALUE")
		return textAt(n, "")
	case isList(p):
		return listAt(n, strings.Split(value.Text, ","))
	}
	return at(n, value)
}

func isList(parameter *document.Node) bool {
	kind := parameter.Get("Type")
	return kind != nil && (kind.Text == "CommaDelimitedList" || strings.HasPrefix(kind.Text, "List<"))
}

func listAt(n *document.Node, values []string) *document.Node {
	out := &document.Node{Kind: document.List, Place: n.Place}
	for _, v := range values {
		out.Items = append(out.Items, textAt(n, strings.TrimSpace(v)))
	}
	return out
}

// sub replaces ${Name}, ${Resource.Attribute} and the names of its own mapping.
func (t *template) sub(n, argument *document.Node) *document.Node {
	own := map[string]*document.Node{}
	pattern := argument
	if argument.Kind == document.List && len(argument.Items) == 2 {
		pattern = argument.Items[0]
		for _, e := range argument.Items[1].Entries {
			own[e.Key] = e.Value
		}
	}
	var b strings.Builder
	rest := pattern.Text
	for {
		before, after, found := strings.Cut(rest, "${")
		b.WriteString(before)
		if !found {
			return textAt(n, b.String())
		}
		name, tail, closed := strings.Cut(after, "}")
		rest = tail
		switch {
		case !closed:
			t.Report(n.Place, "a ${ without its }", "")
			return textAt(n, "")
		case strings.HasPrefix(name, "!"):
			b.WriteString("${" + name[1:] + "}")
		default:
			b.WriteString(t.substitute(n, strings.TrimSpace(name), own))
		}
	}
}

func (t *template) substitute(n *document.Node, name string, own map[string]*document.Node) string {
	var v *document.Node
	switch value, ok := own[name]; {
	case ok:
		v = t.resolve(value)
	case strings.Contains(name, "."):
		v = t.known(n, name)
	default:
		v = t.ref(n, name)
	}
	if v == nil || v.Kind == document.List {
		t.Report(n.Place, name+" is no text", "")
		return ""
	}
	return v.Text
}

func (t *template) join(n, argument *document.Node) *document.Node {
	if len(argument.Items) != 2 {
		t.Report(n.Place, "Join takes a separator and a list", "")
		return textAt(n, "")
	}
	list := t.resolve(argument.Items[1])
	var parts []string
	if list != nil {
		for _, item := range list.Items {
			parts = append(parts, item.Text)
		}
	}
	return textAt(n, strings.Join(parts, argument.Items[0].Text))
}

func (t *template) selected(n, argument *document.Node) *document.Node {
	if len(argument.Items) != 2 {
		t.Report(n.Place, "Select takes an index and a list", "")
		return textAt(n, "")
	}
	index, list := t.resolve(argument.Items[0]), t.resolve(argument.Items[1])
	i, err := strconv.Atoi(index.Text)
	if err != nil || list == nil || i < 0 || i >= len(list.Items) {
		t.Report(n.Place, "the list has no element "+index.Text, "")
		return textAt(n, "")
	}
	return at(n, list.Items[i])
}

func (t *template) split(n, argument *document.Node) *document.Node {
	if len(argument.Items) != 2 || argument.Items[0].Text == "" {
		t.Report(n.Place, "Split takes a separator and a text", "")
		return listAt(n, nil)
	}
	value := t.resolve(argument.Items[1])
	if value == nil {
		return listAt(n, nil)
	}
	return listAt(n, strings.Split(value.Text, argument.Items[0].Text))
}

func (t *template) findInMap(n, argument *document.Node) *document.Node {
	found := t.mappings
	for _, item := range argument.Items {
		key := t.resolve(item)
		if found != nil && key != nil {
			found = found.Get(key.Text)
		}
	}
	if found == nil || len(argument.Items) < 3 {
		t.Report(n.Place, "the mappings have no such entry", "")
		return textAt(n, "")
	}
	return at(n, found)
}

// condition evaluates the name of a condition, or a function of conditions.
func (t *template) condition(n *document.Node) bool {
	if t.depth++; t.depth > maxDepth {
		t.depth--
		t.Report(n.Place, "conditions refer to one another too deeply", "")
		return false
	}
	defer func() { t.depth-- }()
	name, argument := intrinsic(n)
	switch name {
	case "":
		return t.named(n)
	case "Condition":
		return t.named(argument)
	case "Equals":
		if len(argument.Items) != 2 {
			t.Report(n.Place, "Equals takes two values", "")
			return false
		}
		a, b := t.resolve(argument.Items[0]), t.resolve(argument.Items[1])
		return a != nil && b != nil && a.Text == b.Text
	case "Not":
		return len(argument.Items) == 1 && !t.condition(argument.Items[0])
	case "And", "Or":
		for _, item := range argument.Items {
			if t.condition(item) == (name == "Or") {
				return name == "Or"
			}
		}
		return name == "And"
	}
	t.Report(n.Place, "unknown condition function "+name, document.Suggest(name, []string{"Equals", "Not", "And", "Or", "Condition"}))
	return false
}

func (t *template) named(n *document.Node) bool {
	c, ok := t.conditions[n.Text]
	switch {
	case !ok:
		t.Report(n.Place, "there is no condition "+n.Text, "")
		return false
	case t.deciding[n.Text]:
		t.Report(n.Place, "the condition "+n.Text+" depends on itself", "")
		return false
	}
	t.deciding[n.Text] = true
	defer delete(t.deciding, n.Text)
	return t.condition(c)
}

// target returns the logical ID that a reference leads to: Ref, GetAtt, or a Sub
// of either; "" if it leads nowhere in the template.
func (t *template) target(n *document.Node) string {
	if n == nil {
		return ""
	}
	name, argument := intrinsic(n)
	id := ""
	switch name {
	case "Ref":
		id = argument.Text
	case "GetAtt":
		id = attribute(argument)
	case "Sub":
		id = strings.TrimSuffix(strings.TrimPrefix(argument.Text, "${"), "}")
	}
	id, _, _ = strings.Cut(id, ".")
	if _, ok := t.resource(id); !ok {
		return ""
	}
	return id
}

// plain resolves a value that is not worth a problem: what is not known is "".
func (t *template) plain(n *document.Node) string {
	if n == nil {
		return ""
	}
	before := len(t.Problems)
	v := t.resolve(n)
	if len(t.Problems) > before || v == nil {
		t.Problems = t.Problems[:before]
		return ""
	}
	return v.Text
}

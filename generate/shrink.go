package generate

import (
	"slices"

	"github.com/corslab/corslab/document"
)

// Shrink returns the smallest scenario it finds that still shows what the given
// one shows. fails reports of each of some scenarios whether it does; one that
// cannot be loaded does not. Between two calls the scenarios only get smaller,
// so that it ends; limit is how often fails is called at most.
func Shrink(root *document.Node, limit int, fails func([]*document.Node) []bool) *document.Node {
	for range limit {
		candidates := reductions(root)
		slices.SortStableFunc(candidates, func(a, b *document.Node) int { return size(a) - size(b) })
		failed := fails(candidates)
		i := slices.Index(failed, true)
		if i < 0 {
			return root
		}
		root = candidates[i]
	}
	return root
}

// kept are the keys that a scenario cannot be without.
var kept = []string{"suite", "title", "why", "spec"}

// reductions returns every scenario that is one step smaller.
func reductions(root *document.Node) []*document.Node {
	var all []*document.Node
	for i, e := range root.Entries {
		if slices.Contains(kept, e.Key) {
			continue
		}
		if removed := without(root, i); e.Key != "page" && e.Key != "servers" {
			all = append(all, removed)
		}
		for _, smaller := range smaller(e.Value) {
			all = append(all, with(root, i, smaller))
		}
	}
	return append(all, singleSteps(root)...)
}

// singleSteps returns the scenarios that make one step of a case their only
// request.
func singleSteps(root *document.Node) []*document.Node {
	var all []*document.Node
	cases := root.Get("cases")
	if cases == nil || len(cases.Items) == 0 || cases.Items[0].Get("steps") == nil {
		return nil
	}
	for _, step := range cases.Items[0].Get("steps").Items {
		single := &document.Node{Kind: document.Mapping}
		for _, e := range root.Entries {
			if e.Key != "cases" {
				single.Entries = append(single.Entries, e)
			}
		}
		if request := step.Get("request"); request != nil {
			single.Entries = append(single.Entries, entry("request", request))
			all = append(all, single)
		}
	}
	return all
}

// smaller returns what a value can become by one removal within it.
func smaller(n *document.Node) []*document.Node {
	var all []*document.Node
	for i, e := range n.Entries {
		all = append(all, without(n, i))
		for _, s := range smaller(e.Value) {
			all = append(all, with(n, i, s))
		}
	}
	for i, item := range n.Items {
		all = append(all, &document.Node{Kind: n.Kind, Items: slices.Concat(n.Items[:i], n.Items[i+1:])})
		for _, s := range smaller(item) {
			items := slices.Clone(n.Items)
			items[i] = s
			all = append(all, &document.Node{Kind: n.Kind, Items: items})
		}
	}
	return all
}

func without(n *document.Node, i int) *document.Node {
	return &document.Node{Kind: n.Kind, Entries: slices.Concat(n.Entries[:i], n.Entries[i+1:])}
}

func with(n *document.Node, i int, value *document.Node) *document.Node {
	entries := slices.Clone(n.Entries)
	entries[i].Value = value
	return &document.Node{Kind: n.Kind, Entries: entries}
}

// size counts the values of a tree.
func size(n *document.Node) int {
	total := 1 + len(n.Text)/64
	for _, e := range n.Entries {
		total += size(e.Value)
	}
	for _, item := range n.Items {
		total += size(item)
	}
	return total
}

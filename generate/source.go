package generate

// A Source is where chance comes from, such as a *rand.Rand of math/rand/v2. The
// same numbers give the same scenario.
type Source interface {
	// IntN returns a number from 0 up to n, without n. It panics if n <= 0.
	IntN(n int) int
}

// A drawer draws by chance.
type drawer struct{ Source }

// oneIn reports true once in n times.
func (d drawer) oneIn(n int) bool { return d.IntN(n) == 0 }

// percent reports true p times out of a hundred.
func (d drawer) percent(p int) bool { return d.IntN(100) < p }

// pick returns one of the values.
func pick[T any](d drawer, values ...T) T { return values[d.IntN(len(values))] }

// A weighted value comes as often as its weight says.
type weighted[T any] struct {
	weight int
	value  T
}

// pickWeighted returns one of the values by their weights.
func pickWeighted[T any](d drawer, values []weighted[T]) T {
	total := 0
	for _, v := range values {
		total += v.weight
	}
	n := d.IntN(total)
	for _, v := range values {
		if n -= v.weight; n < 0 {
			return v.value
		}
	}
	panic("generate: weights do not add up") //nolint:forbidigo // n is below their sum
}

// some returns up to most of the values, in their order.
func some[T any](d drawer, most int, values []T) []T {
	var chosen []T
	for n := d.IntN(most + 1); n > 0; n-- {
		chosen = append(chosen, pick(d, values...))
	}
	return chosen
}

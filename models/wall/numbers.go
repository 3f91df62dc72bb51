package wall

import "math/bits"

// numbers is a set of small numbers, a bit for each.
type numbers []uint64

func newNumbers(size int) numbers { return make(numbers, (size+63)/64) }

func (s numbers) put(n int)      { s[n/64] |= 1 << (n % 64) }
func (s numbers) drop(n int)     { s[n/64] &^= 1 << (n % 64) }
func (s numbers) has(n int) bool { return s[n/64]&(1<<(n%64)) != 0 }

// keep drops all that are not in another set of the same size.
func (s numbers) keep(other numbers) {
	for i := range s {
		s[i] &= other[i]
	}
}

func (s numbers) empty() bool {
	for _, word := range s {
		if word != 0 {
			return false
		}
	}
	return true
}

// each calls do with each number, in order.
func (s numbers) each(do func(n int)) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			do(i*64 + bits.TrailingZeros64(word))
		}
	}
}

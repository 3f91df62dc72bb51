package typed

import "slices"

// Speller counts the typing errors between one name and many others: letters to
// insert, delete, replace or swap with their neighbour (optimal string alignment).
type Speller struct {
	name              []rune
	most              int
	other             []rune // from here on room to work in
	before, last, row []int
}

// NewSpeller counts errors in name, exactly up to most of them.
func NewSpeller(name []rune, most int) *Speller {
	return &Speller{name: name, most: most}
}

// ErrorsAllowed returns how many typing errors a name of so many letters may have.
func ErrorsAllowed(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < 8:
		return 1
	case letters < 15:
		return 2
	}
	return 3
}

// Distance returns the number of errors; beyond the most that matter it may stop counting.
func (s *Speller) Distance(name string) int {
	if early, stopped := s.fill(name); stopped {
		return early
	}
	return s.last[len(s.other)]
}

// DistanceToBeginning returns the number of errors to the nearest beginning of a name, as Distance does: for
// names that are still being typed.
func (s *Speller) DistanceToBeginning(name string) int {
	if early, stopped := s.fill(name); stopped {
		return early
	}
	return slices.Min(s.last[:len(s.other)+1])
}

// fill fills the table up to its last row; where all of a row has too many errors it stops and returns the fewest.
func (s *Speller) fill(name string) (fewest int, stopped bool) {
	s.other = s.other[:0]
	for _, r := range name {
		s.other = append(s.other, r)
	}
	s.reset(len(s.other) + 1)
	for i := range s.name {
		if smallest := s.fillRow(i); smallest > s.most {
			return smallest, true
		}
		s.before, s.last, s.row = s.last, s.row, s.before
	}
	return 0, false
}

// reset makes the rows of the table, of which only three are kept, wide enough.
func (s *Speller) reset(width int) {
	if cap(s.row) < width {
		s.before, s.last, s.row = make([]int, 2*width), make([]int, 2*width), make([]int, 2*width)
	}
	s.before, s.last, s.row = s.before[:width], s.last[:width], s.row[:width]
	for j := range s.last {
		s.last[j] = j
	}
}

// fillRow computes the distances of the first i+1 letters to all beginnings of
// the other name and returns the smallest.
func (s *Speller) fillRow(i int) int {
	s.row[0] = i + 1
	smallest := s.row[0]
	for j := range s.other {
		change := 1
		if s.name[i] == s.other[j] {
			change = 0
		}
		errors := min(s.last[j+1]+1, s.row[j]+1, s.last[j]+change)
		if i > 0 && j > 0 && s.name[i] == s.other[j-1] && s.name[i-1] == s.other[j] {
			errors = min(errors, s.before[j-1]+1)
		}
		s.row[j+1] = errors
		smallest = min(smallest, errors)
	}
	return smallest
}

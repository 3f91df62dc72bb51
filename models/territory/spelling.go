package territory

// speller counts the typing errors between one name and many others: letters to
// insert, delete, replace or swap with their neighbour (optimal string alignment).
type speller struct {
	name              []rune
	most              int
	other             []rune // from here on room to work in
	before, last, row []int
}

func newSpeller(name []rune, most int) *speller {
	return &speller{name: name, most: most}
}

// distance returns the number of errors; beyond the most that matter it may stop counting.
func (s *speller) distance(name string) int {
	s.other = s.other[:0]
	for _, r := range name {
		s.other = append(s.other, r)
	}
	s.reset(len(s.other) + 1)
	for i := range s.name {
		if smallest := s.fillRow(i); smallest > s.most {
			return smallest
		}
		s.before, s.last, s.row = s.last, s.row, s.before
	}
	return s.last[len(s.other)]
}

// reset makes the rows of the table, of which only three are kept, wide enough.
func (s *speller) reset(width int) {
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
func (s *speller) fillRow(i int) int {
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

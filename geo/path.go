package geo

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// Path is an outline: rings of points, each closed. By the even-odd rule a ring inside another is a hole.
type Path [][]Point

// ErrPath is wrapped by the errors of ParsePath.
var ErrPath = errors.New("not an outline")

// ParsePath reads the data of an SVG path (SVG 2, 9.3) of straight lines only: M and m, L and l, Z and z. It refuses
// all else, so that what it has read is safe as an attribute.
func ParsePath(data string) (Path, error) {
	var reader pathReader
	token := regexp.MustCompile(`^[\s,]*([MmLlZz]|-?(?:\d+\.?\d*|\.\d+))`)
	for rest := data; rest != ""; {
		found := token.FindStringSubmatchIndex(rest)
		if found == nil {
			return nil, fmt.Errorf("%w: it goes on with %.20q", ErrPath, rest)
		}
		if err := reader.take(rest[found[2]:found[3]]); err != nil {
			return nil, err
		}
		rest = rest[found[1]:]
	}
	return reader.end()
}

// MustPath is ParsePath for data that is part of the program.
func MustPath(data string) Path {
	path, err := ParsePath(data)
	if err != nil {
		panic(err)
	}
	return path
}

type pathReader struct {
	path    Path
	ring    []Point
	command byte
	at      Point
	x       float64
	odd     bool // x is read, and waits for its y
}

func (r *pathReader) take(token string) error {
	number, err := strconv.ParseFloat(token, 64)
	switch {
	case err != nil:
		return r.order(token[0])
	case r.command == 0 || r.command == 'z':
		return fmt.Errorf("%w: a number without a command", ErrPath)
	case !r.odd:
		r.x, r.odd = number, true
		return nil
	}
	r.odd = false
	r.step(Point{r.x, number})
	return nil
}

// order begins a command.
func (r *pathReader) order(command byte) error {
	if r.odd {
		return fmt.Errorf("%w: a point without its height", ErrPath)
	}
	if command == 'Z' {
		command = 'z'
	}
	move := command == 'M' || command == 'm'
	if (r.command == 0 || r.command == 'z') && !move {
		return fmt.Errorf("%w: a ring begins with %q", ErrPath, command)
	}
	if command == 'z' || move {
		r.close()
	}
	r.command = command
	return nil
}

// step adds a point; those after the first of a move are lines.
func (r *pathReader) step(to Point) {
	if r.command == 'm' || r.command == 'l' {
		to = Point{r.at.X + to.X, r.at.Y + to.Y}
	}
	r.at = to
	r.ring = append(r.ring, to)
}

func (r *pathReader) close() {
	if len(r.ring) > 0 {
		r.path = append(r.path, r.ring)
		r.at = r.ring[0]
		r.ring = nil
	}
}

func (r *pathReader) end() (Path, error) {
	if r.odd {
		return nil, fmt.Errorf("%w: a point without its height", ErrPath)
	}
	r.close()
	if len(r.path) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrPath)
	}
	return r.path, nil
}

// Contains reports whether a point lies inside, by the even-odd rule.
func (p Path) Contains(at Point) bool {
	odd := false
	for _, ring := range p {
		from := ring[len(ring)-1]
		for _, to := range ring {
			if (from.Y > at.Y) != (to.Y > at.Y) && at.X < (to.X-from.X)*(at.Y-from.Y)/(to.Y-from.Y)+from.X {
				odd = !odd
			}
			from = to
		}
	}
	return odd
}

// Distance is how far a point is from the nearest corner, in units of the frame.
func (p Path) Distance(at Point) float64 {
	nearest := math.Inf(1)
	for _, ring := range p {
		for _, corner := range ring {
			nearest = min(nearest, math.Hypot(corner.X-at.X, corner.Y-at.Y))
		}
	}
	return nearest
}

// Box is the rectangle around an outline.
type Box struct{ Min, Max Point }

// Box returns the rectangle around all rings.
func (p Path) Box() Box {
	box := Box{Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}}
	for _, ring := range p {
		for _, corner := range ring {
			box.Min = Point{min(box.Min.X, corner.X), min(box.Min.Y, corner.Y)}
			box.Max = Point{max(box.Max.X, corner.X), max(box.Max.Y, corner.Y)}
		}
	}
	return box
}

// Width is how wide the box is.
func (b Box) Width() float64 { return b.Max.X - b.Min.X }

// Height is how high the box is.
func (b Box) Height() float64 { return b.Max.Y - b.Min.Y }

// Middle is its centre.
func (b Box) Middle() Point { return Point{(b.Min.X + b.Max.X) / 2, (b.Min.Y + b.Max.Y) / 2} }

// Near reports whether a point lies in the box, or at most so far from it.
func (b Box) Near(at Point, distance float64) bool {
	return at.X >= b.Min.X-distance && at.X <= b.Max.X+distance && at.Y >= b.Min.Y-distance && at.Y <= b.Max.Y+distance
}

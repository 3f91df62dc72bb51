package territory

import (
	"fmt"
	"math"
	"slices"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// Clue is what a list says about a place beside its name; it tells namesakes apart.
type Clue struct {
	Lat, Lon   float64 // in degrees, where Located
	Located    bool
	Population int // 0 where unknown
}

// How far a place may lie from where a list says, in kilometres: close by it is meant, far off another one is.
// Lists round to whole degrees and name the seat of a region, hence not less.
const (
	closeBy = 25
	farOff  = 120
)

// Exact finds the territory whose name a body bears, as Match does, but only by the whole name, with or without
// words of the administration: no piece of "Avola, Noto" is taken for it, and nothing is suggested. A clue decides
// between namesakes, and against one that lies elsewhere.
func Exact(db *gorm.DB, q Query, clue Clue) (*Territory, error) {
	if len(q.Text) > longestQuery {
		return nil, nil
	}
	key, ids, err := nameSearch{db, q}.firstNamed(wholeKeys(q.Text))
	if err != nil {
		return nil, fmt.Errorf("match territory: %w", err)
	}
	namesakes, err := byID(db, ids)
	if err != nil {
		return nil, fmt.Errorf("read matching territories: %w", err)
	}
	return clue.choose(namesakes, key), nil
}

func wholeKeys(name string) []string {
	folded := typed.FoldLookalikes(name)
	keys := append([]string{folded}, withoutAffixes(folded)...)
	return slices.DeleteFunc(keys, func(key string) bool { return key == "" })
}

func (c Clue) choose(namesakes []Territory, key string) *Territory {
	if c.Located {
		namesakes = c.within(namesakes, farOff)
		if near := c.within(namesakes, closeBy); len(near) > 0 {
			namesakes = near
		}
	}
	if one := onlyOne(namesakes, key); one != nil || c.Population == 0 {
		return one
	}
	const alike = 1.5
	sized := slices.DeleteFunc(slices.Clone(namesakes), func(t Territory) bool {
		small, large := float64(min(t.Population, c.Population)), float64(max(t.Population, c.Population))
		return large > alike*small
	})
	return onlyOne(sized, key)
}

// within keeps the places at most so many kilometres away; of larger territories only the centre is known.
func (c Clue) within(namesakes []Territory, most float64) []Territory {
	return slices.DeleteFunc(slices.Clone(namesakes), func(t Territory) bool {
		return t.Level == LevelPlace && c.distance(t) > most
	})
}

// distance is the way along a great circle, in kilometres (haversine).
func (c Clue) distance(t Territory) float64 {
	const radius, degree = 6371, math.Pi / 180
	lat, lon := (t.Lat-c.Lat)*degree, (t.Lon-c.Lon)*degree
	h := math.Pow(math.Sin(lat/2), 2) + math.Cos(c.Lat*degree)*math.Cos(t.Lat*degree)*math.Pow(math.Sin(lon/2), 2)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(h)))
}

package wall

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Near returns the members closest to another one, the closest first; of those at one place, by name. Members whose
// place is unknown are near nobody.
func (x *Index) Near(of *Member, limit int) []*Member {
	if of.TerritoryID == "" {
		return nil
	}
	distances := make([]float64, len(x.places.list))
	for i, place := range x.places.list {
		distances[i] = distance(of, place)
	}
	closer := func(a, b *entry) int {
		return cmp.Or(cmp.Compare(distances[a.place], distances[b.place]), strings.Compare(a.key, b.key),
			strings.Compare(a.ID, b.ID))
	}
	closest := best{limit: limit, order: closer}
	x.present.each(func(n int) {
		if e := x.entries[n]; e.place >= 0 && e.ID != of.ID {
			closest.take(e)
		}
	})
	return closest.members()
}

// distance compares how far places are apart; it is right for neighbours and has no unit (equirectangular).
func distance(from *Member, to Place) float64 {
	east := (to.Lon - from.Lon) * math.Cos(from.Lat*math.Pi/180)
	return math.Hypot(east, to.Lat-from.Lat)
}

// best keeps the first few entries of an order.
type best struct {
	limit   int
	order   func(a, b *entry) int
	entries []*entry
}

func (b *best) take(e *entry) {
	if len(b.entries) == b.limit && (b.limit == 0 || b.order(e, b.entries[b.limit-1]) >= 0) {
		return
	}
	at, _ := slices.BinarySearchFunc(b.entries, e, b.order)
	b.entries = slices.Insert(b.entries, at, e)
	b.entries = b.entries[:min(len(b.entries), b.limit)]
}

func (b *best) members() []*Member {
	members := make([]*Member, 0, len(b.entries))
	for _, e := range b.entries {
		members = append(members, &e.Member)
	}
	return members
}

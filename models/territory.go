package models

import (
	"context"
	"errors"
	"fmt"

	"alliance/models/territory"
)

// Territory is an entry of the register.
type Territory = territory.Territory

// TerritoryQuery asks for the territories that a typed text may mean.
type TerritoryQuery struct {
	Text    string
	Country string // optional
	Kind    Kind   // region asks for regions and provinces, city for local authorities, else all
	Limit   int    // at most 20; 0 means 8
}

// SuggestTerritories returns the territories that a typed text may mean, the likeliest first.
func (s *Store) SuggestTerritories(ctx context.Context, q TerritoryQuery) ([]Territory, error) {
	found, err := territory.Suggest(s.read.WithContext(ctx), territory.Query{
		Text: q.Text, Country: q.Country, Among: q.Kind.territories(), Limit: q.Limit,
	})
	return found, storageError(err)
}

// Territory returns one entry of the register, or ErrNotFound.
func (s *Store) Territory(ctx context.Context, id string) (Territory, error) {
	found, err := territory.Find(s.read.WithContext(ctx), id)
	if errors.Is(err, territory.ErrUnknown) {
		return Territory{}, fmt.Errorf("territory %q: %w", id, ErrNotFound)
	}
	return found, err
}

// territories is the part of the register in which bodies of this kind are found.
func (k Kind) territories() territory.Among {
	switch k {
	case KindRegion:
		return territory.Regions
	case KindCity:
		return territory.LocalAuthorities
	default:
		return territory.Everything
	}
}

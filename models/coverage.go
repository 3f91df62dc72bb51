package models

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"gorm.io/gorm"

	"alliance/models/territory"
	"alliance/models/wall"
)

// CountryCoverage is how much of a country its members stand for.
type CountryCoverage = territory.Coverage

// Coverage is how much of Europe stands behind the Alliance.
type Coverage struct {
	Union      CountryCoverage   // the member states together; Country is empty
	States     []CountryCoverage // each of them
	Neighbours []CountryCoverage // other countries with a member region or city
	Members    int               // regions and cities on the wall
	Unplaced   int               // of these, without a known territory: they are in no figure
}

// Coverage counts what the regions and cities on the wall stand for. Other members cover no territory.
func (s *Store) Coverage(ctx context.Context) (Coverage, error) {
	tree, err := s.territoryTree(s.read.WithContext(ctx))
	if err != nil {
		return Coverage{}, err
	}
	var result Coverage
	var signed []string
	for _, kind := range []Kind{KindRegion, KindCity} {
		placed, err := s.coveredBy(ctx, kind, &result)
		if err != nil {
			return Coverage{}, err
		}
		signed = append(signed, placed...)
	}
	states := territory.MemberStates()
	coverage, present := tree.Coverage(signed)
	for _, country := range coverage {
		switch {
		case slices.Contains(states, country.Country):
			result.States = append(result.States, country)
			result.Union.Add(country)
		case present[country.Country]:
			result.Neighbours = append(result.Neighbours, country)
		}
	}
	return result, nil
}

// coveredBy adds the members of a kind to the result, and returns where they are.
func (s *Store) coveredBy(ctx context.Context, kind Kind, to *Coverage) ([]string, error) {
	index, err := s.wallIndex(ctx)
	if err != nil {
		return nil, err
	}
	filter := wall.Filter{Kind: string(kind)}
	found, err := index.Find(ctx, filter, wall.Page{})
	if err != nil {
		return nil, fmt.Errorf("count what is covered: %w", err)
	}
	territories, placed, err := index.Territories(ctx, filter)
	if err != nil {
		return nil, fmt.Errorf("find what is covered: %w", err)
	}
	to.Members, to.Unplaced = to.Members+found.Total, to.Unplaced+found.Total-placed
	return territories, nil
}

// treeInMemory is the register as a tree, as last read, with the setting that says which statistical regions were
// imported by then.
type treeInMemory struct {
	reading sync.Mutex
	setting string
	read    *territory.Tree
}

// territoryTree is read once, and again when an import of statistical regions may have added regions overseas: nothing
// else changes the register while the store is open.
func (s *Store) territoryTree(db *gorm.DB) (*territory.Tree, error) {
	setting, err := statisticalSettingOf(db)
	if err != nil {
		return nil, err
	}
	s.tree.reading.Lock()
	defer s.tree.reading.Unlock()
	if s.tree.read == nil || s.tree.setting != setting {
		tree, err := territory.LoadTree(db)
		if err != nil {
			return nil, err
		}
		s.tree.read, s.tree.setting = tree, setting
	}
	return s.tree.read, nil
}

package handlers

import (
	"context"
	"slices"

	"alliance/models"
	"alliance/web"
)

// mapRegions are the statistical regions of the map page, where the operator has imported them.
type mapRegions struct {
	onMap       []web.MapRegion
	insets      []web.Inset
	countries   map[string]string // outlines, by country
	all, signed map[string]int    // how many regions a country has, and how many of them have signed themselves
	notice      string
}

// mapRegions counts the members of each region under the filter.
func (s *site) mapRegions(ctx context.Context, layout web.Layout, filter models.WallFilter) (mapRegions, error) {
	known, err := s.Store.StatisticalRegions(ctx)
	if err != nil {
		return mapRegions{}, err
	}
	areas, err := s.Store.MapAreas(ctx, filter)
	if err != nil {
		return mapRegions{}, err
	}
	signed, err := s.signedRegions(ctx, filter)
	if err != nil {
		return mapRegions{}, err
	}
	counts := map[string]int{}
	for _, area := range areas {
		for _, code := range area.Statistical {
			counts[code] += area.Count
		}
	}
	found := mapRegions{
		countries: map[string]string{}, all: map[string]int{}, signed: map[string]int{}, notice: known.Attribution,
	}
	for _, region := range known.Regions {
		if region.IsCountry() {
			found.countries[region.Country] = region.Outline
			continue
		}
		found.add(region, mapRegion(layout, filter, region, counts[region.Code], signed[region.Code]), filter.Country)
	}
	if err := s.farPlaces(ctx, layout, filter, areas, &found); err != nil {
		return mapRegions{}, err
	}
	slices.SortFunc(found.onMap, func(a, b web.MapRegion) int { return layout.Compare(a.Name, b.Name) })
	slices.SortFunc(found.insets, func(a, b web.Inset) int { return layout.Compare(a.Name, b.Name) })
	return found, nil
}

func mapRegion(
	layout web.Layout, filter models.WallFilter, region models.StatisticalRegion, count int, signed bool,
) web.MapRegion {
	shown := web.MapRegion{
		Name: region.Name, Country: region.Country, Outline: region.Outline, Count: count, Signed: signed,
	}
	if count > 0 {
		there := firstPage(filter)
		there.Territory = models.StatisticalID(region.Code)
		shown.URL = layout.URL(wallPath(there))
	}
	return shown
}

// add takes a region of the country that is chosen, or of any where none is.
func (m *mapRegions) add(region models.StatisticalRegion, shown web.MapRegion, chosen string) {
	m.all[region.Country]++
	if shown.Signed {
		m.signed[region.Country]++
	}
	switch {
	case chosen != "" && chosen != region.Country:
	case region.IsOverseas():
		m.insets = append(m.insets, web.Inset{MapRegion: shown, Width: region.InsetWidth, Height: region.InsetHeight})
	default:
		m.onMap = append(m.onMap, shown)
	}
}

// signedRegions are the codes of regions that are members under the filter, or lie in one for the most part.
func (s *site) signedRegions(ctx context.Context, filter models.WallFilter) (map[string]bool, error) {
	signed := map[string]bool{}
	if filter.Kind != "" && filter.Kind != models.KindRegion {
		return signed, nil
	}
	filter.Kind = models.KindRegion
	areas, err := s.Store.MapAreas(ctx, filter)
	if err != nil {
		return nil, err
	}
	for _, area := range areas {
		for _, code := range area.Holds {
			signed[code] = true
		}
	}
	return signed, nil
}

// farPlaces adds an inset for every region beyond the edge of the map whose outline nobody knows, so that no member is
// lost.
func (s *site) farPlaces(
	ctx context.Context, layout web.Layout, filter models.WallFilter, areas []models.MapArea, to *mapRegions,
) error {
	counts := map[string]int{}
	for _, area := range areas {
		if area.Outside && len(area.Statistical) == 0 {
			counts[area.Region] += area.Count
		}
	}
	for id, count := range counts {
		place, err := s.Store.Territory(ctx, id)
		if err != nil {
			return err
		}
		there := firstPage(filter)
		there.Territory = id
		to.insets = append(to.insets, web.Inset{MapRegion: web.MapRegion{
			Name: place.Name, Country: place.Country, Count: count, URL: layout.URL(wallPath(there)),
		}})
	}
	return nil
}

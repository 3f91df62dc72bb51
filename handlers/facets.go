package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"alliance/handlers/wallfilter"
	"alliance/models"
	"alliance/web"
)

// facetKind is one of the wall's filters with counts: how its values are called, and how they are set.
type facetKind struct {
	name   string
	counts []models.FacetCount
	chosen string
	label  func(value string) string
	set    func(f *models.WallFilter, value string)
}

// facets are the filters of the wall. One that leaves no choice is not shown, unless it is set.
func facets(layout web.Layout, filter models.WallFilter, wall models.Wall) []web.Facet {
	shown := shownFilter(filter)
	asIs := func(value string) string { return value }
	kinds := []facetKind{
		{
			web.FieldKind, inOrderOfKinds(wall.Kinds), shown.Kind,
			func(value string) string { return layout.T("kind." + value) },
			func(f *models.WallFilter, value string) { f.Kind = models.Kind(value) },
		},
		{
			web.FieldCountry, inOrderOfNames(layout, wall.Countries), shown.Country, layout.Country,
			func(f *models.WallFilter, value string) { f.Country = value },
		},
		{
			web.FieldAssociation, wall.Associations, shown.Association,
			func(value string) string { return layout.T("association." + value) },
			func(f *models.WallFilter, value string) { f.Association = value },
		},
		{
			wallfilter.Version, wall.Versions, shown.Version, asIs,
			func(f *models.WallFilter, value string) { f.Version = value },
		},
		{
			wallfilter.Year, wall.Years, shown.Year, asIs,
			func(f *models.WallFilter, value string) { f.Year, _ = strconv.Atoi(value) }, // 0, not set, for ""
		},
	}
	var shownFacets []web.Facet
	for _, kind := range kinds {
		if facet := kind.facet(layout, filter); len(kind.counts) > 1 || kind.chosen != "" {
			shownFacets = append(shownFacets, facet)
		}
	}
	return shownFacets
}

// facet lists the values, behind the way out of the filter. The one that is chosen is there even when it selects
// nothing under the other filters.
func (k facetKind) facet(layout web.Layout, filter models.WallFilter) web.Facet {
	counts := k.counts
	isChosen := func(count models.FacetCount) bool { return count.Value == k.chosen }
	if k.chosen != "" && !slices.ContainsFunc(counts, isChosen) {
		counts = append([]models.FacetCount{{Value: k.chosen}}, counts...)
	}
	address := func(value string) string {
		return wallURL(layout, filter, func(f *models.WallFilter) { k.set(f, value) })
	}
	all := web.FacetLink{Label: layout.T("members.filters.all"), URL: address(""), Selected: k.chosen == ""}
	links := []web.FacetLink{all}
	for _, count := range counts {
		links = append(links, web.FacetLink{
			Value: count.Value, Label: k.label(count.Value), URL: address(count.Value), Count: count.Count,
			Selected: count.Value == k.chosen,
		})
	}
	return web.Facet{Name: k.name, Links: links, Open: k.name == web.FieldKind || k.chosen != ""}
}

func inOrderOfKinds(counts []models.FacetCount) []models.FacetCount {
	kinds := models.Kinds()
	return slices.SortedFunc(slices.Values(counts), func(a, b models.FacetCount) int {
		return slices.Index(kinds, models.Kind(a.Value)) - slices.Index(kinds, models.Kind(b.Value))
	})
}

func inOrderOfNames(layout web.Layout, counts []models.FacetCount) []models.FacetCount {
	return slices.SortedFunc(slices.Values(counts), func(a, b models.FacetCount) int {
		return layout.Compare(layout.Country(a.Value), layout.Country(b.Value))
	})
}

// chips are the filters that are set, each with the wall without it. Place is the name of the chosen territory.
func chips(layout web.Layout, filter models.WallFilter, place string) []web.Chip {
	var set []web.Chip
	add := func(value, label string, without func(*models.WallFilter)) {
		if value != "" {
			set = append(set, web.Chip{Label: label, URL: wallURL(layout, filter, without)})
		}
	}
	shown := shownFilter(filter)
	add(shown.Query, layout.T("members.filters.query", "query", shown.Query), func(f *models.WallFilter) { f.Query = "" })
	add(shown.Kind, layout.T("kind."+shown.Kind), func(f *models.WallFilter) { f.Kind = "" })
	add(shown.Country, layout.Country(shown.Country), func(f *models.WallFilter) { f.Country = "" })
	add(shown.Territory, place, func(f *models.WallFilter) { f.Territory = "" })
	add(shown.Association, layout.T("members.filters.association", "association", shown.Association),
		func(f *models.WallFilter) { f.Association = "" })
	add(shown.Version, layout.T("members.filters.version", "version", shown.Version),
		func(f *models.WallFilter) { f.Version = "" })
	add(shown.Year, layout.T("members.filters.year", "year", shown.Year), func(f *models.WallFilter) { f.Year = 0 })
	return set
}

// chipsTo makes links that take a filter away lead to another page that has the wall's filters.
func chipsTo(layout web.Layout, path string, chosen []web.Chip) []web.Chip {
	for i := range chosen {
		_, query, _ := strings.Cut(chosen[i].URL, "?")
		chosen[i].URL = withQuery(layout.URL(path), &url.URL{RawQuery: query})
	}
	return chosen
}

package handlers

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"alliance/handlers/present"
	"alliance/models"
	"alliance/web"
)

// members is GET /{lang}/members: the wall. Every state of its filters has its own address.
func (s *site) members(c *gin.Context) error {
	filter := s.wallFilterOf(c.Request.URL.Query(), s.Store.DeclarationVersions())
	page, err := s.wallPage(c.Request.Context(), s.respond.Layout(c, ""), filter)
	if err != nil {
		return err
	}
	return s.respond.Page(c, http.StatusOK, page)
}

// wallPage depends on the filter, the language and the public data alone, so a cache may keep what becomes of it.
func (s *site) wallPage(ctx context.Context, layout web.Layout, filter models.WallFilter) (web.WallPage, error) {
	wall, err := s.Store.Wall(ctx, filter)
	if err != nil {
		return web.WallPage{}, err
	}
	points, err := s.Store.MapPoints(ctx, filter)
	if err != nil {
		return web.WallPage{}, err
	}
	layout.Path = wallPath(filter)
	layout.Title, layout.Description = layout.T("members.title"), layout.T("members.description")
	layout.NoIndex = filter.Query != "" || filter.After != ""
	page := web.WallPage{
		Layout: layout, Filter: shownFilter(filter), Entries: entries(wall.Entries), Total: wall.Total,
		Kinds: kindLinks(layout, filter, wall.Kinds), Countries: countryLinks(layout, filter, wall.Countries),
		SortLinks: sortLinks(layout, filter), Map: lights(points),
	}
	if wall.Next != "" {
		page.NextURL = wallURL(layout, filter, func(f *models.WallFilter) { f.After = wall.Next })
	}
	if filter.After != "" {
		page.FirstURL = wallURL(layout, filter, func(*models.WallFilter) {})
	}
	if everything := (models.WallFilter{Sort: filter.Sort}); wallPath(everything) != wallPath(firstPage(filter)) {
		page.ClearURL = layout.URL(wallPath(everything))
	}
	return page, nil
}

func shownFilter(filter models.WallFilter) web.WallFilter {
	shown := web.WallFilter{
		Query: filter.Query, Country: filter.Country, Kind: string(filter.Kind), Association: filter.Association,
		Version: filter.Version, Sort: string(filter.Sort),
	}
	if filter.Year != 0 {
		shown.Year = strconv.Itoa(filter.Year)
	}
	return shown
}

// kindLinks lists the kinds that have members under the other filters, in display order.
func kindLinks(layout web.Layout, filter models.WallFilter, counts []models.FacetCount) []web.FacetLink {
	links := make([]web.FacetLink, 0, len(counts))
	for _, count := range counts {
		links = append(links, web.FacetLink{
			Value: count.Value, Count: count.Count, Label: layout.T("kind." + count.Value),
			URL:      wallURL(layout, filter, func(f *models.WallFilter) { f.Kind = models.Kind(count.Value) }),
			Selected: count.Value == string(filter.Kind),
		})
	}
	slices.SortFunc(links, func(a, b web.FacetLink) int {
		kinds := models.Kinds()
		return slices.Index(kinds, models.Kind(a.Value)) - slices.Index(kinds, models.Kind(b.Value))
	})
	all := wallURL(layout, filter, func(f *models.WallFilter) { f.Kind = "" })
	return withAll(layout, links, all)
}

// countryLinks lists the countries that have members under the other filters, as the language orders them.
func countryLinks(layout web.Layout, filter models.WallFilter, counts []models.FacetCount) []web.FacetLink {
	links := make([]web.FacetLink, 0, len(counts))
	for _, count := range counts {
		links = append(links, web.FacetLink{
			Value: count.Value, Count: count.Count, Label: layout.Country(count.Value),
			URL:      wallURL(layout, filter, func(f *models.WallFilter) { f.Country = count.Value }),
			Selected: count.Value == filter.Country,
		})
	}
	slices.SortFunc(links, func(a, b web.FacetLink) int { return layout.Compare(a.Label, b.Label) })
	all := wallURL(layout, filter, func(f *models.WallFilter) { f.Country = "" })
	return withAll(layout, links, all)
}

// withAll puts the way out of a filter first; without values there is nothing to choose.
func withAll(layout web.Layout, links []web.FacetLink, url string) []web.FacetLink {
	if len(links) == 0 {
		return nil
	}
	all := web.FacetLink{Label: layout.T("members.filters.all"), URL: url, Selected: true}
	for _, link := range links {
		all.Count += link.Count
		all.Selected = all.Selected && !link.Selected
	}
	return append([]web.FacetLink{all}, links...)
}

func sortLinks(layout web.Layout, filter models.WallFilter) []web.FacetLink {
	links := make([]web.FacetLink, 0, 2)
	for _, sort := range []models.WallSort{models.SortNewest, models.SortName} {
		links = append(links, web.FacetLink{
			Value: string(sort), Label: layout.T("members.sort." + string(sort)),
			URL:      wallURL(layout, filter, func(f *models.WallFilter) { f.Sort = sort }),
			Selected: sort == filter.Sort || sort == models.SortNewest && filter.Sort == "",
		})
	}
	return links
}

// signatory is GET /{lang}/members/{slug}.
func (s *site) signatory(c *gin.Context) error {
	found, err := s.Store.Signatory(c.Request.Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	page := present.Signatory(s.respond.Layout(c, found.Name), found)
	page.Description = page.T("signatory.description",
		"name", found.Name, "site", s.Site.Name, "date", page.Date(found.Since))
	page.Share = shareLinks(page.Layout, page.Canonical(), found.Name)
	return s.respond.Page(c, http.StatusOK, page)
}

func entries(found []models.WallEntry) []web.Entry {
	shown := make([]web.Entry, 0, len(found))
	for _, e := range found {
		shown = append(shown, present.Entry(e))
	}
	return shown
}

// lights draws the places of members on the map.
func lights(places []models.MapPoint) web.Map {
	points := make([]web.Point, 0, len(places))
	for _, place := range places {
		points = append(points, web.Point{Lat: place.Lat, Lon: place.Lon, Count: place.Count})
	}
	return web.NewMap(points)
}

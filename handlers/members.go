package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"alliance/handlers/present"
	"alliance/handlers/wallfilter"
	"alliance/models"
	"alliance/web"
)

const (
	meantMembers = 5 // that a search without result may have meant
	nearMembers  = 3 // around another one
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
	filter, place, err := s.placeOf(ctx, filter)
	if err != nil {
		return web.WallPage{}, err
	}
	filter.Language, filter.Brief = layout.Lang(), true
	wall, err := s.Store.Wall(ctx, filter)
	if err != nil {
		return web.WallPage{}, err
	}
	europe, err := s.mapOf(ctx, filter)
	if err != nil {
		return web.WallPage{}, err
	}
	layout.Path = wallPath(filter)
	layout.Title, layout.Description = layout.T("members.title"), layout.T("members.description")
	layout.NoIndex = filter.Query != "" || filter.After != ""
	page := web.WallPage{
		Layout: layout, Filter: shownFilter(filter), Entries: entries(wall.Entries), Total: wall.Total,
		Facets: facets(layout, filter, wall), Chosen: chips(layout, filter, place),
		SortLinks: sortLinks(layout, filter), Map: europe, MapURL: layout.URL(mapPath(firstPage(filter))),
		DataURL: layout.URL("/data" + wallfilter.Address(firstPage(filter))),
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
	if wall.Total == 0 && filter.Query != "" {
		page.Meant, err = s.meant(ctx, layout, filter.Query)
	}
	return page, err
}

// placeOf is the name of the territory that a filter names; one that the register lacks counts as not set.
func (s *site) placeOf(ctx context.Context, filter models.WallFilter) (models.WallFilter, string, error) {
	if filter.Territory == "" {
		return filter, "", nil
	}
	place, err := s.Store.PlaceOnWall(ctx, filter.Territory)
	if errors.Is(err, models.ErrNotFound) {
		filter.Territory = ""
		return filter, "", nil
	}
	return filter, place.Name, err
}

// meant are the members that a search may have meant which finds nothing under the filters that are set.
func (s *site) meant(ctx context.Context, layout web.Layout, query string) ([]web.FacetLink, error) {
	suggested, err := s.Store.SuggestMembers(ctx, query, meantMembers)
	if err != nil {
		return nil, err
	}
	links := make([]web.FacetLink, 0, len(suggested))
	for _, member := range suggested {
		links = append(links, web.FacetLink{Label: member.Name, URL: layout.URL("/members/" + member.Slug)})
	}
	return links, nil
}

func shownFilter(filter models.WallFilter) web.WallFilter {
	shown := web.WallFilter{
		Query: filter.Query, Country: filter.Country, Kind: string(filter.Kind), Association: filter.Association,
		Version: filter.Version, Territory: filter.Territory, Sort: string(filter.Sort),
	}
	if filter.Year != 0 {
		shown.Year = strconv.Itoa(filter.Year)
	}
	return shown
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
	near, err := s.Store.MembersNear(c.Request.Context(), found.WallEntry, nearMembers)
	if err != nil {
		return err
	}
	page := present.Signatory(s.respond.Layout(c, found.Name), found)
	page.Near = entries(near)
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

// mapOf draws the members of a filter on the map.
func (s *site) mapOf(ctx context.Context, filter models.WallFilter) (web.Map, error) {
	found, err := s.Store.MapLights(ctx, filter)
	if err != nil {
		return web.Map{}, err
	}
	shown := make([]web.MapLight, 0, len(found.Lights))
	for _, light := range found.Lights {
		shown = append(shown, web.MapLight(light))
	}
	return web.NewMapOfLights(shown, found.Outside), nil
}

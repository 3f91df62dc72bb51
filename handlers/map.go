package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/handlers/wallfilter"
	"alliance/models"
	"alliance/web"
)

// besideMap is how many members the list beside the map shows.
const besideMap = 12

// memberMap is GET /{lang}/map: the wall's filters on a map.
func (s *site) memberMap(c *gin.Context) error {
	ctx, layout := c.Request.Context(), s.respond.Layout(c, "")
	filter, place, err := s.placeOf(ctx, s.wallFilterOf(c.Request.URL.Query(), s.Store.DeclarationVersions()))
	if err != nil {
		return err
	}
	filter.Language, filter.Limit, filter.After, filter.Brief = layout.Lang(), besideMap, "", true
	wall, err := s.Store.Wall(ctx, filter)
	if err != nil {
		return err
	}
	lights, err := s.mapOf(ctx, filter)
	if err != nil {
		return err
	}
	regions, err := s.mapRegions(ctx, layout, filter)
	if err != nil {
		return err
	}
	layout.Path = mapPath(filter)
	layout.Title, layout.Description = layout.T("map.title"), layout.T("map.description")
	layout.NoIndex = filter.Query != ""
	page := web.MapPage{
		Layout: layout, Map: lights, Zoomed: filter.Country, Places: mapCountries(layout, filter, wall, regions),
		Chosen: chipsTo(layout, "/map", chips(layout, filter, place)), Entries: entries(wall.Entries), Total: wall.Total,
		ListURL: layout.URL(wallPath(filter)),
		Insets:  regions.insets, Regions: regions.onMap, Outlines: regions.countries, Notice: regions.notice,
	}
	if filter.Country != "" {
		page.Map = page.Map.In(filter.Country)
		europe := filter
		europe.Country = ""
		page.EuropeURL = layout.URL(mapPath(europe))
	}
	return s.respond.Page(c, http.StatusOK, page)
}

func mapPath(filter models.WallFilter) string { return "/map" + wallfilter.Address(filter) }

// mapCountries are the countries that have members under the other filters, in the order of the page's language.
func mapCountries(
	layout web.Layout, filter models.WallFilter, wall models.Wall, regions mapRegions,
) []web.MapCountry {
	var countries []web.MapCountry
	for _, count := range inOrderOfNames(layout, wall.Countries) {
		chosen := filter
		chosen.Country = count.Value
		countries = append(countries, web.MapCountry{
			Code: count.Value, Name: layout.Country(count.Value), Count: count.Count, URL: layout.URL(mapPath(chosen)),
			Regions: regions.all[count.Value], Signed: regions.signed[count.Value],
		})
	}
	return countries
}

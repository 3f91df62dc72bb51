// Package present maps what is public of a signatory to what the pages show, for the public site and for the
// console's preview of it: both go through here, so that they cannot differ.
package present

import (
	"alliance/locale"
	"alliance/models"
	"alliance/web"
)

// Entry is a line of the wall.
func Entry(e models.WallEntry) web.Entry {
	bearsPlaceName := e.TerritoryID != "" && e.Territory == ""
	return web.Entry{
		Slug: e.Slug, Name: e.Name, Kind: string(e.Kind), Country: e.Country, Territory: e.Territory, Since: e.Since,
		Language: locale.LanguageOfName(e.Name, e.Country, bearsPlaceName),
	}
}

// Signatory is the page of a signatory. The layout gives it its language; title and sharing are the caller's.
func Signatory(layout web.Layout, found models.Signatory) web.SignatoryPage {
	page := web.SignatoryPage{
		Layout: layout, Entry: Entry(found.WallEntry), Region: found.Region,
		Website: found.Website, Statement: found.Statement, StatementLanguage: found.Language,
		RepresentativeName: found.RepresentativeName, Associations: found.Associations, Versions: found.Versions,
		Origin: string(found.Origin), Through: found.Through, Map: web.NewMap(nil), Lat: found.Lat, Lon: found.Lon,
	}
	if found.Lat != 0 || found.Lon != 0 {
		point := web.Point{Lat: found.Lat, Lon: found.Lon, Count: 1}
		page.Map = web.NewMap([]web.Point{point}).Around(point)
	}
	return page
}

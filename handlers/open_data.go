package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/handlers/wallfilter"
	"alliance/models"
	"alliance/models/sheet"
	"alliance/web"
)

// longestDownload is how long a file may take on a slow line.
const longestDownload = 10 * time.Minute

// openData is GET /{lang}/data: what there is of the list for others to use, under the wall's filters.
func (s *site) openData(c *gin.Context) error {
	ctx, layout := c.Request.Context(), s.respond.Layout(c, "")
	filter, place, err := s.placeOf(ctx, s.wallFilterOf(c.Request.URL.Query(), s.Store.DeclarationVersions()))
	if err != nil {
		return err
	}
	filter = firstPage(filter)
	filter.Limit = 1
	wall, err := s.Store.Wall(ctx, filter)
	if err != nil {
		return err
	}
	query := wallfilter.Address(filter)
	layout.Path = "/data" + query
	layout.NoIndex = query != ""
	layout.Title, layout.Description = layout.T("data.title"), layout.T("data.description")
	return s.respond.Page(c, http.StatusOK, web.DataPage{
		Layout: layout, Chosen: chipsTo(layout, "/data", chips(layout, filter, place)), Total: wall.Total,
		WallURL: layout.URL(wallPath(filter)), Query: query, Fields: memberColumns(),
		Address: s.Site.BaseURL,
	})
}

// memberColumns are the columns of the files. They are codes, the same in every language: programs read them too.
func memberColumns() []string {
	return []string{
		"id", "name", "kind", "country", "territory", "territory_id", "latitude", "longitude", "since", "website",
		"associations", "versions", "origin", "updated_at", "page",
	}
}

// membersCSV is GET /{lang}/members.csv.
func (s *site) membersCSV(c *gin.Context) error { return s.memberTable(c, sheet.CSV) }

// membersXLSX is GET /{lang}/members.xlsx.
func (s *site) membersXLSX(c *gin.Context) error { return s.memberTable(c, sheet.XLSX) }

// memberTable sends the members of a filter as a file, in the wall's order.
func (s *site) memberTable(c *gin.Context, format sheet.Format) error {
	ctx, layout := c.Request.Context(), s.respond.Layout(c, "")
	filter := s.wallFilterOf(c.Request.URL.Query(), s.Store.DeclarationVersions())
	filter.Language = layout.Lang()
	now := s.Now()
	_ = http.NewResponseController(c.Writer).SetWriteDeadline(now.Add(longestDownload)) // else the server's limit holds
	c.Header("Cache-Control", "public, max-age=300")
	return s.respond.Table(c, respond.Table{
		Format: format, Name: "members-" + now.UTC().Format(time.DateOnly),
		Write: func(to sheet.Writer) error {
			if err := to.Write(memberColumns()); err != nil {
				return err
			}
			return s.Store.EachOnWall(ctx, firstPage(filter), func(entry models.WallEntry) error {
				return to.Write(memberCells(entry, s.Site.BaseURL+layout.URL("/members/"+entry.Slug)))
			})
		},
	})
}

// memberCells are a member's cells, in the order of memberColumns.
func memberCells(e models.WallEntry, page string) []string {
	var lat, lon string
	if e.TerritoryID != "" {
		lat, lon = strconv.FormatFloat(e.Lat, 'f', -1, 64), strconv.FormatFloat(e.Lon, 'f', -1, 64)
	}
	return []string{
		e.ID, e.Name, string(e.Kind), e.Country, e.Territory, e.TerritoryID, lat, lon,
		e.Since.UTC().Format(time.DateOnly), e.Website, strings.Join(e.Associations, " "), strings.Join(e.Versions, " "),
		string(e.Origin), e.UpdatedAt.UTC().Format(time.RFC3339), page,
	}
}

package api

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"alliance/handlers/respond"
	"alliance/handlers/wallfilter"
	"alliance/models"
)

const (
	limitName  = "limit"
	mostAtOnce = 100 // what the store gives on a page
)

// Language says in which language texts are.
type Language struct {
	AcceptLanguage string `header:"Accept-Language" example:"lv" doc:"Of addresses, problems and the alphabet of names."`
}

// Filters select members, as those of the pages do.
type Filters struct {
	Language
	Query       string  `query:"q" maxLength:"100" example:"Рига" doc:"Part of a name, in any script."`
	Country     string  `query:"country" pattern:"^[A-Za-z]{2}$" example:"LV" doc:"ISO 3166-1, but EL (Greece) and UK."`
	Kind        string  `query:"kind" enum:"region,city,association,organisation,individual" doc:"Kind of member."`
	Association string  `query:"association" enum:"AER,AEBR,CALRE,CEMR,CPMR,EUROCITIES" doc:"That it belongs to."`
	Version     string  `query:"version" example:"2026-1" doc:"Of the declaration that it signed."`
	Year        integer `query:"year" minimum:"2017" maximum:"2099" doc:"Year in which it joined."`
	Territory   string  `query:"territory" maxLength:"64" example:"456172" doc:"Id: its members and those inside it."`
	Sort        string  `query:"sort" enum:"newest,name" default:"newest" doc:"Order of the members."`
}

// membersInput selects one page of the wall.
type membersInput struct {
	Filters
	After string  `query:"after" maxLength:"2000" doc:"Where the page begins; see next."`
	Limit integer `query:"limit" minimum:"1" maximum:"100" doc:"Most members on a page; 48 if absent."`
}

func (in Filters) values() url.Values {
	return url.Values{
		wallfilter.Query: {in.Query}, wallfilter.Country: {in.Country}, wallfilter.Kind: {in.Kind},
		wallfilter.Association: {in.Association}, wallfilter.Version: {in.Version},
		wallfilter.Year: {string(in.Year)}, wallfilter.Territory: {in.Territory}, wallfilter.Sort: {in.Sort},
	}
}

// language is that of the answer.
func (a *api) language(in Language) string { return a.Catalog.Negotiate(in.AcceptLanguage) }

// filterOf reads the filters, and refuses a value that says nothing: a program that mistypes one must not take all
// members for the answer.
func (a *api) filterOf(ctx context.Context, in Filters, values url.Values) (models.WallFilter, error) {
	known := wallfilter.Known{IsCountry: a.IsCountry, Versions: a.Store.DeclarationVersions()}
	filter, refused := wallfilter.Parse(values, known)
	filter.Limit = models.WallPageSize
	filter.Language = a.language(in.Language)
	if filter.Territory != "" {
		_, err := a.Store.Territory(ctx, filter.Territory)
		if errors.Is(err, models.ErrNotFound) {
			refused = append(refused, wallfilter.Territory)
		} else if err != nil {
			return models.WallFilter{}, err
		}
	}
	if filter.After != "" && !filter.Continues() {
		refused = append(refused, wallfilter.After)
	}
	if value := values.Get(limitName); value != "" {
		limit, err := strconv.Atoi(value)
		if err != nil || limit < 1 || limit > mostAtOnce {
			refused = append(refused, limitName)
		}
		filter.Limit = limit
	}
	if len(refused) > 0 {
		return models.WallFilter{}, respond.BadParameters(refused...)
	}
	return filter, nil
}

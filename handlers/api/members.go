package api

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"alliance/handlers/wallfilter"
	"alliance/models"
)

// Member is a line of the wall.
type Member struct {
	ID           string     `json:"id" example:"01KAN1VJ4CQ0X9Z5T3B6W8R2YH" doc:"Never changes."`
	Slug         string     `json:"slug" example:"riga" doc:"The member's name in addresses."`
	URL          string     `json:"url" format:"uri" doc:"Its public page."`
	Name         string     `json:"name" example:"Rīga" doc:"As it signed, in its own language."`
	Kind         string     `json:"kind" enum:"region,city,association,organisation,individual" doc:"Its kind."`
	Country      string     `json:"country" example:"LV" doc:"ISO 3166-1, but EL (Greece) and UK."`
	Territory    *territory `json:"territory,omitempty" doc:"Where it is, if known."`
	Since        time.Time  `json:"since" example:"2026-11-22T09:30:00Z" doc:"When it joined."`
	UpdatedAt    time.Time  `json:"updated_at" doc:"Last change of what is public."`
	Website      string     `json:"website,omitempty" format:"uri" example:"https://www.riga.lv" doc:"Its own website."`
	Associations []string   `json:"associations" nullable:"false" example:"[\"CEMR\"]" doc:"Founding ones."`
	Versions     []string   `json:"versions" nullable:"false" doc:"Of the declaration; newest first."`
	Origin       string     `json:"origin" enum:"pledge,import,paper,collective" doc:"By form, list, hand, association."`
}

// territory is a place or region of the register.
type territory struct {
	ID        string  `json:"id" example:"456172" doc:"What the filter territory takes."`
	Name      string  `json:"name,omitempty" example:"Rīga" doc:"Absent where it is the member's own."`
	Latitude  float64 `json:"latitude" minimum:"-90" maximum:"90" example:"56.946" doc:"WGS 84."`
	Longitude float64 `json:"longitude" minimum:"-180" maximum:"180" example:"24.106" doc:"WGS 84."`
}

// memberPage is one page of the wall.
type memberPage struct {
	Members []Member `json:"members" nullable:"false" doc:"In the order of sort."`
	Total   int      `json:"total" minimum:"0" example:"312" doc:"Members that the filter selects."`
	Next    string   `json:"next,omitempty" format:"uri" doc:"Address of the next page; absent on the last."`
}

// signatory is all that is public of a member.
type signatory struct {
	Member
	Through           string `json:"through,omitempty" doc:"The association that adhered for it, if one did."`
	Region            string `json:"region,omitempty" example:"Rīga" doc:"That its territory lies in."`
	Statement         string `json:"statement,omitempty" doc:"In its own words."`
	StatementLanguage string `json:"statement_language,omitempty" example:"en" doc:"Its language (BCP 47)."`
}

type membersOutput struct {
	Language string `header:"Content-Language" doc:"Language of the addresses."`
	Link     string `header:"Link" doc:"Address of the next page, rel=\"next\" (RFC 8288)."`
	Body     memberPage
}

// members is GET /api/v1/members.
func (a *api) members(ctx context.Context, in *membersInput) (*membersOutput, error) {
	values := in.values()
	values.Set(wallfilter.After, in.After)
	values.Set(limitName, string(in.Limit))
	filter, err := a.filterOf(ctx, in.Filters, values)
	if err != nil {
		return nil, err
	}
	wall, err := a.Store.Wall(ctx, filter)
	if err != nil {
		return nil, err
	}
	out := &membersOutput{
		Language: filter.Language, Body: memberPage{Members: make([]Member, 0, len(wall.Entries)), Total: wall.Total},
	}
	for _, entry := range wall.Entries {
		out.Body.Members = append(out.Body.Members, a.memberOf(entry, filter.Language))
	}
	if wall.Next != "" {
		filter.After = wall.Next
		out.Body.Next = a.Site.BaseURL + base + "/members" + wallfilter.Address(filter) +
			"&" + limitName + "=" + strconv.Itoa(filter.Limit)
		out.Link = "<" + out.Body.Next + `>; rel="next"`
	}
	return out, nil
}

type memberInput struct {
	Language
	Slug string `path:"slug" maxLength:"100" example:"riga" doc:"The member's name in addresses."`
}

type memberOutput struct {
	Language string `header:"Content-Language" doc:"Language of the address."`
	Body     signatory
}

// member is GET /api/v1/members/{slug}.
func (a *api) member(ctx context.Context, in *memberInput) (*memberOutput, error) {
	found, err := a.Store.Signatory(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	language := a.language(in.Language)
	return &memberOutput{Language: language, Body: signatory{
		Member: a.memberOf(found.WallEntry, language), Region: found.Region, Statement: found.Statement,
		StatementLanguage: found.Language, Through: found.Through,
	}}, nil
}

func (a *api) memberOf(e models.WallEntry, language string) Member {
	m := Member{
		ID: e.ID, Slug: e.Slug, URL: a.Site.BaseURL + "/" + language + "/members/" + url.PathEscape(e.Slug), Name: e.Name,
		Kind: string(e.Kind), Country: e.Country, Since: e.Since.UTC(), UpdatedAt: e.UpdatedAt.UTC(), Website: e.Website,
		Associations: listed(e.Associations), Versions: listed(e.Versions), Origin: string(e.Origin),
	}
	if e.TerritoryID != "" {
		m.Territory = &territory{ID: e.TerritoryID, Name: e.Territory, Latitude: e.Lat, Longitude: e.Lon}
	}
	return m
}

// listed is a list that JSON shows as one, even an empty one.
func listed(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}

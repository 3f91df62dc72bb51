package api

import (
	"context"
	"time"

	"alliance/models"
)

// counters are the totals of the wall.
type counters struct {
	Members   int            `json:"members" example:"312" doc:"All members."`
	Countries int            `json:"countries" example:"27" doc:"Countries that they come from."`
	Kinds     map[string]int `json:"kinds" example:"{\"city\":204}" doc:"Members per kind; none: absent."`
}

type countersOutput struct{ Body counters }

// counters is GET /api/v1/counters.
func (a *api) counters(ctx context.Context, _ *struct{}) (*countersOutput, error) {
	found, err := a.Store.Counters(ctx)
	if err != nil {
		return nil, err
	}
	counted := counters{Members: found.Total, Countries: found.Countries, Kinds: map[string]int{}}
	for kind, count := range found.ByKind {
		counted.Kinds[string(kind)] = count
	}
	return &countersOutput{counted}, nil
}

// coverage is how much of Europe stands behind the alliance.
type coverage struct {
	Members    int              `json:"members" doc:"Regions and cities among the members."`
	Unplaced   int              `json:"unplaced" doc:"Of these, without a known territory: in no other figure."`
	Union      Covered          `json:"union" doc:"The member states of the European Union together."`
	States     []coveredCountry `json:"states" nullable:"false" doc:"Each of them."`
	Neighbours []coveredCountry `json:"neighbours" nullable:"false" doc:"Other countries with a member region or city."`
}

// Covered is what members stand for, in an area.
type Covered struct {
	Regions           int `json:"regions" example:"27" doc:"Regions of the first level in the register."`
	MemberRegions     int `json:"member_regions" example:"5" doc:"Of these, members themselves."`
	Population        int `json:"population" doc:"Population of the register's places."`
	CoveredPopulation int `json:"covered_population" doc:"Of it, living in a member place or region."`
	UnknownPopulation int `json:"unknown_population" doc:"Member places whose population the register lacks."`
}

type coveredCountry struct {
	Country string `json:"country" example:"LV" doc:"ISO 3166-1, but EL (Greece) and UK."`
	Covered
}

type coverageOutput struct{ Body coverage }

// coverage is GET /api/v1/coverage.
func (a *api) coverage(ctx context.Context, _ *struct{}) (*coverageOutput, error) {
	found, err := a.Store.Coverage(ctx)
	if err != nil {
		return nil, err
	}
	return &coverageOutput{coverage{
		Members: found.Members, Unplaced: found.Unplaced, Union: coveredOf(found.Union),
		States: countries(found.States), Neighbours: countries(found.Neighbours),
	}}, nil
}

func countries(found []models.CountryCoverage) []coveredCountry {
	list := make([]coveredCountry, 0, len(found))
	for _, country := range found {
		list = append(list, coveredCountry{country.Country, coveredOf(country)})
	}
	return list
}

func coveredOf(c models.CountryCoverage) Covered {
	return Covered{
		Regions: c.Regions, MemberRegions: c.MemberRegions, Population: c.Population,
		CoveredPopulation: c.Covered, UnknownPopulation: c.UnknownPopulation,
	}
}

// growth is how the wall grew.
type growth struct {
	Members       int         `json:"members" example:"312" doc:"All members."`
	Countries     int         `json:"countries" example:"27" doc:"Countries that they come from."`
	NextMilestone int         `json:"next_milestone" example:"500" doc:"The number of members to come next."`
	Milestones    []milestone `json:"milestones" nullable:"false" doc:"Those reached, the latest first."`
	Months        []month     `json:"months" nullable:"false" doc:"First to last member, no gaps."`
}

type milestone struct {
	Members int       `json:"members" example:"250" doc:"The number of members."`
	At      time.Time `json:"at" doc:"When it was reached."`
}

type month struct {
	Month string `json:"month" pattern:"^[0-9]{4}-[0-9]{2}$" example:"2026-11" doc:"Year and month, UTC."`
	New   int    `json:"new" example:"12" doc:"Members who joined in it."`
	Total int    `json:"total" example:"312" doc:"Members at its end."`
}

type growthOutput struct{ Body growth }

// growth is GET /api/v1/growth.
func (a *api) growth(ctx context.Context, _ *struct{}) (*growthOutput, error) {
	found, err := a.Store.Growth(ctx)
	if err != nil {
		return nil, err
	}
	grown := growth{
		Members: found.Members, Countries: found.Countries, NextMilestone: found.Next,
		Milestones: make([]milestone, 0, len(found.Reached)), Months: make([]month, 0, len(found.Months)),
	}
	for _, reached := range found.Reached {
		grown.Milestones = append(grown.Milestones, milestone{reached.Members, reached.At.UTC()})
	}
	for _, m := range found.Months {
		grown.Months = append(grown.Months, month{m.Month.Format("2006-01"), m.New, m.Total})
	}
	return &growthOutput{grown}, nil
}

package handlers

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// coverage is GET /{lang}/coverage.
func (s *site) coverage(c *gin.Context) error {
	covered, err := s.Store.Coverage(c.Request.Context())
	if err != nil {
		return err
	}
	layout := s.respond.Layout(c, "")
	layout.Title, layout.Description = layout.T("coverage.title"), layout.T("coverage.description")
	page := web.CoveragePage{
		Layout: layout, Union: coverageOf(covered.Union), Members: covered.Members, Unplaced: covered.Unplaced,
		States: coverages(layout, covered.States), Neighbours: coverages(layout, covered.Neighbours),
	}
	for _, state := range covered.States {
		if state.MemberRegions > 0 || state.Covered > 0 || state.UnknownPopulation > 0 {
			page.Countries++
		}
	}
	return s.respond.Page(c, http.StatusOK, page)
}

func coverages(layout web.Layout, countries []models.CountryCoverage) []web.Coverage {
	shown := make([]web.Coverage, 0, len(countries))
	for _, country := range countries {
		shown = append(shown, coverageOf(country))
	}
	slices.SortFunc(shown, func(a, b web.Coverage) int {
		return layout.Compare(layout.Country(a.Country), layout.Country(b.Country))
	})
	return shown
}

func coverageOf(c models.CountryCoverage) web.Coverage { return web.Coverage(c) }

// newestOnProgress is how many of the newest members the page about progress shows.
const newestOnProgress = 12

// progress is GET /{lang}/progress.
func (s *site) progress(c *gin.Context) error {
	growth, err := s.Store.Growth(c.Request.Context())
	if err != nil {
		return err
	}
	newest, err := s.Store.Newest(c.Request.Context(), newestOnProgress)
	if err != nil {
		return err
	}
	layout := s.respond.Layout(c, "")
	layout.Title, layout.Description = layout.T("progress.title"), layout.T("progress.description")
	page := web.ProgressPage{
		Layout: layout, Milestones: milestones(growth.Members, growth.Next), Newest: entries(newest),
	}
	for _, milestone := range growth.Reached {
		page.Reached = append(page.Reached, web.Milestone(milestone))
	}
	for _, month := range growth.Months {
		page.Months = append(page.Months, web.GrowthMonth(month))
	}
	return s.respond.Page(c, http.StatusOK, page)
}

// milestones says nothing of a next one before the first is reached: a small start needs no measuring.
func milestones(members, next int) web.Milestones {
	if members < models.FirstMilestone {
		next = 0
	}
	return web.Milestones{Members: members, Next: next}
}

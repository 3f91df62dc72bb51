package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// closedPage says warmly that no pledges are taken now, and what happens next.
func (s *site) closedPage(c *gin.Context) web.ClosedPage {
	page := web.ClosedPage{
		Layout: s.respond.Layout(c, ""), Collection: string(s.Store.CollectionState()),
		LastDay: s.Store.Settings().Collection.LastDay(),
	}
	page.Title = page.T("closed.title." + page.Collection)
	return page
}

// notTaken answers a pledge that is not taken now. What was typed is there to be kept, or sent later.
func (s *site) notTaken(c *gin.Context, typed web.PledgeForm) error {
	page := s.closedPage(c)
	page.Typed = &typed
	if page.Collection == string(models.CollectionOpen) { // it opened between the two looks
		return s.respond.Page(c, http.StatusConflict, s.pledgePage(c, typed, nil))
	}
	return s.respond.Page(c, http.StatusConflict, page)
}

// tooLate answers a link that worked until the day of grace was over.
func (s *site) tooLate(c *gin.Context) error {
	page := s.closedPage(c)
	page.TooLate, page.NoIndex = true, true
	page.Title = page.T("closed.too_late.title")
	return s.respond.Page(c, http.StatusConflict, page)
}

// fromBlocked answers from where no pledges are taken: honestly, since honest people may share a network with others.
func (s *site) fromBlocked(c *gin.Context, typed *web.PledgeForm) error {
	page := web.ClosedPage{Layout: s.respond.Layout(c, ""), Collection: "blocked", Typed: typed}
	page.Title, page.NoIndex = page.T("closed.title.blocked"), true
	return s.respond.Page(c, http.StatusForbidden, page)
}

package console_test

import (
	"net/http"
	"testing"

	"alliance/models"
)

func TestAModeratorLimitedToACountrySeesAndDecidesItsPledgesOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	mo := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	inside := s.Confirm(t, pledgeFor("Union of Towns"))
	outside := s.Confirm(t, pledgeFor("Union des villes", func(p *models.NewPledge) { p.Country = "FR" }))
	admin, path := s.asAdmin(t), "/moderation/team/"+mo.ID
	admin.get("/moderation/team").want(http.StatusOK).has("a[href='"+path+"']", "Role and limits")
	admin.get(path).want(http.StatusOK).has("h1", "What Mo Colleague may do").
		count("#role option[value=moderator][selected]", 1).hasNot("input[checked]")
	admin.post(path, "role", "owner", "country", "LV").want(http.StatusUnprocessableEntity).
		has("#role-fault", "Choose a role").count("#country-LV[checked]", 1)
	admin.post(path, "role", "moderator", "country", "LV", "kind", "association", "kind", "organisation").
		want(http.StatusSeeOther, "/moderation/team")
	admin.get("/moderation/team").want(http.StatusOK).has("[role=status]", "role and limits of Mo Colleague").
		has("li", "Decides only about: Latvia; ")
	admin.get(path).want(http.StatusOK).count("#country-LV[checked]", 1).count("input[checked]", 3)

	b := s.signedIn(t, "mo@alliance.example")
	b.get("/moderation").want(http.StatusOK).count("tbody tr", 1).has("tbody th", "Union of Towns")
	b.get("/moderation/pledges/"+inside).want(http.StatusOK).count(".rail li", 1)
	b.get("/moderation/pledges/"+outside).want(http.StatusForbidden).has("h1", "This pledge is for colleagues")
	b.post("/moderation/pledges/" + outside + "/approve").want(http.StatusForbidden)
	b.post("/moderation/pledges/"+inside+"/approve").want(http.StatusSeeOther, "/moderation")
}

func TestNobodyChangesTheirOwnRole(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	b.get("/moderation/team/"+s.admin.ID).want(http.StatusUnprocessableEntity).has("[role=alert]", "your own account")
	b.post("/moderation/team/"+s.admin.ID, "role", "viewer").want(http.StatusUnprocessableEntity)
	b.get("/moderation/team").want(http.StatusOK)
}

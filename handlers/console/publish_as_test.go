package console_test

import (
	"net/http"
	"strings"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestThePageSaysWhatApprovingDoes(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	first := s.Confirm(t, modelstest.Pledge())
	b.get("/moderation/pledges/"+first).want(http.StatusOK).
		has(".approve #as-help", "It becomes a new member.").
		count(".approve button[aria-describedby=as-help]", 1).hasNot(".as")
	b.post("/moderation/pledges/"+first+"/approve").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").has("[role=status]", "Approved: Rīga is now on the wall")

	s.ClaimAll(t)
	second := s.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "second@riga.lv" }))
	b.get("/moderation/pledges/"+second).want(http.StatusOK).
		has(".approve #as-help", "It is added to Rīga, member since 22 November 2026").
		has(".approve #as-help", "as a further pledge: declaration 2026-1").
		count(".as [name=as]", 2).count(".as [name=as][value=''][checked]", 1).count(".as [name=as][value=new]", 1).
		count(".as [name=known][value=riga]", 1).hasNot(".as[open]")
	b.post("/moderation/pledges/"+second+"/approve").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").has("[role=status]", "Approved: the pledge is added to Rīga")
	if _, err := s.Signatory(t.Context(), "riga-2"); err == nil {
		t.Error("two pledges of one body made two members")
	}
}

func TestAMemberIsChosen(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.Approve(t, s.admin, modelstest.Pledge())
	id := s.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Email = "Office of the City Council", "office@riga.lv"
	}))
	b, path := s.asAdmin(t), "/moderation/pledges/"+id
	b.get(path).want(http.StatusOK).has(".approve #as-help", "It becomes a new member.").
		has(".as label", "A further pledge of Rīga, member since 22 November 2026").
		count(".as [value='member:riga']", 1).hasNot(".as [value=new]")
	b.post(path+"/approve", "as", "member:atlantis").want(http.StatusUnprocessableEntity).
		has("[role=alert]", "the chosen member does not exist").count(".as[open]", 1).hasNot(".decision .refuse[open]")
	b.post(path+"/approve", "as", "member:riga").want(http.StatusSeeOther, "/moderation")
	b.get(path).want(http.StatusOK).count("header a[href='/en/members/riga']", 1)
}

func TestANewMemberNeedsToHaveSeenTheOthers(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.Approve(t, s.admin, modelstest.Pledge())
	id := s.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "second@riga.lv" }))
	b, path := s.asAdmin(t), "/moderation/pledges/"+id
	b.post(path+"/approve", "as", "new").want(http.StatusUnprocessableEntity).
		has("[role=alert]", "a member of the same body has appeared meanwhile").
		count(".as[open] [value=new][checked]", 1)
	b.post(path+"/approve", "as", "new", "known", "riga").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").has("[role=status]", "Approved: Rīga is now on the wall")
	b.get(path).want(http.StatusOK).count("header a[href='/en/members/riga-2']", 1)
}

func TestThePreviewShowsOnlyWhatBecomesPublic(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Statement, p.RepresentativeFunction = "Kohēzija ir vērtība.", "Deputy mayor"
	}))
	shown := s.Confirm(t, pledgeFor("Union of Towns", func(p *models.NewPledge) {
		p.ConsentName, p.Statement = true, "Together."
	}))
	b := s.asAdmin(t)
	answer := b.get("/moderation/pledges/"+id).want(http.StatusOK).
		has(".preview h2", "How it will appear").has(".preview", "In the language of the pledge, latviešu.").
		has(".preview .shown[lang=lv] .wall h3", "Rīga").has(".preview .wall p", "Pilsēta vai pašvaldība").
		has(".preview blockquote[lang=lv]", "Kohēzija ir vērtība.").
		has(".preview .facts", "Latvija").has(".preview .facts a", "https://www.riga.lv").
		hasNot(".preview .wall a"). // there is no page yet
		count("h1", 1)
	preview := words(answer.page().Find(".preview").Text())
	for _, private := range []string{"Anna Bērziņa", "Deputy mayor", "anna.berzina@riga.lv"} {
		if strings.Contains(preview, private) {
			t.Errorf("the preview shows %q: %s", private, preview)
		}
	}
	b.get("/moderation/pledges/"+shown).want(http.StatusOK).
		has(".preview .shown[lang=en] figcaption", "Anna Bērziņa")
	b.post("/moderation/pledges/" + id + "/approve").want(http.StatusSeeOther)
	b.get("/moderation/pledges/"+id).want(http.StatusOK).has(".preview h2", "How it appears").
		count(".preview .wall a[href='/lv/members/riga']", 1)
	b.post("/moderation/pledges/"+shown+"/refuse", "reason", "test").want(http.StatusSeeOther)
	b.get("/moderation/pledges/" + shown).want(http.StatusOK).hasNot(".preview")
}

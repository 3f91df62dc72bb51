package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"alliance/models"
	"alliance/models/modelstest"
)

// fields are what a form of the page sends as it stands, as name, value pairs; replace gives some another value.
func (a *answer) fields(replace ...string) []string {
	a.t.Helper()
	instead := map[string]string{}
	for i := 0; i < len(replace); i += 2 {
		instead[replace[i]] = replace[i+1]
	}
	var pairs []string
	form := a.page().Find("main form[action$='/edit']")
	form.Find("input, select, textarea").Each(func(_ int, field *goquery.Selection) {
		name, value := field.AttrOr("name", ""), field.AttrOr("value", "")
		_, checked := field.Attr("checked")
		_, disabled := field.Attr("disabled")
		switch kind := field.AttrOr("type", ""); {
		case disabled || (kind == "radio" || kind == "checkbox") && !checked:
			return
		case field.Is("textarea"):
			value = strings.TrimPrefix(field.Text(), "\n")
		case field.Is("select"):
			value = field.Find("option[selected]").AttrOr("value", "")
		}
		if other, found := instead[name]; found {
			value = other
			delete(instead, name)
		}
		pairs = append(pairs, name, value)
	})
	for name, value := range instead {
		pairs = append(pairs, name, value)
	}
	return pairs
}

func TestAnEditIsReviewedSavedAndShown(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Statement, p.ConsentName = "Kohezija ir vertiba.", true
	}))
	s.ClaimAll(t)
	b, path := s.asAdmin(t), "/moderation/pledges/"+id
	b.get(path).want(http.StatusOK).count(".preview a[href='"+path+"/edit']", 1).hasNot(".changes").
		has("dt", "Name as typed")
	form := b.get(path+"/edit").want(http.StatusOK).has("h1", "Edit what becomes public").
		count("[name=kind]", 4).count("[name=kind][value=city][checked]", 1).hasNot("[name=kind][value=individual]").
		count("#body[value=Rīga]", 1).count("#territory[value=Rīga][data-combobox]", 1).
		count("[name=association][checked]", 1).has("#statement", "Kohezija ir vertiba.").
		count("#statement_language option[value=lv][selected]", 1).count("#show_name[checked]", 1).
		has("label", "Show the name of Anna Bērziņa").hasNot("[role=alert]")
	review := b.post(path+"/edit", form.fields(
		"statement", "Kohēzija ir vērtība.", "body", "Rīgas dome", "show_name", "",
	)...).want(http.StatusOK).has("h1", "Check the changes").has("main", "Nothing is saved yet").
		has(".changes", "Before removed: Kohezija (end) ir").has(".changes", "As edited added: Kohēzija (end) ir").
		count(".changes > div", 3).count(".changes .words[lang=lv] del", 3).count(".changes ins", 4)
	b.get(path).want(http.StatusOK).has("h1", "Rīga").hasNot(".changes") // nothing is saved by looking
	b.post(path+"/edit", review.fields("step", "edit")...).want(http.StatusOK).
		count("#body[value='Rīgas dome']", 1).has("#statement", "Kohēzija ir vērtība.").hasNot("#show_name[checked]")
	b.post(path+"/edit", review.fields("step", "save")...).want(http.StatusSeeOther, path)
	saved := b.get(path).want(http.StatusOK).has("[role=status]", "The corrected words are saved").
		has("h1", "Rīgas dome").has(".preview", "Rīgas dome").hasNot(".preview figcaption").
		has(".changes", "As typed removed: Kohezija (end)").
		has("section", "Edited: Name, Statement, Show the representative’s name Ada Admin")
	if text := words(saved.page().Find("dl").Text()); strings.Contains(text, "Name as typed") {
		t.Error("an edited name is still called as typed")
	}
	if mails := s.ClaimAll(t); len(mails) > 0 {
		t.Errorf("an edit sent %+v", mails)
	}
}

func TestAnEditWithFaultsComesBackAsTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, modelstest.Pledge())
	b, path := s.asAdmin(t), "/moderation/pledges/"+id+"/edit"
	form := b.get(path).want(http.StatusOK).has("main", "did not agree to the publication of the name").
		hasNot("input#show_name")
	for name, test := range map[string]struct{ field, value, id, fault string }{
		"nothing changed": {"body", "Rīga", "edit", "Nothing is changed yet"},
		"no name":         {"body", " ", "body", "Enter the name."},
		"web site":        {"website", "riga", "website", "Enter the web site like this"},
		"statement":       {"statement", strings.Repeat("ā", 501), "statement", "at most 500 characters"},
		"name shown":      {"show_name", "1", "show_name", "did not agree"},
		"territory":       {"territory_name", "Xyzzyqq", "territory", "The register has no such territory"},
		"kind":            {"kind", "individual", "kind", "cannot become one of a body"},
	} {
		t.Log(name)
		answer := b.post(path, form.fields(test.field, test.value)...).want(http.StatusUnprocessableEntity).
			has("[role=alert] a[href='#"+test.id+"']", test.fault).count("#"+test.id, 1)
		sent := answer.fields()
		for i := 0; i < len(sent); i += 2 {
			if sent[i] == test.field && test.field != "kind" && sent[i+1] != test.value {
				t.Errorf("%s: %q came back, want what was typed", name, sent[i+1])
			}
		}
	}
	b.post(path, "step", "dance").want(http.StatusBadRequest)
}

func TestATerritoryWithNamesakesIsChosen(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Our town" }))
	b, path := s.asAdmin(t), "/moderation/pledges/"+id+"/edit"
	answer := b.post(path, b.get(path).fields("territory_name", "Jaun")...).want(http.StatusUnprocessableEntity).
		has("[role=alert]", "Choose the territory that is meant").has("[data-suggestions] legend", "Did you mean")
	choice := answer.page().Find("[data-suggestions] input").First().AttrOr("value", "")
	review := b.post(path, answer.fields("territory_choice", choice)...).want(http.StatusOK).
		has("h1", "Check the changes").has(".changes", "Territory in the register Before None given As edited added: Jaun").
		count("[name=territory][value='"+choice+"']", 1)
	b.post(path, review.fields("step", "save")...).want(http.StatusSeeOther)
	b.get("/moderation/pledges/"+id).want(http.StatusOK).has("dl", "Chosen from the register by a moderator").
		has("h1", "Our town")
}

func TestAnEditOnAnOldPageShowsWhatHappened(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	id := s.Confirm(t, modelstest.Pledge())
	s.ClaimAll(t)
	b, mo := s.asAdmin(t), s.signedIn(t, "mo@alliance.example")
	path := "/moderation/pledges/" + id
	form := b.get(path + "/edit").want(http.StatusOK)
	mo.post(path + "/park").want(http.StatusSeeOther)
	again := b.post(path+"/edit", form.fields("body", "Rīgas dome", "step", "save")...).want(http.StatusConflict).
		has("[role=alert]", "Mo Colleague was faster").has("[role=alert]", "Your corrections are still here").
		count("#body[value='Rīgas dome']", 1)
	b.post(path+"/edit", again.fields("step", "save")...).want(http.StatusSeeOther, path)
	form = b.get(path + "/edit").want(http.StatusOK)
	mo.post(path + "/unpark").want(http.StatusSeeOther)
	mo.post(path+"/refuse", "reason", "test").want(http.StatusSeeOther)
	b.post(path+"/edit", form.fields("body", "Riga", "step", "save")...).want(http.StatusConflict).
		has("[role=alert]", "The pledge is already decided by Mo Colleague").has("h1", "Rīgas dome")
	b.get(path+"/edit").want(http.StatusConflict).has("[role=alert]", "cannot be edited in its present state")
	b.get(path).want(http.StatusOK).hasNot("a[href$='/edit']")
}

func TestWhatIsPublicIsCorrected(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Approve(t, s.admin, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Riga" }))
	b, path := s.asAdmin(t), "/moderation/pledges/"+id
	b.get(path).want(http.StatusOK).has(".preview a[href='"+path+"/edit']", "Correct what is public")
	form := b.get(path+"/edit").want(http.StatusOK).has("main", "what you save is public at once").
		count("input[type=hidden][name=kind][value=city]", 1).hasNot("[name=kind][type=radio]")
	b.post(path+"/edit", form.fields("body", "Rīgas valstspilsēta", "step", "save")...).want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has(".preview .wall a[href='/lv/members/riga']", "Rīgas valstspilsēta")
	signatory, err := s.Signatory(t.Context(), "riga")
	if err != nil || signatory.Name != "Rīgas valstspilsēta" {
		t.Errorf("%q on the wall, %v", signatory.Name, err)
	}
}

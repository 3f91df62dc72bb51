package web

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"alliance/locale"
)

// nasty is what a typed text must survive unharmed.
const nasty = `Ēģipte & "><script>alert(1)</script> {body} 'x'`

// pledgeTester renders the pages of the pledge in one language.
type pledgeTester struct {
	*testing.T
	renderer *Renderer
	layout   Layout
}

// inEveryLanguage runs a test for each complete language.
func inEveryLanguage(t *testing.T, test func(t pledgeTester)) {
	t.Helper()
	t.Parallel()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	renderer, err := New(catalog)
	if err != nil {
		t.Fatal(err)
	}
	site := Site{
		Name: "#CohesionAlliance", BaseURL: "https://alliance.example.eu", Contact: "alliance@example.eu",
		Languages: catalog.Languages(),
	}
	for _, lang := range catalog.Languages() {
		t.Run(lang, func(t *testing.T) {
			layout := Layout{Printer: catalog.Printer(lang), Site: site, Path: "/pledge", Title: "Title"}
			test(pledgeTester{T: t, renderer: renderer, layout: layout})
		})
	}
}

func (t pledgeTester) render(page Page) *goquery.Document {
	t.Helper()
	html, err := t.renderer.Render(page)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func (t pledgeTester) form(form PledgeForm) PledgePage {
	return PledgePage{
		Layout: t.layout, Form: form, Associations: HomePage{}.Founders(), Declaration: testDeclaration(),
		Kinds: []string{"region", "city", "association", "organisation", "individual"},
	}
}

func (t pledgeTester) review(form PledgeForm) ReviewPage {
	return ReviewPage{
		Layout: t.layout, Form: form, Declaration: testDeclaration(),
		Preview: Entry{Name: form.Body, Kind: form.Kind, Country: form.Country},
	}
}

// pages are the pages of the journey in every shape, by name.
func (t pledgeTester) pages() map[string]Page {
	faulty := t.form(nastyForm())
	faulty.Form.Errors = everyFault()
	suggesting := t.form(nastyForm())
	suggesting.Suggestions = testSuggestions()
	reviewSuggesting := t.review(nastyForm())
	reviewSuggesting.Suggestions = testSuggestions()
	sent := SentPage{Layout: t.layout, Receipt: "receipt", Email: "anna@example.eu", MailDays: 7}
	wrong, tooMany := sent, sent
	wrong.Fault, wrong.Resent, tooMany.Fault = "wrong_code", true, "too_many_tries"
	share := []ShareLink{{"Mastodon", "https://share.example/"}, {"email", "mailto:?subject=x"}}
	return map[string]Page{
		"empty form": t.form(PledgeForm{}), "faulty form": faulty, "suggesting form": suggesting,
		"review": t.review(nastyForm()), "review with suggestions": reviewSuggesting,
		"sent": sent, "wrong code": wrong, "too many tries": tooMany,
		"confirm":      ConfirmPage{Layout: t.layout, Token: "token", Body: nasty},
		"waiting":      ConfirmedPage{Layout: t.layout, Body: nasty, State: "waiting", Share: share},
		"approved":     ConfirmedPage{Layout: t.layout, Body: nasty, State: "approved"},
		"taken down":   ConfirmedPage{Layout: t.layout, State: "taken_down"},
		"invalid link": LinkInvalidPage{Layout: t.layout},
	}
}

func testDeclaration() Declaration {
	return Declaration{
		Version: "2026-1", Language: "en", Title: "The declaration", Text: "We **hold** that.", Model: true,
	}
}

func testSuggestions() []Suggestion {
	return []Suggestion{
		{ID: "456172", Name: "Rīga", Country: "LV", Parent: "Riga"}, {ID: "7", Name: "Riga & Co", Country: "EE"},
	}
}

func nastyForm() PledgeForm {
	return PledgeForm{
		Kind: "city", Country: "LV", Body: nasty + "1", Website: nasty + "2",
		Associations:       []string{"CEMR", "EUROCITIES"},
		RepresentativeName: nasty + "3", RepresentativeFunction: nasty + "4", Email: nasty + "5",
		Statement: "\n" + nasty + "\n6", Authorised: true, ConsentName: true, ConsentNews: true, Declaration: "2026-1",
	}
}

func everyFault() map[string]string {
	return map[string]string{
		"email": "invalid", "kind": "required", "country": "unknown", "body": "link", "territory": "unknown",
		"website": "invalid", "association": "unknown", "representative_name": "link",
		"representative_function": "required", "statement": "too_long", "authorised": "required",
		"consent_name": "invalid", "consent_news": "invalid", "declaration": "superseded",
	}
}

func attributes(s *goquery.Selection, name string) []string {
	return s.Map(func(_ int, s *goquery.Selection) string { return s.AttrOr(name, "") })
}

func TestPledgePagesAreSound(t *testing.T) {
	key := regexp.MustCompile(`\b(pledge|review|sent|confirm|confirmed|link_invalid|error|association|kind)\.[a-z_]+\b`)
	inEveryLanguage(t, func(t pledgeTester) {
		for name, page := range t.pages() {
			doc := t.render(page)
			ids := map[string]int{}
			for _, id := range attributes(doc.Find("[id]"), "id") {
				if ids[id]++; ids[id] > 1 {
					t.Errorf("%s: id %q stands there twice", name, id)
				}
			}
			for _, attribute := range []string{"aria-describedby", "aria-labelledby", "for"} {
				for _, refs := range attributes(doc.Find("["+attribute+"]"), attribute) {
					for ref := range strings.FieldsSeq(refs) {
						if ids[ref] == 0 {
							t.Errorf("%s: %s points to %q, which is not there", name, attribute, ref)
						}
					}
				}
			}
			if n := doc.Find("h1").Length(); n != 1 {
				t.Errorf("%s: %d h1, want 1", name, n)
			}
			if n := doc.Find("main script, [style], [onclick], [onchange], [oninput], [onsubmit]").Length(); n > 0 {
				t.Errorf("%s: %d elements that the content security policy forbids", name, n)
			}
			if found := key.FindString(strings.ReplaceAll(doc.Find("main").Text(), nasty, "")); found != "" {
				t.Errorf("%s: shows the locale key %q", name, found)
			}
			if text := doc.Find("main").Text(); strings.Contains(strings.ReplaceAll(text, "{body}", ""), "{") {
				t.Errorf("%s: shows an unfilled placeholder", name)
			}
		}
	})
}

func TestEveryInputHasALabel(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		for name, page := range t.pages() {
			doc := t.render(page)
			doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, input *goquery.Selection) {
				label := doc.Find(`label[for="` + input.AttrOr("id", "none") + `"]`)
				if label.Length() != 1 || strings.TrimSpace(label.Text()) == "" {
					t.Errorf("%s: input %q has %d labels", name, input.AttrOr("name", ""), label.Length())
				}
			})
			doc.Find("fieldset").Each(func(_ int, group *goquery.Selection) {
				if strings.TrimSpace(group.ChildrenFiltered("legend").Text()) == "" {
					t.Errorf("%s: a fieldset without legend", name)
				}
			})
			doc.Find("button").Each(func(_ int, button *goquery.Selection) {
				if strings.TrimSpace(button.Text()) == "" || button.AttrOr("type", "") != "submit" {
					t.Errorf("%s: a button without words or type", name)
				}
			})
		}
	})
}

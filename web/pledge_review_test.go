package web

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
)

func TestReviewCarriesEverything(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		form := nastyForm()
		form.Territory = "456172"
		got := map[string][]string{}
		t.render(t.review(form)).Find("form.form input[type=hidden]").Each(func(_ int, field *goquery.Selection) {
			name := field.AttrOr("name", "")
			got[name] = append(got[name], field.AttrOr("value", ""))
		})
		want := map[string][]string{
			"kind": {"city"}, "country": {"LV"}, "body": {nasty + "1"}, "territory": {"456172"},
			"website":     {nasty + "2"},
			"association": {"CEMR", "EUROCITIES"}, "representative_name": {nasty + "3"},
			"representative_function": {nasty + "4"}, "email": {nasty + "5"}, "statement": {"\n" + nasty + "\n6"},
			"authorised": {"1"}, "consent_name": {"1"}, "consent_news": {"1"}, "declaration": {"2026-1"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("hidden fields (-want +got):\n%s", diff)
		}
	})
}

func TestReviewKeepsConsentsApart(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		for field, form := range map[string]PledgeForm{
			"authorised":   {Kind: "city", Authorised: true},
			"consent_name": {Kind: "city", ConsentName: true},
			"consent_news": {Kind: "city", ConsentNews: true},
		} {
			ticked := t.render(t.review(form)).Find("[name=authorised], [name=consent_name], [name=consent_news]")
			if diff := cmp.Diff([]string{field}, attributes(ticked, "name")); diff != "" {
				t.Errorf("ticked (-want +got):\n%s", diff)
			}
		}
	})
}

func TestReviewOfABareForm(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		page := t.review(PledgeForm{
			Kind: "individual", Country: "EL", RepresentativeName: "Άννα", Email: "anna@example.eu",
		})
		page.Suggestions = testSuggestions()
		doc := t.render(page)
		names := attributes(doc.Find("input[type=hidden]"), "name")
		if diff := cmp.Diff([]string{"kind", "country", "representative_name", "email"}, names); diff != "" {
			t.Errorf("hidden fields (-want +got):\n%s", diff)
		}
		if n := doc.Find("[data-suggestions] input[name=territory]").Length(); n != 3 {
			t.Errorf("%d choices of territory, want 3", n)
		}
		steps := doc.Find("form[method=post] button[name=step]")
		if diff := cmp.Diff([]string{"submit", "edit"}, attributes(steps, "value")); diff != "" {
			t.Errorf("buttons (-want +got):\n%s", diff)
		}
		if !strings.Contains(doc.Find(".answers").Text(), t.layout.T("review.none")) {
			t.Error("does not say what was not given")
		}
	})
}

func TestReviewTellsPublicFromPrivate(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		for name, consent := range map[string]bool{"name is published": true, "name stays private": false} {
			form := PledgeForm{
				Kind: "city", Country: "LV", Body: "Rīga",
				RepresentativeName: "Anna Ozola", RepresentativeFunction: "Mayoress",
				Email: "anna@riga.example", Statement: "Together", Associations: []string{"AER"}, ConsentName: consent,
			}
			doc := t.render(t.review(form))
			public := doc.Find("[aria-labelledby=public-title], [aria-labelledby=preview-title]").Text()
			private := doc.Find("[aria-labelledby=private-title]").Text()
			for _, want := range []string{"Rīga", "Together", "(AER)", t.layout.Country("LV")} {
				if !strings.Contains(public, want) {
					t.Errorf("%s: %q is not shown as public", name, want)
				}
			}
			for _, secret := range []string{"anna@riga.example", "Mayoress"} {
				if strings.Contains(public, secret) || !strings.Contains(private, secret) {
					t.Errorf("%s: %q is not shown as private", name, secret)
				}
			}
			if strings.Contains(public, "Anna Ozola") != consent || strings.Contains(private, "Anna Ozola") == consent {
				t.Errorf("%s: the name stands on the wrong side", name)
			}
			if got := doc.Find("[aria-labelledby=signed-title]").Text(); !strings.Contains(got, "2026-1") {
				t.Errorf("%s: no version of the declaration", name)
			}
		}
	})
}

func TestReviewShowsAnIndividualsNameAsPublic(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		for _, consent := range []bool{true, false} {
			page := t.review(PledgeForm{Kind: "individual", RepresentativeName: "Anna Ozola", ConsentName: consent})
			page.Preview.Name = "Anna Ozola"
			doc := t.render(page)
			public := doc.Find("[aria-labelledby=public-title]").Text()
			private := doc.Find("[aria-labelledby=private-title]").Text()
			if strings.Count(public, "Anna Ozola") != 1 || strings.Contains(private, "Anna Ozola") {
				t.Errorf("consent %v: the name does not stand among what is public, once", consent)
			}
			if strings.Contains(private, t.layout.T("review.consent_name")) {
				t.Errorf("consent %v: speaks of a choice that individuals do not have", consent)
			}
		}
	})
}

func TestSentPage(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		address := "/" + t.layout.Lang() + "/pledge/sent/receipt"
		for name, c := range map[string]struct {
			fault, text  string
			resent, code bool
		}{
			"just sent":      {code: true},
			"sent again":     {resent: true, code: true},
			"wrong code":     {fault: "wrong_code", text: "sent.fault.wrong_code", code: true},
			"too many tries": {fault: "too_many_tries", text: "sent.fault.too_many_tries"},
		} {
			doc := t.render(SentPage{
				Layout: t.layout, Receipt: "receipt", Email: nasty, MailDays: 7, Fault: c.fault, Resent: c.resent,
			})
			if got := doc.Find(".address").Text(); got != nasty {
				t.Errorf("%s: address %q", name, got)
			}
			code := doc.Find(`form[method=post][action="` + address + `"] input[name=code]`)
			if (code.Length() == 1) != c.code {
				t.Errorf("%s: %d fields for the code", name, code.Length())
			}
			again := doc.Find(`form[method=post][action="` + address + `/again"] button`)
			if again.Length() != 1 {
				t.Errorf("%s: no button that sends it again", name)
			}
			alert := strings.TrimSpace(doc.Find("[role=alert]").Text())
			if (alert == "") != (c.fault == "") || c.text != "" && !strings.Contains(alert, t.layout.T(c.text)) {
				t.Errorf("%s: alert %q", name, alert)
			}
			if (doc.Find("[role=status]").Length() == 1) != c.resent {
				t.Errorf("%s: tells of a repeated mail wrongly", name)
			}
			plain := doc.Find("title").Text() == "Title – #CohesionAlliance"
			if plain != (c.fault == "") {
				t.Errorf("%s: title %q", name, doc.Find("title").Text())
			}
		}
	})
}

func TestCodeFieldToleratesBlanks(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		code := t.render(SentPage{Layout: t.layout, MailDays: 1}).Find("#code")
		if code.AttrOr("inputmode", "") != "numeric" || code.AttrOr("autocomplete", "") != "one-time-code" {
			t.Error("phones do not know that this is a code")
		}
		pattern := regexp.MustCompile("^(?:" + code.AttrOr("pattern", "") + ")$")
		for typed, want := range map[string]bool{
			"123456": true, "123 456": true, " 1 2 3 4 5 6 ": true, "12345": false, "1234567": false, "12345a": false,
		} {
			if got := pattern.MatchString(typed); got != want {
				t.Errorf("%q: %v, want %v", typed, got, want)
			}
		}
	})
}

func TestConfirmPageHasOneButton(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		for _, body := range []string{nasty, ""} {
			doc := t.render(ConfirmPage{
				Layout: t.layout, Token: "tok_en-1", Body: body,
				RepresentativeName: "Anna Bērziņa", Statement: "We stand together.",
			})
			said := doc.Find("main dl").Text()
			for _, want := range []string{body, "Anna Bērziņa", "We stand together."} {
				if !strings.Contains(said, want) {
					t.Errorf("does not say %q among what is confirmed", want)
				}
			}
			forms, buttons := doc.Find("main form"), doc.Find("main button")
			if forms.Length() != 1 || buttons.Length() != 1 || doc.Find("main input, main a").Length() != 0 {
				t.Errorf("%d forms, %d buttons, want one each and nothing else", forms.Length(), buttons.Length())
			}
			if got, want := forms.AttrOr("action", ""), "/"+t.layout.Lang()+"/confirm/tok_en-1"; got != want {
				t.Errorf("posts to %q, want %q", got, want)
			}
			if forms.AttrOr("method", "") != "post" || doc.Find("main script").Length() != 0 {
				t.Error("confirms by itself")
			}
			if !strings.Contains(doc.Find(".lead").Text(), body) {
				t.Errorf("does not name %q", body)
			}
		}
	})
}

func TestConfirmedPageTellsWhatHappensNow(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		states := map[string]string{
			"waiting": "waiting", "needs_info": "waiting", "parked": "waiting", "": "waiting", "approved": "approved",
			"refused": "closed", "withdrawn": "closed", "taken_down": "closed",
		}
		for _, state := range slices.Sorted(maps.Keys(states)) {
			doc := t.render(ConfirmedPage{Layout: t.layout, Body: "Rīga", State: state})
			text := doc.Find("main").Text()
			for _, key := range []string{"waiting", "approved", "closed"} {
				shown := strings.Contains(text, t.layout.T("confirmed."+key))
				if shown != (key == states[state]) {
					t.Errorf("state %q: %s shown: %v", state, key, shown)
				}
			}
			if got := doc.Find("main a[href^='mailto:']").Length(); (got == 1) != (states[state] == "closed") {
				t.Errorf("state %q: %d addresses to write to", state, got)
			}
		}
		page := ConfirmedPage{Layout: t.layout, Share: []ShareLink{{"Mastodon", "https://share.example/?a=1&b=2"}}}
		if got := t.render(page).Find("main li a").AttrOr("href", ""); got != "https://share.example/?a=1&b=2" {
			t.Errorf("share link %q", got)
		}
	})
}

func TestLinkInvalidPageShowsWaysOn(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		links := attributes(t.render(LinkInvalidPage{Layout: t.layout}).Find("main a"), "href")
		lang := "/" + t.layout.Lang()
		want := []string{lang + "/members", lang + "/pledge", "mailto:alliance@example.eu"}
		if diff := cmp.Diff(want, links); diff != "" {
			t.Errorf("links (-want +got):\n%s", diff)
		}
	})
}

func TestPreviewShowsTheEntryOfTheWall(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		page := t.review(nastyForm())
		page.Preview.Territory, page.Preview.Since = "Pierīga", time.Time{}
		preview := t.render(page).Find(".preview").Text()
		for _, want := range []string{nasty + "1", t.layout.T("kind.city"), "Pierīga", t.layout.Country("LV")} {
			if !strings.Contains(preview, want) {
				t.Errorf("no %q in %q", want, preview)
			}
		}
	})
}

func TestFormFilesStayLight(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"form.css": 2560, "form.js": 1024, "combobox.js": 4096} {
		content, err := files.ReadFile("static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		compressed := compressBrotli(content)
		if len(compressed) == 0 || len(compressed) > limit {
			t.Errorf("%s: %d bytes compressed, want at most %d", name, len(compressed), limit)
		}
	}
}

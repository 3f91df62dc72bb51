package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestEmptyPledgeForm(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		doc := t.render(t.form(PledgeForm{}))
		for _, absent := range []string{
			"main [checked]", "main [selected]", "[aria-invalid]", ".error-summary", ".fault", "[data-suggestions]",
			"[maxlength]",
		} {
			if n := doc.Find(absent).Length(); n != 0 {
				t.Errorf("%d × %s, want none", n, absent)
			}
		}
		for selector, want := range map[string]string{
			"#email": "email", "#representative_name": "name", "#representative_function": "organization-title",
			"#website": "url", "#body": "organization", "#country": "country",
		} {
			if got := doc.Find(selector).AttrOr("autocomplete", ""); got != want {
				t.Errorf("%s: autocomplete %q, want %q (WCAG 1.3.5)", selector, got, want)
			}
		}
		form := doc.Find("form#pledge-form[novalidate]") // the page's own texts tell what is wrong
		if got := form.AttrOr("action", ""); got != "/"+t.layout.Lang()+"/pledge" {
			t.Errorf("posts to %q", got)
		}
		if got := form.Find("button[name=step]").AttrOr("value", ""); got != "review" {
			t.Errorf("the button asks for step %q", got)
		}
		if got := form.Find("input[name=declaration]").AttrOr("value", ""); got != "2026-1" {
			t.Errorf("signs declaration %q, want the one that stands on the page", got)
		}
		if got := doc.Find("title").Text(); got != "Title – #CohesionAlliance" {
			t.Errorf("title %q", got)
		}
		if doc.Find(".signed details[open]").Length() != 0 || doc.Find(".signed strong").Text() != "hold" {
			t.Error("the declaration is not folded above the form, or not formatted")
		}
	})
}

func TestPledgeFormOrder(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		names := attributes(t.render(t.form(PledgeForm{})).Find("#pledge-form [name]"), "name")
		want := []string{
			"declaration", "kind", "country", "body", "territory", "website", "association", "representative_name",
			"representative_function", "email", "statement", "authorised", "consent_name", "consent_news",
			"contact_url", "step",
		}
		if diff := cmp.Diff(want, slices.Compact(names)); diff != "" {
			t.Errorf("fields (-want +got):\n%s", diff)
		}
	})
}

func TestFaultsAreLinkedBothWays(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		page := t.form(nastyForm())
		page.Form.Errors = everyFault()
		doc := t.render(page)
		title := t.layout.T("pledge.error.title", "title", "Title – #CohesionAlliance")
		if got := doc.Find("title").Text(); got != title {
			t.Errorf("title %q does not begin with the error", got)
		}
		summary := doc.Find(`.error-summary[role=alert][tabindex="-1"] a`)
		want := []string{
			"#declaration", "#kind", "#country", "#body", "#body", "#website", "#association", "#representative_name",
			"#representative_function", "#email", "#statement", "#authorised", "#consent_name", "#consent_news",
		}
		if diff := cmp.Diff(want, attributes(summary, "href")); diff != "" {
			t.Errorf("links of the summary (-want +got):\n%s", diff)
		}
		for i, field := range fieldsInOrder() {
			fault := doc.Find("#" + field + "-fault")
			if got := fault.Contents().Last().Text(); got == "" || got != summary.Eq(i).Text() {
				t.Errorf("%s: %q at the field, %q in the summary", field, got, summary.Eq(i).Text())
			}
			owner := doc.Find(`[aria-describedby~="` + field + `-fault"]`)
			if owner.Length() != 1 {
				t.Errorf("%s: %d elements are described by the fault, want 1", field, owner.Length())
			}
			ungrouped := field != "declaration" && field != "territory" && field != "association"
			if ungrouped && owner.AttrOr("aria-invalid", "") != "true" {
				t.Errorf("%s: not marked invalid", field)
			}
		}
	})
}

func TestFaultText(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		for name, c := range map[string]struct{ field, code, key, anchor string }{
			"a text of its own":         {"email", "required", "error.field.email.required", "email"},
			"the code's text":           {"consent_name", "required", "error.field.required", "consent_name"},
			"a code without text":       {"email", "no_such_code", "error.field.invalid", "email"},
			"a field that is not there": {"shoe_size", "too_long", "error.field.too_long", "pledge-form"},
		} {
			want := []Fault{{Field: c.field, Text: t.layout.T(c.key), Anchor: c.anchor}}
			got := t.form(PledgeForm{Errors: map[string]string{c.field: c.code}}).Faults()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		if got := t.form(PledgeForm{Errors: map[string]string{"email": ""}}).Faults(); got != nil {
			t.Errorf("an empty code makes the fault %v", got)
		}
	})
}

func TestTypedValuesAreKept(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		page := t.form(nastyForm())
		page.Form.Errors = everyFault()
		doc := t.render(page)
		for id, want := range map[string]string{
			"body": nasty + "1", "website": nasty + "2", "representative_name": nasty + "3",
			"representative_function": nasty + "4", "email": nasty + "5",
		} {
			if got := doc.Find("#"+id).AttrOr("value", ""); got != want {
				t.Errorf("%s: %q, want %q", id, got, want)
			}
		}
		if got := doc.Find("#statement").Text(); got != "\n"+nasty+"\n6" {
			t.Errorf("statement %q", got)
		}
		want := []string{"city", "CEMR", "EUROCITIES", "1", "1", "1"}
		if diff := cmp.Diff(want, attributes(doc.Find("main [checked]"), "value")); diff != "" {
			t.Errorf("ticked (-want +got):\n%s", diff)
		}
		if got := doc.Find("#country [selected]").AttrOr("value", ""); got != "LV" {
			t.Errorf("country %q", got)
		}
	})
}

func TestAnyTypedTextIsKept(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		rapid.Check(t.T, func(r *rapid.T) {
			typed := rapid.StringMatching(`[ -~āčģŽаβ\n]{0,60}`).Draw(r, "typed")
			line := strings.ReplaceAll(typed, "\n", " ")
			doc := t.render(t.form(PledgeForm{Body: line, Statement: typed}))
			if got := doc.Find("#body").AttrOr("value", ""); got != line {
				r.Errorf("body %q, want %q", got, line)
			}
			if got := doc.Find("#statement").Text(); got != typed {
				r.Errorf("statement %q, want %q", got, typed)
			}
			review := t.render(t.review(PledgeForm{Kind: "city", Body: line, Statement: typed}))
			if got := review.Find("input[name=statement]").AttrOr("value", ""); got != typed {
				r.Errorf("statement on the review page %q, want %q", got, typed)
			}
		})
	})
}

func TestCountriesOfTheUnionComeFirst(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		groups := t.render(t.form(PledgeForm{})).Find("#country optgroup")
		if groups.Length() != 2 || groups.First().Find("option").Length() != 27 {
			t.Fatalf("%d groups, %d members of the Union", groups.Length(), groups.First().Find("option").Length())
		}
		codes := attributes(groups.Find("option"), "value")
		if got, want := len(codes), len(t.layout.Countries()); got != want {
			t.Errorf("%d countries, want %d", got, want)
		}
		for _, code := range []string{"EL", "LV", "UK", "UA"} {
			if !slices.Contains(codes, code) {
				t.Errorf("%s is missing", code)
			}
		}
		if first := groups.Parent().Find("option").First(); first.AttrOr("value", "x") != "" {
			t.Error("a country is chosen beforehand")
		}
	})
}

func TestOnlyOpenKindsAreOffered(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		closed := t.form(PledgeForm{})
		closed.Kinds = []string{"region", "city"}
		for name, c := range map[string]struct {
			page     PledgePage
			kinds    []string
			required int // body and function, which individuals may leave empty
		}{
			"all kinds":         {t.form(PledgeForm{}), t.form(PledgeForm{}).Kinds, 0},
			"regions and towns": {closed, []string{"region", "city"}, 2},
		} {
			doc := t.render(c.page)
			if diff := cmp.Diff(c.kinds, attributes(doc.Find("[name=kind]"), "value")); diff != "" {
				t.Errorf("%s: kinds (-want +got):\n%s", name, diff)
			}
			if got := doc.Find("#body[required], #representative_function[required]").Length(); got != c.required {
				t.Errorf("%s: %d of body and function required, want %d", name, got, c.required)
			}
			told := strings.Contains(doc.Find("#body-help").Text(), t.layout.T("pledge.body.individual"))
			if told != slices.Contains(c.kinds, "individual") {
				t.Errorf("%s: tells individuals about the body: %v", name, told)
			}
		}
	})
}

// A browser without script must send no territory that belongs to an earlier name, and never two.
func TestTerritoryIsSentOnce(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		for name, c := range map[string]struct {
			territory   string
			suggestions []Suggestion
			errors      map[string]string
			checked     []string // values of the ticked radio buttons
			restored    string   // what the script puts back
		}{
			"nothing matched":        {},
			"matched earlier":        {territory: "456172", restored: "456172"},
			"matched, then unknown":  {territory: "9", errors: map[string]string{"territory": "unknown"}},
			"suggestions, none":      {suggestions: testSuggestions(), checked: []string{""}},
			"suggestions, one taken": {"456172", testSuggestions(), nil, []string{"456172"}, ""},
		} {
			page := t.form(PledgeForm{Body: "Riga", Territory: c.territory, Errors: c.errors})
			page.Suggestions = c.suggestions
			doc := t.render(page)
			hidden := doc.Find("input[type=hidden][name=territory]")
			value, restored := hidden.AttrOr("value", "x"), hidden.AttrOr("data-value", "")
			if hidden.Length() != 1 || value != "" || restored != c.restored {
				t.Errorf("%s: hidden value %q, restored %q", name, value, restored)
			}
			if _, disabled := hidden.Attr("disabled"); disabled != (len(c.suggestions) > 0) {
				t.Errorf("%s: hidden field disabled: %v", name, disabled)
			}
			radios := doc.Find("[data-suggestions] input[type=radio][name=territory]")
			if diff := cmp.Diff(c.checked, attributes(radios.Filter("[checked]"), "value"), cmpEmpty()); diff != "" {
				t.Errorf("%s: chosen (-want +got):\n%s", name, diff)
			}
			if want := len(c.suggestions); want > 0 && radios.Length() != want+1 {
				t.Errorf("%s: %d choices, want %d and “none”", name, radios.Length(), want)
			}
		}
	})
}

// cmpEmpty compares nil and empty lists as equal.
func cmpEmpty() cmp.Option {
	return cmp.FilterValues(func(a, b []string) bool { return len(a)+len(b) == 0 }, cmp.Ignore())
}

func TestFaultOfTheTerritoryPointsToTheSuggestions(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		page := t.form(PledgeForm{Errors: map[string]string{"territory": "unknown"}})
		page.Suggestions = testSuggestions()
		doc := t.render(page)
		if got := doc.Find(".error-summary a").AttrOr("href", ""); got != "#territory" {
			t.Errorf("leads to %q", got)
		}
		if got := doc.Find("[data-suggestions]").AttrOr("aria-describedby", ""); got != "territory-fault" {
			t.Errorf("the choice is described by %q", got)
		}
		if got := doc.Find("#body").AttrOr("aria-describedby", ""); got != "body-help" {
			t.Errorf("the body is described by %q", got)
		}
	})
}

func TestTrapIsOutOfReach(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		trapped := nastyForm()
		trapped.Trap = "https://spam.example"
		for name, page := range map[string]Page{"form": t.form(trapped), "review": t.review(trapped)} {
			trap := t.render(page).Find("[name=contact_url]")
			if trap.Length() != 1 || trap.AttrOr("tabindex", "") != "-1" || trap.AttrOr("autocomplete", "") != "off" {
				t.Errorf("%s: the trap is missing, or keyboard or browser reach it", name)
			}
			if trap.Closest("[aria-hidden=true]").Length() != 1 {
				t.Errorf("%s: the trap is read out", name)
			}
			if got := trap.AttrOr("value", ""); got != "https://spam.example" {
				t.Errorf("%s: what went into the trap is lost: %q", name, got)
			}
		}
	})
}

func TestComboboxHasItsTexts(t *testing.T) {
	inEveryLanguage(t, func(t pledgeTester) {
		doc := t.render(t.form(PledgeForm{}))
		body := doc.Find("#body[data-combobox]")
		for _, name := range []string{"data-source", "data-kinds", "data-list-label", "data-found", "data-none"} {
			if body.AttrOr(name, "") == "" {
				t.Errorf("no %s", name)
			}
		}
		if !strings.Contains(body.AttrOr("data-found", ""), "{n}") {
			t.Error("the announcement does not tell how many were found")
		}
		if got := body.AttrOr("role", ""); got != "" {
			t.Errorf("role %q without the script that fulfils it", got)
		}
		statement := doc.Find("#statement")
		for _, name := range []string{"data-left", "data-over"} {
			if !strings.Contains(statement.AttrOr(name, ""), "{n}") {
				t.Errorf("%s tells no number", name)
			}
		}
		if got := statement.AttrOr("data-limit", ""); got != "500" {
			t.Errorf("limit %q", got)
		}
		if got := doc.Find("head script[defer]").Length(); got != 3 {
			t.Errorf("%d scripts, want 3", got)
		}
	})
}

package web_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"alliance/locale"
	"alliance/tools/storybook/stories"
	"alliance/web"
)

// site renders stories; made once for each test.
type site struct {
	catalog  *locale.Catalog
	renderer *web.Renderer
	book     stories.Book
}

func newSite(t testing.TB) site {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatalf("load texts: %v", err)
	}
	renderer, err := web.New(catalog)
	if err != nil {
		t.Fatalf("prepare pages: %v", err)
	}
	return site{catalog, renderer, stories.Book{Catalog: catalog}}
}

func (s site) render(t *testing.T, page web.Page) []byte {
	t.Helper()
	html, err := s.renderer.Render(page)
	if err != nil {
		t.Fatalf("render: %v", err)
	}
	return html
}

func (s site) story(t *testing.T, lang, name string) *goquery.Document {
	t.Helper()
	page, found := s.book.Find(lang, name)
	if !found {
		t.Fatalf("no story %q", name)
	}
	return parse(t, s.render(t, page))
}

func parse(t *testing.T, html []byte) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(html))
	if err != nil {
		t.Fatalf("parse page: %v", err)
	}
	return doc
}

// What holds for every page, in every language.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, lang := range s.catalog.Languages() {
		for _, story := range s.book.All(lang) {
			t.Run(lang+"/"+story.Name, func(t *testing.T) {
				t.Parallel()
				doc := parse(t, s.render(t, story.Page))
				if got := doc.Find("html").AttrOr("lang", ""); got != lang {
					t.Errorf("html lang is %q", got)
				}
				if !strings.HasPrefix(story.Name, "embed-") { // these stand in frames of other sites
					checkFrame(t, doc)
				}
				checkNothingInline(t, doc)
				checkReferences(t, doc)
				checkAlternatives(t, doc)
				checkHeadings(t, doc)
				checkTexts(t, doc)
			})
		}
	}
}

// checkFrame wants the parts that all pages share.
func checkFrame(t *testing.T, doc *goquery.Document) {
	t.Helper()
	for _, selector := range []string{
		"html[lang]", "head > title", `head > meta[name="viewport"]`, "h1", "main#main",
		"body > header", "body > footer", `a.skip[href="#main"]`, `link[rel="icon"]`, `footer a[href$="/privacy"]`,
		`footer a[href$="/accessibility"]`, `footer a[href$="/declaration"]`,
		`footer a[href="https://www.geonames.org/"]`,
	} {
		if n := doc.Find(selector).Length(); n != 1 {
			t.Errorf("%d of %q, want 1", n, selector)
		}
	}
	if first := doc.Find("body").Children().First(); !first.HasClass("skip") {
		t.Error("the skip link is not the first thing in the body")
	}
	if footer := doc.Find("footer").Text(); !strings.Contains(footer, "Made with Natural Earth") {
		t.Error("the footer does not name Natural Earth")
	}
	if title := doc.Find("title").Text(); !strings.Contains(title, "#CohesionAlliance") {
		t.Errorf("the title %q does not name the site", title)
	}
}

// checkNothingInline wants nothing that the Content-Security-Policy forbids, and nothing from other sites.
func checkNothingInline(t *testing.T, doc *goquery.Document) {
	t.Helper()
	const inlineScript = "script:not([src]):not([type='application/ld+json'])"
	for _, selector := range []string{"style", "[style]", inlineScript, `iframe:not([src^="/"])`, "object", "base"} {
		if n := doc.Find(selector).Length(); n != 0 {
			t.Errorf("%d of %q, want none", n, selector)
		}
	}
	doc.Find("*").Each(func(_ int, element *goquery.Selection) {
		for _, attribute := range element.Nodes[0].Attr {
			if strings.HasPrefix(attribute.Key, "on") {
				t.Errorf("<%s> has the attribute %s", goquery.NodeName(element), attribute.Key)
			}
			if strings.HasPrefix(strings.ToLower(strings.TrimSpace(attribute.Val)), "javascript:") {
				t.Errorf("<%s %s> holds a script", goquery.NodeName(element), attribute.Key)
			}
		}
	})
	doc.Find("link[rel=stylesheet], link[rel=icon], script[src], img").Each(func(_ int, element *goquery.Selection) {
		source := element.AttrOr("href", element.AttrOr("src", ""))
		if !strings.HasPrefix(source, "/") || strings.HasPrefix(source, "//") {
			t.Errorf("loads %q, which is not ours", source)
		}
	})
}

// checkReferences wants ids once each, and whatever is pointed to.
func checkReferences(t *testing.T, doc *goquery.Document) {
	t.Helper()
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, element *goquery.Selection) {
		id := element.AttrOr("id", "")
		if ids[id] {
			t.Errorf("the id %q occurs twice", id)
		}
		ids[id] = true
	})
	doc.Find("[aria-labelledby], label[for]").Each(func(_ int, element *goquery.Selection) {
		if id := element.AttrOr("aria-labelledby", element.AttrOr("for", "")); !ids[id] {
			t.Errorf("<%s> points to %q, which is not there", goquery.NodeName(element), id)
		}
	})
}

// checkAlternatives wants words for every picture, field and link.
func checkAlternatives(t *testing.T, doc *goquery.Document) {
	t.Helper()
	doc.Find("svg:not([aria-hidden=true])").Each(func(_ int, svg *goquery.Selection) {
		role := svg.AttrOr("role", "")
		if role != "img" && (role != "group" || svg.Find("a").Length() == 0) || svg.AttrOr("aria-label", "") == "" {
			t.Error("an svg has no text alternative")
		}
	})
	doc.Find("img:not([alt])").Each(func(int, *goquery.Selection) { t.Error("an img has no alt") })
	doc.Find("input:not([type=hidden])").Each(func(_ int, input *goquery.Selection) {
		if doc.Find(`label[for="`+input.AttrOr("id", "")+`"]`).Length() != 1 {
			t.Errorf("the field %q has no label", input.AttrOr("name", ""))
		}
	})
	doc.Find("a, button, h1, h2, h3, summary").Each(func(_ int, element *goquery.Selection) {
		if strings.TrimSpace(element.Text()) == "" {
			t.Errorf("a <%s> is empty", goquery.NodeName(element))
		}
	})
}

// checkHeadings wants no level left out on the way down.
func checkHeadings(t *testing.T, doc *goquery.Document) {
	t.Helper()
	before := 0
	doc.Find("main h1, main h2, main h3, main h4, main h5, main h6").Each(func(_ int, heading *goquery.Selection) {
		level := int(goquery.NodeName(heading)[1] - '0')
		if level > before+1 && before > 0 {
			t.Errorf("%q jumps from level %d to %d", heading.Text(), before, level)
		}
		before = level
	})
}

// checkTexts wants no key and no unfilled placeholder where a text should be.
func checkTexts(t *testing.T, doc *goquery.Document) {
	t.Helper()
	raw := regexp.MustCompile(`^[a-z_]+(\.[A-Za-z0-9_]+)+$|\{[a-z_]+\}`)
	doc.Find("body *").Contents().Each(func(_ int, node *goquery.Selection) {
		if text := strings.TrimSpace(node.Text()); goquery.NodeName(node) == "#text" && raw.MatchString(text) {
			t.Errorf("shows %q", text)
		}
	})
	doc.Find("[aria-label]").Each(func(_ int, element *goquery.Selection) {
		if label := element.AttrOr("aria-label", ""); raw.MatchString(label) {
			t.Errorf("is labelled %q", label)
		}
	})
}

// expectation is what a story must and must not contain; a selector may end in "=> text".
type expectation struct {
	name, story string
	want, not   []string
}

func (e expectation) check(t *testing.T, doc *goquery.Document) {
	t.Helper()
	for _, want := range e.want {
		if !contains(doc, want) {
			t.Errorf("missing: %s", want)
		}
	}
	for _, not := range e.not {
		if contains(doc, not) {
			t.Errorf("must not be there: %s", not)
		}
	}
}

func contains(doc *goquery.Document, what string) bool {
	selector, text, _ := strings.Cut(what, " => ")
	found := false
	doc.Find(selector).Each(func(_ int, element *goquery.Selection) {
		found = found || strings.Contains(strings.Join(strings.Fields(element.Text()), " "), text)
	})
	return found
}

func TestPagesSayWhatTheyMust(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, e := range expectations() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			e.check(t, s.story(t, "en", e.story))
		})
	}
}

func expectations() []expectation {
	return append(append(homeExpectations(), wallExpectations()...), otherExpectations()...)
}

func homeExpectations() []expectation {
	return []expectation{
		{
			"a home page with members", "home-12000",
			[]string{
				`.hero a.button[href="/en/pledge"] => Join the #CohesionAlliance`,
				".count => 12,000 members from 27 countries",
				`.counters a[href="/en/members?kind=city"] => 6,000 cities and municipalities`,
				"ol.objectives li:nth-child(5)",
				".founders dt => AEBR", ".founders dd => Conference of Peripheral Maritime Regions",
				`.wall a[href="/en/members/member-1"] => Rīga`, `a[href="mailto:contact@alliance.example.eu"]`,
				`a[href="https://video.example.eu/join"][hreflang="en"]`, `a[href^="mailto:?"] => Share by e-mail`,
				`.join-bar a[href="/en/pledge"]`, `svg[aria-label*="12,000 members"]`, ".mark[aria-current=page]",
			},
			[]string{".notice", "body => Be the first", "ol.objectives li:nth-child(6)"},
		},
		{
			"a home page without members invites the first", "home-0",
			[]string{".count => Be the first", `svg[aria-label="Map of Europe without members yet."]`, "svg .land"},
			[]string{".counters", "#newest", "svg .light", ".map-note"},
		},
		{"one member is not several", "home-3", []string{".counters => 1 city or municipality"}, nil},
		{
			"a demonstration says so", "home-demo",
			[]string{
				".notice => made up", `.notice a[href="/mailbox"]`,
				`.languages a[lang="lv"][hreflang="lv"][href="/lv/"] => latviešu`,
				`.languages a[aria-current] => English`, ".languages li:nth-child(24)",
			},
			nil,
		},
	}
}

func wallExpectations() []expectation {
	return []expectation{
		{
			"the wall lists members", "wall-300",
			[]string{
				"[role=status] => 300 members", ".wall li:nth-child(48) h3 a", ".wall p => City or municipality",
				`form[method=get][action="/en/members"] input[name=q]`,
				`.facets a[href="/en/members?kind=region"] => Region`,
				`a[rel=next][href*="after="] => Next members`, `.sort a[href="/en/members?sort=name"]`,
			},
			[]string{"body => Be the first", ".results-head => Clear search", "form[method=post]", "body => @example"},
		},
		{
			"a filtered wall keeps and names its filters", "wall-filtered",
			[]string{
				`input[type=hidden][name=kind][value=city]`, `input[type=hidden][name=association][value=AER]`,
				`input[type=hidden][name=year][value="2026"]`, ".chosen .chip => City or municipality",
				`a[href="/en/members"] => Clear search and filters`, ".facets a[aria-current] => City or municipality",
				".pages => Back to the start of the list",
			},
			[]string{"input[type=hidden][name=q]", "input[type=hidden][name=country]", "input[name=after]"},
		},
		{
			"nothing found is explained", "wall-none",
			[]string{
				"[role=status] => 0 members", "h3 => No members match", `input[name=q][value=xyz]`,
				`a[href="/en/members/riga"] => Rīga`, `input[type=hidden][name=sort][value=name]`,
			},
			[]string{".wall", ".pages a", ".sort a"},
		},
		{
			"an empty wall invites the first", "wall-0",
			[]string{"h2 => Be the first", `main a.button[href="/en/pledge"]`},
			[]string{"form", ".wall", ".pages"},
		},
		{
			"members overseas do not vanish", "wall-overseas",
			[]string{".map-note => 2 more members", `svg[aria-label*="5 members"]`},
			nil,
		},
		{"a long name is whole", "wall-long", []string{".wall h3 => " + stories.LongName}, nil},
	}
}

func otherExpectations() []expectation {
	return []expectation{
		{
			"a signatory with everything", "signatory",
			[]string{
				"h1 => Δήμος Θεσσαλονίκης", "p => Member since 22 November 2026",
				"blockquote[lang=el] p => Η συνοχή",
				"figcaption => Μαρία Παπαδοπούλου",
				".facts => Θεσσαλονίκη, Κεντρική Μακεδονία, Greece",
				`a[rel="nofollow noopener ugc"][href="https://thessaloniki.example/"]`, ".facts => Eurocities",
				`a[href="/en/declaration?version=2024"]`, `svg[aria-label*="Δήμος Θεσσαλονίκης"] .light`,
				`a[href="/en/manage"]`, `a[href="/en/members"] => All members`,
			},
			[]string{"h1.long"},
		},
		{
			"a signatory with little", "signatory-plain",
			[]string{"h1 => Δήμος", `svg[aria-label="Map of Europe."]`},
			[]string{
				"blockquote", "[rel~=ugc]", "svg .light", "dt => Joined through", "dt => Web site", "dt => Signed by",
			},
		},
		{"a name without a statement", "signatory-long", []string{"h1.long", "dt => Signed by"}, nil},
		{
			"the current declaration", "declaration",
			[]string{
				"article[lang=en] h2 => Declaration of the", "article h3 => We call on the Union",
				"article h4", "article strong",
				".callout => Model text", `a.button[href="/en/pledge"]`, `a[href="/en/declaration?version=2024"]`,
				"[aria-current=true] => 2026-1",
			},
			[]string{"article script", "article h1", "p => An earlier version", "p => not available"},
		},
		{
			"an earlier declaration", "declaration-old",
			[]string{
				"article[lang=fr]", ".callout => An earlier version", "p => Version 2024 · Adopted on 19 March 2024",
				".callout => not available in English", ".callout a[href='/en/declaration']",
			},
			[]string{".callout => Model text"},
		},
		{
			"the privacy notice names who is responsible", "privacy",
			[]string{
				"dd => European Committee of the Regions", "dd => R-2026-01",
				"a[href='mailto:dpo@alliance.example.eu']",
				"main => Regulation (EU) 2018/1725", "li => not confirmed: deleted after 30 days",
				"li => signs as an individual", "main => European Data Protection Supervisor",
			},
			[]string{"main => GDPR", "main => 45/2001", ".callout"},
		},
		{
			"the privacy notice of a site not yet set up", "privacy-bare",
			[]string{".callout => not yet entered"},
			[]string{"dl.facts", "li => deleted after", "li => signs as an individual"},
		},
		{
			"the accessibility statement is honest", "accessibility",
			[]string{
				"main => 2018/1523", "main => partially conformant", "main => European Ombudsman",
				"main a[href^='mailto:']",
			},
			nil,
		},
		{
			"how to withdraw", "manage",
			[]string{"main => withdraw", "main a[href^='mailto:']", "a[href='/en/privacy']"},
			nil,
		},
		{
			"an incident has a number", "error-internal",
			[]string{
				"h1 => Something went wrong on our side", ".callout => 01JD9Z7Q4T",
				`meta[name=robots][content=noindex]`,
			},
			[]string{"link[rel=canonical]", "link[rel=alternate]", "main => error.page"},
		},
		{"a missing page has none", "error-not_found", []string{"h1 => This page is not here"}, []string{".callout"}},
	}
}

func TestAnUnknownErrorCodeSpeaksAsAnInternalError(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	layout := web.Layout{Printer: s.catalog.Printer("en"), Site: web.Site{Name: "Site", Languages: []string{"en"}}}
	doc := parse(t, s.render(t, web.ErrorPage{Layout: layout, Code: "teapot"}))
	if got := doc.Find("h1").Text(); got != "Something went wrong on our side" {
		t.Errorf("h1 is %q", got)
	}
}

func TestHeadTellsSearchEnginesWhereThePageIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	layout := web.Layout{
		Printer: s.catalog.Printer("en"), Title: "Members & more", Description: `Who "is" in`,
		Path: "/members?kind=city&sort=name",
		Site: web.Site{Name: "Site", BaseURL: "https://alliance.example.eu", Languages: []string{"en", "lv"}},
	}
	doc := parse(t, s.render(t, web.WallPage{Layout: layout}))
	wants := map[string]string{
		"link[rel=canonical]|href":                  "https://alliance.example.eu/en/members?kind=city&sort=name",
		"link[rel=alternate][hreflang=lv]|href":     "https://alliance.example.eu/lv/members?kind=city&sort=name",
		"link[rel=alternate][hreflang=en]|href":     "https://alliance.example.eu/en/members?kind=city&sort=name",
		"meta[property='og:url']|content":           "https://alliance.example.eu/en/members?kind=city&sort=name",
		"meta[property='og:title']|content":         "Members & more",
		"meta[property='og:description']|content":   `Who "is" in`,
		"meta[name=description]|content":            `Who "is" in`,
		".languages a[hreflang=lv]|href":            "/lv/members?kind=city&sort=name",
		".languages a[hreflang=en]|aria-current":    "true",
		"header a[href='/en/members']|aria-current": "page",
	}
	for where, want := range wants {
		selector, attribute, _ := strings.Cut(where, "|")
		if got := doc.Find(selector).AttrOr(attribute, "nothing"); got != want {
			t.Errorf("%s is %q, want %q", where, got, want)
		}
	}
	if got := doc.Find("title").Text(); got != "Members & more – Site" {
		t.Errorf("title is %q", got)
	}
	if doc.Find("header a[href='/en/declaration'][aria-current]").Length() != 0 {
		t.Error("the navigation marks a page that this is not")
	}
}

func TestWhatMembersTypedIsEscaped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const attack = `"><script>alert(1)</script>`
	page, _ := s.book.Find("en", "signatory")
	signatory, ok := page.(web.SignatoryPage)
	if !ok {
		t.Fatalf("the story is a %T", page)
	}
	signatory.Entry.Name, signatory.Statement, signatory.RepresentativeName = attack, attack, attack
	signatory.StatementLanguage, signatory.Website = attack, "javascript:alert(1)"
	doc := parse(t, s.render(t, signatory))
	if n := doc.Find("script:not([src]):not([type='application/ld+json'])").Length(); n != 0 {
		t.Errorf("%d scripts came in", n)
	}
	if got := doc.Find("h1").Text(); got != attack {
		t.Errorf("the name is %q", got)
	}
	if href := doc.Find("[rel~=ugc]").AttrOr("href", ""); strings.HasPrefix(href, "javascript") {
		t.Errorf("the web site leads to %q", href)
	}
}

func TestContainsFindsElementsAndTheirText(t *testing.T) {
	t.Parallel()
	doc := parse(t, []byte("<p class=a>One\n two</p><p>Three</p>"))
	for what, want := range map[string]bool{
		"p.a": true, "p => One two": true, "p => Three": true, "p.a => Three": false, "p.b": false, "b => One": false,
	} {
		if got := contains(doc, what); got != want {
			t.Errorf("%q: %v, want %v", what, got, want)
		}
	}
}

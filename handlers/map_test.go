package handlers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"alliance/models"
	"alliance/models/territory/territorytest"
)

func TestMapLinksCountriesWithMembers(t *testing.T) {
	t.Parallel()
	page := wallOf(t).get("/en/map").status(http.StatusOK) // Rīga, Steiermark, Aarhus, Łódź and an association
	doc := page.document()
	var onMap, inTable []string
	doc.Find("svg.map a").Each(func(_ int, a *goquery.Selection) {
		onMap = append(onMap, a.AttrOr("aria-label", "")+" "+a.AttrOr("href", ""))
	})
	doc.Find("table[aria-labelledby=countries] tbody tr").Each(func(_ int, row *goquery.Selection) {
		country := row.Find("th a")
		count := row.Find("td").Text()
		members := " members "
		if count == "1" {
			members = " member "
		}
		inTable = append(inTable, country.Text()+": "+count+members+country.AttrOr("href", ""))
	})
	if strings.Join(onMap, "\n") != strings.Join(inTable, "\n") {
		t.Errorf("the map says\n%q\nand the table\n%q", onMap, inTable)
	}
	if want := "Austria: 2 members /en/map?country=AT"; len(onMap) != 4 || onMap[0] != want {
		t.Errorf("%q, want four, the first %q", onMap, want)
	}
	if got := doc.Find("#found").Text(); got != "5 members" {
		t.Errorf("the list says %q", got)
	}
}

func TestMapShowsTheFilterOfTheList(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	wall := s.get("/en/members?kind=city&association=EUROCITIES").document()
	link := wall.Find(".map-note a").AttrOr("href", "")
	if link != "/en/map?association=EUROCITIES&kind=city" {
		t.Fatalf("the wall links %q", link)
	}
	doc := s.get(link).status(http.StatusOK).document()
	if got := doc.Find("svg.map a").Length(); got != 2 {
		t.Errorf("%d countries have a city of Eurocities, want 2", got)
	}
	if got := doc.Find("a.chip").Last().AttrOr("href", ""); !strings.HasPrefix(got, "/en/map?") {
		t.Errorf("taking a filter away leads to %s", got)
	}
	zoomed := s.get("/lv/map?country=LV").status(http.StatusOK)
	doc = zoomed.document()
	if doc.Find("h1").Text() != "Dalībnieki: Latvija" || doc.Find("svg.map").AttrOr("viewBox", "") == "0 0 1000 850" {
		t.Errorf("%q with the view %s", doc.Find("h1").Text(), doc.Find("svg.map").AttrOr("viewBox", ""))
	}
	if got := doc.Find("svg.map a").AttrOr("href", ""); got != "/lv/members?country=LV" {
		t.Errorf("the country leads to %q", got)
	}
	zoomed.has("Atpakaļ pie visas Eiropas", "/lv/members?country=LV")
	s.get("/en/map?country=MT").status(http.StatusOK).has("Show all members on the map")
}

func TestMembersOverseasHaveInsets(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	administrator := s.Administrator(t)
	for _, member := range []struct{ name, territory, country string }{
		{"Região Autónoma dos Açores", "PT.23", "PT"}, {"Gobierno de Canarias", "ES.53", "ES"},
	} {
		s.member(administrator, func(p *models.NewPledge) {
			p.Kind, p.Body, p.TerritoryID, p.Country = models.KindRegion, member.name, member.territory, member.country
			p.Email = strings.ToLower(member.country) + "@overseas.example"
		})
	}
	insets := s.get("/en/map").document().Find(".insets a")
	if insets.Length() != 2 || insets.First().AttrOr("href", "") != "/en/members?territory=PT.23" {
		t.Fatalf("%d insets, the first leads to %q", insets.Length(), insets.First().AttrOr("href", ""))
	}
	s.get("/en/members?territory=PT.23").has("Região Autónoma dos Açores").lacks("Gobierno de Canarias")
}

func TestMapFillsImportedRegions(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	_, err := s.ImportStatisticalRegions(t.Context(),
		strings.NewReader(territorytest.Names), strings.NewReader(territorytest.Outlines))
	if err != nil {
		t.Fatal(err)
	}
	page := s.get("/en/map").status(http.StatusOK).
		has("© Those who drew the outlines", "A region that has signed itself", "La Réunion")
	doc := page.document()
	if got := doc.Find("svg.map path.region").Length(); got != 2 {
		t.Errorf("%d regions are filled, want Austrumi and Steiermark", got)
	}
	if got := doc.Find(`svg.map path.region[fill="url(#signed)"]`).Length(); got != 1 {
		t.Errorf("%d regions have signed themselves, want Steiermark", got)
	}
	row := doc.Find("table[aria-labelledby=countries] tbody tr").First().Text()
	if !strings.Contains(row, "Austria") || !strings.Contains(row, "1 of 3") {
		t.Errorf("the table says %q", row)
	}
	doc = s.get("/en/map?country=LV").status(http.StatusOK).document()
	links := doc.Find("svg.map a")
	if links.Length() != 1 || links.AttrOr("href", "") != "/en/members?country=LV&territory=nuts%3ALV02" {
		t.Errorf("%d links, the first to %q", links.Length(), links.AttrOr("href", ""))
	}
	if got := doc.Find("table[aria-labelledby=regions] tbody tr").Length(); got != 2 {
		t.Errorf("%d regions of Latvia in the table, want 2", got)
	}
	s.get(links.AttrOr("href", "")).status(http.StatusOK).has("Rīga", "Austrumi").lacks("Łódź")
	s.get("/en/map?kind=city").status(http.StatusOK).lacks(`fill="url(#signed)"`)
	s.get("/en/map?territory=nuts:XX99").status(http.StatusOK).has("5 members")
}

package stories

import (
	"time"

	"alliance/web"
)

func (b builder) signatories() []Story {
	entry := web.Entry{
		Slug: "thessaloniki", Name: "Δήμος Θεσσαλονίκης", Kind: "city", Country: "EL", Territory: "Θεσσαλονίκη",
		Since: time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC),
	}
	full := web.SignatoryPage{
		Layout: b.layout("/members/thessaloniki", "members.title", "members.description"),
		Entry:  entry, Region: "Κεντρική Μακεδονία", Website: "https://thessaloniki.example/",
		Statement:         "Η συνοχή είναι η υπόσχεση ότι κανένας τόπος δεν μένει μόνος.",
		StatementLanguage: "el", RepresentativeName: "Μαρία Παπαδοπούλου",
		Associations: []string{"EUROCITIES", "CEMR"}, Versions: []string{"2026-1", "2024"},
		Map: web.NewMap([]web.Point{{Lat: 40.64, Lon: 22.94, Count: 1}}), Share: share(),
	}
	full.Title = entry.Name
	plain := full
	plain.Website, plain.Statement, plain.StatementLanguage, plain.RepresentativeName = "", "", "", ""
	plain.Associations, plain.Share, plain.Map = nil, nil, web.NewMap(nil)
	long := full
	long.Entry.Name, long.Title, long.Statement = LongName, LongName, ""
	return []Story{{"signatory", full}, {"signatory-plain", plain}, {"signatory-long", long}}
}

const declarationText = `We, the regions, cities and associations that sign this declaration, hold that **cohesion is a
fundamental value of the European Union**.

# We call on the Union

- to strengthen economic, social and territorial cohesion in every policy;
- to bring all its funds together on the ground, with rules that are simple enough to be used;
- to further cooperation between town and countryside and across borders.

## And on its Member States

to involve regions and cities from the first draft to the last payment. <script>alert(1)</script>

By signing we commit ourselves to [speak for these aims](javascript:alert(1)) where we are heard.
`

func (b builder) declarations() []Story {
	current := web.DeclarationPage{
		Layout: b.layout("/declaration", "declaration.title", "declaration.description"),
		Declaration: web.Declaration{
			Version: "2026-1", Language: b.Lang(), Title: "Declaration of the #CohesionAlliance", Text: declarationText,
			Model: true, Current: true,
		},
		Versions: []string{"2026-1", "2024"},
	}
	old := current
	old.Path = "/declaration?version=2024"
	old.Declaration.Version, old.Declaration.AdoptedOn = "2024", "2024-03-19"
	old.Declaration.Model, old.Declaration.Current, old.Declaration.Language = false, false, "fr"
	return []Story{{"declaration", current}, {"declaration-old", old}}
}

func (b builder) texts() []Story {
	var all []Story
	for _, name := range []string{"privacy", "accessibility", "manage"} {
		layout := b.layout("/"+name, name+".title", name+".description")
		all = append(all, Story{name, web.TextPage{Layout: layout, Name: name}})
	}
	bare := web.TextPage{Layout: b.layout("/privacy", "privacy.title", "privacy.description"), Name: "privacy"}
	bare.Site.Controller, bare.Site.Retention, bare.Site.CollectsIndividuals = web.Controller{}, web.Retention{}, false
	return append(all, Story{"privacy-bare", bare})
}

// ErrorCodes are all codes of error pages.
func ErrorCodes() []string {
	return []string{
		"not_found", "too_many", "unavailable", "internal", "forbidden", "bad_request", "too_large", "method",
	}
}

func (b builder) errors() []Story {
	var all []Story
	for _, code := range ErrorCodes() {
		page := web.ErrorPage{Layout: b.layout("/x", "error.page."+code+".title", ""), Code: code}
		page.NoIndex, page.Description = true, ""
		if code == "internal" || code == "unavailable" {
			page.Incident = "01JD9Z7Q4T"
		}
		all = append(all, Story{"error-" + code, page})
	}
	return all
}

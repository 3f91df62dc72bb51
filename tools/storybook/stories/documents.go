package stories

import (
	"time"

	"alliance/web"
)

func (b builder) documents() []Story {
	// an error would be of a text too long
	code, _ := web.NewQRCode("https://alliance.example.eu/en/members/riga")
	certificate := web.CertificatePage{
		Layout: b.layout("/members/riga/certificate", "certificate.title", ""),
		Entry: web.Entry{
			Slug: "riga", Name: "Rīga", Kind: "city", Country: "LV", Language: "lv",
			Since: time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC),
		},
		Endorsed: []web.Declaration{
			{Version: "2026-1", Language: b.Lang(), Title: "Declaration of the #CohesionAlliance", AdoptedOn: "2026-03-19"},
			{Version: "2024-1", Language: "en", Title: "Declaration of 2024"},
		},
		Map: web.NewMap([]web.Point{{Lat: 56.95, Lon: 24.11, Count: 1}}), Code: code,
	}
	long := certificate
	long.Entry.Name, long.Entry.Language, long.Endorsed, long.Map = LongName, "de", nil, web.NewMap(nil)
	poster := web.PosterPage{
		Layout: b.layout("/poster", "poster.title", "poster.description"), Map: web.NewMap(b.points(300)), Code: code,
	}
	return []Story{{"certificate", certificate}, {"certificate-long", long}, {"poster", poster}}
}

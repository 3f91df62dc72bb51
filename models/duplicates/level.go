package duplicates

// level is what the words of the administration in a name tell of an authority.
type level int

const (
	plain        level = iota // no such word
	municipality              // of any sort
	town                      // a city, not the rural municipality of the same name
	rural                     // such a rural municipality
	below                     // a parish or a district of a city
	union                     // municipalities together
	upper                     // districts, counties, provinces, regions
	other                     // not an authority
)

// The kinds whose names carry words of the administration.
const (
	kindCity   = "city"
	kindRegion = "region"
)

// claim is what a name and the kind that was declared say together.
type claim struct {
	level level
	kind  string
}

// differ reports claims of which only one can hold for a body: "Province of Teramo"
// is not Teramo, "Rēzeknes novads" is not "Rēzeknes valstspilsēta". A name without
// such words is a municipality's, unless the kind says otherwise.
func differ(a, b claim) bool {
	if (a.level == plain || b.level == plain) && a.kind == b.kind && a.kind != "" {
		return false
	}
	first, second := a.orKind(), b.orKind()
	if first > second {
		first, second = second, first
	}
	if first == municipality && (second == town || second == rural) {
		return false
	}
	return first != second
}

func (c claim) orKind() level {
	switch {
	case c.level != plain:
		return c.level
	case c.kind == kindRegion:
		return upper
	case isTerritorial(c.kind):
		return municipality
	}
	return other
}

// levelOf returns the level that a word or phrase of territory.CutAuthority tells of.
func levelOf(phrase string) level {
	switch phrase {
	case "miasto", "gmina miasta", "gmina miejska", "miasto na prawach powiatu", "miasto stoleczne", "urzad miasta",
		"valstspilseta", "valstspilsetas pasvaldiba", "pilseta", "pilsetas pasvaldiba", "pilsetas dome",
		"miesto", "miesto savivaldybe", "linn", "linnavalitsus", "municipiul", "municipiului", "orasul", "oras",
		"orasului", "primaria municipiului", "primaria orasului", "city", "city council", "town", "town council",
		"stadt", "kreisfreie", "hansestadt", "landeshauptstadt", "hauptstadt", "grad", "град", "mesto",
		"statutarni mesto", "hlavni mesto", "hlavne mesto", "mestna obcina", "kaupunki", "kaupungin":
		return town
	case "gmina wiejska", "novads", "novada", "novada pasvaldiba", "novada dome", "rajono savivaldybe", "rajono",
		"rajonas", "vald", "vallavalitsus", "comuna", "comunei", "primaria comunei", "rural community":
		return rural
	case "freguesia", "junta freguesia", "municipal unit", "pagasts", "mestska cast", "κοινοτητα", "koinotita":
		return below
	case "unione", "unione dei comuni", "comunita montana", "communaute de communes", "communaute d agglomeration",
		"communaute urbaine", "metropole", "verbandsgemeinde", "samtgemeinde":
		return union
	case "county", "county council", "regional council", "metropolitan city", "province", "region", "voivodeship",
		"canton", "oblast", "raion", "rayon", "state", "district", "government", "regional state administration",
		"state administration", "landkreis", "kreis", "bezirk", "regierungsbezirk", "freistaat", "bundesland", "land",
		"kanton", "provincie", "gewest", //nolint:misspell // Dutch
		"fylkeskommune", "fylke", "lans landsting", "lan", "landsting",
		"departement", "conseil departemental", "conseil regional", "conseil general", "collectivite",
		"citta metropolitana", "provincia autonoma", "provincia", "regione autonoma", "regione",
		"libero consorzio comunale", "diputacion provincial", "diputacion", "diputacio", "comunidad autonoma",
		"comunidad", "comunitat", "cabildo insular", "cabildo", "consell insular", "consell comarcal", "junta",
		"xunta", "generalitat", "gobierno", "govern", "principado", "distrito", "regiao autonoma", "regiao",
		"powiat", "wojewodztwo", "kraj", "okres", "samospravny kraj", "zupanija", "жупания", "област", "район",
		"consiliul judetean", "judetul", "judet", "jud", "megye", "περιφερεια", "νομοσ", "perifereia", "periferia",
		"nomos", "nomarchia", "apskritis", "maakond", "maakuntaliitto", "maakunta", "landskap", "liitto",
		"comhairle contae", "contae", "ili":
		return upper
	}
	return municipality
}

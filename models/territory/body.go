package territory

import (
	"slices"
	"strings"

	"alliance/models/typed"
)

// keys returns the folded forms under which a territory is found by one of its
// names: the whole name and, apart, the ends of it from a later word on. Words of
// the administration are taken off the names of regions; a place keeps its
// "Città di Castello".
func (e *registerEntry) keys(name string) (whole, ends []string) {
	forms := []string{typed.Fold(name)}
	if spelt := umlautsSpeltOut(e.Country, name); spelt != "" {
		forms = append(forms, typed.Fold(spelt))
	}
	for _, piece := range namePieces(name)[1:] {
		forms = append(forms, typed.Fold(piece))
	}
	for _, form := range forms {
		whole = append(whole, form)
		if e.Level == LevelPlace {
			whole = append(whole, withoutSmallWords(strings.Split(form, " "))...)
		} else {
			whole = append(whole, withoutAffixes(form)...)
		}
		ends = append(ends, nameEnds(form)...)
	}
	return whole, ends
}

// nameEnds returns what follows each blank of a folded name, except where it
// begins with a small word or says nothing but the sort of authority: "san giorgio
// di piano" gives "giorgio di piano" and "piano".
func nameEnds(folded string) []string {
	var ends []string
	for rest := folded; ; {
		_, after, found := strings.Cut(rest, " ")
		if !found {
			return ends
		}
		word, _, _ := strings.Cut(after, " ")
		if len(word) > 2 && !IsSmallWord(word) && !IsAuthority(after) {
			ends = append(ends, after)
		}
		rest = after
	}
}

// namePieces returns the name and, where it holds several, each of them:
// "Bleiburg/Pliberk", "Niederdorf - Villabassa", "Biannoy (Βιάννος)".
func namePieces(name string) []string {
	pieces := []string{name}
	for _, dash := range []string{" - ", " – ", " — "} {
		name = strings.ReplaceAll(name, dash, "/")
	}
	if !strings.ContainsAny(name, pieceDividers) {
		return pieces
	}
	divided := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(pieceDividers, r) })
	for _, piece := range divided {
		if len(divided) > 1 && len(typed.Fold(piece)) > 2 {
			pieces = append(pieces, piece)
		}
	}
	return pieces
}

const pieceDividers = "/|;,()[]"

// umlautsSpeltOut writes Köln as Koeln and Århus as Aarhus, in the countries
// where this is usual; elsewhere and for other names it returns nothing.
func umlautsSpeltOut(country, name string) string {
	switch country {
	case "AT", "CH", "DE", "DK", "LI", "LU", "NO":
	default:
		return ""
	}
	if !strings.ContainsAny(name, "äöüÄÖÜåÅøØ") {
		return ""
	}
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue",
		"å", "aa", "Å", "Aa", "ø", "oe", "Ø", "Oe").Replace(name)
}

// mostBodyKeys bounds what one text may cost; real names need fewer.
const mostBodyKeys = 16

// bodyKeys returns the keys to look a typed name of a body up by, the most
// faithful first: as typed, without the words that say what sort of authority
// it is, then its pieces. No key is empty and none comes twice.
func bodyKeys(body string) []string {
	var keys []string
	for _, piece := range namePieces(body) {
		folded := typed.FoldLookalikes(piece)
		keys = append(keys, folded)
		for _, key := range withoutAffixes(folded) {
			keys = append(keys, key)
			if nominative, genitive := strings.CutSuffix(key, "s"); genitive { // Rīgas dome, Malmös kommun
				keys = append(keys, nominative)
			}
		}
	}
	distinct := keys[:0]
	for _, key := range keys {
		if key != "" && len(distinct) < mostBodyKeys && !slices.Contains(distinct, key) {
			distinct = append(distinct, key)
		}
	}
	return distinct
}

// withoutAffixes returns what is left of a folded name as words of the
// administration are taken off its ends, one after the other, then small words
// from its beginning.
func withoutAffixes(folded string) []string {
	var forms []string
	for {
		forms = append(forms, withoutSmallWords(strings.Split(folded, " "))...)
		rest, phrase := CutAuthority(folded)
		if phrase == "" {
			return forms
		}
		folded = rest
		forms = append(forms, folded)
	}
}

// withoutSmallWords returns what follows the small words at the beginning:
// "de la spezia" gives "la spezia" and "spezia".
func withoutSmallWords(words []string) []string {
	var forms []string
	for len(words) > 1 && IsSmallWord(words[0]) {
		words = words[1:]
		forms = append(forms, strings.Join(words, " "))
	}
	return forms
}

// longestAffix is the number of words of the longest phrase in IsAuthority.
const longestAffix = 5

// CutAuthority takes one word or phrase by which authorities call themselves off
// a folded name, at the beginning or at the end, the longest first; something
// always remains. It returns the rest and the phrase, which is empty where there
// is none: "comune di teramo" gives "di teramo" and "comune".
func CutAuthority(folded string) (rest, phrase string) {
	var blanks [2 * longestAffix]int // where the first and the last words end
	n := 0
	for at := range len(folded) {
		if folded[at] != ' ' {
			continue
		}
		if n == len(blanks) {
			copy(blanks[longestAffix:], blanks[longestAffix+1:])
			n--
		}
		blanks[n] = at
		n++
	}
	for words := min(longestAffix, n); words > 0; words-- {
		if end := blanks[words-1]; IsAuthority(folded[:end]) {
			return folded[end+1:], folded[:end]
		}
		if end := blanks[n-words]; IsAuthority(folded[end+1:]) {
			return folded[:end], folded[end+1:]
		}
	}
	return folded, ""
}

// IsSmallWord reports articles and prepositions, folded, such as stand between
// "municipality" and its name.
func IsSmallWord(word string) bool {
	switch word {
	case "a", "al", "as", "d", "da", "das", "de", "degli", "dei", "del", "dell", "della", "delle", "dello", "der",
		"des", "di", "die", "do", "dos", "du", "e", "el", "els", "en", "fi", "het", "i", "il", "in", "l", "la",
		"las", "le", "les", "lo", "los", "na", "o", "of", "os", "s", "t", "ta", "tal", "the", "van", "von", "w",
		"we", "z", "η", "ο", "οι", "τα", "τησ", "το", "του", "των":
		return true
	}
	return false
}

// IsAuthority reports words and phrases, folded, by which local and regional
// authorities in Europe call themselves.
func IsAuthority(phrase string) bool {
	switch phrase {
	// English
	case "city and county council", "city council", "county council", "borough council", "district council",
		"town council", "local council", "municipal council", "regional council", "municipal district",
		"district municipality", "city municipality", "municipal unit", "metropolitan city", "metropolitan borough",
		"london borough", "royal borough", "city and borough", "municipality", "metropolitan", "city", "town",
		"borough", "county", "council", "district", "province", "region", "village", "voivodeship", "canton",
		"capital", "oblast", "raion", "state", "rural community", "territorial community", "community", "commune",
		"government", "regional state administration", "state administration":
		return true
	// German, Dutch, Danish, Norwegian, Swedish
	case "landeshauptstadt", "hauptstadt", "marktgemeinde", "stadtgemeinde", "verbandsgemeinde", "samtgemeinde",
		"ortsgemeinde", "gemeinde", "hansestadt", "freie und", "freie", "kreisfreie", "stadt", "markt", "landkreis",
		"kreis", "bezirk", "regierungsbezirk", "freistaat", "bundesland", "land", "kanton", "magistrat", "gemeente",
		"stad", "provincie", //nolint:misspell // Dutch
		"gewest", "kommune", "kommun", "stads", "fylkeskommune", "fylke", "lans landsting",
		"lan", "landsting":
		return true
	// French
	case "ville", "mairie", "communaute de communes", "communaute d agglomeration", "communaute urbaine",
		"metropole", "departement", "conseil departemental", "conseil regional", "conseil general", "collectivite",
		"grand":
		return true
	// Italian
	case "comune", "citta metropolitana", "citta", "provincia autonoma", "provincia", "regione autonoma", "regione",
		"libero consorzio comunale", "comunita montana", "unione dei comuni", "unione":
		return true
	// Spanish, Catalan, Galician, Portuguese
	case "excelentisimo ayuntamiento", "excmo ayuntamiento", "ayuntamiento", "ajuntament", "concello", "concejo",
		"municipio", "diputacion provincial", "diputacion", "diputacio", "comunidad autonoma", "comunidad",
		"comunitat", "cabildo insular", "cabildo", "consell insular", "consell comarcal", "consell", "junta",
		"xunta", "generalitat", "gobierno", "govern", "principado", "camara municipal", "freguesia",
		"junta freguesia", "concelho", "distrito", "regiao autonoma", "regiao", "vila", "cidade", "udala":
		return true
	// Polish, Czech, Slovak
	case "gmina miasta", "gmina miejska", "gmina wiejska", "gmina", "miasto i gmina", "miasto na prawach powiatu",
		"miasto stoleczne", "miasto", "urzad miasta", "urzad gminy", "urzad", "powiat", "wojewodztwo",
		"statutarni mesto", "hlavni mesto", "mesto", "mestys", "obec", "mestska cast", "magistrat mesta", "kraj",
		"okres", "hlavne mesto", "mestsky urad", "samospravny kraj":
		return true
	// Slovene, Croatian, Serbian, Bosnian
	case "mestna obcina", "obcina", "opcina", "opstina", "grad", "zupanija", "град", "општина", "жупания":
		return true
	// Bulgarian, Macedonian, Ukrainian
	case "obshtina", "община", "област", "район", "громада", "міська рада", "mis ka rada", "mvk",
		"rayon", "hromada", "amalgamated territorial community", "amalgamated community", "ac", "tc", "atc":
		return true
	// Romanian
	case "primaria municipiului", "primaria orasului", "primaria comunei", "primaria", "municipiul", "municipiului",
		"orasul", "oras", "orasului", "comuna", "comunei", "consiliul judetean", "consiliul local", "judetul",
		"judet", "jud", "unitatea administrativ teritoriala", "uat":
		return true
	// Hungarian
	case "megyei jogu varos onkormanyzata", "varos onkormanyzata", "kozseg onkormanyzata",
		"nagykozseg onkormanyzata", "onkormanyzata", "onkormanyzat", "megyei jogu varos", "nagykozseg", "kozseg",
		"varos", "megye", "fovaros", "fovarosi":
		return true
	// Greek, also transliterated
	case "δημοσ", "δημου", "περιφερεια", "κοινοτητα", "νομοσ", "dimos", "demos", "perifereia", "periferia",
		"koinotita", "nomos", "nomarchia":
		return true
	// Latvian, Lithuanian, Estonian, Finnish
	case "valstspilsetas pasvaldiba", "pilsetas pasvaldiba", "novada pasvaldiba", "pasvaldiba", "pilsetas dome",
		"novada dome", "dome", "novads", "novada", "pilseta", "valstspilseta", "pagasts", "miesto savivaldybe",
		"rajono savivaldybe", "savivaldybe", "miesto", "rajonas", "rajono", "apskritis", "linnavalitsus",
		"vallavalitsus", "linn", "vald", "maakond", "kaupunki", "kunta", "kunnan", "kaupungin", "maakuntaliitto",
		"maakunta", "landskap", "liitto":
		return true
	// Maltese, Irish, Turkish, Albanian
	case "kunsill lokali", "comhairle contae", "comhairle cathrach", "comhairle", "contae", "buyuksehir belediyesi",
		"belediyesi", "ilcesi", "ili", "komuna", "bashkia", "komuna e", "bashkia e":
		return true
	}
	return false
}

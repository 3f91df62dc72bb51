package models

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"alliance/models/sheet"
	"alliance/models/territory"
	"alliance/models/typed"
)

// meaningful returns the text of a cell, or nothing where it says that there is nothing: "-", "n/a". Words such as
// "none" are no sign of it: None is a town in Piedmont.
func meaningful(cell string) string {
	cell = strings.TrimSpace(sheet.Plain(strings.TrimSpace(cell)))
	if strings.Trim(cell, "-–—.·*_ ?") == "" {
		return ""
	}
	switch strings.ToLower(cell) {
	case "n/a", "n.a.", "#n/a", "#n/v", "#null!", "(none)", "k.a.", "k. a.", "s/o", "b.d.":
		return ""
	}
	return cell
}

// The days that Excel's serial numbers may mean: from 1 January 1950 to 2100. Smaller numbers are years.
const (
	firstSerial = 18264
	lastSerial  = 73050
)

// isoDate finds the date at the beginning of what may have a time behind it.
var isoDate = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$`)

// dayFirst is the order of dates in Europe: 31.12.2020, 31/12/2020, 31-12-20.
var dayFirst = regexp.MustCompile(`^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\.?$|^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$`)

// parseDay reads a date as lists have it: ISO 8601, the day first, or the serial number of a spreadsheet, which
// counts days from 1900 or, in some files, from 1904.
func parseDay(text string, date1904 bool) (time.Time, bool) {
	if serial, ok := parseNumber(text); ok && serial >= firstSerial-1462 && serial <= lastSerial {
		first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
		if date1904 {
			first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return first.AddDate(0, 0, int(serial)), true
	}
	if parts := isoDate.FindStringSubmatch(text); parts != nil {
		return calendarDay(parts[1], parts[2], parts[3])
	}
	if parts := dayFirst.FindStringSubmatch(text); parts != nil {
		return calendarDay(parts[3]+parts[6], parts[2]+parts[5], parts[1]+parts[4])
	}
	return time.Time{}, false
}

// calendarDay refuses days that do not exist.
func calendarDay(year, month, day string) (time.Time, bool) {
	date, err := time.Parse("2006-1-2", year+"-"+strings.TrimLeft(month, "0")+"-"+strings.TrimLeft(day, "0"))
	return date, err == nil && date.Year() >= 1950
}

// parseNumber reads 8500, 8.500,5, 8,500.5, 8 500 and 37,39: the last of point and comma divides the decimals,
// unless it stands several times.
func parseNumber(text string) (float64, bool) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\'' || r == '’' {
			return -1
		}
		return r
	}, text)
	point, comma := strings.LastIndexByte(text, '.'), strings.LastIndexByte(text, ',')
	switch {
	case comma > point && strings.Count(text, ",") == 1:
		text = strings.Replace(strings.ReplaceAll(text, ".", ""), ",", ".", 1)
	case point > comma && strings.Count(text, ".") > 1:
		text = strings.ReplaceAll(text, ".", "")
	default:
		text = strings.ReplaceAll(text, ",", "")
	}
	if text == "" || strings.Trim(text, "0123456789+-.eE") != "" {
		return 0, false
	}
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil && !math.IsInf(number, 0) && !math.IsNaN(number)
}

// groupedCount is a whole number with something between the thousands: 1.234.567, 8,500, 12 000.
var groupedCount = regexp.MustCompile(`^\d{1,3}([.,’'\s\x{a0}\x{202f}]\d{3})+$`)

// parseCount reads a whole number.
func parseCount(text string) (int, bool) {
	if groupedCount.MatchString(text) {
		text = strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, text)
	}
	number, ok := parseNumber(text)
	const most = 1e9
	return int(number), ok && number >= 0 && number <= most
}

// parseKind reads a code or a word for a kind of body.
func parseKind(text string) (Kind, bool) {
	folded := typed.Fold(text)
	if kind := Kind(folded); kind.Valid() {
		return kind, true
	}
	for kind, words := range map[Kind]string{
		KindCity: "town|municipality|local authority|local authorities|commune|village|ville|gemeinde|stadt|comune|citta|" +
			"municipio|ciudad|ayuntamiento|cidade|gmina|miasto|pilseta|pasvaldiba|miestas|savivaldybe|linn|vald|oras|comuna|" +
			"obec|mesto|obcina|grad|varos|kozseg|kunta|kaupunki|kommun|kommune|gemeente|stad|δημοσ|πολη|община|град",
		KindRegion: "regional authority|province|county|department|departement|district|land|bundesland|landkreis|" +
			"provincia|" +
			"regione|region autonoma|comunidad autonoma|regiao|wojewodztwo|powiat|regions|regione autonoma|apskritis|" +
			"maakond|judet|kraj|megye|maakunta|lan|περιφερεια|област|regija|novads|zupanija|" +
			"provincie", //nolint:misspell // Dutch
		KindAssociation: "network|umbrella association|federation|union|association of local authorities|verband|" +
			"verein|associazione|rete|asociacion|red|associacao|rede|stowarzyszenie|zwiazek|apvieniba|biedriba|asociacija|" +
			"uhendus|asociatie|asociace|svaz|zdruzenje|szovetseg|liitto|forening|vereniging|reseau|ενωση|асоциация",
		KindOrganisation: "organization|ngo|company|enterprise|university|institution|think tank|chamber|foundation|" +
			"organisme|entreprise|unternehmen|stiftung|organizzazione|impresa|empresa|organizacao|" +
			"organizacion|" + //nolint:misspell // Spanish
			"organizacja|" +
			"organizacija|organisatsioon|organizatie|organizace|szervezet|jarjesto|οργανισμοσ|организация|organisatie",
		KindIndividual: "person|citizen|individual person|natural person|particulier|citoyen|person natural|" +
			"privatperson|persona|cittadino|ciudadano|cidadao|osoba|persona fizica|fiziska persona|asmuo|isik",
	} {
		if slices.Contains(strings.Split(words, "|"), folded) {
			return kind, true
		}
	}
	return "", false
}

// countryCode returns a code as the EU writes it (Interinstitutional style guide, 7.1.1).
func countryCode(text string) string {
	switch code := strings.ToUpper(text); code {
	case "GR":
		return "EL"
	case "GB":
		return "UK"
	default:
		return code
	}
}

// titleCase returns a name that is written in capitals as it is usually written: "COMUNE DI TODI" is "Comune di
// Todi". What may be an abbreviation stays: words of which nothing but consonants is left, with digits, with points
// inside or in short brackets, Roman numerals, words before a dash that a longer name explains ("CILMA - …") and,
// in names that are no place's, words of up to six letters ("CPMR", "AOVERA"). It reports whether it changed anything.
func titleCase(name string, kind Kind) (string, bool) {
	if name != strings.ToUpper(name) || name == strings.ToLower(name) {
		return name, false
	}
	tag := language.Und
	if strings.ContainsAny(name, "İŞĞ") {
		tag = language.Turkish
	}
	lower := cases.Lower(tag)
	words := strings.Split(name, " ")
	for i, word := range words {
		explained := i+1 < len(words) && i == 0 && strings.Trim(words[1], "-–—:") == "" && words[1] != ""
		if explained || isAbbreviation(word, kind, len(words)) {
			continue
		}
		words[i] = titleWord(lower.String(word), i == 0, tag)
	}
	titled := strings.Join(words, " ")
	return titled, titled != name
}

func isAbbreviation(word string, kind Kind, words int) bool {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, word)
	count := len([]rune(letters))
	folded := typed.Fold(letters)
	switch {
	case territory.IsSmallWord(folded):
		return false
	case strings.ContainsAny(word, "0123456789"), strings.Contains(strings.TrimRight(word, "."), "."):
		return true
	case strings.HasPrefix(word, "(") && count <= 3, strings.Trim(letters, "IVX") == "" && count > 1:
		return true
	case count > 1 && !strings.ContainsAny(folded, "aeiouyαεηιουωаеиоуыэюяі"):
		return true
	}
	const longestAbbreviation, longestAmongWords = 8, 4
	if kind == KindCity || kind == KindRegion {
		return false
	}
	return words == 1 && count <= longestAbbreviation || count <= longestAmongWords
}

// titleWord gives each part of a word its capital, but for articles and prepositions: "d'Aoste", "Portopalo di".
func titleWord(word string, first bool, tag language.Tag) string {
	upper := cases.Upper(tag)
	var titled strings.Builder
	begins, part := true, 0
	for _, r := range word {
		isLetter := unicode.IsLetter(r) || unicode.Is(unicode.M, r)
		switch {
		case !isLetter:
			titled.WriteRune(r)
			begins, part = true, part+1
		case begins && keepsSmall(word, first && part == 0):
			titled.WriteRune(r)
			begins = false
		case begins:
			titled.WriteString(upper.String(string(r)))
			begins = false
		default:
			titled.WriteRune(r)
		}
	}
	return titled.String()
}

// keepsSmall reports words that stay small inside a name: "di", "sur", "of".
func keepsSmall(word string, first bool) bool {
	switch folded := typed.Fold(word); folded {
	case "a", "o", "el", "la", "las", "les", "los", "il", "lo", "le":
		return false // they may begin the name proper: "A Guarda", "La Marsa"
	case "sur", "sous", "am", "im", "an", "bei", "und", "and", "et", "y", "con", "sul", "sulla", "na", "nad", "pri":
		return !first
	default:
		return !first && territory.IsSmallWord(folded)
	}
}

package locale

import "slices"

// language is what the formatting of numbers and dates, and the plural rules, need to know of a language.
type language struct {
	code      string
	native    string
	tag       string // BCP 47, where plural rules or matching need more than the code
	group     string // between groups of three digits
	minDigits int    // a number with fewer digits is not grouped
	date      string // {d}, {month}, {y}
	first     string // the first of a month, where it is not written "1"
	months    [12]string
}

const (
	noBreak       = "\u00a0"
	narrowNoBreak = "\u202f"
)

// officialLanguages returns the 24 official languages in the order of the EU: by their native names
// (Interinstitutional style guide, 7.2.1). Values are those of CLDR 48; differences stand in data/README.md.
func officialLanguages() []language {
	return slices.Concat(languagesToFrench(), languagesToDutch(), languagesToSwedish())
}

func languagesToFrench() []language { //nolint:funlen // a table
	return []language{
		{
			code: "bg", native: "български", tag: "bg", group: noBreak, minDigits: 5,
			date: "{d} {month} {y}" + noBreak + "г.",
			months: [12]string{
				"януари", "февруари", "март", "април", "май", "юни",
				"юли", "август", "септември", "октомври", "ноември", "декември",
			},
		},
		{
			code: "es", native: "español", tag: "es", group: ".", minDigits: 5, date: "{d} de {month} de {y}",
			months: [12]string{
				"enero", "febrero", "marzo", "abril", "mayo", "junio",
				"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
			},
		},
		{
			code: "cs", native: "čeština", tag: "cs", group: noBreak, minDigits: 4, date: "{d}. {month} {y}",
			months: [12]string{
				"ledna", "února", "března", "dubna", "května", "června",
				"července", "srpna", "září", "října", "listopadu", "prosince",
			},
		},
		{
			code: "da", native: "dansk", tag: "da", group: ".", minDigits: 4, date: "{d}. {month} {y}",
			months: [12]string{
				"januar", "februar", "marts", "april", "maj", "juni",
				"juli", "august", "september", "oktober", "november", "december",
			},
		},
		{
			code: "de", native: "Deutsch", tag: "de", group: ".", minDigits: 4, date: "{d}. {month} {y}",
			months: [12]string{
				"Januar", "Februar", "März", "April", "Mai", "Juni",
				"Juli", "August", "September", "Oktober", "November", "Dezember",
			},
		},
		{
			code: "et", native: "eesti", tag: "et", group: noBreak, minDigits: 5, date: "{d}. {month} {y}",
			months: [12]string{
				"jaanuar", "veebruar", "märts", "aprill", "mai", "juuni",
				"juuli", "august", "september", "oktoober", "november", "detsember",
			},
		},
		{
			code: "el", native: "Ελληνικά", tag: "el", group: ".", minDigits: 4, date: "{d} {month} {y}",
			months: [12]string{
				"Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου",
				"Ιουλίου", "Αυγούστου", "Σεπτεμβρίου", "Οκτωβρίου", "Νοεμβρίου", "Δεκεμβρίου",
			},
		},
		{
			code: "en", native: "English", tag: "en", group: ",", minDigits: 4, date: "{d} {month} {y}",
			months: [12]string{
				"January", "February", "March", "April", "May", "June",
				"July", "August", "September", "October", "November", "December",
			},
		},
		{
			code: "fr", native: "français", tag: "fr", group: narrowNoBreak, minDigits: 4,
			date: "{d} {month} {y}", first: "1er",
			months: [12]string{
				"janvier", "février", "mars", "avril", "mai", "juin",
				"juillet", "août", "septembre", "octobre", "novembre", "décembre",
			},
		},
	}
}

func languagesToDutch() []language {
	return []language{
		{
			code: "ga", native: "Gaeilge", tag: "ga", group: ",", minDigits: 4, date: "{d} {month} {y}",
			months: [12]string{
				"Eanáir", "Feabhra", "Márta", "Aibreán", "Bealtaine", "Meitheamh",
				"Iúil", "Lúnasa", "Meán Fómhair", "Deireadh Fómhair", "Samhain", "Nollaig",
			},
		},
		{
			code: "hr", native: "hrvatski", tag: "hr", group: noBreak, minDigits: 4, date: "{d}. {month} {y}.",
			months: [12]string{
				"siječnja", "veljače", "ožujka", "travnja", "svibnja", "lipnja",
				"srpnja", "kolovoza", "rujna", "listopada", "studenoga", "prosinca",
			},
		},
		{
			code: "it", native: "italiano", tag: "it", group: ".", minDigits: 5, date: "{d} {month} {y}", first: "1º",
			months: [12]string{
				"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
				"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
			},
		},
		{
			code: "lv", native: "latviešu", tag: "lv", group: noBreak, minDigits: 5, date: "{y}. gada {d}. {month}",
			months: [12]string{
				"janvāris", "februāris", "marts", "aprīlis", "maijs", "jūnijs",
				"jūlijs", "augusts", "septembris", "oktobris", "novembris", "decembris",
			},
		},
		{
			code: "lt", native: "lietuvių", tag: "lt", group: noBreak, minDigits: 4, date: "{y} m. {month} {d} d.",
			months: [12]string{
				"sausio", "vasario", "kovo", "balandžio", "gegužės", "birželio",
				"liepos", "rugpjūčio", "rugsėjo", "spalio", "lapkričio", "gruodžio",
			},
		},
		{
			code: "hu", native: "magyar", tag: "hu", group: noBreak, minDigits: 5, date: "{y}. {month} {d}.",
			months: [12]string{
				"január", "február", "március", "április", "május", "június",
				"július", "augusztus", "szeptember", "október", "november", "december",
			},
		},
		{
			code: "mt", native: "Malti", tag: "mt", group: noBreak, minDigits: 4, date: "{d} ta’ {month} {y}",
			months: [12]string{
				"Jannar", "Frar", "Marzu", "April", "Mejju", "Ġunju",
				"Lulju", "Awwissu", "Settembru", "Ottubru", "Novembru", "Diċembru",
			},
		},
		{
			code: "nl", native: "Nederlands", tag: "nl", group: ".", minDigits: 4, date: "{d} {month} {y}",
			months: [12]string{
				"januari", "februari", "maart", "april", "mei", "juni",
				"juli", "augustus", "september", "oktober", "november", "december",
			},
		},
	}
}

func languagesToSwedish() []language {
	return []language{
		{
			code: "pl", native: "polski", tag: "pl", group: noBreak, minDigits: 5, date: "{d} {month} {y}",
			months: [12]string{
				"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
				"lipca", "sierpnia", "września", "października", "listopada", "grudnia",
			},
		},
		{
			code: "pt", native: "português", tag: "pt-PT", group: noBreak, minDigits: 5, date: "{d} de {month} de {y}",
			months: [12]string{
				"janeiro", "fevereiro", "março", "abril", "maio", "junho",
				"julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
			},
		},
		{
			code: "ro", native: "română", tag: "ro", group: noBreak, minDigits: 4, date: "{d} {month} {y}",
			months: [12]string{
				"ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
				"iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie",
			},
		},
		{
			code: "sk", native: "slovenčina", tag: "sk", group: noBreak, minDigits: 4, date: "{d}. {month} {y}",
			months: [12]string{
				"januára", "februára", "marca", "apríla", "mája", "júna",
				"júla", "augusta", "septembra", "októbra", "novembra", "decembra",
			},
		},
		{
			code: "sl", native: "slovenščina", tag: "sl", group: ".", minDigits: 5, date: "{d}. {month} {y}",
			months: [12]string{
				"januar", "februar", "marec", "april", "maj", "junij",
				"julij", "avgust", "september", "oktober", "november", "december",
			},
		},
		{
			code: "fi", native: "suomi", tag: "fi", group: noBreak, minDigits: 4, date: "{d}. {month} {y}",
			months: [12]string{
				"tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta",
				"heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta",
			},
		},
		{
			code: "sv", native: "svenska", tag: "sv", group: noBreak, minDigits: 4, date: "{d} {month} {y}",
			months: [12]string{
				"januari", "februari", "mars", "april", "maj", "juni",
				"juli", "augusti", "september", "oktober", "november", "december",
			},
		},
	}
}

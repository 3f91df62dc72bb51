package models

import (
	"slices"
	"strings"

	"alliance/models/typed"
)

// ImportColumn is what a column of a list of signatories may hold.
type ImportColumn string

// The columns. Only the name is needed; kind and country may be the same for all rows.
const (
	ColumnName         ImportColumn = "name"
	ColumnCountry      ImportColumn = "country"
	ColumnKind         ImportColumn = "kind"
	ColumnSince        ImportColumn = "since" // the day of signing
	ColumnWebsite      ImportColumn = "website"
	ColumnAssociations ImportColumn = "associations"
	ColumnDeclaration  ImportColumn = "declaration"
	ColumnTerritory    ImportColumn = "territory" // id in the register
	ColumnPopulation   ImportColumn = "population"
	ColumnLat          ImportColumn = "lat"
	ColumnLon          ImportColumn = "lon"
)

// ImportColumnNames returns every column, in the order in which pages list them.
func ImportColumnNames() []ImportColumn {
	return []ImportColumn{
		ColumnName, ColumnCountry, ColumnKind, ColumnSince, ColumnWebsite, ColumnAssociations, ColumnDeclaration,
		ColumnTerritory, ColumnPopulation, ColumnLat, ColumnLon,
	}
}

// Valid reports whether c is one of the columns.
func (c ImportColumn) Valid() bool { return slices.Contains(ImportColumnNames(), c) }

// ImportColumns says in which column of a file something stands; the first is 0.
type ImportColumns map[ImportColumn]int

// GuessColumns finds the columns by their headings, in the languages and spellings that lists usually have.
func GuessColumns(header []string) ImportColumns {
	folded := make([]string, len(header))
	for i, heading := range header {
		folded[i] = typed.Fold(strings.ReplaceAll(heading, "_", " "))
	}
	columns, taken := ImportColumns{}, map[int]bool{}
	for _, column := range ImportColumnNames() {
		for _, heading := range column.headings() {
			at := slices.Index(folded, heading)
			if at >= 0 && !taken[at] {
				columns[column], taken[at] = at, true
				break
			}
		}
	}
	return columns
}

// headings are the folded headings of a column, the surest first.
func (c ImportColumn) headings() []string {
	return strings.Split(map[ImportColumn]string{
		ColumnName: "body|organisation name|organization name|signatory|signatory name|municipality name|name of signatory|" +
			"name of the body|authority|local authority|name|title|municipality|city|organisation|organization|institution|" +
			"nom|nom de la collectivite|nom de l organisme|collectivite|organisme|bezeichnung|name der korperschaft|" +
			"korperschaft|gemeinde|nome|ente|nome dell ente|denominazione|comune|nombre|entidad|nombre de la entidad|" +
			"municipio|ayuntamiento|entidade|nome da entidade|naam|naam van de instantie|gemeente|nazwa|nazwa jednostki|" +
			"jednostka|nosaukums|iestades nosaukums|pasvaldiba|pavadinimas|savivaldybe|nimi|asutus|organisatsioon|" +
			"denumire|nume|nazev|nazov|naziv|ime|nev|megnevezes|namn|navn|ονομα|ονομασια|φορεασ|име|наименование|isem|ainm",
		ColumnCountry: "country code|iso code|iso2|country iso|code pays|landercode|codice paese|codigo pais|valsts kods|" +
			"country|country name|nation|state|pays|land|staat|paese|nazione|stato|pais|kraj|panstwo|valsts|salis|riik|" +
			"maa|tara|zeme|stat|krajina|drzava|orszag|χωρα|държава|страна|pajjiz|tir",
		ColumnKind: "kind|type|category|type of body|body type|organisation type|type of organisation|nature|genre|" +
			"type d organisme|categorie|art|typ|kategorie|tipo|tipologia|categoria|soort|rodzaj|veids|tips|rusis|tipas|" +
			"liik|tuup|tip|druh|vrsta|tipus|tyyppi|ειδοσ|τυποσ|вид|тип",
		ColumnSince: "since|date of adhesion|date of signature|signature date|signed|signed on|signing date|adhesion date|" +
			"date|date de signature|date d adhesion|datum|unterzeichnet am|datum der unterzeichnung|beitrittsdatum|" +
			"data|data di firma|data di adesione|fecha|fecha de firma|fecha de adhesion|data de assinatura|" +
			"datum van ondertekening|data podpisania|datums|parakstits|parakstisanas datums|pasirasymo data|kuupaev|" +
			"data semnarii|datum podpisu|datum potpisa|alairas datuma|paivamaara|ημερομηνια|дата",
		ColumnWebsite: "website|web site|web|url|homepage|home page|site|site web|site internet|internet|webseite|" +
			"internetseite|sito|sito web|sitio web|pagina web|sitio|strona|strona internetowa|timeklis|timekla vietne|" +
			"majaslapa|svetaine|koduleht|veebileht|verkkosivu|stranky|stranka|spletna stran|honlap|ιστοσελιδα|уебсайт",
		ColumnAssociations: "associations|association|founding association|network|networks|membership|member of|" +
			"association membre|verband|verbande|associazione|associazioni|asociacion|asociaciones|associacao|" +
			"stowarzyszenie|apvieniba|asociacija|uhendus|asociatie",
		ColumnDeclaration: "declaration|version|declaration version|deklaracija|erklarung|dichiarazione|" +
			"declaracion", //nolint:misspell // Spanish
		ColumnTerritory: "territory|territory id|geonameid|geoname id|geonames|geonames id",
		ColumnPopulation: "population|population adhesion|inhabitants|habitants|einwohner|einwohnerzahl|popolazione|" +
			"abitanti|poblacion|habitantes|populacao|inwoners|ludnosc|iedzivotaju skaits|gyventojai|rahvaarv|populatie|" +
			"obyvatel|nepesseg",
		ColumnLat: "organisation latitude|latitude|lat|breitengrad|breite|latitud|szerokosc|platums|πλατοσ|" +
			"latitudine", //nolint:misspell // Italian
		ColumnLon: "organisation longitude|longitude|lon|lng|long|langengrad|lange|longitudine|longitud|dlugosc|garums",
	}[c], "|")
}

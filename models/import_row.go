package models

import (
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"alliance/models/duplicates"
	"alliance/models/sheet"
	"alliance/models/territory"
	"alliance/models/typed"
)

// importRow is a row of the table import_rows.
type importRow struct {
	ImportID      string
	Line          int
	Decision      ImportDecision
	Outcome       ImportOutcome
	Problem       string
	Value         string
	Notes         string
	Name          string
	Kind          Kind
	Country       string
	SearchKey     string
	SameKey       string
	TerritoryID   *string
	Website       string
	WebsiteDomain string
	Declaration   string
	Associations  string
	SignedAt      *time.Time
	SignatoryID   *string
	OtherLine     int
	Similarity    int
	Reasons       string
}

func (importRow) TableName() string { return "import_rows" }

func (r importRow) describe() ImportRow {
	return ImportRow{
		Line: r.Line, Decision: r.Decision, Outcome: r.Outcome, Problem: r.Problem, Value: r.Value,
		Notes: splitList(r.Notes), Name: r.Name, Kind: r.Kind, Country: r.Country, Website: r.Website,
		SignedAt: r.SignedAt, OtherLine: r.OtherLine, Similarity: r.Similarity, Reasons: splitList(r.Reasons),
	}
}

func splitList(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// The notes on a row that is taken with a change or without a part.
const (
	noteTitleCase        = "title_case"
	noteRegister         = "register_spelling" // the name in capitals is written as in the register
	noteKindFromName     = "kind_from_name"
	noteWebsite          = "website"
	noteAssociation      = "association"
	noteTerritory        = "territory"
	noteNumber           = "number"
	longestImportedValue = 200 // characters of a cell that a report repeats
)

// note adds a note once.
func (r *importRow) note(code string) {
	if notes := splitList(r.Notes); !slices.Contains(notes, code) {
		r.Notes = strings.Join(append(notes, code), ",")
	}
}

// refuse ends the judgement of a row with its first problem.
func (r *importRow) refuse(problem, value string) {
	if r.Problem != "" {
		return
	}
	letters := []rune(strings.ToValidUTF8(value, "\ufffd"))
	r.Decision, r.Problem, r.Value = ImportRefuse, problem, string(letters[:min(len(letters), longestImportedValue)])
}

// body is the row as it is compared with others.
func (r *importRow) body() duplicates.Prepared {
	return duplicates.Prepare(duplicates.Body{
		Name: r.Name, Kind: string(r.Kind), Country: r.Country, TerritoryID: orNothing(r.TerritoryID),
		Domains: []string{r.WebsiteDomain},
	})
}

// pledge is the row as if its body had pledged, for what looks a body up.
func (r *importRow) pledge() pledgeRow {
	return pledgeRow{
		Kind: r.Kind, Country: r.Country, Body: r.Name, BodyKey: r.SearchKey, TerritoryID: r.TerritoryID,
		Website: r.Website, WebsiteDomain: r.WebsiteDomain,
	}
}

// rowParser turns rows of a file into rows of an import; it compares with nothing but the register.
type rowParser struct {
	db        *gorm.DB
	job       importJob
	columns   ImportColumns
	date1904  bool
	now       time.Time
	countries map[string]string // codes by folded names
	versions  map[string]map[string]Declaration
	known     map[string]*territory.Territory // found territories by what was looked for, to save repetitions
}

func (p *rowParser) cell(row sheet.Row, column ImportColumn) string {
	at, mapped := p.columns[column]
	if !mapped || at < 0 || at >= len(row.Cells) {
		return ""
	}
	return meaningful(row.Cells[at])
}

// parse judges a row by itself. A row with a problem is refused and says so.
func (p *rowParser) parse(row sheet.Row) (importRow, error) {
	parsed := importRow{ImportID: p.job.ID, Line: row.Number, Decision: ImportCreate}
	p.parseName(row, &parsed)
	p.parseKindAndCountry(row, &parsed)
	p.parseDate(row, &parsed)
	p.parseRest(row, &parsed)
	if parsed.Problem != "" {
		return parsed, nil
	}
	if err := p.findTerritory(row, &parsed); err != nil {
		return parsed, err
	}
	parsed.finish()
	return parsed, nil
}

func (p *rowParser) parseName(row sheet.Row, parsed *importRow) {
	raw := p.cell(row, ColumnName)
	name, code := typed.Line(raw, maxBody)
	if code != "" {
		parsed.refuse("name."+code, raw)
	}
	parsed.Name = name
}

func (p *rowParser) parseKindAndCountry(row sheet.Row, parsed *importRow) {
	parsed.Kind, parsed.Country = p.job.Kind, p.job.Country
	if raw := p.cell(row, ColumnKind); raw != "" {
		kind, known := parseKind(raw)
		if !known {
			parsed.refuse("kind.unknown", raw)
		}
		parsed.Kind = kind
	} else if parsed.Kind == KindCity && duplicates.TellsOfRegion(parsed.Name) {
		parsed.Kind = KindRegion
		parsed.note(noteKindFromName)
	}
	if parsed.Kind == "" {
		parsed.refuse("kind.required", "")
	}
	if parsed.Kind == KindIndividual { // a name is published with its bearer's consent, which no list can give
		parsed.refuse("kind.individual", "")
	}
	if raw := p.cell(row, ColumnCountry); raw != "" {
		parsed.Country = p.countries[typed.Fold(raw)]
		if code := countryCode(raw); p.countries[typed.Fold(code)] == code {
			parsed.Country = code
		}
		if parsed.Country == "" {
			parsed.refuse("country.unknown", raw)
		}
	}
	if parsed.Country == "" {
		parsed.refuse("country.required", "")
	}
}

func (p *rowParser) parseDate(row sheet.Row, parsed *importRow) {
	raw := p.cell(row, ColumnSince)
	if raw == "" {
		return
	}
	date, ok := parseDay(raw, p.date1904)
	switch {
	case !ok:
		parsed.refuse("date.invalid", raw)
	case date.After(p.now):
		parsed.refuse("date.future", raw)
	default:
		parsed.SignedAt = &date
	}
}

// parseRest reads what a row can do without: what is wrong there is noted and left out.
func (p *rowParser) parseRest(row sheet.Row, parsed *importRow) {
	if raw := p.cell(row, ColumnWebsite); raw != "" {
		website, ok := typed.ParseWebsite(raw)
		if !ok {
			parsed.note(noteWebsite)
		}
		parsed.Website, parsed.WebsiteDomain = website, typed.Domain(website)
	}
	var associations []string
	split := func(r rune) bool { return strings.ContainsRune(",;/|+&", r) }
	for _, name := range strings.FieldsFunc(p.cell(row, ColumnAssociations), split) {
		association := strings.ToUpper(strings.TrimSpace(name))
		if !slices.Contains(FoundingAssociations(), association) {
			parsed.note(noteAssociation)
			continue
		}
		associations = append(associations, association)
	}
	slices.Sort(associations)
	parsed.Associations = strings.Join(slices.Compact(associations), ",")
	parsed.Declaration = p.job.Declaration
	if raw := p.cell(row, ColumnDeclaration); raw != "" {
		parsed.Declaration = raw
		if _, known := p.versions[raw]; !known {
			parsed.refuse("declaration.unknown", raw)
		}
	}
}

// findTerritory looks the body up in the register, by the id that the file gives or by its exact name. A name in
// capitals is written as in the register then, else by the rule of titleCase.
func (p *rowParser) findTerritory(row sheet.Row, parsed *importRow) error {
	found, err := p.territory(row, parsed)
	if err != nil {
		return err
	}
	if found != nil {
		parsed.TerritoryID = &found.ID
	}
	titled, changed := titleCase(parsed.Name, parsed.Kind)
	switch {
	case !changed:
	case found != nil && typed.Fold(found.Name) == typed.Fold(parsed.Name):
		parsed.Value, parsed.Name = parsed.Name, found.Name
		parsed.note(noteRegister)
	default:
		parsed.Value, parsed.Name = parsed.Name, titled
		parsed.note(noteTitleCase)
	}
	return nil
}

func (p *rowParser) territory(row sheet.Row, parsed *importRow) (*territory.Territory, error) {
	if !parsed.Kind.HasTerritory() {
		return nil, nil
	}
	if id := p.cell(row, ColumnTerritory); id != "" {
		found, err := territory.Find(p.db, id)
		if err == nil && found.Country == parsed.Country {
			return &found, nil
		}
		parsed.note(noteTerritory)
	}
	if parsed.Kind == KindCity && duplicates.TellsOfRegion(parsed.Name) {
		return nil, nil // the register would find the town that the district is named after
	}
	clue := p.clue(row, parsed)
	query := territory.Query{Text: parsed.Name, Country: parsed.Country, Among: parsed.Kind.territories()}
	key := string(parsed.Kind) + parsed.Country + parsed.Name
	if clue != (territory.Clue{}) {
		return territory.Exact(p.db, query, clue)
	}
	if found, looked := p.known[key]; looked {
		return found, nil
	}
	const mostKnown = 20_000
	if len(p.known) >= mostKnown {
		clear(p.known)
	}
	found, err := territory.Exact(p.db, query, clue)
	p.known[key] = found
	return found, err
}

func (p *rowParser) clue(row sheet.Row, parsed *importRow) territory.Clue {
	number := func(column ImportColumn) (float64, bool) {
		raw := p.cell(row, column)
		value, ok := parseNumber(raw)
		if raw != "" && !ok {
			parsed.note(noteNumber)
		}
		return value, ok
	}
	var clue territory.Clue
	lat, hasLat := number(ColumnLat)
	lon, hasLon := number(ColumnLon)
	if hasLat && hasLon && lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 && (lat != 0 || lon != 0) {
		clue.Lat, clue.Lon, clue.Located = lat, lon, true
	}
	if population, ok := parseCount(p.cell(row, ColumnPopulation)); ok {
		clue.Population = population
	} else if p.cell(row, ColumnPopulation) != "" {
		parsed.note(noteNumber)
	}
	return clue
}

// finish derives what rows are compared by.
func (r *importRow) finish() {
	r.SearchKey = typed.Fold(r.Name)
	switch {
	case r.TerritoryID != nil:
		r.SameKey = string(r.Kind) + " " + *r.TerritoryID
	case r.SearchKey != "":
		r.SameKey = string(r.Kind) + " " + r.Country + " " + r.SearchKey
	}
}

package models

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"

	"alliance/models/wall"
)

// The wall is read in texts of many rows: the database joins them in a fraction of the time that fetching them one by
// one takes.
const (
	wallChunk      = 4096
	fieldSeparator = "\x1f"
	lineSeparator  = "\x1e"
)

// readWall reads all public signatories, and beside them their territories.
func readWall(db *gorm.DB) (*wall.Builder, error) {
	var reading errgroup.Group
	members := wall.NewBuilder(maphash.MakeSeed())
	var places *wall.Places
	reading.Go(func() error { return readMembers(db, members) })
	reading.Go(func() error {
		territories, err := territoriesOnWall(db, nil)
		places = wall.NewPlaces(territories)
		return err
	})
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	members.Locate(places)
	return members, nil
}

func readMembers(db *gorm.DB, members *wall.Builder) error {
	var last sql.NullInt64
	var count int
	if err := db.Raw("SELECT max(rowid), count(*) FROM signatories").Row().Scan(&last, &count); err != nil {
		return err
	}
	members.Grow(count)
	for from := int64(0); from <= last.Int64; from += wallChunk {
		var text sql.NullString
		err := db.Raw(`SELECT group_concat(rowid || x'1f' || id || x'1f' || kind || x'1f' || country || x'1f' ||
				COALESCE(territory_id, '') || x'1f' || since || x'1f' || search_key, x'1e')
			FROM signatories WHERE rowid >= ? AND rowid < ? AND hidden_at IS NULL`, from, from+wallChunk).Row().Scan(&text)
		if err != nil {
			return err
		}
		for line := range strings.SplitSeq(text.String, lineSeparator) {
			if err := addWallLine(members, line); err != nil {
				return err
			}
		}
	}
	if err := eachPair(db, "signatory_associations", "association", members.Associate); err != nil {
		return err
	}
	return eachPair(db, "signatory_declarations", "version", members.Sign)
}

// wallFields is how many fields a line of the wall has.
const wallFields = 7

func addWallLine(members *wall.Builder, line string) error {
	fields := strings.SplitN(line, fieldSeparator, wallFields)
	if len(fields) < wallFields { // a chunk without a row
		return nil
	}
	number, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return err
	}
	since, err := parseStoredTime(fields[5])
	if err != nil {
		return err
	}
	return members.Add(wall.Member{
		Number: number, ID: fields[1], Kind: fields[2], Country: fields[3], TerritoryID: fields[4], Since: since,
		Key: fields[6],
	})
}

// parseStoredTime reads a time as the driver writes it, or as another program may have.
func parseStoredTime(text string) (time.Time, error) {
	var failed error // the driver's own format is the first
	for _, format := range timestampFormats() {
		at, err := time.Parse(format, text)
		if err == nil {
			return at.UTC(), nil
		}
		failed = err
	}
	return time.Time{}, failed
}

// eachPair calls take with the signatories and values of a table whose primary key they are.
func eachPair(db *gorm.DB, table, column string, take func(id, value string) error) error {
	id, value := "", ""
	for {
		var text sql.NullString
		err := db.Raw(fmt.Sprintf(`SELECT group_concat(signatory_id || x'1f' || value, x'1e') FROM (
			SELECT signatory_id, %s AS value FROM %s WHERE (signatory_id, %s) > (?, ?) ORDER BY 1, 2 LIMIT %d)`,
			column, table, column, wallChunk), id, value).Row().Scan(&text)
		if err != nil || text.String == "" {
			return err
		}
		for line := range strings.SplitSeq(text.String, lineSeparator) {
			id, value, _ = strings.Cut(line, fieldSeparator)
			if err := take(id, value); err != nil {
				return err
			}
		}
	}
}

// territoriesOnWall are those of the public signatories, or these.
func territoriesOnWall(db *gorm.DB, ids []string) ([]wall.Territory, error) {
	among, args := "SELECT territory_id FROM signatories WHERE hidden_at IS NULL AND territory_id IS NOT NULL", []any{}
	if ids != nil {
		among, args = "SELECT value FROM json_each(?)", []any{jsonList(ids)}
	}
	belongs, holds, err := statisticalOnWall(db, among, args)
	if err != nil {
		return nil, err
	}
	var text sql.NullString
	err = db.Raw(`SELECT group_concat(t.id || x'1f' || COALESCE(t.parent_id, '') || x'1f' ||
			COALESCE(p.parent_id, '') || x'1f' || COALESCE(g.parent_id, '') || x'1f' || t.lat || x'1f' || t.lon || x'1f' ||
			t.rank_weight || x'1f' || t.country, x'1e')
		FROM territories t LEFT JOIN territories p ON p.id = t.parent_id LEFT JOIN territories g ON g.id = p.parent_id
		WHERE t.id IN (`+among+")", args...).Row().Scan(&text)
	if err != nil || !text.Valid {
		return nil, err
	}
	territories := make([]wall.Territory, 0, strings.Count(text.String, lineSeparator)+1)
	around := map[string][]string{} // many lie in the same
	for line := range strings.SplitSeq(text.String, lineSeparator) {
		t, err := wallTerritory(line, around)
		if err != nil {
			return nil, err
		}
		t.Statistical, t.Holds = belongs[t.ID], holds[t.ID]
		territories = append(territories, t)
	}
	return territories, nil
}

func wallTerritory(line string, around map[string][]string) (wall.Territory, error) {
	fields := strings.Split(line, fieldSeparator)
	t := wall.Territory{ID: strings.Clone(fields[0])} // not the whole text
	chain := strings.Join(fields[1:4], fieldSeparator)
	known, seen := around[chain]
	if !seen {
		for _, id := range fields[1:4] {
			if id != "" {
				known = append(known, strings.Clone(id))
			}
		}
		around[strings.Clone(chain)] = known
	}
	t.Around, t.Region = known, t.ID
	for _, id := range known {
		if id != fields[7] { // the country's id is its code
			t.Region = id
		}
	}
	var err error
	if t.Lat, err = strconv.ParseFloat(fields[4], 64); err != nil {
		return t, err
	}
	if t.Lon, err = strconv.ParseFloat(fields[5], 64); err != nil {
		return t, err
	}
	t.Weight, err = strconv.Atoi(fields[6])
	return t, err
}

// statisticalOnWall returns, by territory, the statistical regions that it belongs to, and those that it holds.
func statisticalOnWall(db *gorm.DB, among string, args []any) (belongs, holds map[string][]string, err error) {
	var imported bool
	err = db.Raw("SELECT max(territory_id) IS NOT NULL FROM territory_statistical_regions").Row().Scan(&imported)
	if err != nil || !imported { // to look up each territory in an empty table takes a while
		return nil, nil, err
	}
	rows, err := db.Raw(`SELECT territory_id, code, holds_most FROM territory_statistical_regions
		WHERE territory_id IN (`+among+") ORDER BY 1, 2", args...).Rows()
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	belongs, holds = map[string][]string{}, map[string][]string{}
	codes := map[string]string{}
	for rows.Next() {
		var id, code string
		var most bool
		if err := rows.Scan(&id, &code, &most); err != nil {
			return nil, nil, err
		}
		if shared, known := codes[code]; known {
			code = shared
		}
		codes[code] = code
		belongs[id] = append(belongs[id], code)
		if most {
			holds[id] = append(holds[id], code)
		}
	}
	return belongs, holds, rows.Err()
}

// arrivalsOnWall reads the public signatories among ids.
func arrivalsOnWall(db *gorm.DB, ids []string) ([]wall.Arrival, error) {
	rows, err := readEntries(db, entryTerms, "id", jsonList(ids))
	if err != nil {
		return nil, err
	}
	var places []string
	for _, row := range rows {
		if row.TerritoryID != "" {
			places = append(places, row.TerritoryID)
		}
	}
	byID := map[string]*wall.Territory{}
	if len(places) > 0 {
		territories, err := territoriesOnWall(db, places)
		if err != nil {
			return nil, fmt.Errorf("read territories of the wall: %w", storageError(err))
		}
		for i := range territories {
			byID[territories[i].ID] = &territories[i]
		}
	}
	arrived := make([]wall.Arrival, 0, len(rows))
	for _, row := range rows {
		arrived = append(arrived, wall.Arrival{Territory: byID[row.TerritoryID], Member: wall.Member{
			Number: row.number, ID: row.ID, Key: row.key, Kind: string(row.Kind), Country: row.Country, Since: row.Since,
			TerritoryID: row.TerritoryID, Associations: row.Associations, Versions: row.Versions,
		}})
	}
	return arrived, nil
}

func jsonList[T any](values []T) string {
	list, _ := json.Marshal(values) // texts and numbers always have a form
	return string(list)
}

// numberedEntry is an entry of the wall with what only the index knows it by.
type numberedEntry struct {
	WallEntry
	number int64
	key    string
}

// entriesOf reads entries by their numbers, in this order. Who has left meanwhile is missing.
func entriesOf(db *gorm.DB, members []int64) ([]WallEntry, error) {
	return orderedEntries(db, members, entryTerms)
}

// briefEntriesOf leaves out associations and versions.
func briefEntriesOf(db *gorm.DB, members []int64) ([]WallEntry, error) {
	return orderedEntries(db, members, noTerms)
}

func orderedEntries(db *gorm.DB, members []int64, terms string) ([]WallEntry, error) {
	if len(members) == 0 {
		return nil, nil
	}
	rows, err := readEntries(db, terms, "rowid", jsonList(members))
	if err != nil {
		return nil, err
	}
	byNumber := make(map[int64]int, len(rows))
	for i := range rows {
		byNumber[rows[i].number] = i
	}
	entries := make([]WallEntry, 0, len(members))
	for _, number := range members {
		if i, there := byNumber[number]; there {
			entries = append(entries, rows[i].WallEntry)
		}
	}
	return entries, nil
}

// What an entry is associated with and signed: two texts that listIn reads.
const (
	entryTerms = `COALESCE((SELECT group_concat(association, x'1f' ORDER BY association) FROM signatory_associations
				WHERE signatory_id = s.id), ''),
			COALESCE((SELECT group_concat(version, x'1f' ORDER BY signed_at DESC, version) FROM signatory_declarations
				WHERE signatory_id = s.id), '')`
	noTerms = "'', ''"
)

// readEntries reads the public signatories whose column, id or rowid, is in a JSON list.
func readEntries(db *gorm.DB, terms, column, list string) ([]numberedEntry, error) {
	rows, err := db.Raw(`SELECT s.rowid, s.id, s.slug, s.name, s.search_key, s.kind, s.country, s.origin, s.since,
			s.updated_at, s.website, COALESCE(s.territory_id, ''), COALESCE(t.name, ''), COALESCE(t.lat, 0),
			COALESCE(t.lon, 0), `+terms+`
		FROM json_each(?) wanted CROSS JOIN signatories s ON s.`+column+` = wanted.value
			LEFT JOIN territories t ON t.id = s.territory_id
		WHERE s.hidden_at IS NULL`, list).Rows()
	if err != nil {
		return nil, fmt.Errorf("read entries of the wall: %w", storageError(err))
	}
	defer rows.Close()
	var entries []numberedEntry
	for rows.Next() {
		var e numberedEntry
		var territory, associations, versions string
		err := rows.Scan(&e.number, &e.ID, &e.Slug, &e.Name, &e.key, &e.Kind, &e.Country, &e.Origin, &e.Since,
			&e.UpdatedAt, &e.Website, &e.TerritoryID, &territory, &e.Lat, &e.Lon, &associations, &versions)
		if err != nil {
			return nil, fmt.Errorf("read an entry of the wall: %w", err)
		}
		e.Since, e.UpdatedAt = e.Since.UTC(), e.UpdatedAt.UTC()
		e.Territory = territoryBeside(e.Name, territory)
		e.Associations, e.Versions = listIn(associations), listIn(versions)
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read entries of the wall: %w", storageError(err))
	}
	return entries, nil
}

func listIn(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, fieldSeparator)
}

// wallSource reads what the index asks for later.
type wallSource struct{ db *gorm.DB }

// Names is part of wall.Source.
func (s wallSource) Names(ctx context.Context, members []int64) ([]string, error) {
	rows, err := s.db.WithContext(ctx).Raw(`SELECT s.rowid, s.name
		FROM json_each(?) wanted CROSS JOIN signatories s ON s.rowid = wanted.value`, jsonList(members)).Rows()
	if err != nil {
		return nil, fmt.Errorf("read names of members: %w", storageError(err))
	}
	defer rows.Close()
	names := make(map[int64]string, len(members))
	for rows.Next() {
		var number int64
		var name string
		if err := rows.Scan(&number, &name); err != nil {
			return nil, fmt.Errorf("read the name of a member: %w", err)
		}
		names[number] = name
	}
	list := make([]string, len(members))
	for i, number := range members {
		list[i] = names[number]
	}
	return list, rows.Err()
}

// EachName is part of wall.Source.
func (s wallSource) EachName(ctx context.Context, take func(number int64, name string)) error {
	db := s.db.WithContext(ctx)
	var last sql.NullInt64
	if err := db.Raw("SELECT max(rowid) FROM signatories").Row().Scan(&last); err != nil {
		return fmt.Errorf("count the names of members: %w", storageError(err))
	}
	for from := int64(0); from <= last.Int64; from += wallChunk {
		var text sql.NullString
		err := db.Raw(`SELECT group_concat(rowid || x'1f' || name, x'1e') FROM signatories
			WHERE rowid >= ? AND rowid < ?`, from, from+wallChunk).Row().Scan(&text)
		if err != nil {
			return fmt.Errorf("read the names of members: %w", storageError(err))
		}
		for line := range strings.SplitSeq(text.String, lineSeparator) {
			id, name, _ := strings.Cut(line, fieldSeparator)
			if number, err := strconv.ParseInt(id, 10, 64); err == nil { // else a chunk without a row
				take(number, name)
			}
		}
	}
	return nil
}

// TerritoryNames is part of wall.Source.
func (s wallSource) TerritoryNames(ctx context.Context, ids []string, take func(id, name string)) error {
	// A chunk is the names that begin with one character: the primary key's order.
	query, args := `SELECT group_concat(territory_id || x'1f' || key, x'1e') FROM territory_names WHERE part < 2
		GROUP BY substr(key, 1, 1)`, []any{}
	if len(ids) > 0 {
		query, args = `SELECT n.territory_id || x'1f' || n.key FROM json_each(?) wanted
			CROSS JOIN territory_names n ON n.territory_id = wanted.value AND n.part < 2`, []any{jsonList(ids)}
	}
	rows, err := s.db.WithContext(ctx).Raw(query, args...).Rows()
	if err != nil {
		return fmt.Errorf("read names of territories: %w", storageError(err))
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return fmt.Errorf("read names of territories: %w", err)
		}
		for line := range strings.SplitSeq(text, lineSeparator) {
			id, name, _ := strings.Cut(line, fieldSeparator)
			take(id, name)
		}
	}
	return rows.Err()
}

package territory

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

//go:embed register.tsv.gz
var register []byte

const (
	// keysVersion goes up when Fold or the rules for keys answer differently,
	// so that databases load the register again.
	keysVersion     = "1"
	checksumSetting = "territory_register"
	registerSource  = "register"
	rowsPerInsert   = 100
)

// Values of territory_names.part.
const (
	ownName     = 0
	furtherName = 1
	nameEnd     = 2 // the end of a name from a later word on
)

// registerEntry is one line of the embedded register.
type registerEntry struct {
	Territory
	local      bool
	weight     int
	alternates []string
}

// Load writes the embedded register into the database, unless it is
// there already. Entries are updated by id and never deleted; those from other
// sources stay as they are.
func Load(ctx context.Context, tx *gorm.DB) error {
	return loadRegister(ctx, tx, register)
}

func loadRegister(ctx context.Context, tx *gorm.DB, packed []byte) error {
	tx = tx.WithContext(ctx)
	sum := sha256.Sum256(packed)
	checksum := hex.EncodeToString(sum[:]) + "/" + keysVersion
	var stored string
	err := tx.Raw("SELECT value FROM settings WHERE name = ?", checksumSetting).Scan(&stored).Error
	if err != nil || stored == checksum {
		return wrap("read the checksum of the territory register", err)
	}
	entries, err := readRegister(packed)
	if err != nil {
		return wrap("read the territory register", err)
	}
	if err := writeTerritories(ctx, tx, entries, registerSource); err != nil {
		return wrap("load territories", err)
	}
	if err := writeTerritoryNames(ctx, tx, entries, registerSource); err != nil {
		return wrap("load names of territories", err)
	}
	err = tx.Exec(`INSERT INTO settings (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, checksumSetting, checksum).Error
	return wrap("store the checksum of the territory register", err)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

func readRegister(packed []byte) ([]registerEntry, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	entries := make([]registerEntry, len(lines))
	countries := make(map[string]string, len(lines)/8) // of countries, regions and provinces
	for i, line := range lines {
		if entries[i], err = parseEntry(line, countries); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return entries, nil
}

// parseEntry reads one line; tools/territories describes its columns. Parents
// stand before their children and tell them their country.
func parseEntry(line string, countries map[string]string) (registerEntry, error) {
	fields := strings.Split(line, "\t")
	if len(fields) != 10 {
		return registerEntry{}, fmt.Errorf("%d columns instead of 10", len(fields))
	}
	e := registerEntry{local: fields[2] == "1"}
	e.ID, e.Level, e.ParentID, e.Name = fields[0], Level(fields[1]), fields[3], fields[8]
	if fields[9] != "" {
		e.alternates = strings.Split(fields[9], "|")
	}
	var faults [4]error
	e.Population, faults[0] = strconv.Atoi(fields[4])
	e.weight, faults[1] = strconv.Atoi(fields[5])
	e.Lat, faults[2] = strconv.ParseFloat(fields[6], 64)
	e.Lon, faults[3] = strconv.ParseFloat(fields[7], 64)
	if err := errors.Join(faults[:]...); err != nil {
		return registerEntry{}, err
	}
	e.Country = cmp.Or(countries[e.ParentID], e.ID)
	if e.Level != LevelPlace {
		countries[e.ID] = e.Country
	}
	return e, nil
}

func writeTerritories(ctx context.Context, tx *gorm.DB, entries []registerEntry, source string) error {
	insert := batchInsert{
		columns: 11, // of which the last is the source
		head: `INSERT INTO territories (id, level, local_authority, name, country, parent_id, population, rank_weight,
			lat, lon, source) VALUES `,
		tail: ` ON CONFLICT (id) DO UPDATE SET level = excluded.level, local_authority = excluded.local_authority,
			name = excluded.name, country = excluded.country, parent_id = excluded.parent_id,
			population = excluded.population, rank_weight = excluded.rank_weight, lat = excluded.lat, lon = excluded.lon
			WHERE territories.source = excluded.source`,
	}
	return insert.run(ctx, tx, len(entries), func(args []any, i int) []any {
		e := &entries[i]
		var parent any
		if e.ParentID != "" {
			parent = e.ParentID
		}
		return append(args, e.ID, string(e.Level), e.local, e.Name, e.Country, parent, e.Population, e.weight,
			e.Lat, e.Lon, source)
	})
}

// nameRow is one row of territory_names.
type nameRow struct {
	key   string
	part  int
	entry *registerEntry
}

func writeTerritoryNames(ctx context.Context, tx *gorm.DB, entries []registerEntry, source string) error {
	err := tx.Exec(`DELETE FROM territory_names WHERE territory_id IN
		(SELECT id FROM territories WHERE source = ?)`, source).Error
	if err != nil {
		return err
	}
	rows := nameRows(entries)
	insert := batchInsert{
		columns: 6,
		head:    "INSERT INTO territory_names (key, territory_id, part, country, kinds, rank_weight) VALUES ",
		tail:    " ON CONFLICT DO NOTHING",
	}
	return insert.run(ctx, tx, len(rows), func(args []any, i int) []any {
		row := rows[i]
		return append(args, row.key, row.entry.ID, row.part, row.entry.Country, row.entry.kinds(), row.entry.weight)
	})
}

// nameRows returns all keys in the order of the table's primary key, in which
// inserting only appends; of a territory's equal
// keys that of the first part counts.
func nameRows(entries []registerEntry) []nameRow {
	rows := make([]nameRow, 0, 4*len(entries))
	for i := range entries {
		entry := &entries[i]
		rows = appendNames(rows, entry, ownName, entry.Name)
		rows = appendNames(rows, entry, furtherName, entry.alternates...)
	}
	slices.SortFunc(rows, func(a, b nameRow) int {
		if order := strings.Compare(a.key, b.key); order != 0 {
			return order
		}
		return cmp.Or(strings.Compare(a.entry.ID, b.entry.ID), cmp.Compare(a.part, b.part))
	})
	return slices.CompactFunc(rows, func(a, b nameRow) bool { return a.key == b.key && a.entry == b.entry })
}

// appendNames appends the keys of names, all of the same part.
func appendNames(rows []nameRow, entry *registerEntry, part int, names ...string) []nameRow {
	for _, name := range names {
		whole, ends := entry.keys(name)
		for _, key := range whole {
			rows = append(rows, nameRow{key, part, entry})
		}
		for _, key := range ends {
			rows = append(rows, nameRow{key, nameEnd, entry})
		}
	}
	return rows
}

// kinds says which kinds of body the territory may sign as.
func (e *registerEntry) kinds() Among {
	kinds := Everything
	if e.Level == LevelRegion || e.Level == LevelProvince {
		kinds |= Regions
	}
	if e.local {
		kinds |= LocalAuthorities
	}
	return kinds
}

// batchInsert writes many rows through one prepared statement.
type batchInsert struct {
	head, tail string
	columns    int
}

// run inserts count rows; values appends the columns of row i to args.
func (b batchInsert) run(ctx context.Context, tx *gorm.DB, count int, values func(args []any, i int) []any) error {
	full := count - count%rowsPerInsert
	if err := b.insert(ctx, tx, rowRange{0, full, rowsPerInsert}, values); err != nil {
		return err
	}
	return b.insert(ctx, tx, rowRange{full, count, count - full}, values)
}

// rowRange is a range of rows to insert, so many at a time.
type rowRange struct{ from, to, step int }

func (b batchInsert) insert(ctx context.Context, tx *gorm.DB, rows rowRange, values func([]any, int) []any) error {
	if rows.from == rows.to {
		return nil
	}
	row := "(?" + strings.Repeat(", ?", b.columns-1) + ")"
	statement, err := tx.Statement.ConnPool.PrepareContext(ctx, b.head+row+strings.Repeat(", "+row, rows.step-1)+b.tail)
	if err != nil {
		return err
	}
	defer statement.Close()
	args := make([]any, 0, rows.step*b.columns)
	for i := rows.from; i < rows.to; i += rows.step {
		args = args[:0]
		for j := i; j < i+rows.step; j++ {
			args = values(args, j)
		}
		if _, err := statement.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

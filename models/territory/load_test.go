package territory

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// smallRegister holds one line of each level.
const smallRegister = `LV	country	0		0	752572	56.9	24.1	Latvia	Latvija
LV.25	region	0	LV	0	752572	56.9	24.1	Riga	
LV.25.01	province	1	LV.25	0	752572	56.9	24.1	Ropažu novads	
456172	place	1	LV.25	742572	742572	56.946	24.1059	Rīga	Рига|Ρίγα
1	place	1	LV.25.01	10000	10000	56.97	24.63	Ropaži	
`

func TestLoadRegister(t *testing.T) {
	t.Parallel()
	db := emptyDatabase(t)
	load(t, db, smallRegister)
	got, err := byID(db, []string{"LV", "456172", "LV.25.01", "missing"})
	if err != nil {
		t.Fatal(err)
	}
	want := []Territory{
		{ID: "LV", Level: LevelCountry, Name: "Latvia", Country: "LV", Lat: 56.9, Lon: 24.1},
		{
			ID: "456172", Level: LevelPlace, Name: "Rīga", Country: "LV", ParentID: "LV.25", ParentName: "Riga",
			Population: 742572, Lat: 56.946, Lon: 24.1059,
		},
		{
			ID: "LV.25.01", Level: LevelProvince, Name: "Ropažu novads", Country: "LV", ParentID: "LV.25",
			ParentName: "Riga", Lat: 56.9, Lon: 24.1,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("territories (-want +got):\n%s", diff)
	}
	wantKeys := []string{"riga 0 2", "рига 1 2", "ριγα 1 2"}
	slices.Sort(wantKeys)
	if diff := cmp.Diff(wantKeys, keysOf(t, db, "456172")); diff != "" {
		t.Errorf("keys of Rīga (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ropazu 0 3", "ropazu novads 0 3"}, keysOf(t, db, "LV.25.01")); diff != "" {
		t.Errorf("keys of the municipality (-want +got):\n%s", diff)
	}
}

func TestLoadRegisterAgainDoesNothing(t *testing.T) {
	t.Parallel()
	db := emptyDatabase(t)
	load(t, db, smallRegister)
	mustExec(t, db, "UPDATE territories SET name = 'kept' WHERE id = '456172'")
	load(t, db, smallRegister)
	if got := nameOf(t, db, "456172"); got != "kept" {
		t.Errorf("loading the same register again wrote %q", got)
	}
}

func TestLoadChangedRegister(t *testing.T) {
	t.Parallel()
	db := emptyDatabase(t)
	load(t, db, smallRegister)
	mustExec(t, db, `INSERT INTO territories (id, level, local_authority, name, country, lat, lon, source)
		VALUES ('own', 'place', true, 'Imported', 'LV', 0, 0, 'operator'),
			('2', 'place', true, 'Own two', 'LV', 0, 0, 'operator')`)
	mustExec(t, db, "INSERT INTO territory_names VALUES ('imported', 'own', 0, 'LV', 2, 0)")
	lines := strings.SplitAfter(smallRegister, "\n")
	changed := strings.Join(lines[:3], "") + strings.Replace(lines[3], "Rīga", "Rīga pilsēta", 1) +
		"2\tplace\t1\tLV.25\t5\t5\t0\t0\tFrom the register\t\n"
	load(t, db, changed)

	for id, want := range map[string]string{
		"456172": "Rīga pilsēta", // changed
		"1":      "Ropaži",       // gone from the register: pledges may refer to it
		"own":    "Imported",     // an operator's
		"2":      "Own two",      // an operator's, although the register has the id
	} {
		if got := nameOf(t, db, id); got != want {
			t.Errorf("territory %s is named %q, want %q", id, got, want)
		}
	}
	if keys := keysOf(t, db, "1"); len(keys) > 0 {
		t.Errorf("a territory that left the register is still found by %v", keys)
	}
	if keys := keysOf(t, db, "own"); len(keys) != 1 {
		t.Errorf("the operator's territory is found by %v, want its one name", keys)
	}
	keys := keysOf(t, db, "456172")
	if !slices.Contains(keys, "riga pilseta 0 2") || slices.Contains(keys, "riga 0 2") {
		t.Errorf("the renamed territory is found by %v", keys)
	}
}

func TestLoadRegisterUndoesItselfOnFailure(t *testing.T) {
	t.Parallel()
	broken := map[string]string{
		"too few columns": "LV\tcountry\n",
		"no number":       strings.Replace(smallRegister, "742572", "many", 1),
		"unknown level":   strings.Replace(smallRegister, "place", "hamlet", 1),
		"no such parent":  strings.Replace(smallRegister, "place\t1\tLV.25\t", "place\t1\tLV.99\t", 1),
	}
	for name, text := range broken {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := emptyDatabase(t)
			err := db.Transaction(func(tx *gorm.DB) error { return loadRegister(t.Context(), tx, pack(t, text)) })
			if err == nil {
				t.Fatal("a broken register was loaded")
			}
			var rows int64
			if err := db.Raw("SELECT count(*) FROM territories").Scan(&rows).Error; err != nil || rows > 0 {
				t.Errorf("%d territories were left behind (%v)", rows, err)
			}
		})
	}
	t.Run("not gzip", func(t *testing.T) {
		t.Parallel()
		if err := loadRegister(t.Context(), emptyDatabase(t), []byte("LV")); err == nil {
			t.Error("a register that is not gzip was loaded")
		}
	})
}

func TestEmbeddedRegister(t *testing.T) {
	t.Parallel()
	entries, err := readRegister(register)
	if err != nil {
		t.Fatal(err)
	}
	if len(register) > 4<<20 {
		t.Errorf("the register is %d bytes, want at most 4 MB", len(register))
	}
	counts := map[Level]int{}
	ids := make(map[string]bool, len(entries))
	for _, e := range entries {
		counts[e.Level]++
		if ids[e.ID] {
			t.Errorf("%s is there twice", e.ID)
		}
		ids[e.ID] = true
		if e.ParentID != "" && !ids[e.ParentID] {
			t.Errorf("the parent %s of %s does not stand before it", e.ParentID, e.ID)
		}
		if e.Name == "" || e.Country == "" || e.Lat < 27 || e.Lat > 72 || e.Lon < -32 || e.Lon > 50 {
			t.Errorf("odd entry %+v", e)
		}
	}
	want := map[Level]int{LevelCountry: 42, LevelRegion: 1019, LevelProvince: 7000, LevelPlace: 62699}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("entries by level (-want +got):\n%s", diff)
	}
	rows := nameRows(entries)
	for i, row := range rows[1:] {
		last := rows[i]
		if row.key < last.key || row.key == last.key && row.entry.ID <= last.entry.ID {
			t.Fatalf("%q of %s stands after %q of %s", row.key, row.entry.ID, last.key, last.entry.ID)
		}
	}
}

func BenchmarkLoadTerritories(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		db := emptyDatabase(b)
		b.StartTimer()
		if err := db.Transaction(func(tx *gorm.DB) error { return Load(b.Context(), tx) }); err != nil {
			b.Fatal(err)
		}
	}
}

// emptyDatabase has the schema and nothing in it.
func emptyDatabase(tb testing.TB) *gorm.DB {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "territories.db")
	db, err := gorm.Open(sqlite.Open("file:"+path+"?_foreign_keys=on"), &gorm.Config{SkipDefaultTransaction: true})
	if err != nil {
		tb.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := pool.Close(); err != nil {
			tb.Error(err)
		}
	})
	schema, err := goose.NewProvider(goose.DialectSQLite3, pool, os.DirFS("../migrations/sqlite"))
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := schema.Up(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return db
}

func load(t *testing.T, db *gorm.DB, register string) {
	t.Helper()
	err := db.Transaction(func(tx *gorm.DB) error { return loadRegister(t.Context(), tx, pack(t, register)) })
	if err != nil {
		t.Fatal(err)
	}
}

func pack(t *testing.T, register string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(register)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func mustExec(t *testing.T, db *gorm.DB, sql string) {
	t.Helper()
	if err := db.Exec(sql).Error; err != nil {
		t.Fatal(err)
	}
}

func nameOf(t *testing.T, db *gorm.DB, id string) string {
	t.Helper()
	found, err := byID(db, []string{id})
	if err != nil || len(found) != 1 {
		t.Fatalf("territory %s: %v, %v", id, found, err)
	}
	return found[0].Name
}

// keysOf lists key, part and kinds of a territory's names.
func keysOf(t *testing.T, db *gorm.DB, id string) []string {
	t.Helper()
	rows := []struct {
		Key         string
		Part, Kinds int
	}{}
	query := db.Raw("SELECT key, part, kinds FROM territory_names WHERE territory_id = ? ORDER BY key", id)
	err := query.Scan(&rows).Error
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, row := range rows {
		keys = append(keys, fmt.Sprintf("%s %d %d", row.Key, row.Part, row.Kinds))
	}
	return keys
}

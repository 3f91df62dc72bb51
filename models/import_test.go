package models_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
	"alliance/models/sharedtest"
)

// importing is an import on its way, in a store of its own.
type importing struct {
	*modelstest.Store
	id string
}

// uploaded begins an import of a file; its name does not matter.
func uploaded(t *testing.T, store *modelstest.Store, file string) importing {
	t.Helper()
	one, err := store.UploadImport(t.Context(), models.Moderator{}, "members.csv", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return importing{store, one.ID}
}

// choice takes the guessed columns; rows that do not say are cities of Latvia.
func (i importing) choice(t *testing.T) models.ImportChoice {
	t.Helper()
	preview, err := i.PreviewImport(t.Context(), i.id)
	if err != nil {
		t.Fatal(err)
	}
	return models.ImportChoice{Columns: preview.Guessed, Kind: models.KindCity, Country: "LV"}
}

func (i importing) check(t *testing.T, change ...func(*models.ImportChoice)) models.Import {
	t.Helper()
	choice := i.choice(t)
	for _, apply := range change {
		apply(&choice)
	}
	if err := i.CheckImport(t.Context(), models.Moderator{}, i.id, choice); err != nil {
		t.Fatal(err)
	}
	return i.work(t)
}

func (i importing) run(t *testing.T) models.Import {
	t.Helper()
	if err := i.RunImport(t.Context(), models.Moderator{}, i.id, models.ImportSkip); err != nil {
		t.Fatal(err)
	}
	return i.work(t)
}

func (i importing) undo(t *testing.T) models.Import {
	t.Helper()
	if err := i.UndoImport(t.Context(), models.Moderator{}, i.id); err != nil {
		t.Fatal(err)
	}
	return i.work(t)
}

func (i importing) work(t *testing.T) models.Import {
	t.Helper()
	if err := i.WorkOnImport(t.Context(), i.id); err != nil {
		t.Fatal(err)
	}
	one, err := i.Import(t.Context(), i.id)
	if err != nil {
		t.Fatal(err)
	}
	if !one.Whole() {
		t.Errorf("%d rows read, decisions %v, outcomes %v: some are lost", one.Read, one.Decisions, one.Outcomes)
	}
	return one
}

func (i importing) rows(t *testing.T) []models.ImportRow {
	t.Helper()
	rows, err := i.ImportRows(t.Context(), i.id, models.ImportRowFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (i importing) members(t *testing.T) []string {
	t.Helper()
	wall, err := i.Wall(t.Context(), models.WallFilter{Sort: models.SortName, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range wall.Entries {
		names = append(names, entry.Name)
	}
	return names
}

func TestImportJudgesEachRow(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Approve(t, store.Administrator(t), modelstest.Pledge())
	for _, test := range []struct {
		name, row string
		want      models.ImportDecision
		problem   string
		notes     string
		as        string // the name, where it matters
	}{
		{"a city", "Cēsis;LV;city;2021-05-09;", models.ImportCreate, "", "", "Cēsis"},
		{"capitals as in the register", "CĒSIS;LV;city;;", models.ImportCreate, "", "register_spelling", "Cēsis"},
		{"capitals by the rule", "COMUNE DI XAVO;IT;city;;", models.ImportCreate, "", "title_case", "Comune di Xavo"},
		{"an abbreviation stays", "CPMR;BE;association;;", models.ImportCreate, "", "", "CPMR"},
		{"an Excel date", "Cēsis;LV;city;41122;", models.ImportCreate, "", "", ""},
		{"a country in words", "Lyon;Frankreich;city;;", models.ImportCreate, "", "", ""},
		{"ISO 3166 for Greece", "Δελφοί;gr;city;;", models.ImportCreate, "", "", ""},
		{"nothing said of the kind", "Cēsis;LV;-;;", models.ImportCreate, "", "", ""},
		{"a province among cities", "Province of Teramo;IT;;;", models.ImportCreate, "", "kind_from_name", ""},
		{"the same body", "Rīga;LV;city;;", models.ImportFurther, "", "", ""},
		{"likely the same body", "Municipality of Riiga;LV;city;;", models.ImportLikely, "", "", ""},
		{"no name", "-;LV;city;;", models.ImportRefuse, "name.required", "", ""},
		{"a link for a name", "www.spam.example/buy;LV;city;;", models.ImportRefuse, "name.link", "", ""},
		{"a long name", strings.Repeat("x", 121) + ";LV;city;;", models.ImportRefuse, "name.too_long", "", ""},
		{"a country far away", "Rabat;ma;city;;", models.ImportRefuse, "country.unknown", "", ""},
		{"a kind nobody knows", "Cēsis;LV;wizard;;", models.ImportRefuse, "kind.unknown", "", ""},
		{"a person", "Anna Ozola;LV;individual;;", models.ImportRefuse, "kind.individual", "", ""},
		{"a date that is none", "Cēsis;LV;city;31.02.2020;", models.ImportRefuse, "date.invalid", "", ""},
		{"a date to come", "Cēsis;LV;city;2031-01-01;", models.ImportRefuse, "date.future", "", ""},
		{"a web site that is none", "Cēsis;LV;city;;see below", models.ImportCreate, "", "website", ""},
		{"a formula made harmless", "'=Cēsis;LV;city;;", models.ImportCreate, "", "", "=Cēsis"},
	} {
		file := "Organisation name;Country;Type;Date of adhesion;Website\r\n" + test.row + "\r\n"
		one := uploaded(t, store, file)
		one.check(t, func(c *models.ImportChoice) { c.Country = "" })
		rows := one.rows(t)
		if len(rows) != 1 || rows[0].Line != 2 {
			t.Fatalf("%s: %+v, want row 2", test.name, rows)
		}
		got := rows[0]
		if got.Decision != test.want || got.Problem != test.problem || strings.Join(got.Notes, ",") != test.notes {
			t.Errorf("%s: %s %q %q, want %s %q %q", test.name,
				got.Decision, got.Problem, got.Notes, test.want, test.problem, test.notes)
		}
		if test.as != "" && got.Name != test.as {
			t.Errorf("%s: called %q, want %q", test.name, got.Name, test.as)
		}
	}
}

func TestImportUndoneLeavesNothing(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Approve(t, store.Administrator(t), modelstest.Pledge(func(p *models.NewPledge) { p.Website = "" }))
	one := uploaded(t, store, "name,website,association,declaration,date\n"+
		"Cēsis,https://www.cesis.lv,CEMR,2026-1,2021-05-09\n"+
		"Rīga,https://www.riga.lv,CPMR,,\nValmiera,,,,\nCēsis,,,,\n,,,,\n-,,,,\n")
	if got := one.check(t); got.Read != 5 || got.Decisions[models.ImportRefuse] != 1 {
		t.Fatalf("%d rows, %v; want 5, one of them refused", got.Read, got.Decisions)
	}
	if got := one.members(t); !slices.Equal(got, []string{"Rīga"}) {
		t.Fatalf("after the dry run: %v, want nothing new", got)
	}
	got := one.run(t)
	want := map[models.ImportOutcome]int{
		models.ImportCreated: 2, models.ImportAdded: 1, models.ImportSkipped: 1, models.ImportRefused: 1,
	}
	for outcome, count := range want {
		if got.Outcomes[outcome] != count {
			t.Errorf("%s: %d, want %d", outcome, got.Outcomes[outcome], count)
		}
	}
	if members := one.members(t); !slices.Equal(members, []string{"Cēsis", "Rīga", "Valmiera"}) {
		t.Errorf("members %v", members)
	}
	cesis, err := one.Signatory(t.Context(), "cesis")
	if err != nil || cesis.Since.Format("2006-01-02") != "2021-05-09" ||
		!slices.Equal(cesis.Associations, []string{"CEMR"}) || !slices.Equal(cesis.Versions, []string{"2026-1"}) ||
		cesis.Website != "https://www.cesis.lv" {
		t.Errorf("Cēsis: %+v, %v", cesis, err)
	}
	riga, err := one.Signatory(t.Context(), "riga")
	if err != nil || riga.Website != "https://www.riga.lv" ||
		!slices.Equal(riga.Associations, []string{"CPMR", "EUROCITIES"}) {
		t.Errorf("Rīga: %+v, %v; want what the list adds", riga, err)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("%d mails, want none", len(mails))
	}
	if got := one.undo(t); got.Outcomes[models.ImportTaken] != 3 {
		t.Errorf("undone %v, want three rows", got.Outcomes)
	}
	riga, err = one.Signatory(t.Context(), "riga")
	if err != nil || riga.Website != "" || !slices.Equal(riga.Associations, []string{"EUROCITIES"}) {
		t.Errorf("Rīga: %+v, %v; want what its pledge says", riga, err)
	}
	if members := one.members(t); !slices.Equal(members, []string{"Rīga"}) {
		t.Errorf("members %v, want only Rīga", members)
	}
}

func TestImportUndoneKeepsWhatOthersJoined(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	one := uploaded(t, store, "name\nRīga\nValmiera\n")
	one.check(t)
	one.run(t)
	store.Approve(t, store.Administrator(t), modelstest.Pledge())
	got := one.undo(t)
	if got.Outcomes[models.ImportKept] != 1 || got.Outcomes[models.ImportTaken] != 1 {
		t.Errorf("%v, want one kept and one undone", got.Outcomes)
	}
	if members := one.members(t); !slices.Equal(members, []string{"Rīga"}) {
		t.Errorf("members %v, want Rīga, which has pledged since", members)
	}
}

// A pledge that is taken down takes nothing from a body that a list supports too.
func TestImportedSignatoriesOutliveATakeDown(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	one := uploaded(t, store, "name,association\nRīga,CEMR\n")
	one.check(t)
	one.run(t)
	admin := store.Administrator(t)
	pledge := store.Approve(t, admin, modelstest.Pledge())
	if err := store.TakeDown(t.Context(), admin, models.Seen{ID: pledge}, "by mistake", false); err != nil {
		t.Fatal(err)
	}
	riga, err := one.Signatory(t.Context(), "riga")
	if err != nil || !slices.Equal(riga.Associations, []string{"CEMR"}) || riga.Website != "" {
		t.Errorf("%+v, %v; want what the list says", riga, err)
	}
}

// many is a file with n different names.
func many(n int) string {
	var file strings.Builder
	file.WriteString("name\n")
	for i := range n {
		for _, digit := range []byte("abcdefghij") {
			if i == 0 || digit == 'a' {
				file.WriteByte(digit)
			}
		}
		file.WriteString(strings.Repeat("q", i%7) + " ")
		for rest := i; rest > 0; rest /= 10 {
			file.WriteByte("bcdfghklmn"[rest%10])
			file.WriteByte("aeiouaeiou"[rest/10%10])
		}
		file.WriteString("\n")
	}
	return file.String()
}

func TestAnInterruptedImportGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	const rows = 1700
	one := uploaded(t, store, many(rows))
	if err := one.CheckImport(t.Context(), models.Moderator{}, one.id, one.choice(t)); err != nil {
		t.Fatal(err)
	}
	interruptWork(t, one, 2)
	if got := one.work(t); got.Read != rows || got.State != models.ImportChecked {
		t.Fatalf("%s after %d rows, want all %d checked", got.State, got.Read, rows)
	}
	if err := one.RunImport(t.Context(), models.Moderator{}, one.id, models.ImportCreate); err != nil {
		t.Fatal(err)
	}
	interruptWork(t, one, 5)
	got := one.work(t)
	if got.State != models.ImportDone || got.Outcomes[models.ImportCreated]+got.Outcomes[models.ImportAdded]+
		got.Outcomes[models.ImportSkipped] != rows {
		t.Errorf("%s, %v; want %d rows dealt with once", got.State, got.Outcomes, rows)
	}
	wall, err := store.Wall(t.Context(), models.WallFilter{})
	if err != nil || wall.Total != got.Outcomes[models.ImportCreated] {
		t.Errorf("%d members (%v), want %d, each once", wall.Total, err, got.Outcomes[models.ImportCreated])
	}
	if err := one.UndoImport(t.Context(), models.Moderator{}, one.id); err != nil {
		t.Fatal(err)
	}
	interruptWork(t, one, 1)
	one.work(t)
	if wall, err := store.Wall(t.Context(), models.WallFilter{}); err != nil || wall.Total != 0 {
		t.Errorf("%d members (%v) after undoing, want none", wall.Total, err)
	}
}

// interruptWork ends the work on an import after so many writes, as a crash would.
func interruptWork(t *testing.T, one importing, writes int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	models.CancelAfterWrites(t, one.Store.Store, writes, cancel)
	if err := one.WorkOnImport(ctx, one.id); !errors.Is(err, context.Canceled) {
		t.Fatalf("the interrupted work: %v, want it cancelled", err)
	}
}

func TestTwoAdministratorsStartOneImport(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	one := uploaded(t, store, many(600))
	one.check(t)
	admin := store.Administrator(t)
	answers := make(chan error, 2)
	for range 2 {
		go func() {
			err := one.RunImport(t.Context(), admin, one.id, models.ImportSkip)
			answers <- errors.Join(err, one.WorkOnImport(t.Context(), one.id))
		}()
	}
	refused := 0
	for range 2 {
		var state *models.ImportStateError
		if err := <-answers; errors.As(err, &state) {
			refused++
		} else if err != nil {
			t.Error(err)
		}
	}
	got := one.work(t)
	if refused != 1 || got.State != models.ImportDone {
		t.Errorf("%d refused, %s; want one start and one refusal", refused, got.State)
	}
	trail, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Action: "import.done"})
	if err != nil || len(trail.Items) != 1 {
		t.Errorf("%d rows of the audit trail (%v), want one", len(trail.Items), err)
	}
	wall, err := store.Wall(t.Context(), models.WallFilter{})
	if err != nil || wall.Total != got.Outcomes[models.ImportCreated] {
		t.Errorf("%d members (%v), want %d", wall.Total, err, got.Outcomes[models.ImportCreated])
	}
}

// The service takes up at once what is started in it, and after a minute what somebody else left unfinished.
func TestTheServiceWorksOnImports(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	one := uploaded(t, store, many(700))
	if err := one.CheckImport(t.Context(), models.Moderator{}, one.id, one.choice(t)); err != nil {
		t.Fatal(err)
	}
	interruptWork(t, one, 1)
	store.Clock.Advance(2 * time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		store.RunImports(ctx, slog.New(slog.DiscardHandler))
		close(stopped)
	}()
	waitFor(t, one, models.ImportChecked)
	if err := store.RunImport(t.Context(), models.Moderator{}, one.id, models.ImportSkip); err != nil {
		t.Fatal(err)
	}
	waitFor(t, one, models.ImportDone)
	cancel()
	<-stopped
	if got, err := store.Import(t.Context(), one.id); err != nil || !got.Whole() || got.Read != 700 {
		t.Errorf("%+v, %v; want every row dealt with", got, err)
	}
}

// waitFor waits until an import is in a state; the test's own time limit ends it otherwise.
func waitFor(t *testing.T, one importing, state models.ImportState) {
	t.Helper()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for range ticker.C {
		if got, err := one.ImportProgress(t.Context(), one.id); err != nil {
			t.Fatal(err)
		} else if got.State == state {
			return
		}
	}
}

// The real list of the Global Covenant of Mayors: nothing in it is lost.
func TestImportOfARealList(t *testing.T) {
	t.Parallel()
	path := sharedtest.Path(t, "signatories/gcom_import_sample.csv")
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	store := modelstest.New(t)
	upload, err := store.UploadImport(t.Context(), models.Moderator{}, path, file)
	if err != nil {
		t.Fatal(err)
	}
	one := importing{store, upload.ID}
	checked := one.check(t, func(c *models.ImportChoice) { c.Country = "" })
	t.Logf("%d rows: %v", checked.Read, checked.Decisions)
	if checked.Read != 3000 || checked.Decisions[models.ImportCreate] < 2850 {
		t.Errorf("%d rows, %v; want 3000, nearly all of them new", checked.Read, checked.Decisions)
	}
	for line, want := range map[int]models.ImportRow{
		2:    {Name: "Avola, Noto, Pachino, Portopalo di Capo Passero, Rosolini", Decision: models.ImportCreate},
		14:   {Name: "Comarca de Sangüesa", Value: "COMARCA DE SANGÜESA", Decision: models.ImportCreate},
		145:  {Name: "Győr", Value: "GYŐR", Territory: "Győr", Decision: models.ImportCreate},
		21:   {Name: "Sulaimaniya (Slemani)", Value: "iq", Problem: "country.unknown", Decision: models.ImportRefuse},
		314:  {Name: "Ampelokipi Menemeni", OtherLine: 313, Decision: models.ImportSkip},
		1129: {Name: "None", Territory: "None", Decision: models.ImportCreate}, // a town in Piedmont
	} {
		rows, err := one.ImportRows(t.Context(), one.id, models.ImportRowFilter{After: line - 1, Limit: 1})
		if err != nil || len(rows) != 1 {
			t.Fatalf("row %d: %+v, %v", line, rows, err)
		}
		got := rows[0]
		if got.Name != want.Name || got.Value != want.Value || got.Decision != want.Decision || got.Problem != want.Problem ||
			got.OtherLine != want.OtherLine || want.Territory != "" && got.Territory != want.Territory {
			t.Errorf("row %d: %+v, want %+v", line, got, want)
		}
	}
	done := one.run(t)
	made := done.Outcomes[models.ImportCreated] + done.Outcomes[models.ImportAdded]
	if undone := one.undo(t); undone.Outcomes[models.ImportTaken] != made {
		t.Errorf("undone %v of %v", undone.Outcomes, done.Outcomes)
	}
	if members := one.members(t); len(members) != 0 {
		t.Errorf("%d members after undoing, want none", len(members))
	}
}

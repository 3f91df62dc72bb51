package models_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
	"alliance/models/sheet"
)

// exported returns the rows of an export without its header.
func exported(t *testing.T, by models.Moderator, export func(context.Context, models.Export) error) [][]string {
	t.Helper()
	var file bytes.Buffer
	to, err := sheet.NewWriter(sheet.CSV, &file)
	if err != nil {
		t.Fatal(err)
	}
	err = export(t.Context(), models.Export{By: by, Format: sheet.CSV, To: to})
	if err := errors.Join(err, to.Close()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%q: %v", file.String(), err)
	}
	return rows[1:]
}

func TestExports(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge())
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Body, p.RepresentativeName, p.Email = models.KindIndividual, "", "Jānis Ozols", "janis@ozols.example"
		p.Website, p.Associations = "", nil
	}))
	store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Country, p.Body, p.Email, p.Statement = "LT", "Vilnius", "mayor@vilnius.example", "=cmd|' /C calc'!A0"
	}))
	list := uploaded(t, store, "name\nCēsis\n")
	list.check(t)
	list.run(t)
	viewer, moderator := models.Moderator{Role: models.RoleViewer}, models.Moderator{Role: models.RoleModerator}
	baltic := models.Moderator{Role: models.RoleModerator, Scope: models.Scope{Countries: []string{"LT"}}}
	pledges := func(f models.QueueFilter) func(context.Context, models.Export) error {
		return func(ctx context.Context, e models.Export) error { return store.ExportPledges(ctx, e, f) }
	}
	for _, test := range []struct {
		name       string
		by         models.Moderator
		export     func(context.Context, models.Export) error
		rows       int
		want, must []string // must: not be there
	}{
		{
			"signatories", moderator, store.ExportSignatories, 3,
			[]string{"Rīga", "Jānis Ozols", "Cēsis", "import"},
			[]string{"@"},
		},
		{"signatories for a viewer", viewer, store.ExportSignatories, 3, []string{"Rīga"}, []string{"Ozols", "ozols", "@"}},
		{
			"every pledge", moderator, pledges(models.QueueFilter{}), 3,
			[]string{"anna.berzina@riga.lv", "janis@ozols.example", "'=cmd", "2026-11-22T09:30:00Z"},
			nil,
		},
		{"those of a scope", baltic, pledges(models.QueueFilter{}), 1, []string{"Vilnius"}, []string{"Rīga"}},
		{
			"those of a filter", moderator, pledges(models.QueueFilter{State: models.StateApproved, Kind: models.KindCity}), 1,
			[]string{"Rīga"},
			[]string{"Vilnius"},
		},
		{"the audit trail", admin, func(ctx context.Context, e models.Export) error {
			return store.ExportAudit(ctx, e, models.AuditFilter{Action: "pledge.approve"})
		}, 2, []string{"pledge.approve"}, []string{"import"}},
	} {
		rows := exported(t, test.by, test.export)
		var text strings.Builder
		for _, row := range rows {
			text.WriteString(strings.Join(row, "|") + "\n")
		}
		if len(rows) != test.rows {
			t.Errorf("%s: %d rows, want %d:\n%s", test.name, len(rows), test.rows, text.String())
		}
		for _, want := range test.want {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%s: no %q in\n%s", test.name, want, text.String())
			}
		}
		for _, must := range test.must {
			if strings.Contains(text.String(), must) {
				t.Errorf("%s: %q in\n%s", test.name, must, text.String())
			}
		}
	}
	refused := store.ExportPledges(t.Context(), models.Export{By: viewer}, models.QueueFilter{})
	if !errors.Is(refused, models.ErrOutOfScope) {
		t.Errorf("pledges for a viewer: %v, want them refused", refused)
	}
}

// Who took what out is written down, also where it broke off, and without personal data.
func TestExportsAreAudited(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Confirm(t, modelstest.Pledge())
	exported(t, admin, func(ctx context.Context, e models.Export) error {
		return store.ExportPledges(ctx, e, models.QueueFilter{State: models.StateWaiting, Query: "anna.berzina@riga.lv"})
	})
	failing := models.Export{By: admin, Format: sheet.XLSX, To: fullDisk{}}
	if err := store.ExportSignatories(t.Context(), failing); !errors.Is(err, errFull) {
		t.Errorf("onto a full disk: %v", err)
	}
	list, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Actor: admin.ID, Limit: 2})
	if err != nil || len(list.Items) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	for i, want := range []string{"xlsx, 0 rows, broken off", "csv, 1 rows, state waiting, search"} {
		if got := list.Items[i]; got.Detail != want || got.Actor != admin.Name {
			t.Errorf("%s %q by %s, want %q", got.Action, got.Detail, got.Actor, want)
		}
	}
}

var errFull = errors.New("no space left on device")

type fullDisk struct{}

func (fullDisk) Write([]string) error { return errFull }
func (fullDisk) Close() error         { return nil }

// More rows than are read at a time: each is there once.
func TestExportsOfManyRows(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	list := uploaded(t, store, many(1234))
	list.check(t)
	if err := list.RunImport(t.Context(), models.Moderator{}, list.id, models.ImportCreate); err != nil {
		t.Fatal(err)
	}
	created := list.work(t).Outcomes[models.ImportCreated]
	seen := map[string]bool{}
	rows := exported(t, models.Moderator{}, store.ExportSignatories)
	for _, row := range rows {
		seen[row[0]] = true
	}
	if len(rows) != created || len(seen) != created {
		t.Errorf("%d rows of %d signatories, want %d", len(rows), len(seen), created)
	}
}

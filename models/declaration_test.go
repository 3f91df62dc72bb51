package models_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestTheModelDeclaration(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	latvian := store.CurrentDeclaration("lv")
	if latvian.Language != "lv" || !latvian.Model || !latvian.Current || len(latvian.Checksum) != 64 {
		t.Errorf("current, in Latvian: %+v", latvian)
	}
	if greek := store.CurrentDeclaration("el"); greek.Language != "en" || greek.Title == latvian.Title {
		t.Errorf("current, in a language without a text: %q in %q, want the English one", greek.Title, greek.Language)
	}
	if _, err := store.Declaration("1917-1", "en"); err == nil {
		t.Error("found a version that does not exist")
	}
}

// publish migrates a database with the declarations of a folder and opens it.
func publish(t *testing.T, database, folder string) (*models.Store, error) {
	t.Helper()
	cfg := modelstest.Config(database)
	cfg.Pledge.DeclarationDir = folder
	clock := modelstest.NewClock()
	if _, err := models.Migrate(t.Context(), cfg, modelstest.Options(clock)); err != nil {
		return nil, err
	}
	store, err := models.Open(t.Context(), cfg, modelstest.Options(clock))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store, nil
}

func writeFile(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAdoptedDeclarationsAreVersioned(t *testing.T) {
	t.Parallel()
	folder, database := t.TempDir(), modelstest.New(t).Config.Database.DSN
	writeFile(t, folder, "2027-2.en.md", "# Second\n\nadopted: 2027-03-01\n\nText two.")
	writeFile(t, folder, "2027-10.en.md", "# Tenth\r\n\r\nText ten.\r\n")
	store, err := publish(t, database, folder)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2027-10", "2027-2", "2026-1"}, store.DeclarationVersions()); diff != "" {
		t.Errorf("versions, newest first (-want +got):\n%s", diff)
	}
	current := store.CurrentDeclaration("lv")
	if current.Title != "Tenth" || current.Text != "Text ten." || current.Model {
		t.Errorf("current %+v", current)
	}
	second, err := store.Declaration("2027-2", "en")
	if err != nil || second.AdoptedOn != "2027-03-01" || second.Text != "Text two." || second.Current {
		t.Errorf("second %+v, %v", second, err)
	}

	_, err = store.SubmitPledge(t.Context(), modelstest.Pledge())
	if err == nil || !strings.Contains(err.Error(), "declaration: superseded") {
		t.Errorf("a pledge on the old text: %v, want superseded", err)
	}
	newest := modelstest.Pledge(func(p *models.NewPledge) { p.DeclarationVersion = "2027-10" })
	if _, err := store.SubmitPledge(t.Context(), newest); err != nil {
		t.Fatal(err)
	}
	writeFile(t, folder, "2027-2.en.md", "# Second\n\nNobody has signed this: it may change.")
	if _, err := publish(t, database, folder); err != nil {
		t.Errorf("a change before the first pledge: %v", err)
	}
	writeFile(t, folder, "2027-10.en.md", "# Tenth\n\nAnother text.")
	if _, err := publish(t, database, folder); err == nil || !strings.Contains(err.Error(), "after 1 pledges signed it") {
		t.Errorf("a change after the first pledge: %v, want a refusal", err)
	}
}

func TestAnAdoptedDeclarationComesBeforeTheModel(t *testing.T) {
	t.Parallel()
	folder, database := t.TempDir(), modelstest.New(t).Config.Database.DSN
	writeFile(t, folder, "2024-1.en.md", "# Adopted\n\nadopted: 2024-03-19\n\nThe text.")
	store, err := publish(t, database, folder)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2024-1", "2026-1"}, store.DeclarationVersions()); diff != "" {
		t.Errorf("versions, the model text last (-want +got):\n%s", diff)
	}
	if current := store.CurrentDeclaration("lv"); current.Version != "2024-1" || current.Model || !current.Current {
		t.Errorf("current %+v, want the adopted text", current)
	}
	if model, err := store.Declaration("2026-1", "lv"); err != nil || model.Current {
		t.Errorf("the model text %+v, %v; want it kept, but not current", model, err)
	}
}

func TestFaultyDeclarations(t *testing.T) {
	t.Parallel()
	database := modelstest.New(t).Config.Database.DSN
	for _, c := range []struct{ name, file, text, want string }{
		{"no file", "readme.txt", "hello", "there is no file like 2026-1.en.md"},
		{"a strange name", "latest.md", "# Title\n\nText", "the name must be like"},
		{"no title", "2027-1.en.md", "Text", "the first line must be the title"},
		{"no text", "2027-1.en.md", "# Title\n", "the text is missing"},
		{"a strange date", "2027-1.en.md", "# Title\n\nadopted: soon\n\nText", "needs a date"},
		{"no English", "2027-1.lv.md", "# Virsraksts\n\nTeksts", "2027-1.en.md is missing"},
	} {
		folder := t.TempDir()
		writeFile(t, folder, c.file, c.text)
		if _, err := publish(t, database, folder); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := publish(t, database, filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("a folder that does not exist was accepted")
	}
}

package models_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func paper(change ...func(*models.RecordedPledges)) models.RecordedPledges {
	p := models.RecordedPledges{
		Origin: models.OriginPaper, Bodies: []string{"Cēsis", ""}, Kind: models.KindCity, Country: "LV",
		Associations: []string{"CEMR"}, Declaration: "2026-1", SignedOn: "2026-11-20", Reference: "Archive, folder 12",
	}
	for _, apply := range change {
		apply(&p)
	}
	return p
}

// recorded records pledges and does what the service does in the background, up to the check.
func recorded(t *testing.T, store *modelstest.Store, p models.RecordedPledges) (importing, models.Import) {
	t.Helper()
	one, err := store.RecordPledges(t.Context(), models.Moderator{}, p)
	if err != nil {
		t.Fatal(err)
	}
	list := importing{store, one.ID}
	return list, list.work(t)
}

func TestAPledgeOnPaperJoinsTheWallAsSuch(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	list, checked := recorded(t, store, paper())
	if checked.FileName != "Cēsis" || checked.Decisions[models.ImportCreate] != 1 {
		t.Errorf("%q, %v; want one body to create", checked.FileName, checked.Decisions)
	}
	if members := list.members(t); len(members) > 0 {
		t.Errorf("%v are on the wall before anybody said so", members)
	}
	list.run(t)
	cesis, err := store.Signatory(t.Context(), "cesis")
	if err != nil {
		t.Fatal(err)
	}
	got := []any{cesis.Origin, cesis.Through, cesis.Since.Format("2006-01-02"), cesis.Associations, cesis.Versions}
	want := []any{models.OriginPaper, "", "2026-11-20", []string{"CEMR"}, []string{"2026-1"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("%d mails, want none", len(mails))
	}
}

func TestNobodyIsCountedTwice(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge()) // Rīga, by the form
	list, checked := recorded(t, store, paper(func(p *models.RecordedPledges) {
		p.Bodies = strings.Split("Riga\r\nRīga\nMunicipality of Riiga\nCēsis", "\n")
	}))
	want := map[models.ImportDecision]int{
		models.ImportFurther: 1, models.ImportSkip: 1, models.ImportLikely: 1, models.ImportCreate: 1,
	}
	for decision, count := range want {
		if checked.Decisions[decision] != count {
			t.Errorf("%s: %d, want %d", decision, checked.Decisions[decision], count)
		}
	}
	list.run(t)
	if diff := cmp.Diff([]string{"Cēsis", "Rīga"}, list.members(t)); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
	riga, err := store.Signatory(t.Context(), "riga")
	if err != nil || riga.Origin != models.OriginPledge {
		t.Errorf("Rīga came by %q (%v), want by its pledge", riga.Origin, err)
	}
	// Later by the form: still one.
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.TerritoryID, p.Email = "Cēsis", "", "mayor@cesis.lv"
	}))
	if diff := cmp.Diff([]string{"Cēsis", "Rīga"}, list.members(t)); diff != "" {
		t.Errorf("members after a pledge by the form (-want +got):\n%s", diff)
	}
	list.undo(t)
	if diff := cmp.Diff([]string{"Cēsis", "Rīga"}, list.members(t)); diff != "" {
		t.Errorf("members after the undoing (-want +got):\n%s", diff)
	}
}

func TestAnAssociationAdheresForItsMembers(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	const union = "Latvian Association of Towns"
	list, _ := recorded(t, store, paper(func(p *models.RecordedPledges) {
		p.Origin, p.Through, p.Kind = models.OriginCollective, "  "+union+" ", models.KindAssociation
		p.Bodies = []string{"Union of small towns", union}
	}))
	list.run(t)
	for slug, want := range map[string][2]string{
		"union-of-small-towns":         {string(models.OriginCollective), union},
		"latvian-association-of-towns": {string(models.OriginPaper), ""},
	} {
		got, err := store.Signatory(t.Context(), slug)
		if err != nil || string(got.Origin) != want[0] || got.Through != want[1] {
			t.Errorf("%s: %q through %q (%v), want %q", slug, got.Origin, got.Through, err, want)
		}
	}
}

func TestWhatIsWrongWithARecordIsSaid(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	by := store.Administrator(t)
	for name, test := range map[string]struct {
		change func(*models.RecordedPledges)
		want   models.FieldErrors
	}{
		"no name": {
			func(p *models.RecordedPledges) { p.Bodies = []string{" ", ""} },
			models.FieldErrors{"bodies": "required"},
		},
		"too many": {
			func(p *models.RecordedPledges) { p.Bodies = strings.Fields(strings.Repeat("x ", 501)) },
			models.FieldErrors{"bodies": "too_many"},
		},
		"a person": {
			func(p *models.RecordedPledges) { p.Kind = models.KindIndividual },
			models.FieldErrors{"kind": "required"},
		},
		"a far country": {
			func(p *models.RecordedPledges) { p.Country = "MA" },
			models.FieldErrors{"country": "required"},
		},
		"an unknown text": {
			func(p *models.RecordedPledges) { p.Declaration = "1848" },
			models.FieldErrors{"declaration": "required"},
		},
		"no day": {
			func(p *models.RecordedPledges) { p.SignedOn = "" },
			models.FieldErrors{"signed_on": "invalid"},
		},
		"a day to come": {
			func(p *models.RecordedPledges) { p.SignedOn = "2031-01-01" },
			models.FieldErrors{"signed_on": "future"},
		},
		"no web site": {
			func(p *models.RecordedPledges) { p.Website = "see below" },
			models.FieldErrors{"website": "invalid"},
		},
		"one site for two": {
			func(p *models.RecordedPledges) { p.Bodies, p.Website = []string{"Ogre", "Cēsis"}, "www.ogre.lv" },
			models.FieldErrors{"website": "several"},
		},
		"an unknown way": {
			func(p *models.RecordedPledges) { p.Origin = "pledge" },
			models.FieldErrors{"origin": "required"},
		},
		"a list": {
			func(p *models.RecordedPledges) { p.Origin = models.OriginImport },
			models.FieldErrors{"origin": "required"},
		},
		"through nobody": {
			func(p *models.RecordedPledges) { p.Origin = models.OriginCollective },
			models.FieldErrors{"through": "required"},
		},
		"not collective": {
			func(p *models.RecordedPledges) { p.Through = "CPMR" },
			models.FieldErrors{"through": "not_collective"},
		},
		"a long reference": {
			func(p *models.RecordedPledges) { p.Reference = strings.Repeat("x", 201) },
			models.FieldErrors{"reference": "too_long"},
		},
	} {
		_, err := store.RecordPledges(t.Context(), by, paper(test.change))
		var faults models.FieldErrors
		if !errors.As(err, &faults) || !cmp.Equal(faults, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if imports, err := store.Imports(t.Context()); err != nil || len(imports) > 0 {
		t.Errorf("%d lists are kept (%v), want none", len(imports), err)
	}
}

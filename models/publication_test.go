package models_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"alliance/models"
	"alliance/models/modelstest"
)

// What the pledge page foresees is what the wall shows after the approval, to the letter.
func TestThePreviewIsWhatBecomesPublic(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		earlier func(t *testing.T, store *modelstest.Store, admin models.Moderator)
		change  func(*models.NewPledge)
		member  string // slug of the member it joins; empty: a new one
	}{
		"a new member": {
			change: func(p *models.NewPledge) { p.Statement, p.ConsentName = "Kohēzija ir vērtība.", true },
		},
		"without consent, statement and web site": {
			change: func(p *models.NewPledge) { p.Website, p.Associations = "", nil },
		},
		"a person": {
			change: func(p *models.NewPledge) { p.Kind, p.Body, p.Associations = models.KindIndividual, "", nil },
		},
		"a body that is not in the register": {
			change: func(p *models.NewPledge) { p.Kind, p.Body = models.KindAssociation, "Eiropas nams" },
		},
		"a further pledge": {
			earlier: func(t *testing.T, store *modelstest.Store, admin models.Moderator) {
				t.Helper()
				store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
					p.Email, p.Website, p.Statement = "first@riga.lv", "", "The first words."
				}))
			},
			change: func(p *models.NewPledge) { p.Statement, p.Associations = "Later words.", []string{"CEMR"} },
			member: "riga",
		},
		"a member that was taken down": {
			earlier: func(t *testing.T, store *modelstest.Store, admin models.Moderator) {
				t.Helper()
				id := store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
					p.Email, p.Statement, p.ConsentName = "first@riga.lv", "An insult.", true
				}))
				if err := store.TakeDown(t.Context(), admin, models.Seen{ID: id}, "Insulting.", false); err != nil {
					t.Fatal(err)
				}
			},
			change: func(p *models.NewPledge) { p.Associations = []string{"CEMR"} },
			member: "riga",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t)
			admin := store.Administrator(t)
			if test.earlier != nil {
				test.earlier(t, store, admin)
			}
			store.Clock.Advance(time.Hour)
			id := store.Confirm(t, modelstest.Pledge(test.change))
			before, err := store.PledgeDetail(t.Context(), admin, id)
			if err != nil {
				t.Fatal(err)
			}
			if joins := before.Publication.Member != nil; joins != (test.member != "") {
				t.Errorf("joins a member: %v", joins)
			}
			if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id}); err != nil {
				t.Fatal(err)
			}
			after, err := store.PledgeDetail(t.Context(), admin, id)
			if err != nil {
				t.Fatal(err)
			}
			public, err := store.Signatory(t.Context(), after.SignatorySlug)
			if err != nil {
				t.Fatal(err)
			}
			slug := cmpopts.IgnoreFields(models.WallEntry{}, "ID", "Slug") // it has none before it stands there
			if diff := cmp.Diff(public, *before.Publication.Public, slug, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("the preview (-wall +preview):\n%s", diff)
			}
			if diff := cmp.Diff(public, *after.Publication.Public, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("what the page of the approved pledge shows (-wall +page):\n%s", diff)
			}
		})
	}
}

func TestWhatNeverBecomesPublicHasNoPreview(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	version := store.PublicVersion()
	detail, err := store.PledgeDetail(t.Context(), admin, id)
	if err != nil || detail.Publication.Public == nil || detail.Publication.Public.Slug != "" {
		t.Errorf("waiting: %+v, %v; want a preview without an address", detail.Publication, err)
	}
	_, err = store.Signatory(t.Context(), "riga")
	if !errors.Is(err, models.ErrNotFound) || store.PublicVersion() != version {
		t.Errorf("looking at the preview published something: %v", err)
	}
	if err := store.Refuse(t.Context(), admin, models.Seen{ID: id}, "test", ""); err != nil {
		t.Fatal(err)
	}
	detail, err = store.PledgeDetail(t.Context(), admin, id)
	if err != nil || detail.Publication.Public != nil {
		t.Errorf("refused: %+v, %v; want no preview", detail.Publication, err)
	}
}

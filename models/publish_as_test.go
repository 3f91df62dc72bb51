package models_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// approveAs approves a pledge as a moderator chose and returns what the pledge page then says.
func approveAs(
	t *testing.T, store *modelstest.Store, by models.Moderator, id string, as models.As,
) models.PledgeDetail {
	t.Helper()
	if err := store.ApproveAs(t.Context(), by, models.Seen{ID: id}, as); err != nil {
		t.Fatalf("approve as %+v: %v", as, err)
	}
	detail, err := store.PledgeDetail(t.Context(), by, id)
	if err != nil {
		t.Fatal(err)
	}
	return detail
}

func TestAFurtherPledgeOfTheChosenMember(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) { p.Statement = "Kohēzija ir vērtība." }))
	since := store.Clock.Now()
	store.Clock.Advance(time.Hour)
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Email, p.Statement, p.ConsentName = "Office of the City Council", "office@riga.lv", "Other words.", true
		p.Associations = []string{"CEMR"}
	}))
	store.ClaimAll(t)
	alone, err := store.PledgeDetail(t.Context(), admin, id)
	if err != nil || alone.Publication.Member != nil || alone.Publication.Public.Name != "Office of the City Council" {
		t.Errorf("before: %+v, %v; want a member of its own foreseen", alone.Publication, err)
	}
	if choices := alone.Publication.Choices; len(choices) != 1 || choices[0].Slug != "riga" {
		t.Errorf("choices %+v, want Rīga by its domain", choices)
	}

	detail := approveAs(t, store, admin, id, models.As{Slug: "riga"})
	if !detail.Publication.Further || detail.Publication.Member.Slug != "riga" || detail.SignatorySlug != "riga" {
		t.Errorf("afterwards: %+v, want a further pledge of Rīga", detail.Publication)
	}
	got, err := store.Signatory(t.Context(), "riga")
	if err != nil || wallTotal(t, store) != 1 {
		t.Fatalf("%d on the wall, %v", wallTotal(t, store), err)
	}
	if got.Name != "Rīga" || got.Statement != "Kohēzija ir vērtība." || got.RepresentativeName != "" ||
		!got.Since.Equal(since) {
		t.Errorf("%+v, want the words of the first pledge", got)
	}
	if diff := cmp.Diff([]string{"CEMR", "EUROCITIES"}, got.Associations); diff != "" {
		t.Errorf("associations (-want +got):\n%s", diff)
	}
	mails := store.ClaimAll(t)
	if len(mails) != 1 || mails[0].Slug != "riga" || mails[0].Member != "Rīga" ||
		mails[0].Body != "Office of the City Council" {
		t.Errorf("mails %+v, want one that names the member", mails)
	}
}

func TestTheMailNamesTheMemberOnlyWhereItDiffers(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge())
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body, p.Email = "RIGA", "x@riga.lv" }))
	store.ClaimAll(t)
	approveAs(t, store, admin, id, models.As{})
	if mails := store.ClaimAll(t); len(mails) != 1 || mails[0].Member != "" {
		t.Errorf("mails %+v, want none of a member of another name", mails)
	}
}

func TestAMemberOfItsOwnAlthoughOneIsThere(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge())
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "other@riga.lv" }))
	store.ClaimAll(t)
	seen, err := store.PledgeDetail(t.Context(), admin, id)
	if err != nil || seen.Publication.Member == nil || seen.Publication.Member.Slug != "riga" {
		t.Fatalf("%+v, %v; want Rīga found", seen.Publication, err)
	}
	detail := approveAs(t, store, admin, id, models.As{New: true, Known: seen.Publication.Known})
	if detail.SignatorySlug != "riga-2" || detail.Publication.Further || wallTotal(t, store) != 2 {
		t.Errorf("%s, %+v; want a second member", detail.SignatorySlug, detail.Publication)
	}
}

func TestAMemberThatCannotBeTheSameBodyIsRefused(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge())
	store.Approve(t, admin, bodyOf("League of Towns", "LV", "league.example"))
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body, p.Email = "Liepāja", "x@liepaja.lv" }))
	abroad := store.Confirm(t, bodyOf("League of Towns", "EE", "league.example"))
	another := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "other@riga.lv" }))
	store.ClaimAll(t)
	for name, test := range map[string]struct {
		id   string
		as   models.As
		want string
	}{
		"there is none":        {id, models.As{Slug: "atlantis"}, "unknown"},
		"of another kind":      {id, models.As{Slug: "league-of-towns"}, "other_kind"},
		"of another country":   {abroad, models.As{Slug: "league-of-towns"}, "other_country"},
		"new, but one is seen": {another, models.As{New: true}, "appeared"},
	} {
		var faults models.FieldErrors
		err := store.ApproveAs(t.Context(), admin, models.Seen{ID: test.id}, test.as)
		if !errors.As(err, &faults) || faults["as"] != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
		detail, err := store.PledgeDetail(t.Context(), admin, test.id)
		if err != nil || detail.State != models.StateWaiting {
			t.Errorf("%s: the pledge is %s (%v), want it waiting", name, detail.State, err)
		}
	}
	if mails := store.ClaimAll(t); len(mails) != 0 || wallTotal(t, store) != 2 {
		t.Errorf("mails %+v, %d on the wall; want nothing changed", mails, wallTotal(t, store))
	}
}

func TestAnAssociationMayBeAnOrganisation(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, bodyOf("League of Towns", "LV", "league.example"))
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Body, p.Email = models.KindOrganisation, "Office of the League", "x@league.example"
	}))
	if detail := approveAs(t, store, admin, id, models.As{Slug: "league-of-towns"}); !detail.Publication.Further {
		t.Errorf("%+v, want a further pledge", detail.Publication)
	}
}

// Twenty pairs of moderators, each with two pledges of one body and the wish for a new member.
func TestTwoPledgesOfOneBodyAtOnceMakeOneMember(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	type pair struct{ first, second string }
	var pairs []pair
	for i := range 20 {
		confirm := func(local string) string {
			return store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
				p.Kind, p.Body = models.KindOrganisation, fmt.Sprintf("House %c of Europe", 'A'+i)
				p.Email = fmt.Sprintf("%s%d@house.example", local, i)
			}))
		}
		pairs = append(pairs, pair{confirm("one"), confirm("two")})
	}
	var group sync.WaitGroup
	var late atomic.Int32
	for i, pair := range pairs {
		as := models.As{New: i%2 == 0} // the others by what is found
		for _, id := range []string{pair.first, pair.second} {
			group.Go(func() {
				var faults models.FieldErrors
				err := store.ApproveAs(t.Context(), admin, models.Seen{ID: id}, as)
				switch {
				case errors.As(err, &faults) && faults["as"] == "appeared":
					late.Add(1)
				case err != nil:
					t.Errorf("approve: %v", err)
				}
			})
		}
	}
	group.Wait()
	if total := wallTotal(t, store); total != 20 || late.Load() != 10 {
		t.Errorf("%d members, %d told that one appeared; want 20 and 10", total, late.Load())
	}
}

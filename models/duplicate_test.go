package models_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// bodyOf is a pledge of an association with its own mailbox and web site.
func bodyOf(name, country, domain string) models.NewPledge {
	return modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Country, p.Body = models.KindAssociation, country, name
		p.Email, p.Website = "office@"+domain, "https://www."+domain
	})
}

func TestLikelyDuplicates(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.ClaimAll(t)
	for _, member := range []models.NewPledge{
		bodyOf("Association of Latvian Regions", "LV", "regions.example"),
		bodyOf("Assembly of Towns", "LV", "towns.example"),
		bodyOf("Free Mail Forum", "LV", "gmail.com"),
		bodyOf("Association of Latvian Regions", "EE", "other.example"),
	} {
		store.Approve(t, admin, member)
	}
	type reasons = map[string][]string
	for _, c := range []struct {
		name   string
		pledge models.NewPledge
		want   reasons
	}{
		{
			"nearly the same name", bodyOf("Association of Latvian Region", "LV", "new.example"),
			reasons{"association-of-latvian-regions": {"name"}},
		},
		{
			"the web site of a member", bodyOf("Quite another name", "LV", "towns.example"),
			reasons{"assembly-of-towns": {"domain"}},
		},
		{
			"a host below a member's domain", bodyOf("Something else", "LV", "mail.towns.example"),
			reasons{"assembly-of-towns": {"domain"}},
		},
		{
			"name and domain", bodyOf("The Assembly of Towns", "LV", "towns.example"),
			reasons{"assembly-of-towns": {"name", "domain"}},
		},
		{
			"a letter of another script", bodyOf("Assembly of Тowns", "LV", "new.example"),
			reasons{"assembly-of-towns": {"name", "lookalike"}},
		},
		{"nearly the same name but for a number", bodyOf("Assembly of Towns 2", "LV", "new.example"), nil},
		{"the same name in another country", bodyOf("Association of Latvian Regions", "LT", "lt.example"), nil},
		{"nothing in common", bodyOf("Xyz", "LV", "xyz.example"), nil},
		{
			"a free mailbox proves nothing", modelstest.Pledge(func(p *models.NewPledge) {
				p.Kind, p.Body, p.Email, p.Website = models.KindAssociation, "Unrelated", "someone@gmail.com", ""
			}), nil,
		},
	} {
		detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, store.Confirm(t, c.pledge))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var got reasons
		for _, duplicate := range detail.Duplicates {
			if got == nil {
				got = reasons{}
			}
			got[duplicate.Slug] = duplicate.Reasons
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestTheLikeliestDuplicatesComeFirst(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.ClaimAll(t)
	for i := range 9 {
		name := fmt.Sprintf("Union of Towns %c", 'A'+i)
		store.Approve(t, admin, bodyOf(name, "LV", fmt.Sprintf("union%d.example", i)))
	}
	id := store.Confirm(t, bodyOf("Union of Towns", "LV", "union8.example"))
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	if len(detail.Duplicates) != 8 || detail.Duplicates[0].Name != "Union of Towns I" {
		t.Errorf("%d duplicates, %+v first; want eight, the one of the same domain first",
			len(detail.Duplicates), detail.Duplicates[0])
	}
}

// Many representatives of one body sign, many moderators approve: one member, every decision kept.
func TestParallelApprovalsMakeOneSignatory(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.ClaimAll(t)
	var ids []string
	for i := range 24 {
		ids = append(ids, store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
			p.Email = fmt.Sprintf("office%d@riga.lv", i)
		})))
	}
	version := store.PublicVersion()
	var group sync.WaitGroup
	for _, id := range ids {
		group.Go(func() {
			if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id}); err != nil {
				t.Errorf("approve: %v", err)
			}
		})
	}
	group.Wait()
	wall, err := store.Wall(t.Context(), models.WallFilter{})
	if err != nil || wall.Total != 1 {
		t.Errorf("%d on the wall (%v), want one body once", wall.Total, err)
	}
	if got := store.PublicVersion() - version; got != 24 {
		t.Errorf("the public version rose by %d, want 24", got)
	}
	if mails := store.ClaimAll(t); len(mails) != 24 {
		t.Errorf("%d mails, want one for each pledge", len(mails))
	}
	for _, id := range ids {
		detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
		if err != nil || detail.State != models.StateApproved || detail.SignatorySlug != "riga" {
			t.Errorf("pledge %s: %s, page %q (%v)", id, detail.State, detail.SignatorySlug, err)
		}
		if len(detail.History) != 2 {
			t.Errorf("pledge %s: %d audit rows, want confirmation and decision", id, len(detail.History))
		}
	}
}

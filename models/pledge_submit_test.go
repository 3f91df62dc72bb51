package models_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestSubmitPledgeChecksEveryField(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Pledge.Kinds = models.Kinds()[:3] })
	type form = *models.NewPledge
	type faults = models.FieldErrors
	cases := []struct {
		name   string
		change func(form)
		want   faults
	}{
		{"a complete pledge", func(form) {}, nil},
		{"free text for the body", func(p form) { p.Body = "Pierīgas apvienība «Daugava»" }, nil},
		{"no kind", func(p form) { p.Kind = "" }, faults{"kind": "required"}},
		{"a made-up kind", func(p form) { p.Kind = "king" }, faults{"kind": "unknown"}},
		{"a kind switched off", func(p form) { p.Kind = models.KindIndividual }, faults{"kind": "disabled"}},
		{"no country", func(p form) { p.Country = "" }, faults{"country": "required"}},
		{"a made-up country", func(p form) { p.Country = "QQ" }, faults{"country": "unknown"}},
		{"no body", func(p form) { p.Body = " \t" }, faults{"body": "required"}},
		{"a body of 121 letters", func(p form) { p.Body = strings.Repeat("ā", 121) }, faults{"body": "too_long"}},
		{"a body of 120 letters", func(p form) { p.Body = strings.Repeat("ā", 120) }, nil},
		{"a link in the body", func(p form) { p.Body = "win http://spam.example" }, faults{"body": "link"}},
		{"a bidi override", func(p form) { p.Body = "R\u202eīga" }, faults{"body": "invalid_characters"}},
		{"no web site", func(p form) { p.Website = "" }, nil},
		{"a script for a web site", func(p form) { p.Website = "javascript:alert(1)" }, faults{"website": "invalid"}},
		{"a made-up association", func(p form) { p.Associations = []string{"NATO"} }, faults{"association": "unknown"}},
		{"no representative", func(p form) { p.RepresentativeName = "" }, faults{"representative_name": "required"}},
		{"no function", func(p form) { p.RepresentativeFunction = "" }, faults{"representative_function": "required"}},
		{"no address", func(p form) { p.Email = "" }, faults{"email": "required"}},
		{"half an address", func(p form) { p.Email = "anna@" }, faults{"email": "invalid"}},
		{"a header in the address", func(p form) { p.Email = "a@b.eu\r\nBcc: x@y.eu" }, faults{"email": "invalid"}},
		{
			"a statement of 501 letters", func(p form) { p.Statement = strings.Repeat("ž", 501) },
			faults{"statement": "too_long"},
		},
		{"not authorised", func(p form) { p.Authorised = false }, faults{"authorised": "required"}},
		{"no declaration", func(p form) { p.DeclarationVersion = "" }, faults{"declaration": "required"}},
		{"a made-up declaration", func(p form) { p.DeclarationVersion = "1999-1" }, faults{"declaration": "unknown"}},
		{
			"several faults at once", func(p form) { p.Email, p.Country, p.Authorised = "x", "", false },
			faults{"email": "invalid", "country": "required", "authorised": "required"},
		},
	}
	for i, c := range cases {
		pledge := modelstest.Pledge(c.change)
		if c.want == nil { // each a body of its own
			pledge.Email = fmt.Sprintf("anna%d@riga.lv", i)
		}
		_, err := store.SubmitPledge(t.Context(), pledge)
		var got models.FieldErrors
		if err != nil && !errors.As(err, &got) {
			t.Errorf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: field errors differ (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestCheckPledgeFindsTheTerritory(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	cases := []struct {
		name                 string
		body, country        string
		kind                 models.Kind
		territory, suggested string // names; empty for none
	}{
		{"exact", "Rīga", "LV", models.KindCity, "Rīga", ""},
		{"without accents", "riga", "LV", models.KindCity, "Rīga", ""},
		{"in Greek letters", "Αθήνα", "EL", models.KindCity, "Athína", ""},
		{"a typing error", "Rīgga", "LV", models.KindCity, "", "Rīga"},
		{"another country's city", "Rīga", "EE", models.KindCity, "", ""},
		{"an association has no territory", "Rīga", "LV", models.KindAssociation, "", ""},
	}
	for _, c := range cases {
		checked, err := store.CheckPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) {
			p.Body, p.Country, p.Kind = c.body, c.country, c.kind
		}))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := ""
		if checked.Territory != nil {
			got = checked.Territory.Name
		}
		if got != c.territory {
			t.Errorf("%s: territory %q, want %q", c.name, got, c.territory)
		}
		if c.suggested != "" && (len(checked.Suggestions) == 0 || checked.Suggestions[0].Name != c.suggested) {
			t.Errorf("%s: suggestions %v, want %q first", c.name, checked.Suggestions, c.suggested)
		}
		if c.suggested == "" && c.territory != "" && len(checked.Suggestions) > 0 {
			t.Errorf("%s: suggestions %v beside a match", c.name, checked.Suggestions)
		}
	}
}

func TestAChosenTerritoryNamesTheBody(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	for typed, want := range map[string]string{
		"Rigga":                             "Rīga", // the answer to "did you mean"
		"Rīga":                              "Rīga",
		"RIGA":                              "RIGA",
		"Rīgas valstspilsētas pašvaldība":   "Rīgas valstspilsētas pašvaldība",
		"Ρίγα":                              "Ρίγα",
		"Somebody else, no longer searched": "Rīga",
	} {
		checked, err := store.CheckPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) {
			p.Body, p.TerritoryID = typed, "456172"
		}))
		if err != nil || checked.Body != want || checked.Territory == nil || len(checked.Suggestions) > 0 {
			t.Errorf("%s: body %q, territory %v (%v); want %q in Rīga", typed, checked.Body, checked.Territory, err, want)
		}
	}
	association, err := store.CheckPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Body, p.TerritoryID = models.KindAssociation, "Baltic cities", "456172"
	}))
	if err != nil || association.Territory != nil || association.Body != "Baltic cities" {
		t.Errorf("an association: %q in %v (%v), want its own name only", association.Body, association.Territory, err)
	}
}

func TestAChoiceFromAnotherCountryIsDropped(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	checked, err := store.CheckPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) {
		p.Country, p.Body, p.TerritoryID = "EE", "Somewhere", "456172" // Rīga's GeoNames id
	}))
	if err != nil || checked.Territory != nil || checked.TerritoryID != "" {
		t.Errorf("territory %v, id %q, %v; want none", checked.Territory, checked.TerritoryID, err)
	}
}

func TestOneLivePledgePerBodyAndAddress(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	var group sync.WaitGroup
	for range 64 {
		group.Go(func() {
			if _, err := store.SubmitPledge(t.Context(), modelstest.Pledge()); err != nil {
				t.Errorf("submit: %v", err)
			}
		})
	}
	group.Wait()
	queue, err := store.Queue(t.Context(), models.QueueFilter{State: models.StateUnconfirmed})
	if err != nil || queue.Total != 1 {
		t.Errorf("%d pledges (%v), want 1 of 64 parallel submissions", queue.Total, err)
	}
	if mails := store.ClaimAll(t); len(mails) != 5 {
		t.Errorf("%d mails, want five: the most an address gets in a day", len(mails))
	}
}

func TestRepeatedSubmissions(t *testing.T) {
	t.Parallel()
	first := modelstest.Pledge()
	cases := []struct {
		name      string
		confirmed bool
		again     func(*models.NewPledge)
		mail      models.MailKind
		pledges   int
	}{
		{"unconfirmed, the same", false, func(*models.NewPledge) {}, models.MailConfirmation, 1},
		{"confirmed, the same", true, func(*models.NewPledge) {}, models.MailAlreadySigned, 1},
		{"the body in other letters", true, func(p *models.NewPledge) { p.Body = "RIGA" }, models.MailAlreadySigned, 1},
		{
			"the address in capitals", true, func(p *models.NewPledge) { p.Email = "Anna.Berzina@RIGA.lv" },
			models.MailAlreadySigned, 1,
		},
		{"another body", true, func(p *models.NewPledge) { p.Body = "Jūrmala" }, models.MailConfirmation, 2},
		{"another kind", true, func(p *models.NewPledge) { p.Kind = models.KindAssociation }, models.MailConfirmation, 2},
		{"another address", true, func(p *models.NewPledge) { p.Email = "other@riga.lv" }, models.MailConfirmation, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t)
			if c.confirmed {
				store.Confirm(t, first)
			} else {
				store.Submit(t, first)
			}
			receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge(c.again))
			if err != nil || receipt.Token == "" {
				t.Fatalf("submit again: receipt %+v, %v; want a receipt like any other", receipt, err)
			}
			mails := store.ClaimAll(t)
			if len(mails) != 1 || mails[0].Kind != c.mail {
				t.Errorf("mails %+v, want one %s", mails, c.mail)
			}
			if c.mail == models.MailAlreadySigned && (mails[0].Token != "" || mails[0].Code != "") {
				t.Error("a mail about a signed pledge carries a token")
			}
			if got := countPledges(t, store); got != c.pledges {
				t.Errorf("%d pledges, want %d", got, c.pledges)
			}
		})
	}
}

// countPledges counts pledges in every state.
func countPledges(t *testing.T, store *modelstest.Store) int {
	t.Helper()
	queue, err := store.Queue(t.Context(), models.QueueFilter{})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, n := range queue.States {
		total += n
	}
	return total
}

func TestAnIndividualSignsOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	individual := func(p *models.NewPledge) { p.Kind, p.Body, p.RepresentativeFunction = models.KindIndividual, "", "" }
	store.Confirm(t, modelstest.Pledge(individual))
	_, err := store.SubmitPledge(t.Context(), modelstest.Pledge(individual, func(p *models.NewPledge) {
		p.Country, p.RepresentativeName = "EE", "A. Bērziņa"
	}))
	if err != nil {
		t.Fatal(err)
	}
	if mails := store.ClaimAll(t); len(mails) != 1 || mails[0].Kind != models.MailAlreadySigned {
		t.Errorf("mails %+v, want one that says the address has signed", mails)
	}
}

func TestACorrectionReplacesTheUnconfirmedPledge(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	first := store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Statement, p.ConsentName, p.Associations = "With an eror", true, []string{"CEMR"}
	}))
	second := store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Statement, p.Associations = "Without an error", []string{"AER"}
	}))
	if _, err := store.ConfirmPledge(t.Context(), first.Token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the link to the earlier words: %v, want ErrNotFound: they are not what stands there now", err)
	}
	confirmation, err := store.ConfirmPledge(t.Context(), second.Token)
	if err != nil {
		t.Fatalf("the link to the correction: %v", err)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, confirmation.PledgeID)
	if err != nil {
		t.Fatal(err)
	}
	last := slices.Equal(detail.Associations, []string{"AER"})
	if detail.Statement != "Without an error" || detail.ConsentName || !last {
		t.Errorf("%q, consent %v, %v; want what was typed last", detail.Statement, detail.ConsentName, detail.Associations)
	}
}

func TestARepetitionKeepsEarlierLinks(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	first := store.Submit(t, modelstest.Pledge())
	store.Clock.Advance(time.Minute)
	second := store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.ClientAddr = netip.MustParseAddr("192.0.2.99") // from the telephone this time
	}))
	for _, mail := range []models.Mail{second, first} {
		if confirmation, err := store.ConfirmPledge(t.Context(), mail.Token); err != nil || !confirmation.Confirmed {
			t.Errorf("%+v, %v; want both mails to lead to the pledge", confirmation, err)
		}
	}
}

func TestNothingIsReplacedWithoutAMail(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Limits.MailsPerAddressPerDay = 1 })
	mail := store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) { p.Statement = "Mine" }))
	stranger := modelstest.Pledge(func(p *models.NewPledge) { p.Statement = "A stranger's" })
	_, err := store.SubmitPledge(t.Context(), stranger)
	if err != nil {
		t.Fatal(err)
	}
	confirmation, err := store.ConfirmPledge(t.Context(), mail.Token)
	if err != nil {
		t.Fatal(err)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, confirmation.PledgeID)
	if err != nil || detail.Statement != "Mine" {
		t.Errorf("statement %q (%v), want the one that the mail was about", detail.Statement, err)
	}
}

func TestMailsPerAddressAndDay(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Confirm(t, modelstest.Pledge()) // one mail
	for range 9 {
		store.Clock.Advance(time.Minute)
		if _, err := store.SubmitPledge(t.Context(), modelstest.Pledge()); err != nil {
			t.Fatalf("beyond the limit: %v, want the same answer as ever", err)
		}
	}
	if got := len(store.ClaimAll(t)); got != 4 {
		t.Errorf("%d more mails, want 4", got)
	}
	store.Clock.Advance(24 * time.Hour)
	if _, err := store.SubmitPledge(t.Context(), modelstest.Pledge()); err != nil {
		t.Fatal(err)
	}
	if got := len(store.ClaimAll(t)); got != 1 {
		t.Errorf("%d mails the day after, want 1", got)
	}
}

func TestTaggedAddressesShareTheLimitOfTheirMailbox(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	submit := func(email string) {
		pledge := modelstest.Pledge(func(p *models.NewPledge) { p.Email = email })
		if _, err := store.SubmitPledge(t.Context(), pledge); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 8 {
		submit(fmt.Sprintf("anna+%d@liepaja.lv", i))
	}
	submit("anna@liepaja.lv")
	submit("anna@riga.lv")
	submit("annaplus@liepaja.lv")
	submit("anna+0@riga.lv")
	got := map[string]int{}
	for _, mail := range store.ClaimAll(t) {
		local, domain, _ := strings.Cut(mail.To, "@")
		local, _, _ = strings.Cut(local, "+")
		got[local+"@"+domain]++
	}
	want := map[string]int{"anna@liepaja.lv": 5, "anna@riga.lv": 2, "annaplus@liepaja.lv": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestARefusedPledgeGetsNoFurtherMail(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge())
	if err != nil {
		t.Fatal(err)
	}
	confirmed, err := store.ConfirmPledge(t.Context(), store.ClaimAll(t)[0].Token)
	if err != nil {
		t.Fatal(err)
	}
	refused := models.Seen{ID: confirmed.PledgeID}
	if err := store.Refuse(t.Context(), store.Administrator(t), refused, "test", ""); err != nil {
		t.Fatal(err)
	}
	store.ClaimAll(t)
	if err := store.ResendConfirmation(t.Context(), receipt.Token, modelstest.Pledge().ClientAddr); err != nil {
		t.Errorf("resend: %v, want the same answer as ever", err)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("%d mails (%s), want none", len(mails), mails[0].Kind)
	}
}

func TestManyBodiesOfOneAddressAreSetApart(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	for _, body := range []string{"Rīga", "Jūrmala", "Liepāja"} {
		store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body = body }))
	}
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Ventspils" }))
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"many_bodies"}, detail.SuspectedReasons); diff != "" {
		t.Errorf("suspected reasons differ (-want +got):\n%s", diff)
	}
	ordinary, err := store.Queue(t.Context(), models.QueueFilter{})
	if err != nil || ordinary.Total != 3 {
		t.Errorf("the ordinary queue has %d pledges (%v), want 3", ordinary.Total, err)
	}
	suspected, err := store.Queue(t.Context(), models.QueueFilter{Suspected: true})
	if err != nil || suspected.Total != 1 || suspected.Items[0].ID != id {
		t.Errorf("suspected: %+v (%v), want the fourth body", suspected.Items, err)
	}
}

// The same bodies under a new version of the declaration are not more bodies.
func TestBodiesAreCountedOnceForAllVersions(t *testing.T) {
	t.Parallel()
	folder, database := t.TempDir(), modelstest.New(t).Config.Database.DSN
	var store *models.Store
	for _, version := range []string{"2027-1", "2027-2"} {
		writeFile(t, folder, version+".en.md", "# Declaration\n\nVersion "+version)
		var err error
		if store, err = publish(t, database, folder); err != nil {
			t.Fatal(err)
		}
		for _, body := range []string{"Rīga", "Jūrmala", "Liepāja"} {
			_, err := store.SubmitPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) {
				p.Body, p.DeclarationVersion = body, version
			}))
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	queue, err := store.Queue(t.Context(), models.QueueFilter{State: models.StateUnconfirmed})
	if err != nil || queue.Total != 6 {
		t.Fatalf("%d pledges (%v), want 6", queue.Total, err)
	}
	for _, item := range queue.Items {
		if item.Suspected {
			t.Errorf("%s is suspected; the address signs for three bodies, as many as it may", item.Body)
		}
	}
}

func TestATrappedPledgeIsSetApartSilently(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Trapped = true }))
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil || !detail.Suspected || detail.State != models.StateWaiting {
		t.Errorf("suspected %v, state %s (%v); want a waiting, suspected pledge", detail.Suspected, detail.State, err)
	}
}

func TestPledgesPerClientAddress(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Limits.PledgesPerIPPerHour = 3 })
	submit := func(i int, addr string) error {
		_, err := store.SubmitPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) {
			p.Email, p.ClientAddr = fmt.Sprintf("office%d@riga.lv", i), netip.MustParseAddr(addr)
		}))
		return err
	}
	for i := range 3 {
		if err := submit(i, "2001:db8::1"); err != nil {
			t.Fatalf("submission %d: %v", i, err)
		}
	}
	var limited *models.LimitedError
	if err := submit(3, "2001:db8::2"); !errors.As(err, &limited) {
		t.Fatalf("the same /64: %v, want a *LimitedError", err)
	}
	if limited.RetryAfter <= 0 || limited.RetryAfter > time.Hour {
		t.Errorf("retry after %s, want within the hour", limited.RetryAfter)
	}
	for i, other := range []string{"2001:db8:0:1::1", "::ffff:192.0.2.1", "::ffff:198.51.100.1", "::ffff:203.0.113.1"} {
		if err := submit(4+i, other); err != nil {
			t.Errorf("another network, %s: %v", other, err)
		}
	}
	store.Clock.Advance(limited.RetryAfter)
	if err := submit(8, "2001:db8::1"); err != nil {
		t.Errorf("after the time that was named: %v", err)
	}
	if err := submit(9, "::ffff:192.0.2.1"); err != nil {
		t.Errorf("IPv4 in the shape of IPv6: %v", err)
	}
	if got := countPledges(t, store); got != 9 {
		t.Errorf("%d pledges, want 9: a refused one leaves nothing", got)
	}
}

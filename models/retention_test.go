package models_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestRetention(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	submit := func(email string) string {
		pledge := modelstest.Pledge(func(p *models.NewPledge) { p.Email = email })
		return store.Confirm(t, pledge)
	}
	store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "forgot@riga.lv" }))
	waiting, refused, approved := submit("waiting@riga.lv"), submit("refused@riga.lv"), submit("approved@riga.lv")
	if err := store.Refuse(t.Context(), admin, refused, "test", "Sorry, Anna"); err != nil {
		t.Fatal(err)
	}
	if err := store.Store.Approve(t.Context(), admin, approved); err != nil {
		t.Fatal(err)
	}
	store.ClaimAll(t)

	none, err := store.ApplyRetention(t.Context())
	if err != nil || none.UnconfirmedDeleted+none.RefusedErased+none.AddressesCleared+none.MailsDeleted != 0 {
		t.Errorf("at once: %+v, %v; want nothing removed", none, err)
	}
	store.Clock.Advance(30*24*time.Hour + time.Minute)
	got, err := store.ApplyRetention(t.Context())
	if err != nil || got.UnconfirmedDeleted != 1 || got.RefusedErased != 1 || got.AddressesCleared != 3 {
		t.Errorf("after a month: %+v, %v", got, err)
	}
	kept, err := store.PledgeDetail(t.Context(), waiting)
	if err != nil || kept.Email != "waiting@riga.lv" {
		t.Errorf("the waiting pledge: %q, %v; want it untouched", kept.Email, err)
	}
	erased, err := store.PledgeDetail(t.Context(), refused)
	if err != nil || erased.State != models.StateRefused || erased.Reason != "test" {
		t.Errorf("the refused pledge: %s, %s (%v); want state and reason kept", erased.State, erased.Reason, err)
	}
	rest := erased.Email + erased.RepresentativeName + erased.RepresentativeFunction + erased.Body + erased.ReasonText
	if rest != "" {
		t.Errorf("the refused pledge still says %q", rest)
	}
	store.Clock.Advance(90 * 24 * time.Hour)
	got, err = store.ApplyRetention(t.Context())
	if err != nil || got.MailsDeleted != 5 { // three confirmations and two decisions
		t.Errorf("after four months: %+v, %v; want five mails deleted", got, err)
	}
	if again, err := store.ApplyRetention(t.Context()); err != nil || again.Total() != 0 {
		t.Errorf("once more: %+v, %v; want nothing left to do", again, err)
	}
}

func TestExpiredPledgesCanBeSignedAgain(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	mail := store.Submit(t, modelstest.Pledge())
	store.Clock.Advance(31 * 24 * time.Hour)
	if _, err := store.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Confirmation(t.Context(), mail.Token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the old link: %v, want ErrNotFound", err)
	}
	store.Confirm(t, modelstest.Pledge())
}

// harmlessColumns hold no personal data: ids, codes, states, counters, times, hashes,
// texts of the operator, and public reference data.
func harmlessColumns() []string {
	return strings.Fields(`
		audit.action audit.actor audit.actor_id audit.at audit.id audit.pledge_id
		consents.given_at consents.language consents.notice_version consents.pledge_id consents.purpose
		declarations.adopted_on declarations.checksum declarations.language declarations.loaded_at
		declarations.model declarations.text declarations.title declarations.version
		limits.conforms_at
		moderators.created_at moderators.disabled_at moderators.id moderators.last_sign_in_at moderators.role
		outbox.attempts outbox.claim outbox.claimed_until outbox.created_at outbox.due_at outbox.id outbox.kind
		outbox.language outbox.moderator_id outbox.parked_at outbox.pledge_id outbox.reference outbox.sent_at
		pledge_associations.association pledge_associations.pledge_id
		pledges.confirmed_at pledges.consent_name pledges.consent_news pledges.country pledges.decided_at
		pledges.decided_by pledges.declaration_language pledges.declaration_version pledges.id pledges.kind
		pledges.language pledges.reason pledges.signatory_id pledges.state pledges.submitted_at
		pledges.suspected_reasons pledges.territory_id pledges.territory_match
		public_version.version
		receipts.expires_at receipts.hash receipts.language receipts.pledge_id receipts.tries
		sessions.expires_at sessions.hash
		settings.name settings.value
		signatories.country signatories.hidden_at signatories.id signatories.kind signatories.since
		signatories.statement_language signatories.territory_id signatories.updated_at
		signatory_associations.association signatory_associations.signatory_id
		signatory_declarations.signatory_id signatory_declarations.signed_at signatory_declarations.version
		tokens.code_hash tokens.created_at tokens.expires_at tokens.hash tokens.moderator_id tokens.pledge_id
		tokens.purpose`)
}

func TestEveryColumnHasARetentionClass(t *testing.T) {
	t.Parallel()
	columns, personal := models.SchemaColumns(t, modelstest.New(t).Store), models.PersonalColumns()
	known := map[string]bool{}
	for _, column := range harmlessColumns() {
		known[column] = true
		if personal[column] != "" {
			t.Errorf("%s is called both harmless and personal", column)
		}
	}
	existing := map[string]bool{}
	for _, column := range columns {
		existing[column] = true
		table, _, _ := strings.Cut(column, ".")
		if table == "territories" || table == "territory_names" {
			continue // public reference data
		}
		if personal[column] == "" && !known[column] {
			t.Errorf("%s has no retention class: name it in personalColumns, or here as harmless", column)
		}
	}
	for column := range personal {
		if !existing[column] {
			t.Errorf("%s has a retention class but does not exist", column)
		}
	}
	if diff := cmp.Diff(true, len(columns) > 100); diff != "" {
		t.Errorf("only %d columns were looked at", len(columns))
	}
}

package models_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
	for _, id := range []string{refused, submit("refused.too@riga.lv")} {
		if err := store.Refuse(t.Context(), admin, models.Seen{ID: id}, "test", "Sorry, Anna"); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: approved}); err != nil {
		t.Fatal(err)
	}
	store.ClaimAll(t)

	none, err := store.ApplyRetention(t.Context())
	if err != nil || none.UnconfirmedDeleted+none.RefusedErased+none.AddressesCleared+none.MailsDeleted != 0 {
		t.Errorf("at once: %+v, %v; want nothing removed", none, err)
	}
	store.Clock.Advance(30*24*time.Hour + time.Minute)
	got, err := store.ApplyRetention(t.Context())
	if err != nil || got.UnconfirmedDeleted != 1 || got.RefusedErased != 2 || got.AddressesCleared != 4 {
		t.Errorf("after a month: %+v, %v", got, err)
	}
	kept, err := store.PledgeDetail(t.Context(), models.Moderator{}, waiting)
	if err != nil || kept.Email != "waiting@riga.lv" {
		t.Errorf("the waiting pledge: %q, %v; want it untouched", kept.Email, err)
	}
	erased, err := store.PledgeDetail(t.Context(), models.Moderator{}, refused)
	if err != nil || erased.State != models.StateRefused || erased.Reason != "test" {
		t.Errorf("the refused pledge: %s, %s (%v); want state and reason kept", erased.State, erased.Reason, err)
	}
	if len(erased.SameBody) != 0 {
		t.Errorf("the refused pledge: %+v are for the same body, want none: it has no body any more", erased.SameBody)
	}
	rest := erased.Email + erased.RepresentativeName + erased.RepresentativeFunction + erased.Body + erased.ReasonText
	if rest != "" {
		t.Errorf("the refused pledge still says %q", rest)
	}
	store.Clock.Advance(90 * 24 * time.Hour)
	got, err = store.ApplyRetention(t.Context())
	if err != nil || got.MailsDeleted != 7 { // four confirmations and three decisions
		t.Errorf("after four months: %+v, %v; want seven mails deleted", got, err)
	}
	if again, err := store.ApplyRetention(t.Context()); err != nil || again.Total() != 0 {
		t.Errorf("once more: %+v, %v; want nothing left to do", again, err)
	}
}

func TestErasedPledgesLeaveNoMailBehind(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	id := store.Confirm(t, modelstest.Pledge())
	if err := store.Refuse(t.Context(), store.Administrator(t), models.Seen{ID: id}, "test", ""); err != nil {
		t.Fatal(err)
	}
	mails, err := store.ClaimMails(t.Context(), 10, time.Minute)
	if err != nil || len(mails) != 1 {
		t.Fatalf("%d mails (%v), want the refusal", len(mails), err)
	}
	if err := store.ParkMail(t.Context(), mails[0], "550 no such user: anna.berzina"); err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(30*24*time.Hour + time.Minute)
	if _, err := store.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	if parked, err := store.ParkedMails(t.Context()); err != nil || len(parked) != 0 {
		t.Errorf("parked %+v, %v; want none for a pledge without an address", parked, err)
	}
}

// What was erased must not be found in the file by whoever gets hold of it.
func TestErasedDataIsNotInTheFile(t *testing.T) {
	t.Parallel()
	cfg, clock := modelstest.Config(filepath.Join(t.TempDir(), "alliance.db")), modelstest.NewClock()
	if _, err := models.Migrate(t.Context(), cfg, modelstest.Options(clock)); err != nil {
		t.Fatal(err)
	}
	store, err := models.Open(t.Context(), cfg, modelstest.Options(clock))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		pledge := modelstest.Pledge(func(p *models.NewPledge) {
			p.Email = fmt.Sprintf("erased-person-%d@riga.lv", i)
		})
		if _, err := store.SubmitPledge(t.Context(), pledge); err != nil {
			t.Fatal(err)
		}
	}
	clock.Advance(31 * 24 * time.Hour)
	if result, err := store.ApplyRetention(t.Context()); err != nil || result.UnconfirmedDeleted != 50 {
		t.Fatalf("%+v, %v; want 50 pledges deleted", result, err)
	}
	if err := store.Close(); err != nil { // brings everything into the one file
		t.Fatal(err)
	}
	content, err := os.ReadFile(cfg.Database.DSN)
	if err != nil {
		t.Fatal(err)
	}
	if found := bytes.Count(content, []byte("erased-person-")); found > 0 {
		t.Errorf("%d traces of erased addresses in the file, want none", found)
	}
}

func TestRetentionIsAuditedInWords(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Submit(t, modelstest.Pledge())
	store.Clock.Advance(31 * 24 * time.Hour)
	if _, err := store.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Action: "retention.apply"})
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("%+v, %v; want one row", list, err)
	}
	want := "1 unconfirmed pledges, 0 refused pledges, 0 network addresses, 0 mails, "
	if got := list.Items[0].Detail; !strings.HasPrefix(got, want) {
		t.Errorf("detail %q, want it to begin with %q", got, want)
	}
}

func TestImportedListsAreErased(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	run, forgotten := uploaded(t, store, "name\nCĒSIS\nRīga\n"), uploaded(t, store, "name\nOgre\n")
	run.check(t)
	run.run(t)
	if result, err := store.ApplyRetention(t.Context()); err != nil || result.ImportsErased != 0 {
		t.Errorf("at once: %+v, %v; want nothing erased", result, err)
	}
	store.Clock.Advance(30*24*time.Hour + time.Minute)
	if result, err := store.ApplyRetention(t.Context()); err != nil || result.ImportsErased != 2 {
		t.Errorf("after a month: %+v, %v; want both erased", result, err)
	}
	if _, err := store.Import(t.Context(), forgotten.id); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the list that was never run: %v, want it gone", err)
	}
	for _, row := range run.rows(t) {
		if row.Name+row.Value != "" || row.Outcome != models.ImportCreated || row.Signatory == "" {
			t.Errorf("%+v: want the outcome without the words", row)
		}
	}
	if got := run.undo(t); got.Outcomes[models.ImportTaken] != 2 {
		t.Errorf("undone %v, want it possible all the same", got.Outcomes)
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
		wall_changes.number wall_changes.signatory_id
		audit.action audit.actor audit.actor_id audit.at audit.hash audit.id audit.pledge_id audit.previous
		audit.salt audit.words
		audit_head.hash audit_head.id
		authenticators.confirmed_at authenticators.created_at authenticators.last_step authenticators.moderator_id
		claims.moderator_id claims.pledge_id claims.since claims.until
		consents.given_at consents.language consents.notice_version consents.pledge_id consents.purpose
		daily_counts.count daily_counts.day daily_counts.what
		declarations.adopted_on declarations.checksum declarations.language declarations.loaded_at
		declarations.model declarations.text declarations.title declarations.version
		import_parts.import_id import_parts.part
		import_rows.associations import_rows.country import_rows.decision import_rows.declaration import_rows.import_id
		import_rows.kind import_rows.line import_rows.notes import_rows.other_line import_rows.outcome
		import_rows.problem import_rows.reasons import_rows.signatory_id import_rows.signed_at import_rows.similarity
		import_rows.territory_id
		imports.columns imports.country imports.created_at imports.created_by imports.cursor imports.declaration
		imports.digest imports.erased_at imports.fault imports.finished_at imports.id imports.kind imports.likely
		imports.origin
		imports.rows_read imports.size imports.state imports.total imports.touched_at
		invalidated.dropped_mail invalidated.former_state invalidated.invalidation_id invalidated.outcome
		invalidated.pledge_id
		invalidations.created_at invalidations.created_by invalidations.cursor invalidations.done
		invalidations.ended_at invalidations.erased_at invalidations.id invalidations.matched
		invalidations.reinstated invalidations.reversed_by invalidations.state invalidations.submitted_from
		invalidations.submitted_until invalidations.with_approved
		limits.conforms_at
		listed_senders.created_at listed_senders.ends_at listed_senders.id listed_senders.kind listed_senders.list
		moderators.created_at moderators.disabled_at moderators.factor_changes moderators.id moderators.language
		moderators.last_sign_in_at moderators.role moderators.scope_countries moderators.scope_kinds
		passkeys.created_at passkeys.credential passkeys.handle passkeys.id passkeys.last_used_at passkeys.moderator_id
		recovery_codes.hash recovery_codes.moderator_id
		outbox.attempts outbox.claim outbox.claimed_until outbox.created_at outbox.due_at outbox.id outbox.kind
		moderators.hub_seen_at
		outbox.language outbox.moderator_id outbox.parked_at outbox.pledge_id outbox.reference outbox.sent_at
		pledge_associations.association pledge_associations.pledge_id
		pledge_edits.associations pledge_edits.at pledge_edits.kind pledge_edits.moderator_id pledge_edits.name_shown
		pledge_edits.pledge_id pledge_edits.statement_language pledge_edits.territory_id pledge_edits.version
		pledges.name_withheld pledges.statement_language
		pledge_notes.pledge_id pledge_notes.updated_at pledge_notes.updated_by pledge_notes.version
		pledge_tags.pledge_id pledge_tags.tag_id
		pledge_totals.count pledge_totals.country pledge_totals.hidden pledge_totals.kind
		pledge_totals.state pledge_totals.suspected
		pledge_words.pledge_id
		pledges.assigned_to
		pledges.confirmed_at pledges.consent_name pledges.consent_news pledges.country pledges.decided_at
		pledges.decided_by pledges.declaration_language pledges.declaration_version pledges.hidden_from_reports
		pledges.first_approved_at pledges.first_approved_by
		pledges.id pledges.kind
		pledges.language pledges.reason pledges.signatory_id pledges.state pledges.submitted_at
		pledges.suspected_reasons pledges.territory_id pledges.territory_match pledges.version
		public_version.version
		questions.answered_at questions.asked_at questions.fields questions.id questions.pledge_id
		receipts.expires_at receipts.hash receipts.language receipts.pledge_id receipts.tries
		sessions.began_at sessions.ended_at sessions.expires_at sessions.hash sessions.moderator_id sessions.seen_at
		settings.name settings.value
		signatories.country signatories.hidden_at signatories.id signatories.kind signatories.origin signatories.since
		signatories.statement_language signatories.territory_id signatories.updated_at
		signatory_associations.association signatory_associations.signatory_id
		signatory_declarations.signatory_id signatory_declarations.signed_at signatory_declarations.version
		tags.id
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
		if table == "statistical_regions" || strings.HasPrefix(table, "territor") {
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

package models

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// retentionClass says how long a personal column is kept. docs/privacy.md explains each.
type retentionClass string

const (
	// untilErased: with the pledge; deleted with an unconfirmed one after retention.unconfirmed,
	// blanked in a refused one after retention.refused.
	untilErased retentionClass = "pledge"
	// shortSecurity: cleared after retention.client_addresses.
	shortSecurity retentionClass = "security"
	// untilExpiry: deleted with its row when that expires.
	untilExpiry retentionClass = "expiry"
	// published: public by its nature or by consent, while the signatory stands on the wall.
	published retentionClass = "public"
	// imported: what a list of signatories says; deleted with an import that was not run, blanked in one that was,
	// after retention.imports. The file itself goes as soon as the run begins.
	imported retentionClass = "import"
	// account: of a moderator; kept so that decisions stay explainable.
	account retentionClass = "account"
)

// personalColumns names every column that may hold personal data, as "table.column".
// A test fails when a column of the schema is neither here nor known as harmless.
func personalColumns() map[string]retentionClass {
	return map[string]retentionClass{
		"pledges.body":                    untilErased, // an individual's own name
		"pledges.body_key":                untilErased,
		"pledges.website":                 untilErased,
		"pledges.website_domain":          untilErased,
		"pledges.representative_name":     untilErased,
		"pledges.representative_function": untilErased,
		"pledges.email":                   untilErased,
		"pledges.email_key":               untilErased,
		"pledges.email_domain":            untilErased,
		"pledges.statement":               untilErased,
		"pledges.reason_text":             untilErased,
		"pledge_edits.body":               untilErased,
		"pledge_edits.website":            untilErased,
		"pledge_edits.statement":          untilErased,
		"pledges.client_ip":               shortSecurity,
		"pledges.client_key":              shortSecurity,
		"pledge_words.key":                untilErased,
		"pledge_notes.text":               untilErased,
		"tags.name":                       untilErased, // with the last pledge that bears it
		"tags.key":                        untilErased,
		"questions.question":              untilErased,
		"questions.answer":                untilErased,
		"questions.changes":               untilErased,
		"receipts.email":                  untilExpiry,
		"limits.key":                      untilExpiry,
		"invalidations.email_domain":      shortSecurity,
		"invalidations.network":           shortSecurity,
		"invalidations.name_pattern":      shortSecurity,
		"sessions.data":                   untilExpiry,
		"sessions.user_agent":             untilExpiry, // emptied when the session ends
		"outbox.last_error":               untilExpiry,
		"listed_senders.value":            untilExpiry, // of addresses a digest
		"listed_senders.first_key":        untilExpiry,
		"listed_senders.last_key":         untilExpiry,
		"listed_senders.note":             untilExpiry,
		"signatories.name":                published,
		"signatories.search_key":          published,
		"signatories.slug":                published,
		"signatories.website":             published,
		"signatories.website_domain":      published,
		"signatories.statement":           published,
		"signatories.representative_name": published,
		"imports.file_name":               imported,
		"imports.reference":               imported,
		"imports.through":                 published, // the name of an association
		"signatories.through":             published,
		"import_parts.content":            imported,
		"import_rows.name":                imported,
		"import_rows.search_key":          imported,
		"import_rows.same_key":            imported,
		"import_rows.value":               imported,
		"import_rows.website":             published, // supports its signatory
		"import_rows.website_domain":      published,
		"moderators.email":                account,
		"moderators.email_key":            account,
		"moderators.name":                 account,
		"moderators.password_hash":        account,
		"authenticators.secret":           account, // until switched off
		"passkeys.name":                   account, // until removed
		"audit.actor_name":                account,
		"audit.detail":                    account,
	}
}

// PrivateColumns returns the columns, as "table.column", whose contents nobody outside the console may see.
func PrivateColumns() []string {
	columns := personalColumns()
	maps.DeleteFunc(columns, func(_ string, class retentionClass) bool { return class == published })
	return slices.Sorted(maps.Keys(columns))
}

// PublishedColumns returns the personal columns, as "table.column", that the wall shows.
func PublishedColumns() []string {
	columns := personalColumns()
	maps.DeleteFunc(columns, func(_ string, class retentionClass) bool { return class != published })
	return slices.Sorted(maps.Keys(columns))
}

// RetentionResult counts what one run removed.
type RetentionResult struct {
	UnconfirmedDeleted int64
	RefusedErased      int64
	QuestionsDeleted   int64 // of the refused pledges
	EditsDeleted       int64 // records of what a refused pledge said before a moderator edited it
	AddressesCleared   int64
	MailsDeleted       int64
	ImportsErased      int64 // files that were not run, rows of files that were
	ExpiredDeleted     int64 // tokens, receipts, sessions, claims, limits
	NotesDeleted       int64 // and tags, of erased pledges
	RulesErased        int64 // conditions of rules against attacks
}

// Total is the number of rows that a run touched.
func (r RetentionResult) Total() int64 {
	return r.UnconfirmedDeleted + r.RefusedErased + r.EditsDeleted + r.AddressesCleared + r.MailsDeleted +
		r.ImportsErased + r.ExpiredDeleted + r.NotesDeleted + r.QuestionsDeleted + r.RulesErased
}

// String says what was removed, for the audit trail.
func (r RetentionResult) String() string {
	return fmt.Sprintf("%d unconfirmed pledges, %d refused pledges, %d network addresses, %d mails, %d imports, "+
		"%d rules, %d expired rows, %d notes and tags, %d questions", r.UnconfirmedDeleted, r.RefusedErased,
		r.AddressesCleared, r.MailsDeleted, r.ImportsErased, r.RulesErased, r.ExpiredDeleted, r.NotesDeleted,
		r.QuestionsDeleted)
}

// ApplyRetention removes the personal data whose time is over.
func (s *Store) ApplyRetention(ctx context.Context) (RetentionResult, error) {
	var result RetentionResult
	err := s.write(ctx, "apply retention", func(t *transaction) error {
		result = RetentionResult{}
		for _, step := range s.retentionSteps(t.now, &result) {
			done := t.db.Exec(step.statement, step.arguments...)
			if done.Error != nil {
				return fmt.Errorf("%s: %w", step.statement, done.Error)
			}
			*step.counter += done.RowsAffected
		}
		if result.Total() == 0 {
			return nil
		}
		return t.audit(bySystem(), "retention.apply", "", result.String())
	})
	return result, err
}

type retentionStep struct {
	counter   *int64
	statement string
	arguments []any
}

func (s *Store) retentionSteps(now time.Time, result *RetentionResult) []retentionStep {
	keep := s.cfg.Retention
	return []retentionStep{
		{
			&result.UnconfirmedDeleted, "DELETE FROM pledges WHERE state = ? AND submitted_at <= ?",
			[]any{StateUnconfirmed, now.Add(-keep.Unconfirmed)},
		},
		{
			&result.RefusedErased, `UPDATE pledges SET body = '', body_key = '', website = '', website_domain = '',
				representative_name = '', representative_function = '', email = '', email_key = '', email_domain = '',
				statement = '', reason_text = ''
			WHERE state = ? AND decided_at <= ? AND email <> ''`,
			[]any{StateRefused, now.Add(-keep.Refused)},
		},
		{&result.QuestionsDeleted, ofErased("questions"), []any{StateRefused}},
		{
			&result.AddressesCleared,
			"UPDATE pledges SET client_ip = '', client_key = '' WHERE client_ip <> '' AND submitted_at <= ?",
			[]any{now.Add(-keep.ClientAddresses)},
		},
		{
			&result.RulesErased,
			`UPDATE invalidations SET email_domain = '', network = '', name_pattern = '', erased_at = ?
				WHERE erased_at IS NULL AND state NOT IN ? AND created_at <= ?`,
			[]any{now, unfinishedInvalidations(), now.Add(-keep.ClientAddresses)},
		},
		{
			&result.MailsDeleted, // they have no address any more
			"DELETE FROM outbox WHERE sent_at IS NULL AND pledge_id IN (SELECT id FROM pledges WHERE state = ? AND email = '')",
			[]any{StateRefused},
		},
		{
			&result.MailsDeleted, "DELETE FROM outbox WHERE sent_at IS NOT NULL AND sent_at <= ?",
			[]any{now.Add(-keep.SentMails)},
		},
		{&result.EditsDeleted, ofErased("pledge_edits"), []any{StateRefused}},
		{&result.NotesDeleted, ofErased("pledge_notes"), []any{StateRefused}},
		{&result.NotesDeleted, ofErased("pledge_tags"), []any{StateRefused}},
		{
			&result.ImportsErased, "DELETE FROM imports WHERE state IN ? AND touched_at <= ?",
			[]any{unrunImports(), now.Add(-keep.Imports)},
		},
		{
			new(int64), `UPDATE import_rows SET name = '', search_key = '', same_key = '', value = '' WHERE import_id IN
				(SELECT id FROM imports WHERE erased_at IS NULL AND finished_at <= ?)`,
			[]any{now.Add(-keep.Imports)},
		},
		{
			&result.ImportsErased,
			"UPDATE imports SET file_name = '', reference = '', erased_at = ? WHERE erased_at IS NULL AND finished_at <= ?",
			[]any{now, now.Add(-keep.Imports)},
		},
		{&result.ExpiredDeleted, "DELETE FROM tokens WHERE expires_at <= ?", []any{now}},
		{&result.ExpiredDeleted, "DELETE FROM listed_senders WHERE ends_at <= ?", []any{now}},
		{&result.ExpiredDeleted, "DELETE FROM receipts WHERE expires_at <= ?", []any{now}},
		{&result.ExpiredDeleted, "DELETE FROM sessions WHERE expires_at <= ?", []any{now}},
		{&result.ExpiredDeleted, "DELETE FROM claims WHERE until <= ?", []any{now}},
		{&result.ExpiredDeleted, "DELETE FROM limits WHERE conforms_at <= ?", []any{now.UnixMicro()}},
	}
}

// ofErased deletes the rows of a table that belong to refused pledges whose personal data are erased.
func ofErased(table string) string {
	return "DELETE FROM " + table + " WHERE pledge_id IN (SELECT id FROM pledges WHERE state = ? AND email = '')"
}

package console_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"alliance/locale"
	"alliance/models"
	"alliance/models/modelstest"
)

// TestEveryCodeHasAText asks for the texts whose keys are put together at run time.
func TestEveryCodeHasAText(t *testing.T) {
	t.Parallel()
	options, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	keys := noticesAndErrors(t)
	add := func(prefix string, codes ...string) {
		for _, code := range codes {
			keys = append(keys, prefix+code)
		}
	}
	store := modelstest.New(t)
	add("console.reason.", store.Reasons()...)
	add("console.suspected.", "trap", "many_bodies", "blocked", "moderator")
	add("console.duplicate.", "lookalike", "territory", "domain", "level")
	add("console.trust.", "chosen", "otherwise", "moderator", "exact", "near", "none")
	add("console.compare.verdict.", "same", "different", "unknown")
	add("console.domain.", "disposable", "free_mail", "no_website", "same", "different")
	add("console.action.pledge.", "confirm", "approve", "refuse", "park", "unpark", "flag", "unflag", "edit",
		"take_down", "restore", "reopen", "note", "tag", "untag", "assign", "ask", "recall", "correct")
	for _, field := range append(models.QuestionFields(), "territory", "consent_name", "consent_news") {
		add("console.ask.field.", field)
	}
	add("console.detail.", "kept_in_reports", "hidden_from_reports")
	add("console.meanwhile.", "decided", "decided_by", "changed", "changed_by")
	add("console.pledge.fault.", "unconfirmed", "erased", "signed_again",
		"as_unknown", "as_other_country", "as_other_kind", "as_appeared", "not_editable")
	add("console.edit.field.", "kind", "body", "territory", "website", "association", "statement",
		"statement_language", "show_name")
	add("console.edit.link.", "will", "is")
	add("console.as.", "new", "member", "hidden")
	add("console.preview.title.", "will", "is")
	add("console.decision.restore_help.", "taken_down", "refused")
	add("console.action.pledge.", "invalidate", "reinstate")
	add("console.action.invalidation.", "create", "start", "cancel", "finish", "reverse", "reversed")
	add("console.rule.state.", "queued", "running", "finished", "cancelled", "reversing", "reversed")
	add("console.rule.left.", "by_hand", "changed", "erased", "signed_again")
	add("console.fault.", "conditions.required", "email_domain.invalid", "network.invalid", "name_pattern.every_name",
		"submitted_from.invalid", "submitted_until.invalid", "submitted_until.before_from")
	for _, prefix := range []string{"action.", "will.", "do.", "did."} {
		add("console.bulk."+prefix, "approve", "refuse", "park", "unpark", "flag", "unflag")
	}
	add("console.bulk.fault.", "not_displayed", "none_selected", "no_decision")
	add("console.bulk.did.", "undo")
	add("console.bulk.outcome.", "too_late", "done", "unconfirmed", "out_of_scope", "gone", "failed")
	add("console.action.", "moderator.add", "moderator.reset", "moderator.disable", "moderator.password",
		"moderator.first", "moderator.sign_in", "moderator.factor_add", "moderator.factor_remove",
		"moderator.factor_reset", "moderator.recovery_make", "moderator.recovery_use", "moderator.passkey_add",
		"moderator.passkey_remove", "moderator.sessions_end",
		"retention.apply", "mail.resend", "mail.drop")
	add("console.factor.", "password", "code", "recovery_code", "passkey")
	add("console.notice.", "app_added", "app_removed", "passkey_added", "passkey_removed", "password_changed")
	add("console.fault.password.", "too_short", "too_long", "too_common", "personal")
	add("console.fault.", "passkey", "wrong_password", "wrong_code", "limited")
	add("console.actor.", "system", "representative", "moderator")
	for _, band := range models.Bands() {
		add("console.band.", string(band))
		add("console.band_help.", string(band))
	}
	add("console.hub.chart.", "submitted", "confirmed", "decided")
	for _, state := range []models.State{
		models.StateUnconfirmed, models.StateWaiting, models.StateNeedsInfo, models.StateParked, models.StateApproved,
		models.StateRefused, models.StateWithdrawn, models.StateTakenDown,
	} {
		add("console.state.", string(state))
	}
	for _, role := range []models.Role{models.RoleViewer, models.RoleModerator, models.RoleAdministrator} {
		add("console.role.", string(role))
		add("console.role_help.", string(role))
	}
	for _, kind := range []models.MailKind{
		models.MailConfirmation, models.MailAlreadySigned, models.MailApproved, models.MailRefused,
		models.MailNeedsInfo, models.MailInvitation, models.MailNotification,
	} {
		add("console.mail.", string(kind))
	}
	for _, lang := range options.Catalog.LanguagesFor(locale.AreaConsole) {
		for _, key := range keys {
			if !options.Catalog.Printer(lang).Has(key) {
				t.Errorf("%s: no text for %q", lang, key)
			}
		}
	}
}

// noticesAndErrors reads the keys of notices and error pages from the handlers.
func noticesAndErrors(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	notice := regexp.MustCompile(
		`(?:Notice\{\s*Key: |(?:afterDecision|afterMove|afterDesk|settleMail|afterTurn)\(c, by, |handOver\(c, )"(\w+)"`)
	fault := regexp.MustCompile(`errorPage\(.*, "(\w+)"\)`)
	var keys []string
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range notice.FindAllStringSubmatch(string(content), -1) {
			keys = append(keys, "console.notice."+match[1])
		}
		for _, match := range fault.FindAllStringSubmatch(string(content), -1) {
			keys = append(keys, "console.error.title."+match[1], "console.error.text."+match[1])
		}
	}
	if len(keys) < 10 {
		t.Fatalf("found %d keys only: %v", len(keys), keys)
	}
	return keys
}

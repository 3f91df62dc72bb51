package models_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestConfigCheck(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*models.Config)
		want   []string // the keys at fault
	}{
		{"the defaults", func(*models.Config) {}, nil},
		{"limits switched off", func(c *models.Config) {
			c.Limits = models.LimitsConfig{CodeTries: 1}
		}, nil},
		{"another database", func(c *models.Config) { c.Database.Driver = "postgres" }, []string{"database.driver"}},
		{"no database file", func(c *models.Config) { c.Database.DSN = " " }, []string{"database.dsn"}},
		{"too many readers", func(c *models.Config) { c.Database.Readers = 129 }, []string{"database.readers"}},
		{"nobody may sign", func(c *models.Config) { c.Pledge.Kinds = nil }, []string{"pledge.kinds"}},
		{"a kind that is none", func(c *models.Config) {
			c.Pledge.Kinds = []models.Kind{"city", "village"}
		}, []string{"pledge.kinds"}},
		{"no notice version", func(c *models.Config) { c.Pledge.NoticeVersion = "" }, []string{"pledge.notice_version"}},
		{"links that expire at once", func(c *models.Config) {
			c.Pledge.ConfirmationValid = time.Minute
		}, []string{"pledge.confirmation_valid"}},
		{"deleted before the link expires", func(c *models.Config) {
			c.Retention.Unconfirmed = 24 * time.Hour
		}, []string{"retention.unconfirmed"}},
		{"answers that take for ever", func(c *models.Config) {
			c.Pledge.CorrectionValid = 91 * 24 * time.Hour
		}, []string{"pledge.correction_valid"}},
		{"no body per address", func(c *models.Config) { c.Pledge.BodiesPerEmail = 0 }, []string{"pledge.bodies_per_email"}},
		{"late at once", func(c *models.Config) {
			c.Moderation.NearlyLateAfter = time.Minute
		}, []string{"moderation.nearly_late_after"}},
		{"late before nearly late", func(c *models.Config) {
			c.Moderation.LateAfter = c.Moderation.NearlyLateAfter
		}, []string{"moderation.late_after"}},
		{"hardly ever late", func(c *models.Config) {
			c.Moderation.NearlyLateAfter, c.Moderation.LateAfter = 366*24*time.Hour, 367*24*time.Hour
		}, []string{"moderation.nearly_late_after", "moderation.late_after"}},
		{"no undo", func(c *models.Config) { c.Moderation.UndoWithin = 0 }, nil},
		{"undone after the mail is forgotten", func(c *models.Config) {
			c.Moderation.UndoWithin = 11 * time.Minute
		}, []string{"moderation.undo_within"}},
		{"codes guessed without end", func(c *models.Config) { c.Limits.CodeTries = 0 }, []string{"limits.code_tries"}},
		{"negative limits", func(c *models.Config) {
			c.Limits.MailsPerAddressPerDay, c.Limits.SignInsPerIPPerHour = -1, -1
		}, []string{"limits.mails_per_address_per_day", "limits.sign_ins_per_ip_per_hour"}},
		{"kept for ever", func(c *models.Config) {
			c.Retention.ClientAddresses, c.Retention.SentMails = 0, 100*365*24*time.Hour
		}, []string{"retention.client_addresses", "retention.sent_mails"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cfg := modelstest.Config("alliance.db")
			test.change(&cfg)
			faults := cfg.Check()
			want := map[string]bool{}
			for _, key := range test.want {
				want[key] = true
			}
			got := map[string]bool{}
			for key, sentence := range faults {
				got[key] = sentence != ""
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("keys at fault (-want +got):\n%s", diff)
			}
		})
	}
}

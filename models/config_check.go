package models

import (
	"fmt"
	"strings"
	"time"
)

// Check returns what is wrong: the key, and a sentence.
func (c Config) Check() map[string]string {
	faults := map[string]string{}
	c.Database.check(faults)
	c.Pledge.check(faults)
	c.Moderation.check(faults)
	c.Limits.check(faults)
	c.Retention.check(faults)
	c.Invalidation.check(faults)
	if c.Retention.Unconfirmed < c.Pledge.ConfirmationValid {
		faults["retention.unconfirmed"] = "must not be shorter than pledge.confirmation_valid: " +
			"a pledge would be gone before its link expires"
	}
	return faults
}

func (c DatabaseConfig) check(faults map[string]string) {
	if c.Driver != "sqlite" {
		faults["database.driver"] = "must be sqlite, the one database of this version"
	}
	if strings.TrimSpace(c.DSN) == "" {
		faults["database.dsn"] = "must be the path of the database file"
	}
	if c.Readers < 0 || c.Readers > 128 {
		faults["database.readers"] = "must be from 0 (chosen for this machine) to 128"
	}
}

func (c PledgeConfig) check(faults map[string]string) {
	if len(c.Kinds) == 0 {
		faults["pledge.kinds"] = "must name at least one of region, city, association, organisation, individual"
	}
	for _, kind := range c.Kinds {
		if !kind.Valid() {
			faults["pledge.kinds"] = fmt.Sprintf(
				"must be of region, city, association, organisation, individual; %q is none of them", kind)
		}
	}
	if strings.TrimSpace(c.NoticeVersion) == "" {
		faults["pledge.notice_version"] = "must not be empty: it is kept with each consent"
	}
	if c.ConfirmationValid < time.Hour || c.ConfirmationValid > 90*day {
		faults["pledge.confirmation_valid"] = "must be from 1h to 90d"
	}
	if c.CorrectionValid < day || c.CorrectionValid > 90*day {
		faults["pledge.correction_valid"] = "must be from 1d to 90d"
	}
	if c.BodiesPerEmail < 1 || c.BodiesPerEmail > 1000 {
		faults["pledge.bodies_per_email"] = "must be from 1 to 1000"
	}
}

func (c ModerationConfig) check(faults map[string]string) {
	if c.NearlyLateAfter < time.Hour || c.NearlyLateAfter > 365*day {
		faults["moderation.nearly_late_after"] = "must be from 1h to 365d"
	}
	if c.LateAfter <= c.NearlyLateAfter || c.LateAfter > 365*day {
		faults["moderation.late_after"] = "must be longer than moderation.nearly_late_after, and at most 365d"
	}
	if c.UndoWithin < 0 || c.UndoWithin > 10*time.Minute {
		faults["moderation.undo_within"] = "must be from 1s to 10m, or 0 for no undo"
	}
}

func (c InvalidationConfig) check(faults map[string]string) {
	if c.Batch < 1 || c.Batch > 1000 {
		faults["invalidation.batch"] = "must be from 1 to 1000"
	}
	if c.Pause < 0 || c.Pause > time.Minute {
		faults["invalidation.pause"] = "must be from 0s to 1m"
	}
}

func (c LimitsConfig) check(faults map[string]string) {
	limits := map[string]int{
		"limits.mails_per_address_per_day":     c.MailsPerAddressPerDay,
		"limits.pledges_per_ip_per_hour":       c.PledgesPerIPPerHour,
		"limits.sign_ins_per_ip_per_hour":      c.SignInsPerIPPerHour,
		"limits.sign_ins_per_account_per_hour": c.SignInsPerAccountPerHour,
	}
	for key, limit := range limits {
		if limit < 0 {
			faults[key] = "must be a number from 1, or 0 for no limit"
		}
	}
	if c.CodeTries < 1 || c.CodeTries > 20 {
		faults["limits.code_tries"] = "must be from 1 to 20: a code of six digits can be guessed"
	}
}

func (c RetentionConfig) check(faults map[string]string) {
	periods := map[string]time.Duration{
		"retention.unconfirmed": c.Unconfirmed, "retention.refused": c.Refused,
		"retention.client_addresses": c.ClientAddresses, "retention.sent_mails": c.SentMails,
		"retention.imports": c.Imports,
	}
	for key, period := range periods {
		if period < day || period > 3650*day {
			faults[key] = "must be from 1d to 3650d"
		}
	}
}

const day = 24 * time.Hour

package models

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"alliance/models/typed"
)

// Bounds of the settings.
const (
	maxLimit       = 1_000_000
	maxReasonLabel = 100
	maxReasonCode  = 40
)

// check finds what is wrong with the value of one setting, by the field of its form.
func (s Settings) check(name string, before Settings, now time.Time) FieldErrors {
	faults := FieldErrors{}
	switch name {
	case "collection":
		s.Collection.check(faults, now)
	case "kinds":
		checkKinds(faults, name, s.Kinds)
		if len(s.Kinds) == 0 {
			faults["kinds"] = "required"
		}
	case "two_person_kinds":
		checkKinds(faults, name, s.TwoPersonKinds)
	case "reasons":
		checkReasons(faults, before.Reasons, s.Reasons)
	case "limits":
		s.Limits.checkChange(faults)
	case "notification":
		s.Notification.check(faults)
	case "waiting_times":
		s.WaitingTimes.checkChange(faults)
	}
	return faults
}

func checkKinds(faults FieldErrors, field string, kinds []Kind) {
	for _, kind := range kinds {
		if !kind.Valid() {
			faults[field] = "unknown"
		}
	}
}

func (c LimitsConfig) checkChange(faults FieldErrors) {
	for field, limit := range map[string]int{
		"mails_per_address_per_day": c.MailsPerAddressPerDay, "pledges_per_ip_per_hour": c.PledgesPerIPPerHour,
		"sign_ins_per_ip_per_hour": c.SignInsPerIPPerHour, "sign_ins_per_account_per_hour": c.SignInsPerAccountPerHour,
	} {
		if limit < 0 || limit > maxLimit {
			faults[field] = "limit"
		}
	}
	if c.CodeTries < 1 || c.CodeTries > 20 {
		faults["code_tries"] = "limit"
	}
}

func (c ModerationConfig) checkChange(faults FieldErrors) {
	if c.NearlyLateAfter < time.Hour || c.NearlyLateAfter > 365*day {
		faults["nearly_late_after"] = "hours"
	}
	switch {
	case c.LateAfter < time.Hour || c.LateAfter > 365*day:
		faults["late_after"] = "hours"
	case c.LateAfter <= c.NearlyLateAfter:
		faults["late_after"] = "order"
	}
}

// checkReasons also holds that no code of the administrators' own goes: pledges may name it.
func checkReasons(faults FieldErrors, before, after []Reason) {
	codes := map[string]bool{}
	for _, reason := range after {
		if codes[reason.Code] {
			faults["code"] = "taken"
		}
		codes[reason.Code] = true
		if !slices.Contains(builtInReasons(), reason.Code) {
			reason.check(faults)
		}
	}
	for _, reason := range before {
		if !reason.BuiltIn() && !codes[reason.Code] {
			faults["code"] = "kept"
		}
	}
}

func (r Reason) check(faults FieldErrors) {
	code := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	switch {
	case r.Code == "":
		faults["code"] = "required"
	case !code.MatchString(r.Code) || len(r.Code) > maxReasonCode:
		faults["code"] = "invalid"
	}
	if _, fault := typed.Line(r.Label, maxReasonLabel); fault != "" {
		faults["label"] = fault
	}
	for language, text := range r.Texts {
		if _, fault := typed.Text(text, maxReasonText); fault != "" && fault != "required" {
			faults["text_"+language] = fault
		}
	}
	if strings.TrimSpace(r.Texts[fallbackLanguage]) == "" {
		faults["text_"+fallbackLanguage] = "required"
	}
}

package console

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"alliance/models"
	"alliance/web"
)

// settingForm is how one setting is shown and read.
type settingForm struct {
	name   string
	fields func(l web.ConsoleLayout, s models.Settings) []web.SettingField
	read   func(form url.Values, next *models.Settings) models.FieldErrors
}

func settingForms() []settingForm {
	return []settingForm{
		{"collection", collectionFields, readCollection},
		{"kinds", kindsFields, readKinds},
		{"two_person_kinds", twoPersonFields, readTwoPerson},
		{"require_second_factor", secondFactorFields, readSecondFactor},
		{"waiting_times", waitingFields, readWaiting},
		{"limits", limitsFields, readLimits},
		{"notification", notificationFields, readNotification},
	}
}

func collectionFields(l web.ConsoleLayout, s models.Settings) []web.SettingField {
	return []web.SettingField{
		{Name: "paused", Type: "choice", Options: []web.SettingOption{
			{Value: "0", Label: l.T("console.settings.collection.open"), Chosen: !s.Collection.Paused},
			{Value: "1", Label: l.T("console.settings.collection.paused"), Chosen: s.Collection.Paused},
		}},
		{Name: "until", Type: "date", Value: s.Collection.Until},
	}
}

func readCollection(form url.Values, next *models.Settings) models.FieldErrors {
	next.Collection = models.Collection{
		Paused: form.Get("paused") == "1", Until: strings.TrimSpace(form.Get("until")),
	}
	return nil
}

func kindsFields(l web.ConsoleLayout, s models.Settings) []web.SettingField {
	return []web.SettingField{{Name: "kinds", Type: "choices", Options: kindOptions(l, s.Kinds)}}
}

func readKinds(form url.Values, next *models.Settings) models.FieldErrors {
	next.Kinds = kindsOf(form["kinds"])
	return nil
}

func twoPersonFields(l web.ConsoleLayout, s models.Settings) []web.SettingField {
	return []web.SettingField{{Name: "two_person_kinds", Type: "choices", Options: kindOptions(l, s.TwoPersonKinds)}}
}

func readTwoPerson(form url.Values, next *models.Settings) models.FieldErrors {
	next.TwoPersonKinds = kindsOf(form["two_person_kinds"])
	return nil
}

func kindOptions(l web.ConsoleLayout, chosen []models.Kind) []web.SettingOption {
	var options []web.SettingOption
	for _, kind := range models.Kinds() {
		options = append(options, web.SettingOption{
			Value: string(kind), Label: l.T("kind." + string(kind)), Chosen: slices.Contains(chosen, kind),
		})
	}
	return options
}

// kindsOf keeps display order; what is no kind comes last and is refused as unknown. None is nil, as by default.
func kindsOf(values []string) []models.Kind {
	var kinds []models.Kind
	for _, kind := range models.Kinds() {
		if slices.Contains(values, string(kind)) {
			kinds = append(kinds, kind)
		}
	}
	for _, value := range values {
		if !models.Kind(value).Valid() {
			kinds = append(kinds, models.Kind(value))
		}
	}
	return kinds
}

func secondFactorFields(l web.ConsoleLayout, s models.Settings) []web.SettingField {
	return []web.SettingField{{Name: "require_second_factor", Type: "choice", Options: []web.SettingOption{
		{Value: "0", Label: l.T("console.no"), Chosen: !s.RequireSecondFactor},
		{Value: "1", Label: l.T("console.yes"), Chosen: s.RequireSecondFactor},
	}}}
}

func readSecondFactor(form url.Values, next *models.Settings) models.FieldErrors {
	next.RequireSecondFactor = form.Get("require_second_factor") == "1"
	return nil
}

func waitingFields(_ web.ConsoleLayout, s models.Settings) []web.SettingField {
	hours := func(d time.Duration) string { return strconv.Itoa(int(d / time.Hour)) }
	return []web.SettingField{
		{Name: "nearly_late_after", Type: "number", Value: hours(s.WaitingTimes.NearlyLateAfter)},
		{Name: "late_after", Type: "number", Value: hours(s.WaitingTimes.LateAfter)},
	}
}

func readWaiting(form url.Values, next *models.Settings) models.FieldErrors {
	faults := models.FieldErrors{}
	hours := func(field string) time.Duration {
		return time.Duration(readNumber(form, field, "hours", faults)) * time.Hour
	}
	next.WaitingTimes = models.ModerationConfig{
		NearlyLateAfter: hours("nearly_late_after"), LateAfter: hours("late_after"),
	}
	return faults
}

func limitsFields(_ web.ConsoleLayout, s models.Settings) []web.SettingField {
	var fields []web.SettingField
	for _, limit := range limitsOf(&s) {
		fields = append(fields, web.SettingField{Name: limit.name, Type: "number", Value: strconv.Itoa(*limit.value)})
	}
	return fields
}

func readLimits(form url.Values, next *models.Settings) models.FieldErrors {
	faults := models.FieldErrors{}
	for _, limit := range limitsOf(next) {
		*limit.value = readNumber(form, limit.name, "limit", faults)
	}
	return faults
}

func notificationFields(l web.ConsoleLayout, s models.Settings) []web.SettingField {
	mode := web.SettingField{Name: "mode", Type: "choice"}
	for _, value := range []models.NotificationMode{models.NotifyNever, models.NotifyInstant, models.NotifyDaily} {
		mode.Options = append(mode.Options, web.SettingOption{
			Value: string(value), Label: notificationMode(l, value), Chosen: s.Notification.Mode == value,
		})
	}
	language := web.SettingField{Name: "language", Type: "choice"}
	for _, code := range l.Site.Languages {
		language.Options = append(language.Options, web.SettingOption{
			Value: code, Label: l.LanguageName(code), Chosen: s.Notification.Language == code,
		})
	}
	return []web.SettingField{
		mode,
		{Name: "address", Type: "email", Value: s.Notification.Address},
		{Name: "hour", Type: "number", Value: strconv.Itoa(s.Notification.Hour)},
		language,
	}
}

func readNotification(form url.Values, next *models.Settings) models.FieldErrors {
	faults := models.FieldErrors{}
	next.Notification = models.Notification{
		Mode: models.NotificationMode(form.Get("mode")), Address: strings.TrimSpace(form.Get("address")),
		Hour: readNumber(form, "hour", "hour", faults), Language: form.Get("language"),
	}
	return faults
}

// limitSetting is one of the limits, by the name of its field.
type limitSetting struct {
	name  string
	value *int
}

func limitsOf(s *models.Settings) []limitSetting {
	return []limitSetting{
		{"pledges_per_ip_per_hour", &s.Limits.PledgesPerIPPerHour},
		{"mails_per_address_per_day", &s.Limits.MailsPerAddressPerDay},
		{"code_tries", &s.Limits.CodeTries},
		{"sign_ins_per_ip_per_hour", &s.Limits.SignInsPerIPPerHour},
		{"sign_ins_per_account_per_hour", &s.Limits.SignInsPerAccountPerHour},
	}
}

// longestNumber keeps numbers of hours from overflowing a length of time.
const longestNumber = 7

// readNumber reads a whole number, or notes the code of what is wrong with the field.
func readNumber(form url.Values, field, code string, faults models.FieldErrors) int {
	text := strings.TrimSpace(form.Get(field))
	number, err := strconv.Atoi(text)
	if err != nil || len(text) > longestNumber {
		faults[field] = code
		return 0
	}
	return number
}

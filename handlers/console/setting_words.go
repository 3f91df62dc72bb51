package console

import (
	"strings"

	"alliance/models"
	"alliance/web"
)

// settingWords is the value of a setting in words, a line each.
func settingWords(l web.ConsoleLayout, name string, s models.Settings) []string {
	switch name {
	case "collection":
		return collectionWords(l, s.Collection)
	case "kinds":
		return []string{kindWords(l, s.Kinds)}
	case "two_person_kinds":
		return []string{kindWords(l, s.TwoPersonKinds)}
	case "require_second_factor":
		return []string{yesNo(l, s.RequireSecondFactor)}
	case "waiting_times":
		return []string{
			l.T("console.settings.waiting.nearly_late", "time", l.Length(s.WaitingTimes.NearlyLateAfter)),
			l.T("console.settings.waiting.late", "time", l.Length(s.WaitingTimes.LateAfter)),
		}
	case "limits":
		return limitWords(l, s)
	case "notification":
		return notificationWords(l, s.Notification)
	case "reasons":
		return reasonWords(l, s.Reasons)
	}
	return nil
}

func collectionWords(l web.ConsoleLayout, c models.Collection) []string {
	var words []string
	if c.Paused {
		words = append(words, l.T("console.settings.collection.paused"))
	} else {
		words = append(words, l.T("console.settings.collection.open"))
	}
	if last := c.LastDay(); !last.IsZero() {
		words = append(words, l.T("console.settings.collection.until", "date", l.Date(last)))
	}
	return words
}

func kindWords(l web.ConsoleLayout, kinds []models.Kind) string {
	if len(kinds) == 0 {
		return l.T("console.settings.none")
	}
	names := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		names = append(names, l.T("kind."+string(kind)))
	}
	return strings.Join(names, ", ")
}

func yesNo(l web.ConsoleLayout, yes bool) string {
	if yes {
		return l.T("console.yes")
	}
	return l.T("console.no")
}

func limitWords(l web.ConsoleLayout, s models.Settings) []string {
	var words []string
	for _, limit := range limitsOf(&s) {
		number := l.Number(*limit.value)
		if *limit.value == 0 {
			number = l.T("console.settings.no_limit")
		}
		words = append(words, l.T("console.settings.field."+limit.name)+": "+number)
	}
	return words
}

func notificationMode(l web.ConsoleLayout, mode models.NotificationMode) string {
	switch mode {
	case models.NotifyInstant:
		return l.T("console.settings.notification.instant")
	case models.NotifyDaily:
		return l.T("console.settings.notification.daily")
	case models.NotifyNever:
	}
	return l.T("console.settings.notification.never")
}

func notificationWords(l web.ConsoleLayout, n models.Notification) []string {
	words := []string{notificationMode(l, n.Mode)}
	if n.Mode == models.NotifyNever {
		return words
	}
	return append(words, n.Address, l.LanguageName(n.Language))
}

// reasonWords lists what differs from the built-in reasons.
func reasonWords(l web.ConsoleLayout, reasons []models.Reason) []string {
	if len(reasons) == 0 {
		return []string{l.T("console.reasons.as_built_in")}
	}
	var words []string
	for _, reason := range reasons {
		label := reason.Label
		if reason.BuiltIn() {
			label = l.T("console.reason." + reason.Code)
		}
		state := l.T("console.reasons.on")
		if reason.Off {
			state = l.T("console.reasons.off")
		}
		words = append(words, label+" ("+state+")")
	}
	return words
}

// settingDetail says in words what a change of a setting did; a detail it does not know stays as it is.
func settingDetail(l web.ConsoleLayout, detail string) string {
	name, before, after, ok := models.ReadSettingChange(detail)
	if !ok {
		return detail
	}
	words := func(s models.Settings) string { return strings.Join(settingWords(l, name, s), "; ") }
	return l.T("console.settings.detail", "name", l.T("console.settings.name."+name),
		"before", words(before), "after", words(after))
}

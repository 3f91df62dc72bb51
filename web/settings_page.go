package web

import (
	"strings"
	"time"

	"alliance/locale"
)

// SettingsPage is /moderation/settings, for administrators.
type SettingsPage struct {
	ConsoleLayout
	Settings []Setting
}

// Setting is one setting in words.
type Setting struct {
	*locale.Printer
	Name       string   // locale key suffix below console.settings.name. and console.settings.what.
	Now        []string // what holds, a line each
	Configured []string // what the configuration says
	Changed    bool     // it no longer follows the configuration
	URL        string   // where it is changed
}

// SettingPage is /moderation/settings/{name}, for administrators.
type SettingPage struct {
	ConsoleLayout
	Setting   Setting
	Mark      string // of the value that the page shows
	Fields    []SettingField
	Errors    map[string]string
	Meanwhile *Meanwhile // a colleague was faster; nil otherwise
}

// Meanwhile says who changed a setting while it was on the screen.
type Meanwhile struct {
	By string
	At time.Time
}

// SettingField is one input. Its label is the locale key console.settings.field.{name}, its help, if there is one,
// console.settings.help.{name}.
type SettingField struct {
	Name    string
	Type    string          // date, number, email, or choice (radio), choices (checkbox)
	Value   string          // of all but choices
	Options []SettingOption // of choice and choices
}

// SettingOption is one of the values of a choice.
type SettingOption struct {
	Value, Label string
	Chosen       bool
}

// Help is the explanation below the label; empty where there is none.
func (p SettingPage) Help(field string) string {
	if key := "console.settings.help." + field; p.Has(key) {
		return p.T(key)
	}
	return ""
}

// ReasonsPage is /moderation/reasons, for administrators.
type ReasonsPage struct {
	ConsoleLayout
	Setting   Setting
	Mark      string
	Reasons   []ReasonLine
	Form      ReasonForm
	Errors    map[string]string
	Meanwhile *Meanwhile
}

// LanguageNames lists languages by their own names.
func (p ReasonsPage) LanguageNames(codes []string) string {
	names := make([]string, 0, len(codes))
	for _, code := range codes {
		names = append(names, p.LanguageName(code))
	}
	return strings.Join(names, ", ")
}

// ReasonLine is a reason for refusing a pledge.
type ReasonLine struct {
	Code    string
	BuiltIn bool
	Off     bool
	Missing []string // languages in which the mail would speak English
}

// ReasonForm adds or changes a reason of the administrators' own.
type ReasonForm struct {
	Code, Label string
	Known       bool // it exists: the code stays
	Texts       []ReasonText
}

// ReasonText is what the refusal mail says in one language.
type ReasonText struct{ Language, Text string }

// Field is the name of the input.
func (t ReasonText) Field() string { return "text_" + t.Language }

package models

import "slices"

// Reason is a code for refusing a pledge. One of the administrators' own has its texts here; those of the
// built-in ones are in locale.
type Reason struct {
	Code  string            `json:"code"`
	Label string            `json:"label,omitempty"` // for moderators; empty: built in
	Texts map[string]string `json:"texts,omitempty"` // for the refusal mail, by language; English is always there
	Off   bool              `json:"off,omitempty"`   // not offered any more; never removed, since pledges name it
}

// BuiltIn reports whether the texts of the reason are in locale.
func (r Reason) BuiltIn() bool { return r.Label == "" }

// builtInReasons are the codes that every installation begins with.
func builtInReasons() []string {
	return []string{"not_authorised", "not_eligible", "duplicate", "incomplete", "inappropriate", "test"}
}

// allReasons lists the built-in codes first, then the administrators' own, with those that are switched off.
func (s Settings) allReasons() []Reason {
	var reasons []Reason
	for _, code := range builtInReasons() {
		reasons = append(reasons, Reason{Code: code})
	}
	for _, changed := range s.Reasons {
		if i := slices.IndexFunc(reasons, changed.same); i >= 0 {
			reasons[i].Off = changed.Off
			continue
		}
		reasons = append(reasons, changed)
	}
	return reasons
}

func (r Reason) same(other Reason) bool { return r.Code == other.Code }

// AllReasons returns every code, also those that are not offered any more.
func (s *Store) AllReasons() []Reason { return s.Settings().allReasons() }

// Reasons returns the codes that moderators may choose now.
func (s *Store) Reasons() []string {
	var codes []string
	for _, reason := range s.AllReasons() {
		if !reason.Off {
			codes = append(codes, reason.Code)
		}
	}
	return codes
}

// ReasonText returns what the refusal mail says for a code of the administrators' own, and in which language:
// English where there is no text in the one asked for. It is empty for a built-in code, whose texts are in locale.
func (s *Store) ReasonText(code, language string) (text, in string) {
	for _, reason := range s.AllReasons() {
		if reason.Code != code {
			continue
		}
		if text := reason.Texts[language]; text != "" {
			return text, language
		}
		return reason.Texts[fallbackLanguage], fallbackLanguage
	}
	return "", ""
}

package models

import (
	"fmt"
	"reflect"
	"slices"

	"alliance/models/typed"
)

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

// resetReasons switches every built-in code on and the administrators' own off: pledges name them, so they stay.
func (s Settings) resetReasons() []Reason {
	var reasons []Reason
	for _, reason := range s.Reasons {
		if !reason.BuiltIn() {
			reason.Off = true
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// changedReasons leaves out the reasons that are the same on both sides.
func changedReasons(before, after Settings) (from, to []Reason) {
	without := func(reasons, others []Reason) []Reason {
		return slices.DeleteFunc(slices.Clone(reasons), func(r Reason) bool {
			return slices.ContainsFunc(others, func(o Reason) bool { return reflect.DeepEqual(r, o) })
		})
	}
	return without(before.Reasons, after.Reasons), without(after.Reasons, before.Reasons)
}

// SetOwnReason adds a reason of the administrators' own, or changes the one of its code where that is known to be
// there. Its texts are brought into their normal form; languages without one are left out.
func (s *Settings) SetOwnReason(reason Reason, known bool) FieldErrors {
	faults := FieldErrors{}
	reason.check(faults)
	i := slices.IndexFunc(s.Reasons, reason.same)
	own := i >= 0 && !s.Reasons[i].BuiltIn()
	if own && !known || slices.Contains(builtInReasons(), reason.Code) {
		faults["code"] = "taken"
	}
	if len(faults) > 0 {
		return faults
	}
	if i >= 0 {
		reason.Off = s.Reasons[i].Off
	}
	s.setReason(reason.normal())
	return nil
}

// SwitchReason offers a reason to moderators, or no longer does; ErrNotFound when there is no such code.
func (s *Settings) SwitchReason(code string, off bool) error {
	for _, reason := range s.allReasons() {
		if reason.Code == code {
			reason.Off = off
			s.setReason(reason)
			return nil
		}
	}
	return fmt.Errorf("reason %q: %w", code, ErrNotFound)
}

// setReason puts a reason in its place. A built-in one that is on is as ever and leaves the list.
func (s *Settings) setReason(reason Reason) {
	reasons := slices.DeleteFunc(slices.Clone(s.Reasons), func(r Reason) bool {
		return r.Code == reason.Code && r.BuiltIn()
	})
	switch i := slices.IndexFunc(reasons, reason.same); {
	case i >= 0:
		reasons[i] = reason
	case !reason.BuiltIn() || reason.Off:
		reasons = append(reasons, reason)
	}
	if len(reasons) == 0 {
		reasons = nil // as before anybody changed them
	}
	s.Reasons = reasons
}

func (r Reason) normal() Reason {
	r.Label, _ = typed.Line(r.Label, maxReasonLabel)
	texts := map[string]string{}
	for language, text := range r.Texts {
		if text, _ = typed.Text(text, maxReasonText); text != "" {
			texts[language] = text
		}
	}
	r.Texts = texts
	return r
}

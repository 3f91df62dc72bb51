package web

import "slices"

// Correction makes the pages of the pledge those by which a representative answers a moderator's question: kind,
// country, e-mail address and declaration stand still, everything else can be corrected.
type Correction struct {
	Token    string
	Question string
	Fields   []string // to look at, by their names in the form
}

// CorrectionClosedPage is /{lang}/correct/{token} when there is nothing to answer.
type CorrectionClosedPage struct {
	Layout
	Outcome string // locale key suffix: sent, recalled, approved, closed, invalid
}

// AnswerLimit is the length of an answer in characters as a reader counts them (graphemes).
const AnswerLimit = 500

// AnswerLimit is the length of an answer in characters.
func (PledgePage) AnswerLimit() int { return AnswerLimit }

// Action is the address that takes the form.
func (p PledgePage) Action() string { return p.Correction.action(p.Layout) }

// Action is the address that takes the form.
func (p ReviewPage) Action() string { return p.Correction.action(p.Layout) }

func (c *Correction) action(l Layout) string {
	if c == nil {
		return l.URL("/pledge")
	}
	return l.URL("/correct/" + c.Token)
}

// Personal reports whether the form is a person's own, whose name is that of the body.
func (p PledgePage) Personal() bool { return p.Correction != nil && p.Form.Kind == individual }

// fields are those of the form, as the eye meets them.
func (p PledgePage) fields() []string {
	if p.Correction == nil {
		return fieldsInOrder()
	}
	return append([]string{FieldAnswer}, fieldsInOrder()...)
}

// Look are the fields that the question is about, each leading to its input.
func (p PledgePage) Look() []string {
	return slices.DeleteFunc(slices.Clone(p.Correction.Fields), func(field string) bool {
		return field == FieldBody && p.Personal()
	})
}

// Fixed is what stays as it was signed.
func (p PledgePage) Fixed() []Answer {
	return []Answer{
		answer(p.Layout, "review.kind", p.T("pledge.kind."+p.Form.Kind)),
		answer(p.Layout, "review.country", p.Country(p.Form.Country)),
		answer(p.Layout, "review.email", p.Form.Email),
	}
}

// NeedsContact reports whether the page says whom to ask.
func (p CorrectionClosedPage) NeedsContact() bool {
	return p.Outcome == "closed" || p.Outcome == "invalid"
}

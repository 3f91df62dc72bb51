package web

import "time"

// ClosedPage stands in place of the form while no pledges are taken, and in place of the button once it is too late
// to confirm one.
type ClosedPage struct {
	Layout
	Collection string      // paused, grace, closed; blocked: from this network only
	LastDay    time.Time   // zero: none was set
	Typed      *PledgeForm // what was sent meanwhile; nil where nothing was
	TooLate    bool        // a link was opened after the day of grace
}

// Answers are what was typed, so that it can be kept.
func (p ClosedPage) Answers() []Answer {
	form := p.Typed
	answers := []Answer{
		answer(p.Layout, "review.kind", p.known("pledge.kind.", form.Kind)),
		answer(p.Layout, "review.country", p.Country(form.Country)),
		answer(p.Layout, "review.body", form.Body),
		answer(p.Layout, "review.website", form.Website),
		answer(p.Layout, "review.representative_name", form.RepresentativeName),
		answer(p.Layout, "review.representative_function", form.RepresentativeFunction),
		answer(p.Layout, "review.email", form.Email),
		answer(p.Layout, "review.statement", form.Statement),
	}
	return answers
}

// known is a text of the page, or the code where there is none.
func (p ClosedPage) known(prefix, code string) string {
	if p.Has(prefix + code) {
		return p.T(prefix + code)
	}
	return code
}

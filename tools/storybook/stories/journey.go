package stories

import "alliance/web"

func (b builder) journey() []Story {
	layout := b.layout("/pledge", "pledge.title", "")
	declaration := web.Declaration{
		Version: "2026-1", Language: "en", Title: "Declaration of the #CohesionAlliance",
		Text: declarationText, Current: true,
	}
	empty := web.PledgePage{
		Layout: layout, Kinds: []string{"region", "city", "association", "organisation", "individual"},
		Associations: web.HomePage{}.Founders(), Declaration: declaration,
	}
	faulty := empty
	faulty.Form = web.PledgeForm{
		Kind: "city", Country: "LV", Body: "Riga", Declaration: "2026-1",
		Errors: map[string]string{"email": "required", "representative_name": "required", "authorised": "required"},
	}
	faulty.Suggestions = []web.Suggestion{{ID: "1", Name: "Rīga", Country: "LV", Parent: "Rīga"}}
	review := web.ReviewPage{
		Layout: layout, Territory: "Rīga", Declaration: declaration,
		Form: web.PledgeForm{
			Kind: "city", Country: "LV", Body: "Riga City Council", Website: "https://riga.example/",
			Declaration:        "2026-1",
			RepresentativeName: "Anna Ozola", RepresentativeFunction: "Adviser", Email: "anna@riga.example",
			Authorised: true,
			Statement:  "Cohesion is the promise that no place stays alone.", Associations: []string{"EUROCITIES"},
		},
		Preview: web.Entry{Name: "Riga City Council", Kind: "city", Country: "LV", Territory: "Rīga"},
	}
	sent := web.SentPage{Layout: layout, Receipt: "abc", Email: "anna@riga.example", MailDays: 7}
	wrong := sent
	wrong.Fault = "wrong_code"
	confirmed := web.ConfirmedPage{Layout: layout, Body: "Riga City Council", State: "waiting", Share: share()}
	return []Story{
		{"pledge", empty},
		{"pledge-faults", faulty},
		{"pledge-review", review},
		{"sent", sent},
		{"sent-wrong-code", wrong},
		{"confirm", web.ConfirmPage{
			Layout: layout, Token: "abc", Body: "Riga City Council", RepresentativeName: "Anna Bērziņa",
		}},
		{"confirmed", confirmed},
		{"link-invalid", web.LinkInvalidPage{Layout: layout}},
	}
}

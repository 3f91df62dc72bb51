package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestLinksOfAssociationsFillTheForm(t *testing.T) {
	t.Parallel()
	s := newSite(t, change{models: func(c *models.Config) {
		c.Pledge.Kinds = []models.Kind{models.KindRegion, models.KindCity}
	}})
	for name, link := range map[string]struct {
		query  string
		ticked []string
		path   string
	}{
		"nothing":        {"", nil, "/en/pledge"},
		"an association": {"?association=CEMR", []string{"CEMR"}, "/en/pledge?association=CEMR"},
		"two, in any order": {
			"?association=CPMR&association=AER",
			[]string{"AER", "CPMR"},
			"/en/pledge?association=AER&association=CPMR",
		},
		"kind and country":      {"?kind=city&country=LV", []string{"city"}, "/en/pledge?country=LV&kind=city"},
		"a kind that is closed": {"?kind=individual", nil, "/en/pledge"},
		"what is not offered":   {"?kind=king&country=QQ&association=NATO", nil, "/en/pledge"},
		"what no link may fill": {
			"?email=a@b.eu&authorised=1&consent_name=1&consent_news=1&statement=hi", nil, "/en/pledge",
		},
		"nonsense":               {"?%zz&kind=%ff&country=\"><script>", nil, "/en/pledge"},
		"an array in a language": {"?kind[]=city", nil, "/en/pledge"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := s.get("/en/pledge"+strings.ReplaceAll(link.query, `"><script>`, "%22%3E%3Cscript%3E")).
				status(http.StatusOK).lacks("a@b.eu", "><script>", "error-summary")
			var ticked []string
			for _, box := range answer.document().Find("input[checked]").EachIter() {
				ticked = append(ticked, box.AttrOr("value", ""))
			}
			if diff := cmp.Diff(link.ticked, ticked); diff != "" {
				t.Errorf("ticked (-want +got):\n%s", diff)
			}
			canonical := answer.document().Find("link[rel=canonical]").AttrOr("href", "")
			if canonical != "https://alliance.example"+link.path {
				t.Errorf("want the canonical address %s, got %s", link.path, canonical)
			}
		})
	}
}

func TestOnlyKindsThatMaySignAreOffered(t *testing.T) {
	t.Parallel()
	s := newSite(t, change{models: func(c *models.Config) { c.Pledge.Kinds = []models.Kind{models.KindCity} }})
	kinds := s.get("/en/pledge").document().Find("input[name=kind]")
	if kinds.Length() != 1 || kinds.AttrOr("value", "") != "city" {
		t.Errorf("want one kind, got %d", kinds.Length())
	}
	s.post("/en/pledge", riga("kind", "region")).status(http.StatusUnprocessableEntity).
		has("Bodies of this kind cannot sign at present")
}

// typedIn reads what the form holds.
func typedIn(a *answer) url.Values {
	form := url.Values{}
	fields := a.document().Find("form[method=post]").Find("input, textarea, option[selected]")
	for _, field := range fields.EachIter() {
		name, value := field.AttrOr("name", ""), field.AttrOr("value", "")
		kind := field.AttrOr("type", "")
		_, checked := field.Attr("checked")
		switch {
		case field.Is("option"):
			name = field.Closest("select").AttrOr("name", "")
		case field.Is("textarea"):
			value = strings.TrimPrefix(field.Text(), "\n")
		case kind == "radio" || kind == "checkbox":
			if !checked {
				continue
			}
		}
		if value != "" && name != "" {
			form.Add(name, value)
		}
	}
	return form
}

func TestFaultsComeBackWithEverythingTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	full := riga("consent_name", "1", "consent_news", "1")
	for name, fault := range map[string]struct {
		field, value, text string
	}{
		"no kind":             {"kind", "", "Choose what kind of body signs."},
		"no country":          {"country", "", "Choose a country."},
		"unknown country":     {"country", "QQ", "Choose a country from the list."},
		"no body":             {"body", "", "Write the name of the body"},
		"no name":             {"representative_name", "", "Write the first and last name"},
		"no address":          {"email", "", "Write your work e-mail address"},
		"a broken address":    {"email", "anna", "Write the e-mail address in full"},
		"not authorised":      {"authorised", "", "Tick the box if you are authorised to sign"},
		"a clear no":          {"authorised", "0", "Tick the box if you are authorised to sign"},
		"a strange site":      {"website", "not a site", "Write the web site like this"},
		"unknown declaration": {"declaration", "1999-1", "Read the declaration as it stands"},
	} {
		for _, step := range []string{"", "review", "submit"} {
			t.Run(name+", step "+step, func(t *testing.T) {
				form := riga("consent_name", "1", "consent_news", "1", fault.field, fault.value)
				form.Set("step", step)
				answer := s.post("/en/pledge", form).status(http.StatusUnprocessableEntity)
				answer.header("Cache-Control", "no-store").has(fault.text)
				if !strings.HasPrefix(answer.text("title"), "Error: ") {
					t.Errorf("the title does not say that something is wrong: %s", answer.text("title"))
				}
				summary := answer.document().Find("[data-error-summary] a")
				if summary.Length() != 1 || !strings.Contains(summary.Text(), fault.text) {
					t.Errorf("want one fault in the summary, got %q", summary.Text())
				}
				target := summary.AttrOr("href", "#none")
				if answer.document().Find(target).Length() != 1 {
					t.Errorf("the summary leads nowhere: %s", target)
				}
				want := slices.Clone(full["association"])
				typed := typedIn(answer)
				if diff := cmp.Diff(want, typed["association"]); diff != "" {
					t.Errorf("associations (-want +got):\n%s", diff)
				}
				for field := range full {
					if field == fault.field || field == "declaration" {
						continue
					}
					if got := typed.Get(field); got != full.Get(field) {
						t.Errorf("%s: want %q as typed, got %q", field, full.Get(field), got)
					}
				}
			})
		}
	}
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("a faulty form caused %d mails", len(mails))
	}
}

func TestReviewShowsWhatWillBeStored(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	answer := s.post("/en/pledge", riga("body", "  Rīga ", "contact_url", "trap.example")).status(http.StatusOK)
	answer.has("Check your pledge", "anna.berzina@riga.lv", "Cohesion matters to us.", `name="step" value="submit"`,
		`name="step" value="edit"`).lacks("error-summary")
	answer.header("Cache-Control", "no-store")
	carried := typedIn(answer)
	want := riga("contact_url", "trap.example", "website", "https://www.riga.lv") // in normal form
	for field := range want {
		if got := carried.Get(field); got != want.Get(field) {
			t.Errorf("%s: want %q to be carried on, got %q", field, want.Get(field), got)
		}
	}
	if carried.Get("consent_name") != "" || carried.Get("consent_news") != "" {
		t.Error("the review page gives consents that nobody gave")
	}
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("a review caused %d mails", len(mails))
	}
}

func TestAChosenSuggestionSurvivesEditing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.post("/en/pledge", riga("step", "edit", "body", "Rigga", "territory", "456172")).status(http.StatusOK).
		has(`value="Rīga"`).lacks("Rigga", "error-summary")
}

func TestEditShowsTheFormAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	form := riga("step", "edit", "email", "not yet")
	answer := s.post("/en/pledge", form).status(http.StatusOK).lacks("error-summary")
	for field, values := range typedIn(answer) {
		if field == "step" || field == "declaration" {
			continue
		}
		if values[0] != form.Get(field) {
			t.Errorf("%s: want %q, got %q", field, form.Get(field), values[0])
		}
	}
	s.post("/en/pledge", riga("step", "dance")).status(http.StatusBadRequest)
}

func TestWhatIsTypedStaysText(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	attack := `"><script>alert(1)</script>`
	form := riga("body", attack, "representative_name", attack, "statement", "</textarea>"+attack, "country", attack,
		"website", attack, "email", attack, "declaration", attack, "contact_url", attack)
	form.Add("association", attack)
	s.post("/en/pledge", form).status(http.StatusUnprocessableEntity).lacks("<script>alert", `"><script`)
	s.post("/en/pledge", riga("body", "Rīga & Co <b>")).lacks("<b>")
}

func TestFormsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	urlencoded := "application/x-www-form-urlencoded"
	many := strings.Repeat("association=AER&", 70)
	for name, request := range map[string]struct {
		contentType, body string
		status            int
	}{
		"another coding":         {"application/json", `{"kind":"city"}`, http.StatusUnsupportedMediaType},
		"multipart":              {"multipart/form-data; boundary=x", "--x--", http.StatusUnsupportedMediaType},
		"no coding":              {"", "kind=city", http.StatusUnsupportedMediaType},
		"a broken coding":        {"application/;;", "kind=city", http.StatusUnsupportedMediaType},
		"broken escapes":         {urlencoded, "kind=%zz", http.StatusBadRequest},
		"not UTF-8":              {urlencoded, "body=%ff%fe", http.StatusBadRequest},
		"a name not UTF-8":       {urlencoded, "%ff=body", http.StatusBadRequest},
		"semicolons":             {urlencoded, "a=b;c=d", http.StatusBadRequest},
		"too many values":        {urlencoded, many, http.StatusBadRequest},
		"nothing at all":         {urlencoded, "", http.StatusUnprocessableEntity},
		"with its character set": {urlencoded + "; charset=UTF-8", riga().Encode(), http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			s.do(http.MethodPost, "/en/pledge", strings.NewReader(request.body), "Content-Type", request.contentType).
				status(request.status).lacks("incident")
		})
	}
}

func TestSubmitLimits(t *testing.T) {
	t.Parallel()
	s := newSite(t, change{models: func(c *models.Config) { c.Limits.PledgesPerIPPerHour = 1 }})
	s.submit(riga())
	answer := s.post("/en/pledge", riga("body", "Jūrmala", "step", "submit")).status(http.StatusTooManyRequests)
	answer.has("Please wait a little").header("Retry-After", "3600").header("Cache-Control", "no-store")
	s.post("/en/pledge", riga()).status(http.StatusOK) // a review costs nothing
}

func TestTheTrapIsSetSilently(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	location := s.submit(riga("contact_url", "https://spam.example"))
	s.get(location).status(http.StatusOK).has("anna.berzina@riga.lv").lacks("spam.example", "suspected")
	if _, err := s.ConfirmPledge(t.Context(), s.mail().Token); err != nil {
		t.Fatal(err)
	}
	queue, err := s.Queue(t.Context(), models.QueueFilter{Suspected: true})
	if err != nil || len(queue.Items) != 1 {
		t.Errorf("want one suspected pledge, got %d, %v", len(queue.Items), err)
	}
}

func TestTheVisitorsAddressIsStoredNotTheProxys(t *testing.T) {
	t.Parallel()
	s := newSite(t,
		change{models: func(c *models.Config) { c.Limits.PledgesPerIPPerHour = 1 }},
		change{http: func(o *Options) { o.Config.TrustedProxies = []string{"203.0.113.9"} }})
	forwarded := func(address string) int {
		form := riga("step", "submit", "email", "a@"+strings.ReplaceAll(address, ":", "-")+".example")
		return s.post("/en/pledge", form, "X-Forwarded-For", "192.0.2.66, "+address).Code
	}
	if got := forwarded("198.51.100.1"); got != http.StatusSeeOther {
		t.Errorf("the first visitor: %d", got)
	}
	if got := forwarded("198.51.100.1"); got != http.StatusTooManyRequests {
		t.Errorf("the same visitor with another claim: %d", got)
	}
	if got := forwarded("198.51.100.2"); got != http.StatusSeeOther {
		t.Errorf("another visitor: %d", got)
	}
}

func TestDuplicatesRevealNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	type seen struct {
		status int
		header http.Header
		page   string
	}
	submit := func() seen {
		s.t.Helper()
		answer := s.post("/en/pledge", riga("step", "submit"))
		location := answer.Header().Get("Location")
		_, token, _ := strings.Cut(location, "/pledge/sent/")
		page := s.get(location)
		header := answer.Header().Clone()
		header.Del("X-Request-Id")
		header.Set("Location", strings.ReplaceAll(location, token, "TOKEN"))
		return seen{answer.Code, header, strings.ReplaceAll(page.Body.String(), token, "TOKEN")}
	}
	first := submit()
	confirmation := s.mail()
	check := func(when string) {
		t.Helper()
		if diff := cmp.Diff(first, submit(), cmp.AllowUnexported(seen{})); diff != "" {
			t.Errorf("%s, the answer differs:\n%s", when, diff)
		}
	}
	check("while it is pending")
	confirmed, err := s.ConfirmPledge(t.Context(), confirmation.Token)
	if err != nil {
		t.Fatal(err)
	}
	check("while it waits for a decision")
	if err := s.Store.Store.Approve(t.Context(), admin, models.Seen{ID: confirmed.PledgeID}); err != nil {
		t.Fatal(err)
	}
	check("when it stands on the wall")
}

func TestIndividualsSignForThemselves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	form := riga("kind", "individual", "body", "", "representative_function", "", "website", "")
	s.post("/en/pledge", form).status(http.StatusOK).has("Anna Bērziņa")
	s.submit(form)
	if got := s.mail().BodyKind; got != models.KindIndividual {
		t.Errorf("want an individual, got %s", got)
	}
}

func TestFormInEveryLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, lang := range s.options.Site.Languages {
		form := riga("step", "submit", "email", "anna@"+lang+".example")
		location := s.post("/"+lang+"/pledge", form).status(http.StatusSeeOther).Header().Get("Location")
		if !strings.HasPrefix(location, "/"+lang+"/pledge/sent/") {
			t.Errorf("%s leads to %s", lang, location)
		}
		if mail := s.mail(); mail.Language != lang {
			t.Errorf("want a mail in %s, got %s", lang, mail.Language)
		}
	}
}

func FuzzForm(f *testing.F) {
	f.Add("kind=city&body=R%C4%ABga&authorised=1", "application/x-www-form-urlencoded")
	f.Add("association=AER&association=&territory=&territory=LV", "application/x-www-form-urlencoded; charset=utf-8")
	f.Add("%ff=%00&a=b;c", "multipart/form-data; boundary=x")
	f.Fuzz(func(t *testing.T, body, contentType string) {
		req, err := http.NewRequest(http.MethodPost, "/en/pledge?body=query", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", contentType)
		values, err := formOf(req)
		if err != nil {
			return // refused; how is tested above
		}
		form := pledgeFormOf(values)
		for _, text := range append(form.Associations, form.Body, form.Email, form.Statement, form.Trap) {
			if !utf8.ValidString(text) {
				t.Errorf("%q is not UTF-8", text)
			}
		}
		if len(form.Associations) > maxValues {
			t.Errorf("%d associations", len(form.Associations))
		}
		if form.Authorised && !strings.Contains(body, "authorised") && !strings.Contains(body, "%") {
			t.Error("authorised without a word of it")
		}
		if form.Body == "query" && !strings.Contains(body, "query") && !strings.Contains(body, "%") {
			t.Error("the query is not part of the form")
		}
	})
}

func TestModelstestAndTheFormAgree(t *testing.T) {
	t.Parallel()
	form := pledgeFormOf(riga("email", modelstest.Pledge().Email))
	if form.Body != modelstest.Pledge().Body || form.Declaration != modelstest.Pledge().DeclarationVersion {
		t.Error("the two builders describe different pledges")
	}
}

func TestDidYouMean(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	form := riga("country", "IT", "body", "San Martino") // there are many
	offered := s.post("/en/pledge", form).status(http.StatusOK).document().Find(`input[type=radio][name=territory]`)
	if offered.Length() < 3 {
		t.Fatalf("want some places of that name and none of them, got %d", offered.Length())
	}
	if _, chosen := offered.Attr("checked"); chosen && offered.First().AttrOr("value", "") != "" {
		t.Error("a place was chosen for the visitor")
	}
	again := s.post("/en/pledge", riga("country", "IT", "body", "San Martino", "email", ""))
	if again.status(http.StatusUnprocessableEntity).document().Find("input[type=radio][name=territory]").Length() < 3 {
		t.Error("the form forgets what it suggested")
	}
	id := offered.First().AttrOr("value", "")
	form.Set("territory", id)
	chosen := typedIn(s.post("/en/pledge", form).status(http.StatusOK))
	if chosen.Get("territory") != id {
		t.Errorf("want the chosen place %s to be carried on, got %q", id, chosen.Get("territory"))
	}
	form.Set("territory", "no such place")
	s.post("/en/pledge", form).lacks("no such place") // free text stays possible, a made-up place does not
}

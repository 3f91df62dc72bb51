package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

// TestJourney walks a city from the home page to the wall through HTTP, as a browser without scripts does, and
// then searches the log for what it must not hold.
func TestJourney(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)

	s.get("/", "Accept-Language", "en").leadsTo(http.StatusFound, "/en/")
	s.get("/en/").status(http.StatusOK).has(`href="/en/pledge"`).lacks("Rīga")
	s.get("/en/pledge").status(http.StatusOK)
	s.get("/api/v1/territories?q=riga&country=LV&kind=city").status(http.StatusOK)
	s.post("/en/pledge", riga("email", "")).status(http.StatusUnprocessableEntity)
	review := s.post("/en/pledge", riga()).status(http.StatusOK)

	form := typedIn(review)
	form.Set("step", "submit")
	sent := s.post("/en/pledge", form).status(http.StatusSeeOther).Header().Get("Location")
	s.get(sent).status(http.StatusOK).has("anna.berzina@riga.lv")
	s.get("/en/members").lacks("Rīga")

	mail := s.mail()
	if mail.To != "anna.berzina@riga.lv" || mail.Kind != models.MailConfirmation || mail.Language != "en" {
		t.Fatalf("the mail is another one: %s in %s", mail.Kind, mail.Language)
	}
	s.post(sent, url.Values{"code": {"000000"}})
	s.get("/en/confirm/" + mail.Token).status(http.StatusOK)
	s.post("/en/confirm/"+mail.Token, nil).status(http.StatusSeeOther)
	s.get("/en/confirm/"+mail.Token).status(http.StatusOK).has("Thank you", "A person checks the pledge")
	s.get("/en/members").lacks("Rīga")

	cookie := s.signIn(admin.Email)
	queue := s.get("/moderation", "Cookie", cookie).status(http.StatusOK).has("Rīga")
	pledge := queue.document().Find(`a[href*="/moderation/pledges/"]`).AttrOr("href", "")
	pledge, _, _ = strings.Cut(pledge, "?")
	s.get(pledge, "Cookie", cookie).status(http.StatusOK).has("anna.berzina@riga.lv")
	s.post(pledge+"/approve", nil, "Cookie", cookie).status(http.StatusSeeOther)
	if got := s.mail(); got.Kind != models.MailApproved || got.Slug != "riga" {
		t.Errorf("want the mail about the approval, got %s", got.Kind)
	}

	s.get("/en/members").status(http.StatusOK).has("Rīga", "1 member").lacks("anna.berzina", "Bērziņa")
	s.get("/en/members/riga").status(http.StatusOK).lacks("anna.berzina", "Bērziņa")
	s.get("/en/").status(http.StatusOK).has("Rīga")
	s.get("/en/confirm/" + mail.Token).status(http.StatusOK).has("stands in the list of members")

	s.logHolds(t, nil, []string{
		"anna", "riga.lv", "Bērziņa", "Rīga", "203.0.113", mail.Token, mail.Code,
		strings.TrimPrefix(sent, "/en/pledge/sent/"),
		admin.Email, modelstest.Password, "ERROR", "email",
	})
}

// signIn returns the cookie of a moderator's session.
func (s *testSite) signIn(email string) string {
	s.t.Helper()
	form := url.Values{"email": {email}, "password": {modelstest.Password}}
	answer := s.post("/moderation/sign-in", form).status(http.StatusSeeOther)
	cookie, _, _ := strings.Cut(answer.Header().Get("Set-Cookie"), ";")
	if cookie == "" {
		s.t.Fatal("no session")
	}
	return cookie
}

// logHolds checks the log for what must and what must not be in it.
func (s *testSite) logHolds(t *testing.T, wanted, unwanted []string) {
	t.Helper()
	log := s.log.String()
	for _, want := range wanted {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	for _, unwanted := range unwanted {
		if strings.Contains(log, unwanted) {
			t.Errorf("the log holds %q", unwanted)
		}
	}
}

func TestNoPublicAnswerSetsACookie(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sent := s.submit(riga())
	token := s.mail().Token
	paths := []string{"/", "/en/", "/en/pledge", "/en/members", sent, "/en/confirm/" + token, "/nothing", "/readyz"}
	for _, path := range paths {
		s.get(path).header("Set-Cookie", "")
		s.get(path, "Cookie", "session=old; __Host-session=older").header("Set-Cookie", "")
	}
	s.post("/en/pledge", riga()).header("Set-Cookie", "")
	s.post("/en/confirm/"+token, nil).header("Set-Cookie", "")
	s.post(sent, url.Values{"code": {"1"}}).header("Set-Cookie", "")
}

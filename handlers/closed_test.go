package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"alliance/models"
)

func (s *testSite) setCollection(by models.Moderator, collection models.Collection) {
	s.t.Helper()
	change := func(settings *models.Settings) { settings.Collection = collection }
	if err := s.ChangeSettings(s.t.Context(), by, change); err != nil {
		s.t.Fatal(err)
	}
}

func TestPausedCollection(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	open := s.get("/en/pledge").status(http.StatusOK).has(`name="email"`).Header().Get("ETag")
	s.get("/en/").has("Join the #CohesionAlliance</a>")
	s.setCollection(admin, models.Collection{Paused: true})

	s.get("/en/pledge", "If-None-Match", open).status(http.StatusOK).lacks(`name="email"`).
		has("<h1>Signing is paused</h1>", "alliance@example.eu", "link in our e-mail still works").
		header("Cache-Control", "public, max-age=0, must-revalidate")
	s.get("/lv/pledge").status(http.StatusOK).has("<h1>Parakstīšana ir apturēta</h1>")
	s.get("/en/").status(http.StatusOK).lacks(`class="button big"`, "join-bar").has("Signing is paused for the moment.")

	typed := riga("body", "Līgatne & Sēlija")
	for _, step := range []string{"review", "submit", "edit"} {
		typed.Set("step", step)
		s.post("/en/pledge", typed).status(http.StatusConflict).
			has("Līgatne &amp; Sēlija", "anna.berzina@riga.lv", "Cohesion matters to us.", "Mayor", "City, municipality",
				"Nothing of it was sent or stored", "Try again").lacks("www.riga.lv/").header("Cache-Control", "no-store")
	}
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("%d mails, want none", len(mails))
	}
	if strings.Contains(s.log.String(), "riga.lv") {
		t.Error("the log holds what was typed")
	}
	s.setCollection(admin, models.Collection{})
	typed.Set("step", "edit") // as "Try again" sends it
	s.post("/en/pledge", typed).status(http.StatusOK).has(`value="Līgatne &amp; Sēlija"`)
}

func TestClosedAtADate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.setCollection(s.Administrator(t), models.Collection{Until: "2026-11-23"})
	s.get("/en/pledge").status(http.StatusOK).
		has(`name="email"`, "Pledges are taken until 23 November 2026, midnight UTC.")
	s.get("/lv/pledge").status(http.StatusOK).has("2026. gada 23. novembris")
	s.submit(riga())
	inTime := s.mail().Token
	s.submit(riga("email", "late@riga.lv"))
	late := s.mail().Token

	s.Clock.Advance(39 * time.Hour) // 24 November, 0:30
	s.get("/en/pledge").status(http.StatusOK).has("<h1>Signing has ended</h1>",
		"New pledges were taken until 23 November 2026.", "link in our e-mail still works")
	s.get("/en/").has("Signing has ended. Thank you to all who joined.")
	s.post("/en/pledge", riga("email", "later@riga.lv")).status(http.StatusConflict).
		has("later@riga.lv").lacks("Try again")
	s.get("/en/confirm/" + inTime).status(http.StatusOK).has("<button")
	s.post("/en/confirm/"+inTime, nil).status(http.StatusSeeOther)

	s.Clock.Advance(24 * time.Hour)
	s.get("/en/pledge").status(http.StatusOK).lacks("link in our e-mail still works")
	s.get("/en/confirm/" + inTime).status(http.StatusOK).lacks("too late")
	s.get("/en/confirm/"+late).status(http.StatusConflict).lacks("<button").
		has("It is too late to confirm this pledge", "23 November 2026", "alliance@example.eu")
	s.post("/en/confirm/"+late, nil).status(http.StatusConflict).has("It is too late to confirm this pledge")
	s.get("/lv/confirm/" + late).status(http.StatusConflict).has("Šo apņemšanos apstiprināt ir par vēlu")
	s.get("/en/confirm/none").status(http.StatusNotFound)
}

func TestCodesAreTooLateToo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.setCollection(s.Administrator(t), models.Collection{Until: "2026-11-22"})
	s.Clock.Advance(14 * time.Hour)
	address := s.submit(riga())
	code := s.mail().Code
	s.Clock.Advance(23*time.Hour + 59*time.Minute) // the page of the code lives for a day
	s.setCollection(models.Moderator{}, models.Collection{Until: "2026-11-23"})
	s.post(address+"/again", nil).status(http.StatusSeeOther)
	s.post(address, map[string][]string{"code": {code}}).status(http.StatusSeeOther)
}

func TestKindsThatAreNoLongerAccepted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	s.get("/en/pledge").status(http.StatusOK).has(`value="city"`)
	accept := func(kinds ...models.Kind) {
		t.Helper()
		change := func(settings *models.Settings) { settings.Kinds = kinds }
		if err := s.ChangeSettings(t.Context(), admin, change); err != nil {
			t.Fatal(err)
		}
	}
	accept(models.KindRegion, models.KindAssociation)
	s.get("/en/pledge?kind=city").status(http.StatusOK).lacks(`value="city"`).has(`value="association"`)
	s.post("/en/pledge", riga()).status(http.StatusUnprocessableEntity)
	s.get("/api/v1/territories?kind=city&q=riga").status(http.StatusOK).has(`"territories":[]`)
	s.get("/api/v1/territories?kind=region&q=steiermark").status(http.StatusOK).has("Steiermark")
	s.get("/en/privacy").status(http.StatusOK).lacks("under their own name")
	accept(models.KindIndividual)
	s.get("/api/v1/territories?q=riga").status(http.StatusOK).has(`"territories":[]`)
	s.get("/en/privacy").status(http.StatusOK).has("under their own name")
}

func TestABlockedNetworkIsToldSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	address := s.submit(riga())
	s.mail()
	entry := models.NewListedSender{List: models.ListBlock, Value: "203.0.113.0/24", Until: "2026-12-31"}
	if err := s.ListSender(t.Context(), models.Moderator{}, entry); err != nil {
		t.Fatal(err)
	}
	form := riga("email", "new@riga.lv", "step", "submit")
	s.post("/en/pledge", form).status(http.StatusForbidden).header("Cache-Control", "no-store").
		has("We cannot take a pledge from here", "new@riga.lv", "alliance@example.eu", "Nothing of it was sent or stored").
		lacks("What happens now")
	s.post("/lv/pledge", form).status(http.StatusForbidden).has("No šejienes apņemšanos nevaram pieņemt")
	s.post(address+"/again", nil).status(http.StatusForbidden).lacks("Nothing of it was sent")
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("%d mails, want none", len(mails))
	}
}

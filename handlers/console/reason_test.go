package console_test

import (
	"net/http"
	"testing"

	"alliance/models"
)

func TestOwnReasonsStandInTheFormAndTheHistory(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	err := s.ChangeSettings(t.Context(), s.admin, func(settings *models.Settings) {
		settings.Reasons = []models.Reason{
			{Code: "test", Off: true},
			{Code: "no_council", Label: "No <council> decision", Texts: map[string]string{"en": "Not decided yet."}},
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b := s.asAdmin(t)
	b.get(path).want(http.StatusOK).has("option[value=no_council]", "No <council> decision").hasNot("option[value=test]")
	b.post(path+"/refuse", "reason", "test").want(http.StatusUnprocessableEntity)
	b.post(path+"/refuse", "reason", "no_council").want(http.StatusSeeOther)
	b.get(path).want(http.StatusOK).has("article header", "Reason: No <council> decision.").
		has("article section", "Refused: No <council> decision Ada Admin")
	b.get("/moderation/audit").want(http.StatusOK).has("tbody", "No <council> decision")
}

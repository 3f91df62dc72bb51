package console_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestAPledgeOnPaperIsRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	b.get("/moderation/record").want(http.StatusOK).has("h1", "Record pledges made on paper").
		has("nav a[aria-current]", "On paper").count("#origin[checked]", 1).
		has("#declaration option[selected]", "2026-1").count("input[name=association]", 6).
		count("#kind option[value=individual]", 0)

	b.post("/moderation/record", "origin", "collective", "bodies", "Cēsis\nOgre", "kind", "city", "country", "LV",
		"association", "CPMR", "signed_on", "2031-01-01", "reference", "folder 12").
		want(http.StatusUnprocessableEntity).has("[role=alert]", "Enter the name of the association").
		has("[role=alert]", "This day is still to come").has("#bodies", "Cēsis Ogre").
		count("input[name=association][value=CPMR][checked]", 1).count("#reference[value='folder 12']", 1).
		has("#country option[selected]", "Latvia").count("#origin-collective[checked]", 1)

	id := b.post("/moderation/record", "origin", "paper", "bodies", "Cēsis\r\nOgre\r\n", "kind", "city", "country", "LV",
		"declaration", "2026-1", "signed_on", "2026-11-20", "reference", "folder 12").importID()
	s.work(t, id)
	path := "/moderation/imports/" + id
	b.get(path).want(http.StatusOK).has("h1", "Cēsis + 1").has("main", "Signed on paper.").
		has("main", "The sheets are kept here: folder 12.").has("#rows", "Every row").count("table.queue tbody tr", 2).
		has("form[action$='/run'] button", "Import 2 rows")
	b.post(path+"/run", "likely", "skip").want(http.StatusSeeOther, path)
	s.work(t, id)
	b.get(path).want(http.StatusOK).has("table.queue a[href='/en/members/ogre']", "Ogre")

	ogre, err := s.Signatory(t.Context(), "ogre")
	if err != nil || ogre.Origin != "paper" {
		t.Errorf("Ogre came by %q (%v), want by paper", ogre.Origin, err)
	}
	if audit := b.get("/moderation/audit").want(http.StatusOK); !strings.Contains(audit.text, "Import started") {
		t.Error("the audit trail does not say who did it")
	}
}

package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"alliance/models"
)

func TestTransparencyPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	s.get("/en/transparency").status(http.StatusOK).
		has("<h1>Transparency</h1>", "No pledge has been refused.", "Too few pledges have been decided to say.")
	refuse := func(i int, reason string) {
		t.Helper()
		id := s.Confirm(t, pledgeOf(fmt.Sprintf("Union%d", i)))
		s.Clock.Advance(50 * time.Hour)
		if err := s.Refuse(t.Context(), admin, models.Seen{ID: id}, reason, ""); err != nil {
			t.Fatal(err)
		}
		s.ClaimAll(t)
	}
	for i := range 5 {
		refuse(i, "duplicate")
	}
	refuse(5, "inappropriate")
	page := s.get("/en/transparency").status(http.StatusOK)
	for row, want := range map[string]string{
		"Received": "Received 6", "Confirmed by": "Confirmed by their representatives 6", "refused": "refused 6",
		"waiting": "waiting for a decision 0", "Other reasons": "Other reasons, each given fewer than five times 1",
	} {
		if got := page.text("tr:contains('" + row + "')"); got != want {
			t.Errorf("line %q: %q, want %q", row, got, want)
		}
	}
	page.has("within 2 days of their confirmation", "2026-11").lacks("cannot be published on this site", "Union")
	s.get("/lv/transparency").status(http.StatusOK).has("<h1>Pārredzamība</h1>", "2 dienas")
	s.get("/en/").has(`href="/en/transparency"`)
}

func TestTransparencyIsTheSameForEveryQuery(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tag := s.get("/en/transparency").Header().Get("ETag")
	s.Submit(t, pledgeOf("Towns"))
	for _, query := range []string{"", "?a=1", "?a=" + strings.Repeat("x", 500)} {
		answer := s.get("/en/transparency"+query).status(http.StatusOK).
			header("Cache-Control", "public, max-age=0, must-revalidate")
		if got := answer.Header().Get("ETag"); got != tag {
			t.Errorf("%s: another answer within the minute", query)
		}
	}
	s.Clock.Advance(time.Minute)
	if s.get("/en/transparency").Header().Get("ETag") == tag {
		t.Error("the same answer after a minute, want the new count")
	}
}

package handlers

import (
	"net/http"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

// publicAddresses are all addresses of the route table that are read without signing in and without a token, in one
// language, and those of the API's document.
func publicAddresses(t *testing.T, s *testSite) []string {
	t.Helper()
	table, err := os.ReadFile("handlers.go")
	if err != nil {
		t.Fatal(err)
	}
	var addresses []string
	for _, match := range regexp.MustCompile(`\br\.get\("([^"]*)"`).FindAllStringSubmatch(string(table), -1) {
		path := strings.NewReplacer(":slug", "riga", ":part", "members-en-1.xml", "*name", "site.css").Replace(match[1])
		switch {
		case strings.Contains(path, ":"), strings.HasPrefix(path, "/mailbox"):
			continue // needs a token; development only
		case strings.HasPrefix(path, "/api/"), strings.HasPrefix(path, "/s"), path == "/robots.txt", path == "/readyz":
			addresses = append(addresses, path)
		}
		addresses = append(addresses, "/en"+path)
	}
	addresses = append(addresses, apiTargets()...)
	addresses = append(addresses, "/en/suggest?q=rig", "/api/v1/territories?q=rig&lang=en", "/en/embed?member=riga")
	addresses = slices.DeleteFunc(addresses, func(address string) bool { return s.get(address).Code != http.StatusOK })
	if len(addresses) < 35 {
		t.Fatalf("only %d addresses are read: %v", len(addresses), addresses)
	}
	return addresses
}

func TestNothingPrivateIsPublic(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	s.member(admin, func(p *models.NewPledge) {
		p.ConsentName, p.ClientAddr = false, netip.MustParseAddr("198.51.100.77")
	})
	refused := s.Confirm(t, secretPledge("Refusedville", "refused@secret.example"))
	if err := s.Refuse(t.Context(), admin, models.Seen{ID: refused}, "not_authorised", ""); err != nil {
		t.Fatal(err)
	}
	s.ClaimAll(t)
	s.Confirm(t, secretPledge("Waitingville", "waiting@secret.example"))
	s.Submit(t, secretPledge("Unconfirmedville", "unconfirmed@secret.example"))
	if _, err := s.RecordPledges(t.Context(), admin, models.RecordedPledges{
		Origin: models.OriginPaper, Bodies: []string{"Papertown"}, Kind: models.KindCity, Country: "LV",
		Declaration: "2026-1", SignedOn: "2026-11-20", Reference: "Steel cabinet seven",
	}); err != nil {
		t.Fatal(err)
	}

	private := s.Private(t)
	for _, column := range []string{
		"pledges.email", "pledges.representative_name", "pledges.body", "pledges.client_ip", "moderators.email",
		"imports.reference", "pledges.statement",
	} {
		if len(private[column]) == 0 {
			t.Fatalf("%s: nothing is there that could be found", column)
		}
	}
	for _, address := range publicAddresses(t, s) {
		body := s.get(address).status(http.StatusOK).Body.String()
		for column, texts := range private {
			for _, text := range texts {
				if strings.Contains(body, text) {
					t.Errorf("%s says %q of %s", address, text, column)
				}
			}
		}
	}
}

// secretPledge says nothing that stands elsewhere.
func secretPledge(body, email string) models.NewPledge {
	pledge := modelstest.Pledge()
	pledge.Body, pledge.Email, pledge.TerritoryID = body, email, ""
	pledge.Website, pledge.Statement = "https://www."+strings.ToLower(body)+".example", "What "+body+" thinks of cohesion."
	pledge.RepresentativeName, pledge.RepresentativeFunction = "Secretary of "+body, "Keeper of "+body
	return pledge
}

package models_test

import (
	"errors"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func listSender(t *testing.T, store *modelstest.Store, list models.SenderList, value, until string) {
	t.Helper()
	entry := models.NewListedSender{List: list, Value: value, Until: until}
	if err := store.ListSender(t.Context(), models.Moderator{}, entry); err != nil {
		t.Fatalf("list %s: %v", value, err)
	}
}

// suspicion submits and confirms a pledge and returns why it is suspected.
func suspicion(t *testing.T, store *modelstest.Store, pledge models.NewPledge) []string {
	t.Helper()
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, store.Confirm(t, pledge))
	if err != nil {
		t.Fatal(err)
	}
	return detail.SuspectedReasons
}

func TestBlockedMailboxesWaitAsSuspected(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	listSender(t, store, models.ListBlock, "@Spam.Example", "")
	listSender(t, store, models.ListBlock, "Someone@riga.lv", "2026-12-31")
	listSender(t, store, models.ListAllow, "good@spam.example", "2026-12-31")
	blocked := []string{"blocked"}
	for email, want := range map[string][]string{
		"anna@riga.lv": nil, "someone@riga.lv": blocked, "someone.else@riga.lv": nil,
		"a@spam.example": blocked, "a@mail.spam.example": blocked, "a@notspam.example": nil,
		"good@spam.example": nil,
	} {
		pledge := hubPledge("Union "+email, func(p *models.NewPledge) { p.Email = email })
		pledge.Body = strings.NewReplacer("@", " ", ".", " ").Replace(pledge.Body)
		if diff := cmp.Diff(want, suspicion(t, store, pledge)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", email, diff)
		}
	}
}

func TestBlockedNetworksAreRefused(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	listSender(t, store, models.ListBlock, "192.0.2.0/24", "2026-12-31")
	listSender(t, store, models.ListBlock, "2001:db8::/48", "2026-12-31")
	listSender(t, store, models.ListAllow, "192.0.2.128/25", "2026-12-31")
	for address, refused := range map[string]bool{
		"192.0.2.7": true, "::ffff:192.0.2.7": true, "192.0.3.7": false, "192.0.2.200": false,
		"2001:db8::1": true, "2001:db8:1::1": false,
	} {
		pledge := hubPledge("Union", func(p *models.NewPledge) {
			p.Body, p.ClientAddr = "Union "+strings.ReplaceAll(address, ".", " "), netip.MustParseAddr(address)
			p.Email = strings.NewReplacer(".", "", ":", "").Replace(address) + "@union.example"
		})
		_, err := store.SubmitPledge(t.Context(), pledge)
		if errors.Is(err, models.ErrSenderBlocked) != refused || err != nil && !refused {
			t.Errorf("from %s: %v, want refused: %v", address, err, refused)
		}
	}
	store.ClaimAll(t)
	store.Clock.Advance(40 * 24 * time.Hour) // the entries have ended
	store.Submit(t, modelstest.Pledge())     // from 192.0.2.7
}

func TestAllowedSendersAreFreeOfLimits(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Limits.PledgesPerIPPerHour, c.Pledge.BodiesPerEmail = 1, 1 })
	pledge := func(body string) models.NewPledge {
		return hubPledge(body, func(p *models.NewPledge) { p.Email = "desk@union.example" })
	}
	store.Confirm(t, pledge("Union One"))
	var limited *models.LimitedError
	if _, err := store.SubmitPledge(t.Context(), pledge("Union Two")); !errors.As(err, &limited) {
		t.Errorf("the second pledge: %v, want a *LimitedError", err)
	}
	listSender(t, store, models.ListAllow, "192.0.2.7", "2026-11-22")
	if got := suspicion(t, store, pledge("Union Two")); len(got) != 1 || got[0] != "many_bodies" {
		t.Errorf("suspected for %v, want the many bodies", got)
	}
	listSender(t, store, models.ListAllow, "union.example", "")
	if got := suspicion(t, store, pledge("Union Three")); len(got) != 0 {
		t.Errorf("suspected for %v, want nothing", got)
	}
}

func TestListedSendersAreKeptWithoutAddresses(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	entry := models.NewListedSender{
		List: models.ListBlock, Value: "secret.person@riga.lv", Note: "Forged", Until: "2026-11-30",
	}
	if err := store.ListSender(t.Context(), admin, entry); err != nil {
		t.Fatal(err)
	}
	if err := store.ListSender(t.Context(), admin, entry); !errors.Is(err, models.ErrDuplicate) {
		t.Errorf("once more: %v, want ErrDuplicate", err)
	}
	listed, err := store.ListedSenders(t.Context())
	if err != nil || len(listed) != 1 || listed[0].Value+listed[0].Kind+listed[0].Note != "addressForged" {
		t.Fatalf("%+v (%v), want one address that cannot be read", listed, err)
	}
	if err := store.UnlistSender(t.Context(), admin, listed[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := store.UnlistSender(t.Context(), admin, listed[0].ID); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("removed twice: %v, want ErrNotFound", err)
	}
	trail, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Actor: admin.ID})
	if err != nil {
		t.Fatal(err)
	}
	if got := trail.Items[0].Action + " " + trail.Items[0].Detail; got != "list.remove block, address" {
		t.Errorf("audit row %q, want it without the address", got)
	}
	for _, file := range []string{"", "-wal"} {
		content, err := os.ReadFile(store.Config.Database.DSN + file)
		if err == nil && strings.Contains(string(content), "secret.person") {
			t.Errorf("the address stands in the file%s", file)
		}
	}
	if err := store.ListSender(t.Context(), admin, entry); err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(9 * 24 * time.Hour)
	if listed, err := store.ListedSenders(t.Context()); err != nil || len(listed) != 0 {
		t.Errorf("after its end: %+v (%v), want none", listed, err)
	}
	if result, err := store.ApplyRetention(t.Context()); err != nil || result.ExpiredDeleted == 0 {
		t.Errorf("retention %+v (%v), want the entry deleted", result, err)
	}
}

func TestEntriesThatAreNotAllowed(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	for name, c := range map[string]struct {
		entry models.NewListedSender
		want  models.FieldErrors
	}{
		"nothing": {
			models.NewListedSender{}, models.FieldErrors{"list": "required", "value": "required", "ends": "required"},
		},
		"no value": {
			models.NewListedSender{List: models.ListBlock, Value: "not a domain"},
			models.FieldErrors{"value": "invalid", "ends": "required"},
		},
		"an address without end": {
			models.NewListedSender{List: models.ListBlock, Value: "a@b.example"}, models.FieldErrors{"ends": "required"},
		},
		"half the internet": {
			models.NewListedSender{List: models.ListBlock, Value: "0.0.0.0/1", Until: "2026-12-01"},
			models.FieldErrors{"value": "wide"},
		},
		"ended": {
			models.NewListedSender{List: models.ListAllow, Value: "b.example", Until: "2026-11-21"},
			models.FieldErrors{"ends": "range"},
		},
		"kept for years": {
			models.NewListedSender{List: models.ListAllow, Value: "192.0.2.1", Until: "2028-11-21"},
			models.FieldErrors{"ends": "range"},
		},
		"no day": {
			models.NewListedSender{List: models.ListAllow, Value: "b.example", Until: "soon"},
			models.FieldErrors{"ends": "invalid"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var faults models.FieldErrors
			err := store.ListSender(t.Context(), models.Moderator{}, c.entry)
			if !errors.As(err, &faults) || cmp.Diff(c.want, faults) != "" {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

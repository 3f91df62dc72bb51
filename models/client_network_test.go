package models_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestPledgesAreFoundByTheirNetwork(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	for name, address := range map[string]string{
		"First": "203.0.113.0", "Last": "203.0.113.255", "Next": "203.0.114.0", "Mapped": "::ffff:203.0.113.9",
		"Six": "2001:db8::1", "Six end": "2001:db8:0:ffff::", "Six next": "2001:db8:1::",
	} {
		store.Confirm(t, hubPledge(name, func(p *models.NewPledge) { p.ClientAddr = netip.MustParseAddr(address) }))
	}
	store.Confirm(t, hubPledge("Unknown", func(p *models.NewPledge) { p.ClientAddr = netip.Addr{} }))
	for _, test := range []struct {
		query string
		want  []string
	}{
		{"203.0.113.255", []string{"Last"}},
		{" 203.0.113.9 ", []string{"Mapped"}},
		{"203.0.113.0/24", []string{"First", "Last", "Mapped"}},
		{"203.0.113.77/24", []string{"First", "Last", "Mapped"}}, // host bits make no difference
		{"203.0.112.0/22", []string{"First", "Last", "Mapped", "Next"}},
		{"203.0.113.128/25", []string{"Last"}},
		{"0.0.0.0/0", []string{"First", "Last", "Mapped", "Next"}},
		{"2001:db8::/48", []string{"Six", "Six end"}},
		{"2001:DB8:0:0::1", []string{"Six"}},
		{"2001:db8::/47", []string{"Six", "Six end", "Six next"}},
		{"::/0", []string{"First", "Last", "Mapped", "Next", "Six", "Six end", "Six next"}},
		{"203.0.113.0/33", nil}, // no network: letters and digits of a name
		{"203.0.113", nil},
	} {
		if diff := cmp.Diff(test.want, found(t, store, models.QueueFilter{Query: test.query})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.query, diff)
		}
	}
	store.Clock.Advance(15 * 24 * time.Hour)
	if _, err := store.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := found(t, store, models.QueueFilter{Query: "::/0"}); got != nil {
		t.Errorf("addresses whose time is over still find %v", got)
	}
}

// What an earlier version stored has no keys of addresses, words of names and totals: the migration makes them.
func TestPledgesOfAnEarlierVersionAreFound(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Confirm(t, modelstest.Pledge())
	store.Confirm(t, hubPledge("Union of Towns"))
	up, down, _ := strings.Cut(models.MigrationText(t, "00010_desk.sql"), "-- +goose Down")
	models.Tamper(t, store.Store, down)
	models.Tamper(t, store.Store, up)
	if _, err := models.Migrate(t.Context(), store.Config, modelstest.Options(store.Clock)); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"192.0.2.0/24", ""} {
		if got := found(t, store, models.QueueFilter{Query: query}); len(got) != 2 {
			t.Errorf("%q finds %v", query, got)
		}
	}
	if diff := cmp.Diff([]string{"Union of Towns"}, found(t, store, models.QueueFilter{Query: "of tow"})); diff != "" {
		t.Errorf("by words (-want +got):\n%s", diff)
	}
}

package models_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// found are the bodies that a filter finds, in the order of the alphabet.
func found(t *testing.T, store *modelstest.Store, filter models.QueueFilter) []string {
	t.Helper()
	queue, err := store.Queue(t.Context(), filter)
	if err != nil {
		t.Fatalf("%+v: %v", filter, err)
	}
	var bodies []string
	for _, item := range queue.Items {
		bodies = append(bodies, item.Body)
	}
	if queue.Total != len(bodies) {
		t.Errorf("%+v: total %d, %d listed", filter, queue.Total, len(bodies))
	}
	slices.Sort(bodies)
	return bodies
}

// searchedStore holds pledges whose names, addresses and territories can be told apart.
func searchedStore(t *testing.T) *modelstest.Store {
	t.Helper()
	store := modelstest.New(t)
	for _, pledge := range []struct {
		kind                           models.Kind
		body, country, email, language string
	}{
		{models.KindCity, "Rīga", "LV", "anna.berzina@riga.lv", "lv"},
		{models.KindCity, "Wien", "AT", "rathaus@wien.gv.at", "de"},
		{models.KindAssociation, "Städtebund Köln", "DE", "Max.Muster+bund@gmail.com", "de"},
		{models.KindAssociation, "Union riga.lv friends", "LV", "friends@union.example", "en"},
		{models.KindAssociation, "Bücher und Städte", "DE", "office@bücher.example", "de"},
		{models.KindAssociation, "100 % Towns_Network", "LV", "office@sub.riga.lv", "en"},
	} {
		store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
			p.Kind, p.Body, p.Country, p.Email, p.Language = pledge.kind, pledge.body, pledge.country, pledge.email,
				pledge.language
		}))
	}
	return store
}

func TestQueueSearch(t *testing.T) {
	t.Parallel()
	store := searchedStore(t)
	const riga, friends, percent = "Rīga", "Union riga.lv friends", "100 % Towns_Network"
	for _, c := range []struct {
		name, query string
		want        []string
	}{
		{"a name without its accents", "stadte", []string{"Bücher und Städte", "Städtebund Köln"}},
		{"a name with its accents, in capitals", "STÄDTEB", []string{"Städtebund Köln"}},
		{"nothing inside a word", "unde", nil},
		{"a name or a territory", "rig", []string{riga, friends}},
		{"another name of the territory", "Vienna", []string{"Wien"}},
		{"the start of another name of the territory", "vien", []string{"Wien"}},
		{"a whole address", "anna.berzina@riga.lv", []string{riga}},
		{"an address in capitals, with blanks around it", "  Anna.Berzina@RIGA.LV ", []string{riga}},
		{"an address as another spelling of the same mailbox", "maxmuster@googlemail.com", []string{"Städtebund Köln"}},
		{"the start of an address", "anna@riga.lv", nil},
		{"a domain, and the name that contains it", "riga.lv", []string{riga, friends}},
		{"a domain behind an @", "@riga.lv", []string{riga, friends}},
		{"a domain in capitals", "@WIEN.gv.at", []string{"Wien"}},
		{"a domain that is nowhere in a name", "union.example", []string{friends}},
		{"the end of a domain", "gv.at", nil},
		{"a domain of other letters", "bücher.example", []string{"Bücher und Städte"}},
		{"a subdomain", "sub.riga.lv", []string{percent}},
		{"half a domain behind an @ is a name", "@riga", []string{riga, friends}},
		{"a wildcard", "%", nil},
		{"a wildcard for one letter", "r_ga", nil},
		{"a wildcard in a name is punctuation", "100 %", []string{percent}},
		{"a wildcard in an address", "%@riga.lv", nil},
		{"a quote that would end the text", "' OR 1=1 --", nil},
		{"a quote in an address", "x'OR'1'='1@riga.lv", nil},
		{"a quote in a domain", "@riga.lv' OR ''='", nil},
		{"broken bytes", "\xff\xfe@\xff.zz", nil},
		{"very long", strings.Repeat("a.", 5000) + "lv", nil},
		{"a later word and what follows it", "lv friends", []string{friends}},
		{"two words, the second begun", "bucher un", []string{"Bücher und Städte"}},
		{"words in another order", "stadte bucher", nil},
	} {
		if diff := cmp.Diff(c.want, found(t, store, models.QueueFilter{Query: c.query})); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", c.name, c.query, diff)
		}
	}
	if all := found(t, store, models.QueueFilter{Query: " \t"}); len(all) != 6 {
		t.Errorf("blanks find %v, want every pledge", all)
	}
}

func TestQueueSearchKeepsTheOtherFilters(t *testing.T) {
	t.Parallel()
	store := searchedStore(t)
	for _, c := range []struct {
		name   string
		filter models.QueueFilter
		want   []string
	}{
		{"by language", models.QueueFilter{Language: "lv"}, []string{"Rīga"}},
		{"by language and name", models.QueueFilter{Language: "de", Query: "koln"}, []string{"Städtebund Köln"}},
		{"by language and a domain of another", models.QueueFilter{Language: "de", Query: "@riga.lv"}, nil},
		{"by kind and domain", models.QueueFilter{Kind: models.KindCity, Query: "riga.lv"}, []string{"Rīga"}},
		{"by country and territory", models.QueueFilter{Country: "LV", Query: "vienna"}, nil},
		{"by state and domain", models.QueueFilter{State: models.StateApproved, Query: "riga.lv"}, nil},
		{"by a language that nobody speaks", models.QueueFilter{Language: "xx"}, nil},
	} {
		if diff := cmp.Diff(c.want, found(t, store, c.filter)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

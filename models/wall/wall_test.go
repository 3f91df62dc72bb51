package wall_test

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alliance/models/typed"
	"alliance/models/wall"
)

// body is a member with its territory and its name, as tests write it.
type body struct {
	wall.Arrival
	Name  string
	names []string // of its territory, folded
}

// member is on the wall since so many days after the first.
func member(day int, kind, country, name string, more ...func(*body)) body {
	m := body{Name: name, Arrival: wall.Arrival{Member: wall.Member{
		ID: fmt.Sprintf("%04d", day), Number: int64(day), Key: typed.Fold(name), Kind: kind, Country: country,
		Since: time.Date(2026, 1, 1+day, 12, 0, 0, 0, time.UTC), Versions: []string{"2026-1"},
	}}}
	for _, change := range more {
		change(&m)
	}
	return m
}

func in(territory string, around ...string) func(*body) {
	return func(m *body) {
		m.TerritoryID = territory
		m.Territory = &wall.Territory{ID: territory, Around: around, Region: territory, Lat: 50, Lon: 10}
	}
}

func found(names string, weight int) func(*body) {
	return func(m *body) { m.names, m.Territory.Weight = strings.Split(names, "|"), weight }
}

func of(associations ...string) func(*body) {
	return func(m *body) { m.Associations = associations }
}

func signed(versions ...string) func(*body) {
	return func(m *body) { m.Versions = versions }
}

// source holds the names that the database would.
type source struct {
	members     map[int64]string
	territories map[string][]string
}

func newSource() source { return source{map[int64]string{}, map[string][]string{}} }

func (s source) learn(bodies []body) {
	for _, m := range bodies {
		s.members[m.Number] = m.Name
		if m.Territory != nil {
			s.territories[m.TerritoryID] = m.names
		}
	}
}

func (s source) Names(_ context.Context, numbers []int64) ([]string, error) {
	var names []string
	for _, number := range numbers {
		names = append(names, s.members[number])
	}
	return names, nil
}

func (s source) EachName(_ context.Context, take func(number int64, name string)) error {
	for number, name := range s.members {
		take(number, name)
	}
	return nil
}

func (s source) TerritoryNames(_ context.Context, ids []string, take func(id, name string)) error {
	for id, names := range s.territories {
		for _, name := range names {
			if len(ids) == 0 || slices.Contains(ids, id) {
				take(id, name)
			}
		}
	}
	return nil
}

// testIndex is an index whose answers are names.
type testIndex struct {
	*wall.Index
	t      fataler
	source source
}

type fataler interface {
	Helper()
	Fatal(args ...any)
}

func (x testIndex) find(f wall.Filter, p wall.Page) wall.Result {
	x.t.Helper()
	result, err := x.Find(context.Background(), f, p)
	if err != nil {
		x.t.Fatal(err)
	}
	return result
}

func (x testIndex) suggest(text string, limit int) []string {
	x.t.Helper()
	found, err := x.Suggest(context.Background(), text, limit)
	if err != nil {
		x.t.Fatal(err)
	}
	return x.names(found)
}

func (x testIndex) names(members []int64) []string {
	list := make([]string, 0, len(members))
	for _, number := range members {
		list = append(list, x.source.members[number])
	}
	return list
}

func (x testIndex) with(changed []body, gone []string) testIndex {
	x.t.Helper()
	x.source.learn(changed)
	var arrived []wall.Arrival
	for _, m := range changed {
		arrived = append(arrived, m.Arrival)
	}
	next, err := x.With(arrived, gone)
	if err != nil {
		x.t.Fatal(err)
	}
	x.Index = next
	return x
}

func sample() []body {
	return []body{
		member(1, "city", "LV", "Rīga", in("riga", "LV"), found("riga|рига|ριγα", 700), of("EUROCITIES", "CEMR")),
		member(2, "city", "LV", "Jūrmala", in("jurmala", "LV"), of("CEMR")),
		member(3, "region", "IT", "Toscana", in("IT.16", "IT"), of("AER"), signed("2026-1", "2017-1")),
		member(4, "association", "DE", "Städtebund Köln", of("CEMR")),
		member(5, "city", "DE", "Köln", in("koln", "DE.07", "DE"), found("koln|koeln|cologne", 900), of("EUROCITIES")),
		member(6, "city", "IT", "Firenze", in("firenze", "IT.16", "IT"), found("florence", 300)),
		member(370, "city", "IT", "Comune di Florinas", in("florinas", "IT.14", "IT"), found("florinas", 2)),
	}
}

func builder(bodies []body) (*wall.Builder, error) {
	var territories []wall.Territory
	for _, m := range bodies {
		if m.Territory != nil {
			territories = append(territories, *m.Territory)
		}
	}
	b := wall.NewBuilder(maphash.MakeSeed())
	for _, m := range bodies {
		if err := b.Add(m.Member); err != nil {
			return nil, err
		}
	}
	b.Locate(wall.NewPlaces(territories))
	return b, nil
}

func index(t fataler, bodies []body) testIndex {
	t.Helper()
	x := testIndex{t: t, source: newSource()}
	x.source.learn(bodies)
	members, err := builder(bodies)
	if err != nil {
		t.Fatal(err)
	}
	if x.Index, err = wall.New(members, x.source, []string{"en", "sv", "lv"}); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestFilters(t *testing.T) {
	t.Parallel()
	x := index(t, sample())
	tests := map[string]struct {
		filter wall.Filter
		want   []string
	}{
		"a kind":                {wall.Filter{Kind: "region"}, []string{"Toscana"}},
		"kind and country":      {wall.Filter{Kind: "city", Country: "IT"}, []string{"Comune di Florinas", "Firenze"}},
		"an association":        {wall.Filter{Association: "CEMR"}, []string{"Städtebund Köln", "Jūrmala", "Rīga"}},
		"a version":             {wall.Filter{Version: "2017-1"}, []string{"Toscana"}},
		"a year":                {wall.Filter{Year: 2027}, []string{"Comune di Florinas"}},
		"a territory":           {wall.Filter{Territory: "IT.16"}, []string{"Firenze", "Toscana"}},
		"a country's territory": {wall.Filter{Territory: "LV", Kind: "city"}, []string{"Jūrmala", "Rīga"}},
		"an unknown country":    {wall.Filter{Country: "XX"}, []string{}},
		"an unknown version":    {wall.Filter{Version: "1999"}, []string{}},
		"all at once": {
			wall.Filter{Kind: "city", Country: "LV", Association: "EUROCITIES", Version: "2026-1", Year: 2026, Query: "riga"},
			[]string{"Rīga"},
		},
	}
	for name, test := range tests {
		got := x.find(test.filter, wall.Page{Limit: 10})
		if diff := cmp.Diff(test.want, x.names(got.Members)); diff != "" || got.Total != len(test.want) || got.Next != nil {
			t.Errorf("%s: total %d, next %v (-want +got):\n%s", name, got.Total, got.Next, diff)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	x := index(t, sample())
	tests := map[string]struct {
		query string
		want  []string
	}{
		"without accents":            {"riga", []string{"Rīga"}},
		"with its accents":           {"Rīga", []string{"Rīga"}},
		"in Cyrillic":                {"Рига", []string{"Rīga"}},
		"in Greek":                   {"Ρίγα", []string{"Rīga"}},
		"with a look-alike letter":   {"Rīgа", []string{"Rīga"}}, // the last letter is Cyrillic
		"in capitals":                {"JURMALA", []string{"Jūrmala"}},
		"in another language":        {"Cologne", []string{"Köln"}},
		"spelt out":                  {"Koeln", []string{"Köln"}},
		"the beginning of a word":    {"köl", []string{"Köln", "Städtebund Köln"}},
		"two letters changed round":  {"Riag", []string{"Rīga"}},
		"a letter too many":          {"Jurmalla", []string{"Jūrmala"}},
		"the beginning of a name":    {"Tosc", []string{"Toscana"}},
		"while typing, with errors":  {"stadtebnd", []string{"Städtebund Köln"}},
		"words in another order":     {"köln städte", []string{"Städtebund Köln"}},
		"with a word of authorities": {"Comune di Firenze", []string{"Firenze"}},
		"that word belongs to it":    {"comune di florinas", []string{"Comune di Florinas"}},
		"not in the middle":          {"oln", []string{}},
		"nowhere":                    {"Atlantis", []string{}},
		"one word of two":            {"Riga Atlantis", []string{}},
	}
	for name, test := range tests {
		got := x.names(x.find(wall.Filter{Query: test.query}, wall.Page{Limit: 10}).Members)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", name, test.query, diff)
		}
	}
	if all := x.find(wall.Filter{Query: " %– "}, wall.Page{}); all.Total != len(sample()) {
		t.Errorf("a query without a letter selects %d", all.Total)
	}
}

func TestFacetsCountUnderTheOtherFilters(t *testing.T) {
	t.Parallel()
	got := index(t, sample()).find(wall.Filter{Kind: "city", Country: "LV", Query: ""}, wall.Page{}).Facets
	want := wall.Facets{
		Kinds:        wall.Facet{"city": 2},
		Countries:    wall.Facet{"LV": 2, "DE": 1, "IT": 2},
		Associations: wall.Facet{"CEMR": 2, "EUROCITIES": 1},
		Versions:     wall.Facet{"2026-1": 2},
		Years:        map[int]int{2026: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got = index(t, sample()).find(wall.Filter{Year: 2027, Association: "AER"}, wall.Page{}).Facets
	want = wall.Facets{
		Kinds: wall.Facet{}, Countries: wall.Facet{}, Associations: wall.Facet{}, Versions: wall.Facet{},
		Years: map[int]int{2026: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("nothing of 2027 (-want +got):\n%s", diff)
	}
}

func TestNamesAreOrderedAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	x := index(t, []body{
		member(1, "city", "SE", "Ånge"), member(2, "city", "SE", "Örebro"), member(3, "city", "SE", "Ystad"),
		member(4, "city", "LV", "Ādaži"), member(5, "city", "LV", "Cēsis"), member(6, "city", "LV", "Ainaži"),
	})
	for language, want := range map[string][]string{
		"en": {"Ādaži", "Ainaži", "Ånge", "Cēsis", "Örebro", "Ystad"},
		"sv": {"Ādaži", "Ainaži", "Cēsis", "Ystad", "Ånge", "Örebro"},
		"fi": {"Ādaži", "Ainaži", "Ånge", "Cēsis", "Örebro", "Ystad"}, // not among the index's: the root's
	} {
		got := x.names(x.find(wall.Filter{}, wall.Page{Sort: wall.ByName, Language: language, Limit: 10}).Members)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", language, diff)
		}
	}
}

func TestPagesFollowEachOther(t *testing.T) {
	t.Parallel()
	x := index(t, sample())
	for _, sort := range []wall.Sort{wall.Newest, wall.ByName} {
		page := wall.Page{Sort: sort, Language: "lv", Limit: 3}
		var read []string
		for more := true; more; {
			result := x.find(wall.Filter{}, page)
			read, more = append(read, x.names(result.Members)...), result.Next != nil
			at := slices.IndexFunc(sample(), func(m body) bool { return m.Number == result.Members[len(result.Members)-1] })
			page.After = result.Next
			x = x.with(nil, []string{sample()[at].ID}) // it leaves while one reads on
		}
		if len(read) != len(sample()) || len(slices.Compact(slices.Sorted(slices.Values(read)))) != len(read) {
			t.Errorf("order %d: read %v", sort, read)
		}
		x = index(t, sample())
	}
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	x := index(t, sample())
	tests := map[string]struct {
		text string
		want []string
	}{
		"own names first, then large ones": {"flor", []string{"Firenze", "Comune di Florinas"}},
		"the name itself before words":     {"köln", []string{"Köln", "Städtebund Köln"}},
		"another script":                   {"ριγ", []string{"Rīga"}},
		"a typing error":                   {"Tosacna", []string{"Toscana"}},
		"nothing typed":                    {"  ", []string{}},
		"nobody":                           {"zzz", []string{}},
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, x.suggest(test.text, 5)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := x.suggest("c", 1); len(got) != 1 {
		t.Errorf("%d suggestions, one was asked for", len(got))
	}
}

func TestAreas(t *testing.T) {
	t.Parallel()
	here := func(region string, lat float64) func(*body) {
		return func(m *body) {
			m.TerritoryID, m.Territory = m.Name, &wall.Territory{
				ID: m.Name, Around: []string{region}, Region: region, Statistical: []string{"X" + region}, Lat: lat, Lon: 10,
			}
		}
	}
	x := index(t, []body{
		member(1, "city", "IT", "Firenze", here("IT.16", 43)), member(2, "city", "IT", "Siena", here("IT.16", 43)),
		member(3, "city", "IT", "Torino", here("IT.12", 45)), member(4, "city", "IT", "Farthest", here("IT.12", -20)),
		member(5, "city", "FR", "Lyon", here("FR.84", 45)), member(6, "association", "IT", "Nowhere"),
	}).with([]body{member(2, "city", "IT", "Siena", here("IT.16", 43))}, []string{"0003"})
	got, err := x.Areas(t.Context(), wall.Filter{Country: "IT"})
	if err != nil {
		t.Fatal(err)
	}
	want := []wall.Area{
		{Region: "IT.16", Statistical: []string{"XIT.16"}, Count: 1},
		{Region: "IT.12", Statistical: []string{"XIT.12"}, Outside: true, Count: 1},
		{Region: "IT.16", Statistical: []string{"XIT.16"}, Count: 1}, // who changed lately
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("areas (-want +got):\n%s", diff)
	}
	ids, members, err := x.Territories(t.Context(), wall.Filter{Country: "IT"})
	if diff := cmp.Diff([]string{"Firenze", "Farthest", "Siena"}, ids); diff != "" || members != 3 || err != nil {
		t.Errorf("%d members, %v (-want +got):\n%s", members, err, diff)
	}
}

func at(lat, lon float64) func(*body) {
	return func(m *body) {
		m.TerritoryID, m.Territory = m.Name, &wall.Territory{ID: m.Name, Around: []string{m.Country}, Lat: lat, Lon: lon}
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	riga := member(1, "city", "LV", "Rīga", at(56.95, 24.11))
	x := index(t, []body{
		riga, member(2, "city", "LV", "Jūrmala", at(56.97, 23.77)), member(3, "city", "EE", "Tallinn", at(59.44, 24.75)),
		member(4, "city", "PT", "Lisboa", at(38.72, -9.13)), member(5, "association", "LV", "Pilsētu savienība"),
		member(6, "city", "LT", "Vilnius", at(54.69, 25.28)),
	})
	for limit, want := range map[int][]string{
		4: {"Rīga", "Jūrmala", "Vilnius", "Tallinn"}, 0: {}, 9: {"Rīga", "Jūrmala", "Vilnius", "Tallinn", "Lisboa"},
	} {
		if diff := cmp.Diff(want, x.names(x.Near(riga.Territory.Lat, riga.Territory.Lon, limit))); diff != "" {
			t.Errorf("%d (-want +got):\n%s", limit, diff)
		}
	}
}

func TestAllGivesTheRowsOfThePages(t *testing.T) {
	t.Parallel()
	x := index(t, sample())
	filter, page := wall.Filter{Kind: "city"}, wall.Page{Sort: wall.ByName, Language: "en", Limit: 10}
	all, err := x.All(t.Context(), filter, page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(x.names(x.find(filter, page).Members), x.names(all)); diff != "" {
		t.Errorf("(-pages +all):\n%s", diff)
	}
}

// TestAChangedIndexIsLikeANewOne changes an index at random; what it answers must be what a new one of the same
// members answers.
func TestAChangedIndexIsLikeANewOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		current := map[string]body{}
		changed := index(r, nil)
		for range rapid.IntRange(1, 6).Draw(r, "changes") {
			var put []body
			var gone []string
			for range rapid.IntRange(0, 4).Draw(r, "members") {
				m := drawMember(r)
				if slices.ContainsFunc(put, func(p body) bool { return p.ID == m.ID }) {
					continue
				}
				if rapid.Bool().Draw(r, "goes") {
					gone = append(gone, m.ID)
					delete(current, m.ID)
				} else if !slices.Contains(gone, m.ID) {
					put = append(put, m)
					current[m.ID] = m
				}
			}
			changed = changed.with(put, gone)
		}
		members := make([]body, 0, len(current))
		for _, m := range current {
			members = append(members, m)
		}
		fresh := index(r, members)
		filter := wall.Filter{
			Query: rapid.SampledFrom([]string{"", "r", "riga", "koeln", "zz"}).Draw(r, "query"),
			Kind:  rapid.SampledFrom([]string{"", "city"}).Draw(r, "kind"),
		}
		for _, sort := range []wall.Sort{wall.Newest, wall.ByName} {
			page := wall.Page{Sort: sort, Language: "lv", Limit: 20}
			if diff := cmp.Diff(fresh.find(filter, page), changed.find(filter, page)); diff != "" {
				r.Fatalf("(-new +changed):\n%s", diff)
			}
		}
	})
}

func drawMember(r *rapid.T) body {
	name := rapid.SampledFrom([]string{"Rīga", "Köln", "Ādaži", "Örebro", "Σπάρτη"}).Draw(r, "name")
	return member(rapid.IntRange(1, 9).Draw(r, "id"),
		rapid.SampledFrom([]string{"city", "region"}).Draw(r, "kind"),
		rapid.SampledFrom([]string{"LV", "DE"}).Draw(r, "country"), name,
		in(typed.Fold(name)), found(typed.Fold(name)+"|koeln", 1))
}

func TestTooManyVersionsAreRefused(t *testing.T) {
	t.Parallel()
	var versions []string
	for i := range 64 {
		versions = append(versions, fmt.Sprint(i))
	}
	if _, err := builder([]body{member(1, "city", "LV", "Rīga", signed(versions...))}); err == nil {
		t.Error("no error")
	}
	if _, err := wall.New(wall.NewBuilder(maphash.MakeSeed()), newSource(), []string{"not a language"}); err == nil {
		t.Error("no error for a language that is none")
	}
}

func TestManyArrivalsMakeItCrowded(t *testing.T) {
	t.Parallel()
	x := index(t, sample())
	if x.Crowded() {
		t.Fatal("a new index is crowded")
	}
	arrived := make([]body, wall.MostRecent+1)
	for i := range arrived {
		arrived[i] = member(1000+i, "city", "LV", "Liepāja")
	}
	if x = x.with(arrived, nil); !x.Crowded() {
		t.Errorf("not crowded after %d arrivals", len(arrived))
	}
}

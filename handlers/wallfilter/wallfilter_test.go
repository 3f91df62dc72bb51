package wallfilter_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/handlers/wallfilter"
	"alliance/models"
)

func TestParse(t *testing.T) {
	t.Parallel()
	known := wallfilter.Known{
		IsCountry: func(code string) bool { return code == "LV" || code == "AT" }, Versions: []string{"2026-1"},
	}
	for _, test := range []struct {
		query   string
		want    models.WallFilter
		refused []string
	}{
		{"", models.WallFilter{}, nil},
		{"q=&kind=&sort=&after=", models.WallFilter{}, nil},
		{"q=++alpine++towns+", models.WallFilter{Query: "alpine towns"}, nil},
		{"country=lv&kind=city", models.WallFilter{Country: "LV", Kind: models.KindCity}, nil},
		{"association=cemr&version=2026-1", models.WallFilter{Association: "CEMR", Version: "2026-1"}, nil},
		{"year=2026&territory=456172", models.WallFilter{Year: 2026, Territory: "456172"}, nil},
		{"sort=name&after=abc-_", models.WallFilter{Sort: models.SortName, After: "abc-_"}, nil},
		{"sort=newest", models.WallFilter{}, nil},
		{"utm_source=mail", models.WallFilter{}, nil},
		{"country=QQ&kind=city", models.WallFilter{Kind: models.KindCity}, []string{"country"}},
		{"kind=king&association=NATO&version=1", models.WallFilter{}, []string{"kind", "association", "version"}},
		{"year=1999", models.WallFilter{}, []string{"year"}},
		{"year=99999999999999999999", models.WallFilter{}, []string{"year"}},
		{"sort=size&after=%22", models.WallFilter{}, []string{"sort", "after"}},
		{"territory=%27+OR+1", models.WallFilter{}, []string{"territory"}},
		{"q=%ff", models.WallFilter{}, []string{"q"}},
	} {
		query, err := url.ParseQuery(test.query)
		if err != nil {
			t.Fatal(err)
		}
		got, refused := wallfilter.Parse(query, known)
		if diff := cmp.Diff(test.want, got); diff != "" || !slices.Equal(refused, test.refused) {
			t.Errorf("%s: refused %q, want %q (-want +got):\n%s", test.query, refused, test.refused, diff)
		}
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for want, filter := range map[string]models.WallFilter{
		"":                        {Sort: models.SortNewest, Limit: 50, Language: "lv"},
		"?kind=city&sort=name":    {Kind: models.KindCity, Sort: models.SortName},
		"?q=R%C4%ABga&year=2026":  {Query: "Rīga", Year: 2026},
		"?country=LV&version=1":   {Country: "LV", Version: "1"},
		"?after=a&territory=gn-1": {After: "a", Territory: "gn-1"},
		"?association=AER":        {Association: "AER"},
	} {
		if got := wallfilter.Address(filter); got != want {
			t.Errorf("%+v: %q, want %q", filter, got, want)
		}
	}
}

package territory

import "testing"

func TestExact(t *testing.T) {
	t.Parallel()
	db := searchDatabase(t)
	places, err := byID(db, []string{"101", "102"})
	if err != nil || len(places) != 2 {
		t.Fatalf("%+v, %v", places, err)
	}
	near := Clue{Lat: places[1].Lat - 0.05, Lon: places[1].Lon, Located: true}
	sized := Clue{Population: places[1].Population}
	for _, test := range []struct {
		name  string
		query Query
		clue  Clue
		want  string
	}{
		{"the only one of its name", Query{Text: "STUTTGART"}, Clue{}, "104"},
		{"with words of the administration", Query{Text: "Stadt Stuttgart"}, Clue{}, "104"},
		{"namesakes", Query{Text: "Weingarten"}, Clue{}, ""},
		{"namesakes, one of them close by", Query{Text: "Weingarten"}, near, "102"},
		{"namesakes, one of them of that size", Query{Text: "Weingarten"}, sized, "102"},
		{"elsewhere", Query{Text: "Stuttgart"}, Clue{Lat: 60, Lon: 25, Located: true}, ""},
		{"a piece of a list", Query{Text: "Stuttgart, Weingarten"}, Clue{}, ""},
		{"a typing error", Query{Text: "Stutgart"}, Clue{}, ""},
		{"in another country", Query{Text: "Stuttgart", Country: "BE"}, Clue{}, ""},
		{"nothing", Query{Text: " "}, Clue{}, ""},
	} {
		match, err := Exact(db, test.query, test.clue)
		got := ""
		if match != nil {
			got = match.ID
		}
		if got != test.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}

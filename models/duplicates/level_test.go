package duplicates

import (
	"slices"
	"testing"

	"alliance/models/territory"
)

func TestWordsTellOfLevels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		folded, rest string
		want         level
	}{
		{"comune di teramo", "di teramo", municipality},
		{"province of teramo", "of teramo", upper},
		{"provincia di comune", "di comune", upper},
		{"rezeknes valstspilseta", "rezeknes", town},
		{"rezeknes novads", "rezeknes", rural},
		{"freguesia de lagoa", "de lagoa", below},
		{"communaute urbaine de dunkerque", "de dunkerque", union},
		{"judetul timis", "timis", upper},
		{"grand quevilly", "grand quevilly", plain},
		{"teramo", "teramo", plain},
		{"comune", "comune", plain}, // something remains
		{"", "", plain},
	} {
		rest, got := withoutAuthority(c.folded)
		if got != c.want || withoutSmallEnds(rest) != withoutSmallEnds(c.rest) {
			t.Errorf("%q: %q of level %d, want %q of %d", c.folded, rest, got, c.rest, c.want)
		}
	}
}

// A phrase that the register does not know as an authority's would never be found.
func TestEveryLevelIsOfAKnownPhrase(t *testing.T) {
	t.Parallel()
	for _, phrase := range []string{
		"milano", "comune", "miasto", "gmina wiejska", "junta freguesia", "samtgemeinde", "wojewodztwo", "rayon",
		"libero consorzio comunale",
	} {
		if levelOf(phrase) != municipality && !territory.IsAuthority(phrase) {
			t.Errorf("%q: level %d, but never cut off", phrase, levelOf(phrase))
		}
	}
}

func TestWhichClaimsDiffer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		a, b claim
		want bool
	}{
		{"both plain", claim{}, claim{}, false},
		{"a municipality may be a town", claim{municipality, ""}, claim{town, ""}, false},
		{"a municipality may be rural", claim{municipality, ""}, claim{rural, ""}, false},
		{"a town is not rural", claim{town, ""}, claim{rural, ""}, true},
		{"plain means a municipality", claim{plain, ""}, claim{upper, ""}, true},
		{"unless the kind says otherwise", claim{plain, kindRegion}, claim{upper, ""}, false},
		{"one kind was declared", claim{plain, kindCity}, claim{upper, kindCity}, false},
		{"two levels of one kind", claim{town, kindCity}, claim{upper, kindCity}, true},
		{"kinds of plain names", claim{plain, kindCity}, claim{plain, kindRegion}, true},
		{"an organisation", claim{plain, "organisation"}, claim{plain, kindCity}, true},
		{"a parish", claim{below, ""}, claim{municipality, ""}, true},
	} {
		if differ(c.a, c.b) != c.want || differ(c.b, c.a) != c.want {
			t.Errorf("%s: want %t both ways", c.name, c.want)
		}
	}
}

func TestWithoutLegalForm(t *testing.T) {
	t.Parallel()
	for folded, want := range map[string]string{
		"green energy e v": "green energy", "sia zala josta": "zala josta", "zala josta biedriba": "zala josta",
		"energia sp z o o": "energia", "sia": "sia", "e v": "e v", "": "", "climate alliance": "climate alliance",
	} {
		if got := withoutLegalForm(folded); got != want {
			t.Errorf("%q: %q, want %q", folded, got, want)
		}
	}
}

func TestPieces(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"Bruxelles/Brussel":        {"bruxeles", "brusel"},
		"Ville de Bruxelles":       nil,
		"Pleslin-Trigavou":         nil,
		"Cortemaggiore (PC)":       {"kortemagiore"},
		"Pischia (Judetul Timis)":  {"pishia"},
		"Pruszcz Gdański/Miasto":   {"pruszkzgdanski"},
		"Bozen - Bolzano":          {"bozen", "bolzano"},
		"Oia [Aegean Islands] | O": {"oia", "ageanislands"},
		"(((":                      nil,
	} {
		var got []string
		for _, piece := range pieces(name, "") {
			got = append(got, piece.joined)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

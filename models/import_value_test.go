package models

import (
	"testing"
	"time"
)

func TestDaysOfLists(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2021-05-09": "2021-05-09", "2021-05-09T10:00:00Z": "2021-05-09", "2021/5/9": "2021-05-09",
		"09.05.2021": "2021-05-09", "9. 5. 2021": "2021-05-09", "09/05/2021": "2021-05-09", "9-5-2021": "2021-05-09",
		"41122": "2012-08-01", "41122.75": "2012-08-01", "41122,5": "2012-08-01",
		"31.02.2021": "", "2021-13-01": "", "05/31/2021": "", "2021": "", "1": "", "-41122": "", "1e300": "",
		"yesterday": "", "09.05.21": "", "99999999": "", "0001-01-01": "", "00.00.0000": "",
	} {
		got, ok := parseDay(text, false)
		if (want != "") != ok || ok && got.Format(time.DateOnly) != want {
			t.Errorf("%q: %s %t, want %q", text, got.Format(time.DateOnly), ok, want)
		}
	}
	if got, ok := parseDay("39660", true); !ok || got.Format(time.DateOnly) != "2012-08-01" {
		t.Errorf("counted from 1904: %s", got)
	}
}

func TestNumbersOfLists(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"37,39149857": 37.39149857, "42.638426": 42.638426, "-7,5": -7.5, "1.234,5": 1234.5, "1,234.5": 1234.5,
		"1.234.567": 1234567, "1,234,567": 1234567, "12 000": 12000, "1e3": 1000,
	} {
		if got, ok := parseNumber(text); !ok || got != want {
			t.Errorf("%q: %v %t, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-", "abc", "0x10", "1,2,3,4.5.6", "Inf", "1e999", "__1"} {
		if got, ok := parseNumber(text); ok {
			t.Errorf("%q: taken for %v", text, got)
		}
	}
	for text, want := range map[string]int{
		"8500": 8500, "8.500": 8500, "8,500": 8500, "8 500": 8500, "1'234'567": 1234567,
	} {
		if got, ok := parseCount(text); !ok || got != want {
			t.Errorf("%q people: %d %t, want %d", text, got, ok, want)
		}
	}
}

func TestNothingIsMeant(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{"-", " – ", "", "n/a", "N/A", "#N/A", "...", "--", "?", "k.A."} {
		if got := meaningful(cell); got != "" {
			t.Errorf("%q: %q, want nothing", cell, got)
		}
	}
	for _, cell := range []string{"None", "Null", "Å", "0", "-7,5", "L'Aquila"} { // None is a town in Piedmont
		if got := meaningful(cell); got != cell {
			t.Errorf("%q: %q, want it as it is", cell, got)
		}
	}
}

func TestTitleCase(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		kind Kind
		want string
	}{
		{"COMUNE DI TODI", KindCity, "Comune di Todi"},
		{"SAN SEBASTIÁN DE LA GOMERA", KindCity, "San Sebastián de La Gomera"},
		{"ȘIMLEU SILVANIEI", KindCity, "Șimleu Silvaniei"},
		{"İNEGOL BELEDİYESİ", KindCity, "İnegol Belediyesi"},
		{"CISTERNINO (BR)", KindCity, "Cisternino (BR)"},
		{"PILEA-HORTIATIS", KindCity, "Pilea-Hortiatis"},
		{"A GUARDA", KindCity, "A Guarda"},
		{"ΔΗΜΟΣ ΑΘΗΝΑΙΩΝ", KindCity, "Δημος Αθηναιων"},
		{"CPMR", KindAssociation, "CPMR"},
		{"AOVERA", KindAssociation, "AOVERA"},
		{"EUROCITIES", KindAssociation, "Eurocities"},
		{"CILMA - CONSELL D'INICIATIVES LOCALS", KindAssociation, "CILMA - Consell D'Iniciatives Locals"},
		{"BUDAPEST XI DISTRICT", KindCity, "Budapest XI District"},
		{"E.V. NETWORK", KindAssociation, "E.V. Network"},
		{"Rīga", KindCity, "Rīga"},
		{"ALI Comunimolisani", KindAssociation, "ALI Comunimolisani"},
		{"上海", KindCity, "上海"},
	} {
		got, changed := titleCase(test.name, test.kind)
		if got != test.want || changed != (got != test.name) {
			t.Errorf("%s: %q %t, want %q", test.name, got, changed, test.want)
		}
	}
}

func TestKindsInWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Kind{
		"city": KindCity, "Comune": KindCity, "Local authority": KindCity, "GEMEINDE": KindCity, "Pašvaldība": KindCity,
		"Province": KindRegion, "Bundesland": KindRegion, "network": KindAssociation, "NGO": KindOrganisation,
		"Citizen": KindIndividual, "wizard": "", "": "",
	} {
		if got, ok := parseKind(text); got != want || ok != (want != "") {
			t.Errorf("%q: %q %t, want %q", text, got, ok, want)
		}
	}
}

func FuzzValues(f *testing.F) {
	for _, seed := range []string{"41122", "31.12.2020", "37,39", "1.234.567,8", "COMUNE DI (BR)", "İ", "'=x", "-.e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if day, ok := parseDay(text, false); ok && (day.Year() < 1949 || day.Year() > 9999) {
			t.Errorf("%q is %s", text, day)
		}
		if count, ok := parseCount(text); ok && count < 0 {
			t.Errorf("%q is %d", text, count)
		}
		titled, _ := titleCase(text, KindCity)
		if again, _ := titleCase(titled, KindCity); again != titled {
			t.Errorf("%q becomes %q, then %q", text, titled, again)
		}
		meaningful(text)
		_, _ = parseKind(text)
	})
}

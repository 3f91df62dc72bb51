package passwords_test

import (
	"testing"

	"alliance/models/passwords"
)

func TestCommon(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]bool{
		"q1w2e3r4t5y6":          true,
		"Q1W2E3R4T5Y6":          true,
		"  qwerty123456  ":      true,
		"leavemealone":          true,
		"zzzzxxxx":              true, // the last
		"Password2026!":         true,
		"12345dragon67890":      true,
		"!!!Superman!!!":        true,
		"123456789012":          true,
		"098765432109":          true,
		"abcdefghijklm":         true,
		"qwertyuiopas":          true,
		"mnbvcxzlkjhg":          true,
		"hellohellohello":       true,
		"aaaaaaaaaaaaaa":        true,
		"ωωωωωωωωωωωωωω":        true,
		"three cows in rain":    false,
		"correct horse battery": false,
		"dragon in the autumn":  false,
		"οι τρεις αγελάδες":     false,
		"!?!-+*#$%&/()":         false,
		"":                      true, // a part of every row; refused for its length anyway
	} {
		if got := passwords.Common(password); got != want {
			t.Errorf("%q: common is %v, want %v", password, got, want)
		}
	}
}

func TestTells(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		password string
		known    []string
		want     bool
	}{
		{"anna.berzina in spring", []string{"anna.berzina"}, true},
		{"ANNABĒRZIŅA in spring", []string{"anna.berzina"}, true},
		{"my Cohesion Alliance pass", []string{"#CohesionAlliance"}, true},
		{"canada in the autumn", []string{"ada"}, false},
		{"three cows in the rain", []string{"anna.berzina", "#CohesionAlliance", ""}, false},
		{"three cows in the rain", nil, false},
		{"οι τρεις αγελάδες", []string{"ΑΓΕΛΑΔΕΣ"}, true},
	} {
		if got := passwords.Tells(test.password, test.known...); got != test.want {
			t.Errorf("%q, knowing %q: %v, want %v", test.password, test.known, got, test.want)
		}
	}
}

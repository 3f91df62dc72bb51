package main

import (
	"net/url"
	"strings"
	"testing"
)

func TestUnaskedNeverRepeats(t *testing.T) {
	t.Parallel()
	const asked = 150_000
	seen := make(map[string]bool, asked)
	for i := range asked {
		path := unasked(i)
		if seen[path] {
			t.Fatalf("%s was asked before request %d", path, i)
		}
		seen[path] = true
		if !strings.HasPrefix(path, wallPath+"?q=") && !strings.Contains(path, "&q=") {
			t.Fatalf("%s searches nothing", path)
		}
	}
}

func TestPledgeFormsAreOfDifferentBodies(t *testing.T) {
	t.Parallel()
	first, err := url.ParseQuery(pledgeForm(1))
	if err != nil {
		t.Fatal(err)
	}
	second, err := url.ParseQuery(pledgeForm(2))
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"body", "email"} {
		if first.Get(field) == "" || first.Get(field) == second.Get(field) {
			t.Errorf("%s: %q and %q", field, first.Get(field), second.Get(field))
		}
	}
	if first.Get("step") != "submit" || first.Get("authorised") == "" {
		t.Errorf("not a form that submits: %v", first)
	}
}

func TestGreatestRate(t *testing.T) {
	t.Parallel()
	for _, limit := range []float64{8, 100, 1000, 5000} {
		got := greatestRate(func(rate float64) bool { return rate <= limit })
		if got > limit || got < limit/1.1 {
			t.Errorf("a server that sustains %.0f/s is said to sustain %.0f/s", limit, got)
		}
	}
	if got := greatestRate(func(float64) bool { return false }); got != 0 {
		t.Errorf("a server that sustains nothing is said to sustain %.0f/s", got)
	}
}

func TestThirds(t *testing.T) {
	t.Parallel()
	if got := thirds([]float64{1, 5, 2, 9, 3, 4, 7}); got != [3]float64{5, 9, 7} {
		t.Errorf("got %v", got)
	}
	if got := thirds(nil); got != [3]float64{} {
		t.Errorf("got %v of nothing", got)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	opts, err := parse([]string{"-quick", "-only", "pages,pledge", "-members", "500"})
	if err != nil || opts.rounds != 1 || opts.huge != 0 || len(opts.only) != 2 || opts.members != 500 {
		t.Errorf("%+v, %v", opts, err)
	}
	for _, bad := range []string{"-only=nothing", "-rounds=0", "-lasting=10ms"} {
		if _, err := parse([]string{bad}); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
}

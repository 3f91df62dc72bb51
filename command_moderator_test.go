package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestModeratorAccounts(t *testing.T) {
	t.Parallel()
	variables := []string{newDatabase(t), "ALLIANCE_SITE_BASE_URL=http://alliance.example"}
	moderator := func(args ...string) result {
		t.Helper()
		return runProgram(t, variables, append([]string{"moderator"}, args...)...)
	}
	link := func(r result) string {
		t.Helper()
		match := regexp.MustCompile(`^One-time link to choose a password, valid until [\d-]{10} [\d:]{5} UTC:
http://alliance\.example/moderation/invitation/([\w-]{20,})\n$`).FindStringSubmatch(r.stdout)
		if r.code != exitDone || match == nil {
			t.Fatalf("exit %d, no link:\n%s%s", r.code, r.stdout, r.stderr)
		}
		return match[1]
	}

	if got := moderator("list"); got.code != exitDone || !strings.Contains(got.stdout, "no accounts yet") {
		t.Errorf("empty list: exit %d\n%s", got.code, got.stdout)
	}
	first := link(moderator("add", "anna@example.eu", "--name", "Anna Bērziņa", "--role", "administrator"))
	second := link(moderator("reset", "anna@example.eu"))
	if first == second {
		t.Error("reset gives the same link again")
	}
	assertList(t, moderator("list"), "anna@example.eu", "Anna Bērziņa", "administrator", "invited", "never")

	if got := moderator("disable", "ANNA@example.eu"); got.code != exitDone {
		t.Errorf("disable: exit %d, %s", got.code, got.stderr)
	}
	assertList(t, moderator("list"), "disabled")

	twice := moderator("add", "anna@example.eu", "--name", "Anna")
	if twice.code != exitFailed || twice.stdout != "" || !strings.Contains(twice.stderr, "has an account already") {
		t.Errorf("added twice: exit %d, %q", twice.code, twice.stderr)
	}
	if got := moderator("reset-factor", "anna@example.eu"); got.code != exitDone ||
		!strings.Contains(got.stdout, "The password alone will do") {
		t.Errorf("reset-factor: exit %d, %q %q", got.code, got.stdout, got.stderr)
	}
	for _, command := range []string{"disable", "reset", "reset-factor"} {
		got := moderator(command, "nobody@example.eu")
		if got.code != exitFailed || !strings.Contains(got.stderr, "no account with this address") {
			t.Errorf("%s of nobody: exit %d, %q", command, got.code, got.stderr)
		}
	}
}

func assertList(t *testing.T, list result, want ...string) {
	t.Helper()
	if !strings.HasPrefix(list.stdout, "EMAIL ") {
		t.Errorf("no table:\n%s", list.stdout)
	}
	for _, cell := range want {
		if !strings.Contains(list.stdout, cell) {
			t.Errorf("the list lacks %q:\n%s", cell, list.stdout)
		}
	}
}

// What the commands print must work on the running site, and at once.
func TestModeratorCommandsWhileServing(t *testing.T) {
	t.Parallel()
	dsn := newDatabase(t)
	s := startSite(t, []string{dsn})
	defer s.end()
	added := runProgram(t, []string{dsn}, "moderator", "add", "ilze@example.eu", "--name", "Ilze")
	path := regexp.MustCompile(`/moderation/invitation/\S+`).FindString(added.stdout)
	chosen := s.post(path, url.Values{"email": {"ilze@example.eu"}, "password": {password}, "password_repeat": {password}})
	if chosen.status != http.StatusOK {
		t.Fatalf("password: %d\n%s", chosen.status, chosen.body)
	}
	if list := runProgram(t, []string{dsn}, "moderator", "list"); !strings.Contains(list.stdout, "active") {
		t.Errorf("not active:\n%s", list.stdout)
	}
	if got := s.get("/moderation"); got.path != "/moderation" {
		t.Errorf("not signed in, but at %s", got.path)
	}
	runProgram(t, []string{dsn}, "moderator", "disable", "ilze@example.eu")
	if got := s.get("/moderation"); got.path == "/moderation" {
		t.Error("a disabled account still sees the queue")
	}
}

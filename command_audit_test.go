package main

import (
	"path/filepath"
	"strings"
	"testing"

	"alliance/models/modelstest"
)

func TestAuditVerify(t *testing.T) {
	t.Parallel()
	database := newDatabase(t)
	for _, email := range []string{"anna@example.eu", "bo@example.eu"} {
		if got := runProgram(t, []string{database}, "moderator", "add", email, "--name", "Anna"); got.code != exitDone {
			t.Fatalf("exit %d, %s", got.code, got.stderr)
		}
	}
	whole := runProgram(t, []string{database}, "audit", "verify")
	if whole.code != exitDone || !strings.Contains(whole.stdout, "whole: 2 rows, the last with hash ") {
		t.Errorf("exit %d, %q, %s", whole.code, whole.stdout, whole.stderr)
	}

	path := strings.TrimPrefix(database, "ALLIANCE_DATABASE_DSN=")
	modelstest.AlterByHand(t, path, "UPDATE audit SET action = 'moderator.disable' WHERE id = 1")
	altered := runProgram(t, []string{database}, "audit", "verify")
	if altered.code != exitFailed || !strings.Contains(altered.stderr, "audit row 1 was changed") || altered.stdout != "" {
		t.Errorf("altered by hand: exit %d, %q, %s", altered.code, altered.stdout, altered.stderr)
	}
}

func TestAuditVerifyMakesNoDatabase(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing.db")
	got := runProgram(t, []string{"ALLIANCE_DATABASE_DSN=" + missing}, "audit", "verify")
	if got.code != exitFailed || !strings.Contains(got.stderr, "missing.db cannot be used") {
		t.Errorf("exit %d, %s", got.code, got.stderr)
	}
	if found, err := filepath.Glob(missing + "*"); err != nil || len(found) > 0 {
		t.Errorf("it made %v (%v)", found, err)
	}
}

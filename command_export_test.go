package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExportFromTheCommandLine(t *testing.T) {
	t.Parallel()
	variables := []string{newDatabase(t)}
	command := func(args ...string) result {
		t.Helper()
		return runProgram(t, variables, args...)
	}
	if got := command("import", listFile(t, "name;country\nCēsis;LV\n"), "--kind", "city", "--yes"); got.code != exitDone {
		t.Fatalf("import: %s", got.stderr)
	}
	got := command("export", "signatories")
	if got.code != exitDone || !strings.HasPrefix(got.stdout, "\ufeff\"id\",\"name\"") ||
		!strings.Contains(got.stdout, `"Cēsis"`) {
		t.Errorf("exit %d:\n%s%s", got.code, got.stdout, got.stderr)
	}
	path := filepath.Join(t.TempDir(), "pledges.xlsx")
	if got := command("export", "pledges", "--format", "xlsx", "--out", path); got.code != exitDone {
		t.Errorf("to a file: %s", got.stderr)
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v; want one that only its owner reads", info, err)
	}
	if got := command("export", "audit", "--out", path); got.code != exitFailed {
		t.Errorf("over a file that is there: exit %d", got.code)
	}
	if got := command("export", "audit"); !strings.Contains(got.stdout, `"export.pledges"`) {
		t.Errorf("the audit trail lacks the export:\n%s", got.stdout)
	}
	for _, args := range [][]string{{"export"}, {"export", "pledges", "--format", "pdf"}} {
		if got := command(args...); got.code != exitUsage {
			t.Errorf("%v: exit %d, want %d", args, got.code, exitUsage)
		}
	}
}

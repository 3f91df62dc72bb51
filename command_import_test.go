package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"alliance/models"
)

// listFile writes a file with a list of signatories and returns its path.
func listFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "members.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestImportFromTheCommandLine(t *testing.T) {
	t.Parallel()
	variables := []string{newDatabase(t)}
	list := listFile(t, "Ort;Land;Datum\nCESIS;Lettland;09.05.2021\nValmiera;LV;41122\n-;LV;\nValmiera;LV;\n")
	command := func(args ...string) result {
		t.Helper()
		return runProgram(t, variables, append([]string{"import"}, args...)...)
	}
	contains := func(got result, code int, want ...string) {
		t.Helper()
		for _, text := range want {
			if got.code != code || !strings.Contains(got.stdout+got.stderr, text) {
				t.Errorf("exit %d, want %d and %q:\n%s%s", got.code, code, text, got.stdout, got.stderr)
			}
		}
	}
	contains(command(list, "--kind", "city"), exitUsage, "no column with the name was found")
	contains(command(list, "--map", "Ort=name"), exitUsage, "--kind must be")
	contains(command(list, "--map", "Ort=nonsense"), exitUsage, `there is no field "nonsense"`)
	contains(command(list, "--map", "Stadt=name"), exitUsage, `the file has no column "Stadt"`)

	dry := command(list, "--map", "Ort=name", "--kind", "city", "--dry-run")
	contains(dry, exitDone, "Read as CSV, UTF-8, ;.", "row 2: Cēsis; ", `in the file: "CESIS"`,
		"row 4: The name is missing", "row 5: Valmiera; ", "see row 3", "4 rows read:")
	contains(command("list"), exitDone, "ID")
	if got := command("list"); strings.Contains(got.stdout, "members.csv") {
		t.Errorf("a dry run is kept:\n%s", got.stdout)
	}

	kept := command(list, "--map", "A=name", "--kind", "city")
	contains(kept, exitDone, "Nothing has been imported yet.")
	id := regexp.MustCompile(`import resume (\w+)`).FindStringSubmatch(kept.stdout)[1]
	contains(command("resume", id), exitDone, "Imported.", "2  Created", "1  Left out", "1  Refused")
	contains(command("resume", id), exitFailed, "nothing to resume")
	contains(command("list"), exitDone, id, "members.csv", "done")
	contains(command("drop", id), exitFailed, "cannot be done now")
	contains(command("undo", id), exitDone, "2  Undone")
	contains(command("undo", id), exitFailed, "the import is undone")
	contains(command("undo", "nonsense"), exitFailed, "there is no such import")
	contains(command(filepath.Join(t.TempDir(), "absent.csv")), exitFailed, "cannot read")
	contains(command(listFile(t, "")), exitFailed, "The file has no rows")

	now := command(list, "--map", "1=name", "--kind", "city", "--yes")
	contains(now, exitDone, "Imported.", "2  Created")
}

func TestProgressMeter(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		terminal bool
		progress models.ImportProgress
		want     string
	}{
		"a line": {
			false,
			models.ImportProgress{State: models.ImportRunning, Position: 500, Total: 1000},
			"running: [###############---------------]  50 % of 1000 rows\n",
		},
		"not counted": {false, models.ImportProgress{State: models.ImportChecking, Position: 1500}, "checking: 1500 rows\n"},
		"on a terminal": {
			true,
			models.ImportProgress{State: models.ImportChecking, Position: 1500},
			"\r\x1b[Kchecking: 1500 rows\r\x1b[K",
		},
		"past the end": {
			false,
			models.ImportProgress{State: models.ImportRunning, Position: 12, Total: 10},
			"running: [##############################] 100 % of 10 rows\n",
		},
	} {
		var out buffer
		meter := progressMeter{to: &out, terminal: test.terminal}
		meter.show(test.progress)
		meter.end()
		if got := out.String(); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

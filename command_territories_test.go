package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"alliance/models/territory/territorytest"
)

func TestTerritoriesFromTheCommandLine(t *testing.T) {
	t.Parallel()
	variables := []string{newDatabase(t)}
	names, outlines := filepath.Join(t.TempDir(), "names.csv"), filepath.Join(t.TempDir(), "outlines.json")
	for path, content := range map[string]string{names: territorytest.Names, outlines: territorytest.Outlines} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"import", names, outlines}, exitDone, "Imported 8 regions, 3 of them overseas."},
		{[]string{"import", outlines, names}, exitFailed, "nothing was changed: the file cannot be used: names: "},
		{[]string{"import", names}, exitUsage, "accepts 2 arg(s)"},
		{[]string{"import", names, outlines + ".old"}, exitFailed, "outlines.json.old cannot be read: "},
		{[]string{"remove"}, exitDone, "The statistical regions are removed."},
		{nil, exitUsage, "say what to do: import or remove"},
	} {
		got := runProgram(t, variables, append([]string{"territories"}, test.args...)...)
		if got.code != test.code || !strings.Contains(got.stdout+got.stderr, test.want) {
			t.Errorf("%q: exit %d, want %d and %q:\n%s%s", test.args, got.code, test.code, test.want, got.stdout, got.stderr)
		}
	}
}

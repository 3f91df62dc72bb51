package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// buffer is written by the program while a test reads it.
type buffer struct {
	mu      sync.Mutex
	content bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.content.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.content.String()
}

// result is what one run of the program left behind.
type result struct {
	code           int
	stdout, stderr string
}

// runProgram runs one command to its end. Variables are "NAME=value".
func runProgram(t *testing.T, variables []string, args ...string) result {
	t.Helper()
	var stdout, stderr buffer
	code := run(t.Context(), args, process{
		stdout: &stdout, stderr: &stderr, environ: variables, now: time.Now, rand: rand.Reader,
	})
	return result{code, stdout.String(), stderr.String()}
}

// newDatabase returns the variable for a database in a folder of its own: one that is
// migrated already, since loading the register takes a second or two.
func newDatabase(t *testing.T) string {
	t.Helper()
	content, err := migratedDatabase()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "alliance.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return "ALLIANCE_DATABASE_DSN=" + path
}

var migratedDatabase = sync.OnceValues(func() ([]byte, error) { //nolint:gochecknoglobals // once per test process
	folder, err := os.MkdirTemp("", "alliance")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, "alliance.db")
	var out buffer
	code := run(context.Background(), []string{"migrate"}, process{
		stdout: &out, stderr: &out, environ: []string{"ALLIANCE_DATABASE_DSN=" + path}, now: time.Now, rand: rand.Reader,
	})
	if code != exitDone {
		return nil, &exec.Error{Name: "migrate", Err: os.ErrInvalid}
	}
	return os.ReadFile(path)
})

func TestHelpExplainsEveryCommand(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args []string
		want []string
	}{
		{nil, []string{"ALLIANCE_HTTP_LISTEN", "_FILE", "Exit codes", "--config", "migrate", "moderator", "version"}},
		{[]string{"serve"}, []string{"one-time link", "/mailbox", "--demo", "a second signal"}},
		{[]string{"migrate"}, []string{"backup", "up to date", "--config"}},
		{[]string{"moderator"}, []string{"add", "list", "disable", "reset", "take effect at once"}},
		{[]string{"moderator", "add"}, []string{"EMAIL", "--name", "--role", "viewer", "one-time link"}},
		{[]string{"moderator", "list"}, []string{"last sign-in"}},
		{[]string{"moderator", "disable"}, []string{"EMAIL", "what it decided stays"}},
		{[]string{"moderator", "reset"}, []string{"EMAIL", "enables a disabled account"}},
		{[]string{"version"}, []string{"SQLite"}},
	}
	for _, test := range tests {
		t.Run(strings.Join(append([]string{"alliance"}, test.args...), " "), func(t *testing.T) {
			t.Parallel()
			got := runProgram(t, nil, append(test.args, "--help")...)
			if got.code != exitDone || got.stderr != "" {
				t.Errorf("exit %d, stderr %q; want 0 and nothing", got.code, got.stderr)
			}
			for _, want := range test.want {
				if !strings.Contains(got.stdout, want) {
					t.Errorf("the help lacks %q:\n%s", want, got.stdout)
				}
			}
		})
	}
}

func TestWrongUse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args string
		want string
	}{
		{"unknown command", "migrat", "Did you mean this?"},
		{"unknown flag", "serve --port 80", "unknown flag: --port"},
		{"argument too many", "migrate now", `unknown command "now"`},
		{"group without a command", "moderator", "add, list, disable, reset or reset-factor"},
		{"no address", "moderator add --name Anna", "accepts 1 arg"},
		{"no name", "moderator add anna@example.eu", `"name" not set`},
		{"not an address", "moderator add anna --name Anna", "EMAIL must be an address"},
		{"unknown role", "moderator add anna@example.eu --name Anna --role king", "--role must be viewer, moderator or"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := runProgram(t, []string{newDatabase(t)}, strings.Fields(test.args)...)
			if got.code != exitUsage {
				t.Errorf("exit %d, want %d", got.code, exitUsage)
			}
			if !strings.Contains(got.stderr, test.want) || !strings.Contains(got.stderr, "--help' to see how it is used") {
				t.Errorf("stderr lacks %q or the way to the help:\n%s", test.want, got.stderr)
			}
			if got.stdout != "" {
				t.Errorf("stdout: %q, want nothing", got.stdout)
			}
		})
	}
}

func TestVersionNeedsNoConfiguration(t *testing.T) {
	t.Parallel()
	got := runProgram(t, []string{"ALLIANCE_NONSENSE=1"}, "version")
	if got.code != exitDone {
		t.Fatalf("exit %d: %s", got.code, got.stderr)
	}
	if !regexp.MustCompile(`^alliance \S+\nGo       go1\S+ \S+\nSQLite   3\.\d+\.\d+\n$`).MatchString(got.stdout) {
		t.Errorf("unexpected version:\n%s", got.stdout)
	}
}

func TestMigrateSaysWhatItDid(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new.db")
	variables := []string{"ALLIANCE_DATABASE_DSN=" + path}
	first := runProgram(t, variables, "migrate")
	if first.code != exitDone || !strings.Contains(first.stdout, "Applied 00001_initial.sql\n") ||
		!strings.HasSuffix(first.stdout, "new.db is up to date now.\n") {
		t.Errorf("first run: exit %d\n%s%s", first.code, first.stdout, first.stderr)
	}
	again := runProgram(t, variables, "migrate")
	if again.code != exitDone || again.stdout != path+" was up to date.\n" {
		t.Errorf("second run: exit %d\n%s%s", again.code, again.stdout, again.stderr)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the database has mode %o; others must not read it", info.Mode().Perm())
	}
}

func TestUnusableDatabase(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	noDatabase := filepath.Join(folder, "letter.txt")
	letter := bytes.Repeat([]byte("Dear members, this is no database. "), 100)
	if err := os.WriteFile(noDatabase, letter, 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := migratedDatabase()
	if err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(folder, "damaged.db")
	if err := os.WriteFile(damaged, whole[:5000], 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, path, want string }{
		{"it is damaged", damaged, "database disk image is malformed"},
		{"the folder is missing", filepath.Join(folder, "gone", "alliance.db"), "no such file or directory"},
		{"it is a folder", folder, "is a directory"},
		{"the folder is a file", filepath.Join(noDatabase, "alliance.db"), "not a directory"},
		{"it is another file", noDatabase, "file is not a database"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, args := range [][]string{{"serve"}, {"migrate"}, {"moderator", "list"}} {
				got := runProgram(t, []string{"ALLIANCE_DATABASE_DSN=" + test.path, "ALLIANCE_HTTP_LISTEN=127.0.0.1:0"}, args...)
				if got.code != exitFailed || got.stdout != "" {
					t.Errorf("%s: exit %d, stdout %q; want %d and nothing", args, got.code, got.stdout, exitFailed)
				}
				if !strings.Contains(got.stderr, test.path+" cannot be used: "+test.want) ||
					strings.Count(got.stderr, "\n") != 1 {
					t.Errorf("%s: want one sentence with %q, got:\n%s", args, test.want, got.stderr)
				}
			}
		})
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	other, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	dsn := filepath.Join(t.TempDir(), "alliance.db")
	got := runProgram(t, []string{"ALLIANCE_DATABASE_DSN=" + dsn, "ALLIANCE_HTTP_LISTEN=" + other.Addr().String()})
	want := "alliance: cannot listen on " + other.Addr().String() + ": address already in use\n"
	if got.code != exitFailed || got.stderr != want {
		t.Errorf("exit %d, stderr %q; want %d and %q", got.code, got.stderr, exitFailed, want)
	}
	if _, err := os.Stat(dsn); err == nil {
		t.Error("the database was created though the program could not serve")
	}
}

func TestBuiltWithoutCgo(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the program once more")
	}
	binary := filepath.Join(t.TempDir(), "alliance")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("it does not build without cgo: %v\n%s", err, out)
	}
	for _, args := range [][]string{nil, {"serve"}, {"migrate"}} {
		out, _ := exec.CommandContext(t.Context(), binary, args...).CombinedOutput()
		if !strings.HasPrefix(string(out), "alliance: this program was built without cgo") ||
			!strings.Contains(string(out), "CGO_ENABLED=1") || strings.Count(string(out), "\n") != 1 {
			t.Errorf("alliance %s: want one sentence that says what to do, got:\n%s", args, out)
		}
	}
	run := exec.CommandContext(t.Context(), binary)
	if err := run.Run(); err == nil || run.ProcessState.ExitCode() != exitFailed {
		t.Errorf("exit %d, want %d", run.ProcessState.ExitCode(), exitFailed)
	}
	if out, err := exec.CommandContext(t.Context(), binary, "version").Output(); err != nil ||
		!strings.Contains(string(out), "without cgo") {
		t.Errorf("version: %v\n%s", err, out)
	}
}

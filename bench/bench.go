package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"alliance/bench/dataset"
	"alliance/bench/report"
	"alliance/bench/rig"
)

// bench is one run: its programs, data sets and rows.
type bench struct {
	options
	folder   string
	alliance string // binaries
	naive    string
	sets     map[dataset.Size]string
	began    time.Time
	rows     []report.Row
	copies   int
}

func newBench(ctx context.Context, opts options) (*bench, error) {
	for _, program := range []string{"nginx", "wrk"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, fmt.Errorf("%s is missing; on Debian: apt-get install "+
				"nginx-light libnginx-mod-http-brotli-static wrk", program)
		}
	}
	folder, err := os.MkdirTemp("", "alliance-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{
		options: opts, folder: folder, sets: map[dataset.Size]string{}, began: time.Now(),
		alliance: filepath.Join(folder, "alliance"), naive: filepath.Join(folder, "naive"),
	}
	if err := b.build(ctx); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// build makes the programs that are measured.
func (b *bench) build(ctx context.Context) error {
	b.progress("build the programs")
	programs := [][3]string{{b.naive, ".", "./naive"}, {b.alliance, b.source, "."}}
	if b.binary != "" {
		b.alliance, programs = b.binary, programs[:1]
	}
	for _, program := range programs {
		cmd := exec.CommandContext(ctx, "go", "build", "-o", program[0], program[2])
		cmd.Dir = program[1]
		if printed, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w: %s", program[0], err, printed)
		}
	}
	return nil
}

func (b *bench) close() { _ = os.RemoveAll(b.folder) }

func (b *bench) progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%6.0fs  %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, args...))
}

// set gives a fresh copy of a data set; it is made once in a run.
func (b *bench) set(ctx context.Context, size dataset.Size) (string, error) {
	made, err := b.original(ctx, size)
	if err != nil {
		return "", err
	}
	b.copies++
	fresh := filepath.Join(b.folder, fmt.Sprintf("copy-%d.db", b.copies))
	return fresh, copyFile(fresh, made)
}

func (b *bench) original(ctx context.Context, size dataset.Size) (string, error) {
	size.Pledged = min(size.Members, mostPledged)
	if path, found := b.sets[size]; found {
		return path, nil
	}
	path, began := filepath.Join(b.folder, fmt.Sprintf("set-%d.db", len(b.sets))), time.Now()
	if err := rig.Migrate(ctx, b.alliance, path); err != nil {
		return "", err
	}
	if err := dataset.Fill(ctx, path, dataset.Options{Size: size, Seed: b.seed, Now: time.Now().UTC()}); err != nil {
		return "", err
	}
	b.progress("made a data set of %d members in %.1f s", size.Members, time.Since(began).Seconds())
	b.sets[size] = path
	return path, nil
}

// mostPledged bounds the members that stand on a pledge; in a larger alliance the others came from lists.
const mostPledged = 100_000

// startAlliance starts the product on a fresh copy of a data set.
func (b *bench) startAlliance(
	ctx context.Context, size dataset.Size, settings map[string]string,
) (*rig.Process, error) {
	database, err := b.set(ctx, size)
	if err != nil {
		return nil, err
	}
	return rig.Alliance(ctx, b.alliance, database, settings)
}

// startNaive starts the naive version on the same members.
func (b *bench) startNaive(ctx context.Context, size dataset.Size, filler string) (*rig.Process, error) {
	source, err := b.original(ctx, size)
	if err != nil {
		return nil, err
	}
	b.copies++
	database := filepath.Join(b.folder, fmt.Sprintf("naive-%d.db", b.copies))
	if err := rig.ImportNaive(ctx, b.naive, database, source); err != nil {
		return nil, err
	}
	return rig.Naive(ctx, b.naive, database, filler)
}

// get asks once and gives the answer as it is on the wire.
func get(ctx context.Context, url, coding string) (http.Header, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Accept-Encoding", coding) // so that the client decodes nothing
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s", url, answer.Status)
	}
	return answer.Header, body, err
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// machine says what the figures were measured on.
func (b *bench) machine(ctx context.Context) []string {
	sqlite, _, _ := sqlite3.Version()
	return []string{
		fmt.Sprintf("%s, %d cores, %s, kernel %s", cpuModel(), runtime.NumCPU(), memory(),
			output(ctx, ".", "uname", "-r")),
		fmt.Sprintf("%s, SQLite %s, %s, wrk %s", runtime.Version(), sqlite, output(ctx, ".", "nginx", "-v"),
			firstWord(strings.TrimPrefix(output(ctx, ".", "wrk", "-v"), "wrk "))),
		fmt.Sprintf("commit %s, %s, %d rounds", output(ctx, b.source, "git", "describe", "--always", "--dirty"),
			b.began.UTC().Format("2 January 2006 15:04 UTC"), b.rounds),
		"SQLite on both sides: WAL, synchronous=FULL; load generator on the same machine",
		fmt.Sprintf("%s load at the start", firstWord(fileText("/proc/loadavg"))),
	}
}

// output is what a command prints, or a question mark.
func output(ctx context.Context, folder, name string, args ...string) string {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = folder
	printed, err := cmd.CombinedOutput()
	if err != nil && len(printed) == 0 {
		return "?"
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(printed)), "\n")
	return strings.TrimPrefix(line, "nginx version: ")
}

func fileText(path string) string {
	content, _ := os.ReadFile(path)
	return string(content)
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return word
}

func cpuModel() string { return valueOf(fileText("/proc/cpuinfo"), "model name") }

func memory() string { return valueOf(fileText("/proc/meminfo"), "MemTotal") }

// valueOf reads a line "name : value" of a file of /proc.
func valueOf(text, name string) string {
	for line := range strings.Lines(text) {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown " + name
}

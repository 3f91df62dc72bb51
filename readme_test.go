package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// readmeTranscript is what README.md says a first start prints, line by line.
func readmeTranscript(t *testing.T) []string {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(readme), "```console\n$ go run .\n")
	block, _, ended := strings.Cut(block, "```")
	if !found || !ended {
		t.Fatal("README.md has lost its transcript of the first start")
	}
	return strings.Split(strings.TrimSuffix(block, "\n"), "\n")
}

func TestReadmeTranscriptIsTrue(t *testing.T) {
	t.Parallel()
	s := startSite(t, []string{newDatabase(t), "ALLIANCE_LOG_FORMAT=text"})
	if code := s.end(); code != exitDone {
		t.Fatalf("exit %d", code)
	}
	logged, _, _ := strings.Cut(s.stderr.String(), "\n")
	printed := append(s.stdout, logged)
	promised := readmeTranscript(t)
	if len(promised) != len(printed) {
		t.Fatalf("README.md shows %d lines, printed were %d:\n%s", len(promised), len(printed), strings.Join(printed, ""))
	}
	for i, line := range promised {
		pattern := strings.NewReplacer(
			"…", `\S+`, "localhost:8080", `localhost:\d+`, regexp.QuoteMeta("[::]:8080"), `\S+:\d+`,
		).Replace(regexp.QuoteMeta(line))
		if got := strings.TrimSuffix(printed[i], "\n"); !regexp.MustCompile("^" + pattern + "$").MatchString(got) {
			t.Errorf("line %d of the transcript\n  promised: %s\n  printed:  %s", i+1, line, got)
		}
	}
}

// What the documents link to must be there; the lead picture is made by hand.
func TestDocumentsLinkToWhatExists(t *testing.T) {
	t.Parallel()
	for _, document := range []string{
		"README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/architecture.md", "docs/api.md",
	} {
		content, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		folder := document[:strings.LastIndex(document, "/")+1]
		for _, link := range regexp.MustCompile(`\]\(([\w./-]+)\)`).FindAllStringSubmatch(string(content), -1) {
			if _, err := os.Stat(folder + link[1]); err != nil && link[1] != "docs/screenshot.png" {
				t.Errorf("%s links to %s, which is not there", document, link[1])
			}
		}
	}
}

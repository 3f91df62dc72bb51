// Package sharedtest reads the reference data that lies beside a full checkout and is
// not part of the repository.
package sharedtest

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Rows reads a CSV file of the reference data that lies beside a full
// checkout and is not part of the repository; without it the test is skipped.
func Rows(tb testing.TB, file string) []map[string]string {
	tb.Helper()
	content, err := os.Open(Path(tb, file))
	if err != nil {
		tb.Fatal(err)
	}
	defer content.Close()
	records, err := csv.NewReader(content).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	rows := make([]map[string]string, 0, len(records))
	for _, record := range records[1:] {
		row := make(map[string]string, len(record))
		for i, value := range record {
			row[records[0][i]] = value
		}
		rows = append(rows, row)
	}
	return rows
}

// Path is where a file of the reference data lies; without it the test is skipped.
func Path(tb testing.TB, file string) string {
	tb.Helper()
	path := filepath.Join(root(tb), "..", "shared", "data", file)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		tb.Skipf("the reference data ../shared/data/%s is absent", file)
	}
	return path
}

// root is the folder of go.mod, whatever package the test is in.
func root(tb testing.TB) string {
	tb.Helper()
	folder, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			tb.Fatal("no go.mod above the test")
		}
		folder = parent
	}
}

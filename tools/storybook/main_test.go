package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStorybookServesEveryLinkOfItsIndex(t *testing.T) {
	t.Parallel()
	handler, err := newHandler(nil)
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
		return recorder
	}
	links := strings.Split(get("/").Body.String(), `href="`)[1:]
	if len(links) < 20 {
		t.Fatalf("the index has %d links", len(links))
	}
	for _, link := range links {
		path, _, _ := strings.Cut(link, `"`)
		response := get(path)
		if response.Code != http.StatusOK || !strings.Contains(response.Body.String(), "</html>") {
			t.Errorf("%s answers %d", path, response.Code)
		}
		if csp := response.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") {
			t.Errorf("%s is shown under %q", path, csp)
		}
	}
	if code := get("/story/en/none").Code; code != http.StatusNotFound {
		t.Errorf("an unknown story answers %d", code)
	}
}

func TestReadTowns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, csv string
		want      int
	}{
		{"two towns", "name,lat,lon\nRīga,56.95,24.11\nGżira,35.9,14.49\n", 2},
		{"a broken line is left out", "lat,lon\n56.95,24.11\nx,1\n", 1},
		{"other columns", "a,b\n1,2\n", 0},
		{"not CSV", "\"", 0},
		{"empty", "", 0},
	}
	for _, test := range tests {
		path := filepath.Join(t.TempDir(), "towns.csv")
		if err := os.WriteFile(path, []byte(test.csv), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := readTowns(path); len(got) != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
	if got := readTowns(filepath.Join(t.TempDir(), "none.csv")); got != nil {
		t.Errorf("no file: %v", got)
	}
}

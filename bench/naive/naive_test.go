package main

import (
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// started serves three members and a pledge that waits for its confirmation.
func started(t *testing.T) (*gorm.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "naive.db")
	db, err := gorm.Open(sqlite.Open(path), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.AutoMigrate(&signatory{}, &association{}, &pledge{}, &outboxMail{}); err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256([]byte("token"))
	for _, row := range []any{
		&signatory{
			ID: "1", Slug: "riga", Kind: "city", Country: "LV", Name: "Rīga", SearchKey: "riga", Since: time.Unix(0, 0),
			Associations: []association{{Association: "EUROCITIES"}},
		},
		&signatory{ID: "2", Slug: "tartu", Kind: "city", Country: "EE", Name: "Tartu", SearchKey: "tartu"},
		&signatory{ID: "3", Slug: "latgale", Kind: "region", Country: "LV", Name: "Latgale", SearchKey: "latgale"},
		&pledge{ID: "p", State: "unconfirmed", Body: "Liepāja", TokenHash: hash[:]},
	} {
		if err := db.Create(row).Error; err != nil {
			t.Fatal(err)
		}
	}
	s, err := newSite(db, "")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.engine())
	t.Cleanup(server.Close)
	return db, server.URL
}

func page(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address) // its client asks for gzip and takes it off again
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var text strings.Builder
	if err := answer.Write(&text); err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK || !answer.Uncompressed {
		t.Fatalf("GET %s: %s, compressed %t", address, answer.Status, answer.Uncompressed)
	}
	return text.String()
}

func TestPagesShowWhatTheFiltersAskFor(t *testing.T) {
	_, address := started(t)
	tests := []struct{ path, want, mustNot string }{
		{"/en/members", "3 members", "EUROCITIES (2)"},
		{"/en/members", "EUROCITIES (1)", "EE (2)"},
		{"/en/members?country=LV", "Latgale", "Tartu"},
		{"/en/members?kind=city&country=EE", "Tartu", "Rīga"},
		{"/en/members?association=EUROCITIES", "Rīga", "Latgale"},
		{"/en/members?q=art", "Tartu", "Latgale"},
		{"/en/members?page=1", "3 members", "Tartu"},
		{"/en/", "Latgale", "no such text"},
		{"/en/members/riga", "EUROCITIES", "Tartu"},
		{"/api/v1/members", `"total":3`, "<html"},
	}
	for _, test := range tests {
		got := page(t, address+test.path)
		if !strings.Contains(got, test.want) || strings.Contains(got, test.mustNot) {
			t.Errorf("%s has not %q, or has %q", test.path, test.want, test.mustNot)
		}
	}
}

func TestAPledgeGoesItsWay(t *testing.T) {
	db, address := started(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	form := url.Values{
		"kind": {"city"}, "country": {"LV"}, "body": {"Cēsis"}, "email": {"office@cesis.example"}, "authorised": {"1"},
	}
	for _, step := range []struct {
		path string
		form url.Values
		want int
	}{
		{"/en/pledge", form, http.StatusSeeOther},
		{"/en/pledge", form, http.StatusSeeOther}, // again: the same answer, and nothing stored
		{"/en/pledge", url.Values{"body": {"Nobody"}}, http.StatusUnprocessableEntity},
		{"/en/confirm/token", nil, http.StatusSeeOther},
		{"/en/confirm/wrong", nil, http.StatusNotFound},
		{"/moderation/pledges/p/approve", nil, http.StatusSeeOther},
		{"/moderation/pledges/none/approve", nil, http.StatusNotFound},
	} {
		answer, err := client.PostForm(address+step.path, step.form)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != step.want {
			t.Errorf("POST %s: %d, want %d", step.path, answer.StatusCode, step.want)
		}
	}
	var pledges, mails, members int64
	var approved pledge
	db.Model(&pledge{}).Count(&pledges)
	db.Model(&outboxMail{}).Count(&mails)
	db.Model(&signatory{}).Count(&members)
	db.First(&approved, "id = 'p'")
	if pledges != 2 || mails != 2 || members != 4 || approved.State != "approved" || approved.SignatoryID == nil {
		t.Errorf("%d pledges, %d mails, %d members, state %s", pledges, mails, members, approved.State)
	}
}

package handlers

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestCertificatePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.member(s.Administrator(t), func(p *models.NewPledge) { p.ConsentName, p.Statement = true, "We agree." })
	s.get("/en/members/riga").has("Anna Bērziņa", `href="/en/members/riga/certificate"`)
	page := s.get("/en/members/riga/certificate").status(http.StatusOK)
	page.has("Rīga", "Member since 22 November 2026", "Version 2026-1", "https://alliance.example/en/members/riga",
		`href="/en/members/riga/certificate.pdf"`, `content="https://alliance.example/en/members/riga/share.png"`)
	page.lacks("Anna", "Bērziņa", "We agree.", "riga.lv") // the body alone
	if got := page.text("h1"); got != "Certificate of membership" {
		t.Errorf("heading %q", got)
	}
	label := page.document().Find("svg.paper-code").AttrOr("aria-label", "")
	if !strings.Contains(label, "/en/members/riga") {
		t.Errorf("the code is labelled %q", label)
	}
	s.get("/lv/members/riga/certificate").has("Dalībnieka apliecība", "2026. gada 22. novembris")
}

func TestCertificateAndPosterAsPDF(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.member(s.Administrator(t), func(*models.NewPledge) {})
	for path, file := range map[string]string{
		"/en/members/riga/certificate.pdf": "certificate-riga.pdf", "/lv/poster.pdf": "poster.pdf",
	} {
		answer := s.get(path, "Accept-Encoding", "br, gzip").status(http.StatusOK)
		answer.header("Content-Type", "application/pdf").header("Content-Encoding", "")
		answer.header("Content-Disposition", `inline; filename="`+file+`"`)
		answer.header("Cache-Control", "public, max-age=0, must-revalidate")
		if body := answer.Body.Bytes(); !bytes.HasPrefix(body, []byte("%PDF-")) || len(body) > 120_000 {
			t.Errorf("%s: %d bytes, begins %.8q", path, len(body), body)
		}
		s.get(path, "If-None-Match", answer.Header().Get("ETag")).status(http.StatusNotModified)
	}
	english := s.get("/en/members/riga/certificate.pdf").Body.String()
	if s.get("/lv/members/riga/certificate.pdf").Body.String() == english {
		t.Error("the certificate is not in the language of its address")
	}
}

func TestACertificateLivesAsLongAsItsMember(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	id := s.Approve(t, admin, modelstest.Pledge())
	paths := []string{"/en/members/riga/certificate", "/en/members/riga/certificate.pdf"}
	for _, path := range paths {
		s.get(path).status(http.StatusOK)
	}
	if err := s.TakeDown(t.Context(), admin, models.Seen{ID: id}, "by mistake", false); err != nil {
		t.Fatal(err)
	}
	for _, path := range append(paths, "/en/members/nobody/certificate", "/en/members/nobody/certificate.pdf") {
		s.get(path).status(http.StatusNotFound).header("Cache-Control", "no-store").header("Content-Disposition", "")
	}
}

func TestPosterPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.get("/en/poster").status(http.StatusOK)
	page.has("Cohesion is our fundamental value", `href="https://alliance.example/en/pledge"`, `href="/en/poster.pdf"`)
	if label := page.document().Find("svg.paper-code").AttrOr("aria-label", ""); !strings.Contains(label, "/en/pledge") {
		t.Errorf("the code is labelled %q", label)
	}
	s.get("/en/").has(`href="/en/poster"`)
}

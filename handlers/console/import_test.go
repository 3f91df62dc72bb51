package console_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"alliance/models"
)

// upload sends a file as the form of the page does.
func (b *browser) upload(name, content string) *answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := part.Write([]byte(content)); err != nil {
		b.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		b.t.Fatal(err)
	}
	address := b.site.server.URL + "/moderation/imports"
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, address, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	return b.send(request)
}

// importID is the id in the address to which an upload leads.
func (a *answer) importID() string {
	a.t.Helper()
	a.want(http.StatusSeeOther)
	id, found := strings.CutPrefix(a.Header.Get("Location"), "/moderation/imports/")
	if !found {
		a.t.Fatalf("%s leads to %s", a.what, a.Header.Get("Location"))
	}
	return id
}

const membersFile = "Gemeinde;Land;Datum\nCĒSIS;LV;41122\nValmiera;Latvia;09.05.2021\n-;LV;\nValmiera;LV;\n"

func TestAnImportInTheConsole(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	b.get("/moderation/imports").want(http.StatusOK).has("h1", "Import signatories").
		has("#file-help", "at most 32 MB").has("nav a[aria-current]", "Import")
	id := b.upload("members.csv", membersFile).importID()
	path := "/moderation/imports/" + id
	page := b.get(path).want(http.StatusOK).has("h1", "members.csv").has("table.preview", "CĒSIS").
		has("#column_name option[selected]", "Gemeinde").has("#column_since option[selected]", "Datum")
	page.hasNot("form[action$='/run']").hasNot("form[action$='/undo']")

	b.post(path+"/check", "column_name", "0", "column_country", "1").want(http.StatusUnprocessableEntity).
		has("[role=alert]", "Name the column with the kind").has("#column_country option[selected]", "Land")
	b.post(path+"/check", "column_name", "0", "column_country", "0", "kind", "city").
		want(http.StatusUnprocessableEntity).has("[role=alert]", "cannot stand in one column")
	b.post(path+"/check", "column_name", "0", "column_country", "1", "column_since", "2", "kind", "city").
		want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has("main", "The rows are being checked").count("[data-progress] progress", 1)
	if got := b.get(path + "/progress").want(http.StatusOK); !strings.Contains(got.text, `"state":"checking"`) {
		t.Errorf("progress: %s", got.text)
	}
	b.post(path+"/run", "likely", "skip").want(http.StatusConflict).has("[role=alert]", "a colleague was faster")
	s.work(t, id)

	report := b.get(path).want(http.StatusOK).has(".counts", "New signatories 2").
		has(".counts", "Refused: something is wrong 1").has("form[action$='/run'] button", "Import 2 rows")
	report.has("tbody[role=rowgroup]", "In the file: CĒSIS").has("tbody[role=rowgroup]", "The name is missing").
		has("tbody[role=rowgroup]", "The same as row 3")
	csv := b.get(path + "/report").want(http.StatusOK)
	if !strings.Contains(csv.text, `"4","","Refused: something is wrong","","The name is missing"`) {
		t.Errorf("the report:\n%s", csv.text)
	}

	b.post(path+"/run", "likely", "skip").want(http.StatusSeeOther, path)
	s.work(t, id)
	b.get(path).want(http.StatusOK).has(".counts", "Created 2").has(".counts", "Left out 1")
	b.post(path + "/drop").want(http.StatusConflict)
	if _, err := s.Signatory(t.Context(), "cesis"); err != nil {
		t.Errorf("Cēsis is not on the wall: %v", err)
	}
	again := b.upload("the-same.csv", membersFile).importID()
	b.get("/moderation/imports/"+again).has("main", "The very same file was imported before").
		count("a[href='"+path+"']", 1)
	b.post("/moderation/imports/"+again+"/drop").want(http.StatusSeeOther, "/moderation/imports")
	b.get("/moderation/imports/" + again).want(http.StatusNotFound)

	b.post(path+"/undo").want(http.StatusUnprocessableEntity).has("[role=alert]", "Tick the box first")
	b.post(path+"/undo", "confirm", "yes").want(http.StatusSeeOther, path)
	s.work(t, id)
	b.get(path).want(http.StatusOK).has(".counts", "Undone 2")
	if _, err := s.Signatory(t.Context(), "cesis"); err == nil {
		t.Error("Cēsis is still on the wall")
	}
	b.get("/moderation/imports").has("table", "members.csv 4 rows").has("table", "Undone").has("table", s.admin.Name)
	b.get("/moderation/audit").has("table", "Import undone")
}

// work does what the service does in the background.
func (s *site) work(t *testing.T, id string) {
	t.Helper()
	if err := s.WorkOnImport(t.Context(), id); err != nil {
		t.Fatal(err)
	}
}

func TestUploadsThatCannotBeTaken(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	for file, want := range map[string]string{
		"":                          "The file has no rows",
		"name\n\"Rīga\n":            "A quotation mark",
		"PK\x03\x04 and nothing":    "The file is damaged",
		"\x89PNG\r\n\x1a\n\x00\x00": "neither CSV nor XLSX",
	} {
		b.upload("members.csv", file).want(http.StatusUnprocessableEntity).has("[role=alert]", want)
	}
	b.upload("", "name\n").want(http.StatusUnprocessableEntity).has("[role=alert]", "Choose a file")
	b.post("/moderation/imports").want(http.StatusUnprocessableEntity).has("[role=alert]", "Choose a file")
	b.get("/moderation/imports").has("main", "Nothing has been imported yet")
	s.colleague(t, "moderator@alliance.example", models.RoleModerator)
	s.signedIn(t, "moderator@alliance.example").upload("members.csv", "name\n").want(http.StatusForbidden)
}

func TestReportsInPages(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	file := "name\n" + strings.Repeat("www.spam.example/x\n", 120)
	id := b.upload("members.csv", file).importID()
	path := "/moderation/imports/" + id
	b.post(path+"/check", "column_name", "0", "kind", "city", "country", "LV").want(http.StatusSeeOther)
	s.work(t, id)
	first := b.get(path).count("tbody[role=rowgroup] tr", 100)
	next, _ := first.page().Find("a[rel=next]").Attr("href")
	address, err := url.Parse(next)
	if err != nil || address.Fragment != "rows" {
		t.Fatalf("the next page is %q, %v", next, err)
	}
	b.get(address.RequestURI()).count("tbody[role=rowgroup] tr", 20).count("a[rel=next]", 0).
		has(".found a[href$='#rows']", "From the first row")
	first.count("form[action$='/run'] button[disabled]", 1)
}

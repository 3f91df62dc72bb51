package console_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

// postJSON sends a form as notes.js does.
func (b *browser) postJSON(path string, into any, fields ...string) int {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site.server.URL+path,
		strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	response, err := b.client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
	return response.StatusCode
}

func TestANoteIsSavedByItsButton(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	b, mo := s.asAdmin(t), s.signedIn(t, "mo@alliance.example")
	b.get(path).want(http.StatusOK).count("#note", 1).count("form[data-note] input[name=note_version][value='0']", 1).
		count("#theirs[hidden]", 1).count("script[src^='/static/notes.']", 1)
	b.post(path+"/note", "note", "Called <b>twice</b>.", "note_version", "0").
		want(http.StatusSeeOther, path+"#desk")
	mo.get(path).want(http.StatusOK).has("#note", "Called <b>twice</b>.").
		has("#note-status", "Last changed by Ada Admin, 22 November 2026").has("section", "Note changed Ada Admin")

	mo.post(path+"/note", "note", "Answered.", "note_version", "0").want(http.StatusConflict).
		has("[role=alert]", "Not saved: Ada Admin changed the note meanwhile").has("#note", "Answered.").
		has("#theirs blockquote", "Called <b>twice</b>.").count("input[name=note_version][value='1']", 1)
	mo.post(path+"/note", "note", "Called twice, answered.", "note_version", "1").want(http.StatusSeeOther)
	b.post(path+"/note", "note", strings.Repeat("a", 5001), "note_version", "2").want(http.StatusUnprocessableEntity).
		has("[role=alert] a[href='#note']", "Shorten the note").count("#note[aria-invalid=true]", 1)
	b.get(path).want(http.StatusOK).has("#note", "Called twice, answered.")
}

func TestANoteSavesItself(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	b := s.asAdmin(t)
	type result struct {
		Version         int64
		Text, By, Fault string
	}
	var first, late, long result
	status := b.postJSON(path+"/note", &first, "note", "One", "note_version", "0")
	if status != http.StatusOK || first.Version != 1 {
		t.Errorf("%d, %+v", status, first)
	}
	status = b.postJSON(path+"/note", &late, "note", "Two", "note_version", "0")
	if want := (result{Version: 1, Text: "One", By: "Ada Admin"}); status != http.StatusConflict || late != want {
		t.Errorf("%d, %+v; want %+v", status, late, want)
	}
	status = b.postJSON(path+"/note", &long, "note", strings.Repeat("a", 5001), "note_version", "1")
	if status != http.StatusUnprocessableEntity || !strings.Contains(long.Fault, "5,000 characters") {
		t.Errorf("%d, %+v", status, long)
	}
	s.browser(t).post(path+"/note", "note", "x").want(http.StatusSeeOther) // to the sign-in; the script notices
}

func TestTagsAreAddedShownAndFilteredBy(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, pledgeFor("Union of Towns"))
	s.Confirm(t, pledgeFor("League of Towns"))
	path, b := "/moderation/pledges/"+id, s.asAdmin(t)
	b.get("/moderation").want(http.StatusOK).hasNot("select#tag")
	b.post(path+"/tags", "tag", "Call back").want(http.StatusSeeOther, path+"#desk")
	page := b.get(path).want(http.StatusOK).has(".tags .tag", "Call back").has("[role=status]", "tag is on the pledge").
		count("datalist option[value='Call back']", 1).has("section", "Tag added Ada Admin").page()
	tag := page.Find(".tags input[name=tag]").AttrOr("value", "")
	b.post(path+"/tags", "tag", "").want(http.StatusUnprocessableEntity).
		has("[role=alert] a[href='#tag']", "Enter a tag").count("#tag[aria-invalid=true]", 1).
		hasNot(".decision details[open]")

	found := b.get("/moderation?tag="+tag).want(http.StatusOK).has("#found", "1 pledge").has("tbody .tag", "Call back").
		count("#tag option[selected][value='"+tag+"']", 1).count("a.clear[href='/moderation']", 1).
		count(".tabs a[href='/moderation?kind=association&tag="+tag+"']", 1)
	if got := rows(found); len(got) != 1 || got[0] != "Union of Towns" {
		t.Errorf("tagged: %v", got)
	}
	b.get("/moderation?tag=unknown").want(http.StatusOK).has("#found", "2 pledges")
	b.post(path+"/untag", "tag", tag).want(http.StatusSeeOther, path+"#desk")
	b.get(path).want(http.StatusOK).hasNot(".tags").has("section", "Tag removed Ada Admin")
	b.get("/moderation/audit?action=pledge.tag").want(http.StatusOK).count("tbody tr", 1)
}

func TestAPledgeIsLookedAfterByAColleague(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	mo := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	viewer := s.colleague(t, "viewer@alliance.example", models.RoleViewer)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	s.Confirm(t, pledgeFor("League of Towns"))
	b := s.asAdmin(t)
	b.get(path).want(http.StatusOK).has("#assigned", "Ada Admin (you)").count("#assigned option", 3). // nobody, Ada, Mo
														count("input[name=assigned][value=me]", 1)
	b.post(path+"/assign", "assigned", "me").want(http.StatusSeeOther, path+"#desk")
	b.get(path).want(http.StatusOK).has("#assigned option[selected]", "Ada Admin").hasNot("input[name=assigned]").
		has("section", "Looked after from now on: Ada Admin")
	b.post(path+"/assign", "assigned", mo.ID).want(http.StatusSeeOther)
	b.post(path+"/assign", "assigned", viewer.ID).want(http.StatusUnprocessableEntity).
		has("[role=alert] a[href='#assigned']", "Choose a colleague")
	b.get("/moderation").want(http.StatusOK).has("tbody tr", "with Mo Colleague")

	for address, want := range map[string]string{
		"/moderation?assigned=" + mo.ID: "Union of Towns",
		"/moderation?assigned=nobody":   "League of Towns",
		"/moderation?assigned=me":       "",
	} {
		answer := b.get(address).want(http.StatusOK).count("#assigned option[selected]", 1)
		if got := strings.Join(rows(answer), ", "); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	theirs := s.signedIn(t, mo.Email).get("/moderation?assigned=me").want(http.StatusOK)
	if got := strings.Join(rows(theirs), ", "); got != "Union of Towns" {
		t.Errorf("a saved address shows %q to the colleague", got)
	}
	b.post(path+"/assign", "assigned", "").want(http.StatusSeeOther)
	b.get("/moderation/audit?action=pledge.assign").want(http.StatusOK).has("tbody", "nobody").has("tbody", "Mo Colleague")
}

func TestPledgesFromANetwork(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns")) // from 192.0.2.7
	b := s.asAdmin(t)
	link := "/moderation?q=192.0.2.0%2F24"
	b.get(path).want(http.StatusOK).has("section", "Sent from 192.0.2.7").count("a[href='"+link+"']", 1)
	b.get(link).want(http.StatusOK).has("#found", "1 pledge").count("#q[value='192.0.2.0/24']", 1)
	b.get("/moderation?q=198.51.100.0%2F24").want(http.StatusOK).has("h2", "No pledges match")
}

func TestThePageTellsWhatIsKnownOfTheBody(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.Approve(t, s.admin, modelstest.Pledge())
	id := s.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "mayor@mailinator.com" }))
	s.asAdmin(t).get("/moderation/pledges/"+id).want(http.StatusOK).
		has("section", "95 %: the typed name belongs to exactly one territory of the register, Rīga").
		has("section", "No: mailinator.com gives addresses for minutes").
		has("section", "Members of the same territory Rīga").has("section", "Uses another domain: riga.lv").
		count("details.compare[open]", 1).has(".compare tbody tr:nth-child(1)", "the same").
		has(".compare tbody tr:nth-child(4)", "different").has(".compare tbody tr:nth-child(6)", "EUROCITIES")
}

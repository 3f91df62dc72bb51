package console_test

import (
	"net/http"
	"testing"

	"alliance/models"
)

func TestSettingsPageSaysWhatHoldsAndWhatTheConfigurationSays(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	b.get("/moderation/settings").want(http.StatusOK).count("main li h2", len(models.SettingNames())).
		has("nav [aria-current]", "Settings").
		has("#collection dl", "Open As the configuration says.").
		has("#kinds dd", "Region, City or municipality, Association, Other organisation, Individual").
		has("#waiting_times dl", "Nearly late after 3 days Late after 7 days").
		has("#limits dd", "Wrong codes after one submission: 5").
		has("#require_second_factor dd", "No").has("#two_person_kinds dd", "None").
		has("#reasons dd", "The built-in ones, all of them")

	b.get("/moderation/settings/collection").want(http.StatusOK).has("h1", "Collection of pledges").
		count("[name=paused]", 2).count("[name=until][type=date]", 1).hasNot("form[action$='/reset']")
	b.post("/moderation/settings/collection", "paused", "1", "until", "2027-01-31").
		want(http.StatusSeeOther, "/moderation/settings")
	b.get("/moderation/settings").want(http.StatusOK).has("[role=status]", "Saved: Collection of pledges.").
		has("#collection dl", "Now Paused Last day: 31 January 2027 Changed here").
		has("#collection dl", "The configuration says Open")
	b.get("/moderation/audit").want(http.StatusOK).
		has("tbody", "Collection of pledges: Open → Paused; Last day: 31 January 2027")

	b.get("/moderation/settings/collection").want(http.StatusOK).count("[name=paused][value='1'][checked]", 1)
	b.post("/moderation/settings/collection/reset").want(http.StatusSeeOther, "/moderation/settings")
	b.get("/moderation/settings").want(http.StatusOK).has("#collection dl", "Open As the configuration says.")
}

func TestSettingsComeBackAsTypedWithWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	b.post("/moderation/settings/limits", "pledges_per_ip_per_hour", "many", "code_tries", "40",
		"mails_per_address_per_day", "0", "sign_ins_per_ip_per_hour", "12345678", "sign_ins_per_account_per_hour", " 7 ").
		want(http.StatusUnprocessableEntity).
		count("#pledges_per_ip_per_hour[value=many][aria-invalid=true]", 1).
		has("#pledges_per_ip_per_hour-fault", "from 0 to 1,000,000").
		count("[role=alert] a[href='#pledges_per_ip_per_hour']", 1).count("#code_tries[value='40']", 1).
		count("#sign_ins_per_ip_per_hour[aria-invalid]", 1)
	b.post("/moderation/settings/kinds").want(http.StatusUnprocessableEntity).count("input[checked]", 0).
		has("#kinds-fault", "Choose at least one kind").count("[role=alert] a[href='#kinds']", 1)
	b.post("/moderation/settings/waiting_times", "nearly_late_after", "48", "late_after", "24").
		want(http.StatusUnprocessableEntity).has("#late_after-fault", "must come after").count("#late_after[value='24']", 1)
	b.post("/moderation/settings/collection", "until", "2020-01-01").want(http.StatusUnprocessableEntity).
		has("#until-fault", "Choose today or a later day").count("#until[value='2020-01-01']", 1)
	b.get("/moderation/settings").want(http.StatusOK).count("dl div:nth-child(2)", 0) // nothing was changed
	b.post("/moderation/settings/waiting_times", "nearly_late_after", "24", "late_after", "48").
		want(http.StatusSeeOther, "/moderation/settings")
	b.get("/moderation/hub").want(http.StatusOK).has(".waits", "for 1 day or more, but less than 2 days")
	b.post("/moderation/settings/two_person_kinds", "two_person_kinds", "city", "two_person_kinds", "region").
		want(http.StatusSeeOther)
	b.post("/moderation/settings/require_second_factor", "require_second_factor", "1").want(http.StatusSeeOther)
	if got := s.Settings(); !got.RequireSecondFactor || len(got.TwoPersonKinds) != 2 {
		t.Errorf("settings %+v, want a second factor and two kinds", got)
	}
}

func TestTheSecondAdministratorSeesWhatTheFirstChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleAdministrator)
	mo, b := s.signedIn(t, "mo@alliance.example"), s.asAdmin(t)
	const path = "/moderation/settings/kinds"
	mark := mo.get(path).want(http.StatusOK).page().Find("[name=mark]").AttrOr("value", "")
	b.post(path, "mark", mark, "kinds", "city").want(http.StatusSeeOther)
	late := mo.post(path, "mark", mark, "kinds", "region", "kinds", "association").want(http.StatusConflict).
		has("[role=alert]", "Ada Admin changed this setting at 22 November 2026, 09:30 UTC").
		has("dl", "Now City or municipality").count("input[checked]", 2).count("[value=association][checked]", 1)
	mo.post(path+"/reset", "mark", mark).want(http.StatusConflict).has("[role=alert]", "Ada Admin changed this setting")
	again := late.page().Find("form:not([action$='/reset']) [name=mark]").AttrOr("value", "")
	mo.post(path, "mark", again, "kinds", "region").want(http.StatusSeeOther)
	if kinds := s.EnabledKinds(); len(kinds) != 1 || kinds[0] != models.KindRegion {
		t.Errorf("kinds %v, want region", kinds)
	}
}

func TestReasonsPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	const path = "/moderation/reasons"
	b.get(path).want(http.StatusOK).count("main li", len(s.Reasons())).has("main li", "A test test built in offered").
		count("textarea", 2).hasNot("a[href*='code=']")
	b.post(path, "code", "No Council", "label", "", "text_lv", "Dome <nav> lēmusi.").
		want(http.StatusUnprocessableEntity).count("#code[value='No Council'][aria-invalid]", 1).
		has("[role=alert]", "Write the text in English").has("#text_lv", "Dome <nav> lēmusi.").
		count("[role=alert] a[href='#text_en']", 1)
	b.post(path, "code", "test", "label", "Mine", "text_en", "No.").want(http.StatusUnprocessableEntity).
		has("#code-fault", "There is a reason with this code already")
	b.post(path, "code", "no_council", "label", "No council decision", "text_en", "Not decided yet.").
		want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has("[role=status]", "The reasons are saved").
		has("main li", "No council decision no_council your own offered").has("main li", "in English where").
		has("main li", "latviešu")
	b.get(path+"?code=no_council").want(http.StatusOK).count("#code[readonly][value=no_council]", 1).
		has("#text_en", "Not decided yet.")
	b.post(path, "code", "no_council", "label", "No council decision", "known", "1", "text_en", "Not decided yet.",
		"text_lv", "Vēl nav lemts.").want(http.StatusSeeOther, path)
	if text, in := s.ReasonText("no_council", "lv"); text != "Vēl nav lemts." || in != "lv" {
		t.Errorf("text %q in %s, want the Latvian one", text, in)
	}
	mark := b.get(path).page().Find("[name=mark]").First().AttrOr("value", "")
	b.post(path+"/switch", "code", "test", "off", "1", "mark", mark).want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has("main li", "A test test built in switched off")
	b.post(path+"/switch", "code", "test", "off", "0", "mark", mark).want(http.StatusConflict).
		has("[role=alert]", "Ada Admin changed this setting")
	b.post(path, "code", "other", "label", "Other", "text_en", "No.", "mark", mark).want(http.StatusConflict).
		count("#code[value=other]", 1)
	b.get("/moderation/audit").want(http.StatusOK).has("tbody", "Reasons for refusing").
		has("tbody", "A test (switched off)")
	b.post("/moderation/settings/reasons/reset", "mark", mark).want(http.StatusConflict)
	b.post("/moderation/settings/reasons/reset").want(http.StatusSeeOther, "/moderation/settings")
	b.get(path).want(http.StatusOK).has("main li", "A test test built in offered").
		has("main li", "No council decision no_council your own switched off")
}

func TestMailboxForNewPledges(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	const path = "/moderation/settings/notification"
	b.get(path).want(http.StatusOK).count("[name=mode]", 3).count("[name=mode][value=''][checked]", 1).
		count("#hour[value='7']", 1)
	b.post(path, "mode", "daily", "address", "team", "hour", "25", "language", "en").
		want(http.StatusUnprocessableEntity).count("#address[value=team][aria-invalid]", 1).
		has("#hour-fault", "Enter an hour from 0 to 23").count("[name=mode][value=daily][checked]", 1)
	b.post(path, "mode", "daily", "address", "team@alliance.example", "hour", "6", "language", "en").
		want(http.StatusSeeOther, "/moderation/settings")
	b.get("/moderation/settings").want(http.StatusOK).
		has("#notification dl", "Now Once a day team@alliance.example English")
	if audit := b.get("/moderation/audit").want(http.StatusOK); audit.page().Find("tbody:contains('team@')").Length() > 0 {
		t.Error("the audit trail shows the address")
	}
}

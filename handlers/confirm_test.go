package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"alliance/models"
)

func TestSentPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	location := s.submit(riga())
	answer := s.get(location).status(http.StatusOK)
	answer.has("anna.berzina@riga.lv", `name="code"`, `autocomplete="one-time-code"`, "7 days", location+"/again")
	answer.lacks("once more, we have sent", "code-fault", "canonical")
	answer.header("Cache-Control", "no-store").header("Referrer-Policy", "same-origin").
		header("X-Robots-Tag", "noindex").header("ETag", "")
}

func TestCodes(t *testing.T) {
	t.Parallel()
	for name, written := range map[string]func(code string) string{
		"as it stands":      func(code string) string { return code },
		"in two groups":     func(code string) string { return code[:3] + " " + code[3:] },
		"with a dash":       func(code string) string { return code[:3] + "-" + code[3:] },
		"no-break space":    func(code string) string { return code[:3] + "\u00a0" + code[3:] },
		"pasted with lines": func(code string) string { return "\r\n" + code + " \t" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			location := s.submit(riga())
			code := s.mail().Code
			answer := s.post(location, url.Values{"code": {written(code)}})
			answer.leadsTo(http.StatusSeeOther, "/en/confirmed").header("Cache-Control", "no-store")
			s.get("/en/confirmed").status(http.StatusOK).has("Thank you", "A person checks the pledge").
				lacks("Rīga", "berzina")
			s.post(location, url.Values{"code": {code}}).leadsTo(http.StatusSeeOther, "/en/confirmed")
		})
	}
}

func TestWrongCodes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	location := s.submit(riga())
	right := s.mail().Code
	for range 5 {
		s.post(location, url.Values{"code": {"x" + right[1:]}}).status(http.StatusUnprocessableEntity).
			has("code-fault", `aria-invalid="true"`, "anna.berzina@riga.lv").lacks(right)
	}
	answer := s.post(location, url.Values{"code": {right}}).status(http.StatusTooManyRequests)
	answer.lacks(`name="code"`, "incident").header("Cache-Control", "no-store")
}

func TestStrangeCodes(t *testing.T) {
	t.Parallel()
	s := newSite(t, change{models: func(c *models.Config) { c.Limits.CodeTries = 100 }})
	location := s.submit(riga())
	right := s.mail().Code
	long, arabic := strings.Repeat("9", 5000), "\u0661\u0662\u0663\u0664\u0665\u0666"
	for _, code := range []string{"", " ", "12345", right + "0", right[:5], "abcdef", long, arabic} {
		s.post(location, url.Values{"code": {code}}).status(http.StatusUnprocessableEntity)
	}
	s.do(http.MethodPost, location, strings.NewReader("{}"), "Content-Type", "application/json").
		status(http.StatusUnsupportedMediaType)
}

func TestSendAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	location := s.submit(riga())
	s.mail()
	s.post(location+"/again", nil).leadsTo(http.StatusSeeOther, location+"?again=1")
	s.mail()
	s.get(location + "?again=1").status(http.StatusOK).has(`class="resent"`)
	s.get(location).status(http.StatusOK).lacks(`class="resent"`)
	for range 10 { // the mailbox has a limit, which the visitor does not learn
		s.post(location+"/again", nil).leadsTo(http.StatusSeeOther, location+"?again=1")
	}
	if mails := s.ClaimAll(t); len(mails) != 3 {
		t.Errorf("want the last three of five mails, got %d", len(mails))
	}
}

func TestConfirmLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.submit(riga())
	link := "/en/confirm/" + s.mail().Token
	for range 3 { // scanners of mail programs come first, and often
		page := s.get(link).status(http.StatusOK)
		// Who holds the link sees what it confirms, but no address.
		page.has("One last step", "Rīga", `action="`+link+`"`, "Bērziņa").lacks("anna.berzina")
		page.header("Cache-Control", "no-store").header("Referrer-Policy", "same-origin").header("ETag", "")
		s.do(http.MethodHead, link, nil).status(http.StatusOK)
	}
	if queue, err := s.Queue(t.Context(), models.QueueFilter{}); err != nil || queue.Total != 0 {
		t.Errorf("opening the link confirmed the pledge: %d, %v", queue.Total, err)
	}
	s.post(link, nil).leadsTo(http.StatusSeeOther, link)
	first := s.get(link).status(http.StatusOK).has("Thank you", "The pledge for Rīga is confirmed").Body.String()
	s.post(link, nil).leadsTo(http.StatusSeeOther, link)
	if again := s.get(link).Body.String(); again != first {
		t.Error("confirming twice does not show the same page")
	}
	if queue, err := s.Queue(t.Context(), models.QueueFilter{}); err != nil || queue.Total != 1 {
		t.Errorf("want one pledge in the queue, got %d, %v", queue.Total, err)
	}
}

func TestLinksThatLeadNowhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	location := s.submit(riga())
	token := s.mail().Token
	for name, path := range map[string]string{
		"wrong token":          "/en/confirm/" + strings.Repeat("A", 22),
		"cut off":              "/en/confirm/" + token[:10],
		"one letter too many":  "/en/confirm/" + token + ".",
		"very long":            "/en/confirm/" + strings.Repeat("A", 5000),
		"not UTF-8":            "/en/confirm/%ff%fe",
		"with a zero byte":     "/en/confirm/%00",
		"a receipt as a token": "/en/confirm/" + strings.TrimPrefix(location, "/en/pledge/sent/"),
		"wrong receipt":        "/en/pledge/sent/" + strings.Repeat("A", 22),
		"a token as a receipt": "/en/pledge/sent/" + token,
	} {
		t.Run(name, func(t *testing.T) {
			for _, answer := range []*answer{s.get(path), s.post(path, url.Values{"code": {"123456"}})} {
				answer.status(http.StatusNotFound).has("This link does not lead to a pledge", `href="/en/pledge"`).
					lacks("incident", "Incident")
				answer.header("Cache-Control", "no-store").header("Referrer-Policy", "same-origin")
			}
		})
	}
	s.post("/en/pledge/sent/nothing/again", nil).status(http.StatusNotFound).has("This link does not lead to a pledge")
	s.Clock.Advance(8 * 24 * time.Hour)
	s.get("/en/confirm/" + token).status(http.StatusNotFound).has("The link is too old")
	s.post("/en/confirm/"+token, nil).status(http.StatusNotFound)
	s.get(location).status(http.StatusNotFound)
}

func TestIndividualsMayStandOnTheWallAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t, change{models: func(c *models.Config) { c.Pledge.ApproveIndividuals = true }})
	location := s.submit(riga("kind", "individual", "body", ""))
	code := s.mail().Code
	s.post(location, url.Values{"code": {code}}).leadsTo(http.StatusSeeOther, "/en/confirmed?state=approved")
	s.get("/en/confirmed?state=approved").status(http.StatusOK).has("stands in the list of members")
	s.get("/en/members").status(http.StatusOK).has("Anna Bērziņa")
}

func TestConfirmedTakesNoTextFromItsAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, state := range []string{"nonsense", "%3Cscript%3E", "%ff"} {
		s.get("/en/confirmed?state="+state).status(http.StatusOK).has("A person checks the pledge").
			lacks("nonsense", "<script>")
	}
}

package handlers

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/locale"
	"alliance/web"
)

// mailbox is GET /mailbox, in development only: the mails that would have been sent.
func (s *site) mailbox(c *gin.Context) error {
	if request := respond.Of(c); !slices.Contains(s.Catalog.LanguagesFor(locale.AreaConsole), request.Lang) {
		request.Lang = "en" // its texts are among the console's
	}
	layout := s.respond.Layout(c, "")
	layout.Title, layout.NoIndex = layout.T("console.mailbox.title"), true
	return s.respond.Page(c, http.StatusOK, web.MailboxPage{Layout: layout, Mails: s.Mailbox()})
}

// mailJSON is a mail of /mailbox.json, which scripts read.
type mailJSON struct {
	ID      string    `json:"id"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	At      time.Time `json:"at"`
}

// mailboxJSON is GET /mailbox.json.
func (s *site) mailboxJSON(c *gin.Context) error {
	mails := []mailJSON{}
	for _, mail := range s.Mailbox() {
		mails = append(mails, mailJSON(mail))
	}
	return s.respond.JSON(c, http.StatusOK, mails)
}

// mailPolicy lets a mail look as it does in a mail program, and do nothing.
const mailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"

// mailboxHTML is GET /mailbox/{id}.html: the HTML part of one mail.
func (s *site) mailboxHTML(c *gin.Context) error {
	id, isHTML := strings.CutSuffix(c.Param("document"), ".html")
	mails := s.Mailbox()
	at := slices.IndexFunc(mails, func(mail web.MailboxMail) bool { return mail.ID == id && mail.HTML != "" })
	if !isHTML || at < 0 {
		return respond.NotFound()
	}
	c.Header("Content-Security-Policy", mailPolicy)
	s.respond.Send(c, respond.Content{
		Status: http.StatusOK, Type: "text/html; charset=utf-8", Body: []byte(mails[at].HTML),
	})
	return nil
}

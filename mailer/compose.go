package mailer

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"net/url"
	"strings"
	texttemplate "text/template"

	"alliance/locale"
	"alliance/models"
)

//go:embed templates
var templates embed.FS

// Site is what mails say about the site.
type Site struct {
	Name    string
	BaseURL string // of every link, such as https://alliance.example.eu
	Contact string // e-mail address for questions
}

// Composer writes mails. Safe for concurrent use.
type Composer struct {
	catalog *locale.Catalog
	site    Site
	html    *htmltemplate.Template
	text    *texttemplate.Template
}

// NewComposer prepares the templates.
func NewComposer(catalog *locale.Catalog, site Site) (*Composer, error) {
	base, err := url.Parse(site.BaseURL)
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") {
		return nil, fmt.Errorf("the site's address %q is not an http or https one", site.BaseURL)
	}
	if site.Name == "" || site.Contact == "" {
		return nil, errors.New("mails need the site's name and a contact address")
	}
	site.BaseURL = strings.TrimRight(site.BaseURL, "/")
	html, err := htmltemplate.New("mail.html").Funcs(htmltemplate.FuncMap{"lines": lines}).
		ParseFS(templates, "templates/mail.html")
	if err != nil {
		return nil, fmt.Errorf("parse mail template: %w", err)
	}
	text, err := texttemplate.New("mail.txt").Funcs(texttemplate.FuncMap{"wrap": wrap, "wrapLines": wrapLines}).
		ParseFS(templates, "templates/mail.txt")
	if err != nil {
		return nil, fmt.Errorf("parse mail template: %w", err)
	}
	return &Composer{catalog: catalog, site: site, html: html, text: text}, nil
}

// Compose writes the mail in its own language, as text and as HTML. Errors are of the
// mail itself: composing it again gives the same one. None of them holds the address.
func (c *Composer) Compose(m models.Mail) (Message, error) {
	to, err := parseRecipient(m.To)
	if err != nil {
		return Message{}, fmt.Errorf("compose mail %d: %w", m.ID, err)
	}
	l, err := writer{Printer: c.catalog.Printer(m.Language), site: c.site, mail: m}.write()
	if err != nil {
		return Message{}, fmt.Errorf("compose mail %d: %w", m.ID, err)
	}
	var html, text bytes.Buffer
	html.Grow(usualHTML)
	text.Grow(usualText)
	if err := c.html.Execute(&html, l); err != nil {
		return Message{}, fmt.Errorf("compose mail %d: %w", m.ID, err)
	}
	if err := c.text.Execute(&text, l); err != nil {
		return Message{}, fmt.Errorf("compose mail %d: %w", m.ID, err)
	}
	return Message{
		Reference: m.Reference, Language: l.Language, To: to, Subject: oneLine(l.Subject),
		Text: text.String(), HTML: html.String(), Date: m.ClaimedAt,
	}, nil
}

// What the parts of a mail take at most, with few exceptions: they need not grow.
const (
	usualHTML = 8 << 10
	usualText = 2 << 10
)

func lines(text string) []string { return strings.Split(text, "\n") }

func escapeAll(segments []string) []string {
	escaped := make([]string, len(segments))
	for i, segment := range segments {
		escaped[i] = url.PathEscape(segment)
	}
	return escaped
}

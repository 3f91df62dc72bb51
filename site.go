package main

import (
	"net"
	"slices"
	"time"

	"alliance/locale"
	"alliance/mailer"
	"alliance/models"
	"alliance/web"
)

// placeholderContact stands in development for the mailbox that production asks for (RFC 2606).
const placeholderContact = "contact@alliance.example"

// baseURL is the public address of the site. Where development did not set one, it
// follows the address on which the program listens.
func baseURL(cfg Config, listen string) string {
	if cfg.Site.BaseURL != "" {
		return cfg.Site.BaseURL
	}
	host, port, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func invitationLink(base string, invitation models.Invitation) string {
	return base + "/moderation/invitation/" + invitation.Token
}

func contactOf(cfg Config) string {
	if cfg.Site.Contact == "" {
		return placeholderContact
	}
	return cfg.Site.Contact
}

// siteOf is what all pages say about this installation.
func siteOf(cfg Config, catalog *locale.Catalog) web.Site {
	site := web.Site{
		Name: cfg.Site.Name, BaseURL: cfg.Site.BaseURL, Contact: contactOf(cfg), Languages: catalog.Languages(),
		Controller:          web.Controller(cfg.Site.Controller),
		CollectsIndividuals: slices.Contains(cfg.Pledge.Kinds, models.KindIndividual),
		Retention: web.Retention{
			Unconfirmed: days(cfg.Retention.Unconfirmed), Refused: days(cfg.Retention.Refused),
			ClientAddresses: days(cfg.Retention.ClientAddresses), SentMails: days(cfg.Retention.SentMails),
		},
	}
	for _, link := range cfg.Site.Media {
		site.Media = append(site.Media, web.MediaLink(link))
	}
	return site
}

// days rounds up: the notice must not promise less than the program keeps.
func days(d time.Duration) int {
	const day = 24 * time.Hour
	return int((d + day - 1) / day)
}

// newMailbox is where mails stay in development without an SMTP server; nil otherwise.
func (a *app) newMailbox(cfg Config) *mailer.Mailbox {
	if cfg.Mail.Delivers() || cfg.Site.Mode == production {
		return nil
	}
	return mailer.NewMailbox(a.now)
}

// lister gives pages the mails of the mailbox; nil where there is none.
func lister(mailbox *mailer.Mailbox) func() []web.MailboxMail {
	if mailbox == nil {
		return nil
	}
	return func() []web.MailboxMail {
		var mails []web.MailboxMail
		for _, mail := range mailbox.List() {
			mails = append(mails, web.MailboxMail(mail))
		}
		return mails
	}
}

func (a *app) newDeliverer(
	cfg Config, store *models.Store, catalog *locale.Catalog, mailbox *mailer.Mailbox,
) (*mailer.Deliverer, error) {
	composer, err := mailer.NewComposer(catalog, mailer.Site{
		Name: cfg.Site.Name, BaseURL: cfg.Site.BaseURL, Contact: contactOf(cfg),
	})
	if err != nil {
		return nil, err
	}
	options := mailer.DelivererOptions{
		Store: store, Composer: composer, Workers: cfg.Mail.SMTP.Connections, Timeout: cfg.Mail.SMTP.Timeout,
		MaxAge: cfg.Mail.MaxAge, Now: a.now, Rand: a.rand, Log: a.logger(cfg.Log),
		NewSender: func() (mailer.Sender, error) { return mailer.NewSMTP(cfg.Mail, nil) },
	}
	if mailbox != nil {
		options.Workers = mailboxWorkers
		options.NewSender = func() (mailer.Sender, error) { return mailbox, nil }
	}
	return mailer.NewDeliverer(options)
}

package mailer

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"
)

// mailboxSize is how many mails the mailbox keeps.
const mailboxSize = 200

// Mailbox is a Sender for development: it keeps mails in memory for a page to show.
// Safe for concurrent use.
type Mailbox struct {
	now   func() time.Time
	mu    sync.RWMutex
	count int
	mails []Mail // oldest first
}

// Mail is a mail in the mailbox.
type Mail struct {
	ID      string
	To      string
	Subject string
	Text    string
	HTML    string
	At      time.Time
}

// NewMailbox makes an empty mailbox.
func NewMailbox(now func() time.Time) *Mailbox { return &Mailbox{now: now} }

// Render does nothing: the mailbox shows the parts.
func (b *Mailbox) Render(m Message) (Message, error) { return m, nil }

// Send keeps the message; it never fails.
func (b *Mailbox) Send(_ context.Context, m Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.mails) == mailboxSize {
		b.mails = slices.Delete(b.mails, 0, 1)
	}
	b.count++
	b.mails = append(b.mails, Mail{
		ID: strconv.Itoa(b.count), To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML, At: b.now(),
	})
	return nil
}

// Close does nothing: the mails stay.
func (b *Mailbox) Close() error { return nil }

// List returns the kept mails, newest first.
func (b *Mailbox) List() []Mail {
	b.mu.RLock()
	defer b.mu.RUnlock()
	mails := slices.Clone(b.mails)
	slices.Reverse(mails)
	return mails
}

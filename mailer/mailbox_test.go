package mailer_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/mailer"
)

func TestMailboxListsNewestFirst(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	mailbox := mailer.NewMailbox(func() time.Time { return at })
	if mails := mailbox.List(); len(mails) != 0 {
		t.Errorf("a new mailbox has %d mails", len(mails))
	}
	for i := range 203 {
		message := mailer.Message{
			To: "a@example.eu", Subject: fmt.Sprint("mail ", i+1), Text: "text", HTML: "<p>html</p>",
		}
		if err := mailbox.Send(t.Context(), message); err != nil {
			t.Fatal(err)
		}
	}
	mails := mailbox.List()
	if len(mails) != 200 {
		t.Fatalf("%d mails, want the last 200", len(mails))
	}
	want := mailer.Mail{ID: "203", To: "a@example.eu", Subject: "mail 203", Text: "text", HTML: "<p>html</p>", At: at}
	if diff := cmp.Diff(want, mails[0]); diff != "" {
		t.Error(diff)
	}
	if mails[199].ID != "4" {
		t.Errorf("the oldest is %s, want 4", mails[199].ID)
	}
	mails[0].Subject = "changed"
	if mailbox.List()[0].Subject != "mail 203" {
		t.Error("the list is the mailbox's own memory")
	}
	if err := mailbox.Close(); err != nil || len(mailbox.List()) != 200 {
		t.Errorf("Close loses mails: %v", err)
	}
}

func TestMailboxConcurrently(t *testing.T) {
	t.Parallel()
	mailbox := mailer.NewMailbox(time.Now)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				_ = mailbox.Send(t.Context(), mailer.Message{Subject: "x"})
				_ = mailbox.List()
			}
		})
	}
	group.Wait()
	ids := map[string]bool{}
	for _, mail := range mailbox.List() {
		ids[mail.ID] = true
	}
	if len(ids) != 160 {
		t.Errorf("%d different ids, want 160", len(ids))
	}
}

package mailer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"alliance/models"
)

// gatherMarks is how long a mark waits for others: a commit costs more than composing a mail.
const gatherMarks = 5 * time.Millisecond

// How long the outcome of a mail is tried to be noted, in all a little over six seconds.
const (
	markTries     = 6
	firstMarkWait = 200 * time.Millisecond
)

// mark notes which mails were accepted, those of a short while in one commit.
func (d *Deliverer) mark(ctx context.Context) {
	for first := range d.sent {
		d.markSent(ctx, d.gather(first))
	}
}

// gather adds to first what is accepted soon after it.
func (d *Deliverer) gather(first models.Mail) []models.Mail {
	batch := []models.Mail{first}
	soon := time.NewTimer(gatherMarks)
	defer soon.Stop()
	for len(batch) < mostUnmarked/2 {
		select {
		case m, open := <-d.sent:
			if !open {
				return batch
			}
			batch = append(batch, m)
		case <-soon.C:
			return batch
		}
	}
	return batch
}

// markSent notes that mails were accepted. Until that succeeds this process does not
// send them again, even when it claims them again.
func (d *Deliverer) markSent(ctx context.Context, mails []models.Mail) {
	wait := firstMarkWait
	for try := 1; ; try++ {
		lost, err := d.Store.MarkMailsSent(ctx, mails...)
		if err == nil {
			d.noteMarked(mails, lost)
			return
		}
		if try == markTries {
			d.noteUnmarked(mails, err)
			return
		}
		rest(ctx, wait, nil)
		wait *= 2
	}
}

func (d *Deliverer) noteMarked(mails, lost []models.Mail) {
	d.noteUnmarked(lost, models.ErrClaimLost)
	for _, m := range mails {
		if !slices.ContainsFunc(lost, func(l models.Mail) bool { return l.ID == m.ID }) {
			d.accepted.Delete(m.ID)
			d.logOf(m).Info("mail sent")
		}
	}
}

func (d *Deliverer) noteUnmarked(mails []models.Mail, err error) {
	for _, m := range mails {
		d.logOf(m).Error("sent mail not marked; it may be sent twice if this process ends", "error", err)
	}
}

// release gives back a mail that was not tried.
func (d *Deliverer) release(ctx context.Context, m models.Mail) {
	d.check(m, "release", d.Store.ReleaseMail(ctx, m))
}

// delay gives a mail back for later.
func (d *Deliverer) delay(ctx context.Context, m models.Mail, cause error) {
	attempt := m.Attempts + 1
	wait, err := jitter(retryDelay(attempt), d.Rand)
	if err != nil {
		d.check(m, "delay", err)
		return
	}
	d.logOf(m).Warn("mail delayed", "attempt", attempt, "for", wait.Round(time.Second).String(), "error", logged(cause, m))
	d.check(m, "delay", d.Store.DelayMail(ctx, m, d.Now().Add(wait), readable(cause)))
}

// pause rests the whole delivery: the server serves nobody. The mail itself is not to
// blame, and waits no longer than the others.
func (d *Deliverer) pause(ctx context.Context, m models.Mail, cause error) {
	now := d.Now()
	until, err := d.outage.fail(now, d.Rand)
	if err != nil {
		d.check(m, "delay", err)
		return
	}
	d.logOf(m).Error("mail server does not serve us",
		"next_try_in", until.Sub(now).Round(time.Second).String(), "error", logged(cause, m))
	d.check(m, "delay", d.Store.DelayMail(ctx, m, until, readable(cause)))
}

// park sets a mail aside for an administrator.
func (d *Deliverer) park(ctx context.Context, m models.Mail, cause error) {
	d.logOf(m).Error("mail parked", "attempt", m.Attempts+1, "error", logged(cause, m))
	d.check(m, "park", d.Store.ParkMail(ctx, m, readable(cause)))
}

// check logs an outcome that could not be noted. The lease then ends, and the mail is tried again.
func (d *Deliverer) check(m models.Mail, outcome string, err error) {
	if err == nil || errors.Is(err, models.ErrClaimLost) {
		return
	}
	d.logOf(m).Error("outcome of mail not noted", "outcome", outcome, "error", err)
}

func (d *Deliverer) logOf(m models.Mail) *slog.Logger {
	return d.Log.With("mail", m.ID, "kind", string(m.Kind))
}

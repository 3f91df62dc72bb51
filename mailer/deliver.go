package mailer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"alliance/models"
)

// batchSize is how many mails are claimed in one transaction.
const batchSize = 50

// The waits of the Deliverer.
const (
	pollInterval  = 15 * time.Second       // another process may have queued a mail
	leastWait     = 100 * time.Millisecond // before looking again for what seemed due
	idleLimit     = time.Minute            // then an unused connection is given back
	databasePause = 5 * time.Second        // after the database failed
)

// DelivererOptions say what a Deliverer works with.
type DelivererOptions struct {
	Store     *models.Store
	Composer  *Composer
	NewSender func() (Sender, error) // called once for each worker
	Workers   int                    // mails handed over at the same time
	Lease     time.Duration          // of a claim; 0: 10 minutes or what Timeout needs
	Timeout   time.Duration          // for handing over one mail
	MaxAge    time.Duration          // then a mail that keeps failing temporarily is parked
	Now       func() time.Time
	Rand      io.Reader // crypto/rand.Reader outside tests
	Log       *slog.Logger
}

// Deliverer sends the mails of the outbox.
type Deliverer struct {
	DelivererOptions
	senders []Sender
	outage  outage
	// accepted holds the mails that the server took and the database does not know of yet.
	accepted sync.Map         // int64 → struct{}
	sent     chan models.Mail // what waits to be marked
}

// mostUnmarked is how many mails the server may have taken before the database knows of the
// first, and one more for each worker: a process that is killed sends these twice, with the
// same Message-ID. Half of them wait while the other half is written.
const mostUnmarked = 32

// NewDeliverer makes the senders; nothing is sent before Run.
func NewDeliverer(options DelivererOptions) (*Deliverer, error) {
	if options.Workers < 1 || options.Timeout <= 0 {
		return nil, errors.New("a deliverer needs workers and a timeout")
	}
	if options.Lease == 0 {
		options.Lease = max(10*time.Minute, 3*options.Timeout)
	}
	if options.Lease < 2*options.Timeout {
		return nil, fmt.Errorf("a lease of %s is too short for a timeout of %s", options.Lease, options.Timeout)
	}
	d := &Deliverer{DelivererOptions: options, sent: make(chan models.Mail, mostUnmarked/2)}
	for range options.Workers {
		sender, err := options.NewSender()
		if err != nil {
			return nil, fmt.Errorf("make mail sender: %w", err)
		}
		d.senders = append(d.senders, sender)
	}
	return d, nil
}

// composed is a claimed mail with its text, or with why it has none.
type composed struct {
	models.Mail
	message Message
	err     error
}

// Run delivers until ctx ends. Then it finishes the mails in flight, gives back the
// claimed ones, closes the connections and returns nil. It works once.
func (d *Deliverer) Run(ctx context.Context) error {
	mails := make(chan models.Mail, batchSize) // so that the next are claimed while these leave
	letters := make(chan composed)             // and the next is composed while the server answers
	var composing, workers, marking sync.WaitGroup
	composing.Go(func() { d.compose(mails, letters) })
	for _, sender := range d.senders {
		workers.Go(func() { d.work(ctx, sender, letters) })
	}
	marking.Go(func() { d.mark(context.WithoutCancel(ctx)) })
	for ctx.Err() == nil {
		if pause := d.outage.left(d.Now()); pause > 0 {
			rest(ctx, pause, nil)
			continue
		}
		d.claim(ctx, mails)
	}
	close(mails)
	composing.Wait()
	workers.Wait()
	close(d.sent)
	marking.Wait()
	return nil
}

// claim takes the mails that are due and hands them to the workers, or waits for some.
func (d *Deliverer) claim(ctx context.Context, mails chan<- models.Mail) {
	limit := batchSize
	if d.outage.suspected() {
		limit = 1
	}
	lasting := context.WithoutCancel(ctx) // what is claimed when ctx ends must be known here, to be given back
	batch, err := d.Store.ClaimMails(lasting, limit, d.Lease)
	if err != nil {
		d.Log.Error("mails not claimed", "error", err)
		rest(ctx, databasePause, nil)
		return
	}
	if len(batch) == 0 {
		d.waitForMail(ctx)
		return
	}
	for _, m := range batch {
		select {
		case mails <- m:
		case <-ctx.Done():
			d.release(lasting, m)
		}
	}
}

// waitForMail returns when a mail may be due.
func (d *Deliverer) waitForMail(ctx context.Context) {
	wait := pollInterval
	due, err := d.Store.NextMailDue(ctx)
	switch {
	case err == nil:
		wait = min(max(due.Sub(d.Now()), leastWait), pollInterval)
	case !errors.Is(err, models.ErrNotFound) && ctx.Err() == nil:
		d.Log.Error("next mail not found", "error", err)
	}
	rest(ctx, wait, d.Store.MailsWaiting())
}

// rest waits for a while, for wake or for the end of ctx.
func rest(ctx context.Context, wait time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	}
}

// compose writes the mails, oldest first, as far as they are without a server.
func (d *Deliverer) compose(mails <-chan models.Mail, letters chan<- composed) {
	defer close(letters)
	for m := range mails {
		message, err := d.Composer.Compose(m)
		if err == nil {
			message, err = d.senders[0].Render(message) // all are alike
		}
		letters <- composed{m, message, err}
	}
}

// work sends what it gets, one mail at a time.
func (d *Deliverer) work(ctx context.Context, sender Sender, letters <-chan composed) {
	defer func() { _ = sender.Close() }() // what it says no longer matters
	idle := time.NewTimer(idleLimit)
	defer idle.Stop()
	for {
		select {
		case m, open := <-letters:
			if !open {
				return
			}
			d.deliver(ctx, sender, m)
			idle.Reset(idleLimit)
		case <-idle.C:
			_ = sender.Close() // likewise; the next mail dials again
		}
	}
}

// deliver sends one claimed mail and notes the outcome, also when ctx ends meanwhile.
func (d *Deliverer) deliver(ctx context.Context, sender Sender, letter composed) {
	lasting, m := context.WithoutCancel(ctx), letter.Mail
	if _, again := d.accepted.Load(m.ID); again {
		d.sent <- m
		return
	}
	now := d.Now()
	lease := m.ClaimedAt.Add(d.Lease).Sub(now)
	if ctx.Err() != nil || lease < d.Timeout || d.outage.lasts(now) {
		d.release(lasting, m)
		return
	}
	if letter.err != nil {
		d.park(lasting, m, letter.err)
		return
	}
	sending, cancel := context.WithTimeout(lasting, d.Timeout)
	err := sender.Send(sending, letter.message)
	cancel()
	d.settle(lasting, m, err)
}

// settle notes what became of a mail that was tried.
func (d *Deliverer) settle(ctx context.Context, m models.Mail, err error) {
	fault := faultOf(err)
	if err != nil && fault == FaultServer {
		d.pause(ctx, m, err)
		return
	}
	d.outage.end() // whatever it says of this mail, the server serves us
	switch {
	case err == nil:
		d.accepted.Store(m.ID, struct{}{})
		d.sent <- m // the next mail need not wait for the disk
	case fault == FaultPermanent, d.tooOld(m):
		d.park(ctx, m, err)
	default:
		d.delay(ctx, m, err)
	}
}

func (d *Deliverer) tooOld(m models.Mail) bool {
	return m.Attempts+1 >= triesBeforeParking && d.Now().Sub(m.CreatedAt) >= d.MaxAge
}

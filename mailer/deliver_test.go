package mailer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"alliance/mailer"
	"alliance/mailer/mailertest"
	"alliance/models"
	"alliance/models/modelstest"
)

// delivery is a real outbox, a real mail server, and deliverers between them. Time is
// the bubble's: it passes at once while everybody waits.
type delivery struct {
	t       *testing.T
	store   *modelstest.Store
	server  *mailertest.Server
	log     *logBuffer
	options mailer.DelivererOptions
	restart func() error // of the server, outside the bubble
}

// deliver runs a test in a bubble. The server stays outside: it reads from sockets.
func deliver(t *testing.T, test func(d *delivery)) {
	t.Helper()
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	composer, restart := newComposer(t), restarter(t, server)
	synctest.Test(t, func(t *testing.T) {
		d := &delivery{t: t, server: server, store: newStore(t), log: &logBuffer{}, restart: restart}
		d.options = mailer.DelivererOptions{
			Store: d.store.Store, Composer: composer, Workers: 1, Timeout: 10 * time.Second, MaxAge: 72 * time.Hour,
			Now: d.store.Clock.Now, Rand: rand.Reader, Log: slog.New(slog.NewJSONHandler(d.log, nil)),
			NewSender: func() (mailer.Sender, error) { return mailer.NewSMTP(smtpConfig(server), nil) },
		}
		test(d)
	})
}

// restarter restarts the server in a goroutine outside the bubble that calls it.
func restarter(t *testing.T, server *mailertest.Server) func() error {
	t.Helper()
	asked, answered := make(chan struct{}), make(chan error)
	go func() {
		for range asked {
			answered <- server.Restart()
		}
	}()
	t.Cleanup(func() { close(asked) })
	return func() error {
		asked <- struct{}{}
		return <-answered
	}
}

// undoWithin is how long mails about decisions wait.
const undoWithin = 30 * time.Second

func newStore(t *testing.T) *modelstest.Store {
	t.Helper()
	store := modelstest.New(t, func(c *models.Config) {
		c.Limits, c.Moderation.UndoWithin = models.LimitsConfig{CodeTries: 5}, undoWithin
	})
	clock, stop := time.NewTicker(time.Second), make(chan struct{})
	go func() { // the store's clock follows the bubble's
		for {
			select {
			case <-clock.C:
				store.Clock.Advance(time.Second)
			case <-stop:
				return
			}
		}
	}()
	t.Cleanup(func() { clock.Stop(); close(stop) })
	return store
}

// logBuffer keeps what is logged.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// queue queues n confirmation mails, each to another address.
func (d *delivery) queue(n int) {
	d.t.Helper()
	for i := range n {
		pledge := modelstest.Pledge(func(p *models.NewPledge) { p.Email = fmt.Sprintf("mayor%03d@riga.lv", i) })
		if _, err := d.store.SubmitPledge(d.t.Context(), pledge); err != nil {
			d.t.Fatal(err)
		}
	}
}

// run starts a deliverer; the returned function stops it and waits for its end.
func (d *delivery) run(change ...func(*mailer.DelivererOptions)) (stop func()) {
	d.t.Helper()
	options := d.options
	for _, apply := range change {
		apply(&options)
	}
	deliverer, err := mailer.NewDeliverer(options)
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(d.t.Context())
	done := make(chan error, 1)
	go func() { done <- deliverer.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			d.t.Errorf("run: %v", err)
		}
	}
}

// pass lets time pass in the bubble; deliverers do then what they do.
func (d *delivery) pass(duration time.Duration) {
	time.Sleep(duration)
	synctest.Wait()
}

// arrived counts the mails at the server by Message-ID.
func (d *delivery) arrived() map[string]int {
	d.t.Helper()
	counts := map[string]int{}
	for _, mail := range d.server.Mails() {
		counts[parse(d.t, mail).MessageID]++
	}
	return counts
}

func (d *delivery) wantEmptyOutbox() {
	d.t.Helper()
	d.pass(time.Second) // marks gather for a moment
	if due, err := d.store.NextMailDue(d.t.Context()); !errors.Is(err, models.ErrNotFound) {
		d.t.Errorf("a mail still waits, due %s, %v", due, err)
	}
	if strings.Contains(d.log.String(), "@") {
		d.t.Errorf("an address in the log:\n%s", d.log)
	}
}

func (d *delivery) wantParked(n int) []models.ParkedMail {
	d.t.Helper()
	parked, err := d.store.ParkedMails(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	if len(parked) != n {
		d.t.Fatalf("%d parked mails, want %d\n%s", len(parked), n, d.log)
	}
	return parked
}

func TestDelivererSends(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		stop := d.run()
		defer stop()
		d.pass(time.Minute) // it waits for work
		d.queue(1)
		d.pass(time.Second) // the commit wakes it: no poll is due
		mails := d.server.Mails()
		if len(mails) != 1 {
			t.Fatalf("%d mails\n%s", len(mails), d.log)
		}
		link := parse(t, mails[0]).Text
		_, token, _ := strings.Cut(link, "/confirm/")
		confirmation, err := d.store.ConfirmPledge(t.Context(), strings.Fields(token)[0])
		if err != nil || confirmation.PledgeID == "" {
			t.Errorf("the link of the mail does not confirm: %v", err)
		}
		d.wantEmptyOutbox()
		if !strings.Contains(d.log.String(), `"kind":"confirmation"`) {
			t.Errorf("the log does not tell of the mail:\n%s", d.log)
		}
	})
}

// A mail about a decision waits until the decision can no longer be undone, and leaves then.
func TestDelivererWaitsUntilAMailIsDue(t *testing.T) {
	deliver(t, func(d *delivery) {
		stop := d.run()
		defer stop()
		d.queue(1)
		d.pass(time.Second)
		_, token, _ := strings.Cut(parse(d.t, d.server.Mails()[0]).Text, "/confirm/")
		confirmation, err := d.store.ConfirmPledge(d.t.Context(), strings.Fields(token)[0])
		if err != nil {
			d.t.Fatal(err)
		}
		err = d.store.Store.Approve(d.t.Context(), models.Moderator{}, models.Seen{ID: confirmation.PledgeID})
		if err != nil {
			d.t.Fatal(err)
		}
		d.pass(undoWithin - 2*time.Second)
		if n := len(d.server.Mails()); n != 1 {
			d.t.Errorf("%d mails left before the decision is final", n-1)
		}
		d.pass(3 * time.Second)
		if n := len(d.server.Mails()); n != 2 {
			d.t.Errorf("%d mails about the decision left when it was final, want 1", n-1)
		}
		d.wantEmptyOutbox()
	})
}

func TestDelivererRetriesWithGrowingDelay(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		var mu sync.Mutex
		var tries []time.Time
		d.server.Behave(func(at mailertest.Stage, _ mailertest.Envelope) mailertest.Action {
			if at != mailertest.AtRcpt {
				return mailertest.Action{}
			}
			mu.Lock()
			defer mu.Unlock()
			tries = append(tries, d.store.Clock.Now())
			return mailertest.Action{Code: 450, Message: "greylisted, <mayor000@riga.lv>"}
		})
		d.queue(1)
		stop := d.run()
		d.pass(12 * time.Hour)
		mu.Lock()
		seen := append([]time.Time(nil), tries...)
		mu.Unlock()
		nominal := []time.Duration{
			time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 4 * time.Hour,
		}
		if len(seen) < len(nominal) {
			t.Fatalf("%d tries in 12 hours", len(seen))
		}
		exact := 0
		for i := 1; i < len(seen); i++ {
			gap, want := seen[i].Sub(seen[i-1]), nominal[min(i-1, len(nominal)-1)]
			if gap < want*8/10-2*time.Second || gap > want*12/10+20*time.Second {
				t.Errorf("try %d came %s after the one before, want %s ± 20 %%", i+1, gap, want)
			}
			if gap == want {
				exact++
			}
		}
		if exact == len(seen)-1 {
			t.Error("the delays have no jitter")
		}
		d.server.Behave(nil)
		d.pass(5 * time.Hour)
		stop()
		if counts := d.arrived(); len(counts) != 1 || len(d.server.Mails()) != 1 {
			t.Errorf("arrived: %v", counts)
		}
		d.wantEmptyOutbox()
	})
}

func TestDelivererParks(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		unknown := mailertest.Action{Code: 550, Message: "no <mayor000@riga.lv> here"}
		d.server.Behave(mailertest.Always(mailertest.AtRcpt, unknown))
		d.queue(1)
		stop := d.run()
		d.pass(time.Second)
		parked := d.wantParked(1)[0]
		reply := parked.LastError
		if !strings.Contains(reply, "550") || strings.Contains(reply, "@") || parked.Attempts != 1 {
			t.Errorf("parked after %d attempts with %q", parked.Attempts, parked.LastError)
		}
		d.server.Behave(nil)
		d.pass(24 * time.Hour)
		if n := len(d.server.Mails()); n != 0 {
			t.Errorf("a parked mail was sent %d times", n)
		}
		if err := d.store.ResendParkedMail(t.Context(), models.Moderator{ID: "m", Name: "Ada"}, parked.ID); err != nil {
			t.Fatal(err)
		}
		d.pass(time.Second)
		stop()
		if n := len(d.server.Mails()); n != 1 {
			t.Errorf("%d mails after sending again, want 1", n)
		}
		d.wantEmptyOutbox()
	})
}

func TestDelivererParksWhatNeverPasses(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		later := mailertest.Action{Code: 451, Message: "try again later"}
		d.server.Behave(mailertest.Always(mailertest.AtAccept, later))
		d.queue(1)
		stop := d.run(func(o *mailer.DelivererOptions) { o.MaxAge = 3 * time.Hour })
		defer stop()
		d.pass(150 * time.Minute)
		d.wantParked(0)
		d.pass(5 * time.Hour)
		parked := d.wantParked(1)[0]
		if err := d.store.ResendParkedMail(t.Context(), models.Moderator{ID: "m", Name: "Ada"}, parked.ID); err != nil {
			t.Fatal(err)
		}
		d.pass(5 * time.Minute) // old as it is, it gets its tries
		d.wantParked(0)
		d.pass(time.Hour)
		d.wantParked(1)
		d.wantEmptyOutbox()
	})
}

// A mail that cannot be composed stands in nobody's way.
func TestDelivererParksWhatCannotBeComposed(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		d.queue(3)
		execute(t, d, "UPDATE outbox SET kind = 'riddle' WHERE id = (SELECT min(id) FROM outbox)")
		stop := d.run()
		d.pass(time.Second)
		stop()
		if parked := d.wantParked(1)[0]; !strings.Contains(parked.LastError, "riddle") {
			t.Errorf("parked with %q", parked.LastError)
		}
		if n := len(d.server.Mails()); n != 2 {
			t.Errorf("%d mails, want 2", n)
		}
	})
}

// The connection breaks when the server has the mail already: it comes twice, and its
// Message-ID says so. Nothing is lost.
func TestDelivererDropAfterAcceptance(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		var once atomic.Bool
		d.server.Behave(func(at mailertest.Stage, _ mailertest.Envelope) mailertest.Action {
			return mailertest.Action{Drop: at == mailertest.Accepted && once.CompareAndSwap(false, true)}
		})
		d.queue(2)
		stop := d.run()
		d.pass(5 * time.Minute)
		stop()
		counts := d.arrived()
		if len(counts) != 2 || len(d.server.Mails()) != 3 {
			t.Errorf("arrived: %v", counts)
		}
		d.wantEmptyOutbox()
	})
}

// A server that takes the mail and never says so delays that mail only.
func TestDelivererHangingServer(t *testing.T) {
	hangs := make(chan struct{}, 1) // outside the bubble, as the server
	deliver(t, func(d *delivery) {
		t := d.t
		d.server.Behave(func(at mailertest.Stage, e mailertest.Envelope) mailertest.Action {
			if at != mailertest.AtAccept || !strings.HasPrefix(e.To, "mayor000") {
				return mailertest.Action{}
			}
			hangs <- struct{}{}
			return mailertest.Action{Hang: true}
		})
		d.queue(3)
		stop := d.run(func(o *mailer.DelivererOptions) {
			newSender := o.NewSender
			o.NewSender = func() (mailer.Sender, error) {
				sender, err := newSender()
				return impatient{sender, hangs}, err
			}
		})
		d.pass(time.Second)
		if n := len(d.server.Mails()); n != 2 {
			t.Errorf("%d of the other 2 mails arrived\n%s", n, d.log)
		}
		d.server.Behave(nil)
		d.pass(2 * time.Minute)
		stop()
		if counts := d.arrived(); len(counts) != 3 {
			t.Errorf("arrived: %v", counts)
		}
		d.wantEmptyOutbox()
	})
}

// impatient is a sender whose time is out once the server hangs: sockets know no bubble.
type impatient struct {
	mailer.Sender
	hangs <-chan struct{}
}

func (s impatient) Send(ctx context.Context, m mailer.Message) error {
	ctx, outOfTime := context.WithCancel(ctx)
	sent := make(chan struct{})
	var waiting sync.WaitGroup
	waiting.Go(func() {
		select {
		case <-s.hangs:
			outOfTime()
		case <-sent:
		}
	})
	err := s.Sender.Send(ctx, m)
	close(sent)
	waiting.Wait()
	outOfTime()
	return err
}

// The server is down for an hour: hardly a mail is tried, and all leave soon after, oldest first.
func TestDelivererServerDown(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		d.server.Stop()
		d.queue(30)
		stop := d.run(func(o *mailer.DelivererOptions) { o.Workers = 3 })
		d.pass(time.Hour)
		if n := strings.Count(d.log.String(), "does not serve us"); n < 10 || n > 60 {
			t.Errorf("%d attempts in an hour", n)
		}
		if strings.Contains(d.log.String(), "mail delayed") {
			t.Errorf("a mail was blamed:\n%s", d.log)
		}
		if err := d.restart(); err != nil {
			t.Fatal(err)
		}
		d.pass(7 * time.Minute)
		stop()
		if counts := d.arrived(); len(counts) != 30 || len(d.server.Mails()) != 30 {
			t.Errorf("%d mails, %d different ones", len(d.server.Mails()), len(counts))
		}
		d.wantEmptyOutbox()
		d.wantParked(0)
	})
}

// The process is killed between claim and send: when its lease ends, another sends.
func TestDelivererAfterAKill(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		d.queue(3)
		abandoned, err := d.store.ClaimMails(t.Context(), 50, 10*time.Minute)
		if err != nil || len(abandoned) != 3 {
			t.Fatalf("%d claimed, %v", len(abandoned), err)
		}
		stop := d.run()
		d.pass(9 * time.Minute)
		if n := len(d.server.Mails()); n != 0 {
			t.Errorf("%d mails left while another held them", n)
		}
		d.pass(2 * time.Minute)
		stop()
		if counts := d.arrived(); len(counts) != 3 || len(d.server.Mails()) != 3 {
			t.Errorf("arrived: %v", counts)
		}
		if lost, err := d.store.MarkMailsSent(t.Context(), abandoned[0]); err != nil || len(lost) != 1 {
			t.Errorf("the lost claim still counts: %v", err)
		}
		d.wantEmptyOutbox()
	})
}

// Two processes with several connections each: every mail is handed over exactly once.
func TestDelivererNeverTwice(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		d.queue(200)
		workers := func(o *mailer.DelivererOptions) { o.Workers = 4 }
		stopFirst, stopSecond := d.run(workers), d.run(workers)
		d.pass(2 * time.Minute)
		stopFirst()
		stopSecond()
		counts := d.arrived()
		if len(counts) != 200 || len(d.server.Mails()) != 200 {
			t.Errorf("%d mails, %d different ones, want 200", len(d.server.Mails()), len(counts))
		}
		if n := d.server.Connections(); n > 8 {
			t.Errorf("%d connections, want at most one for each worker", n)
		}
		d.wantEmptyOutbox()
	})
}

// Stopping finishes the mail in flight and gives the others back at once.
func TestDelivererStopsWhileSending(t *testing.T) {
	arrived, proceed := make(chan struct{}), make(chan struct{}) // outside the bubble, as the server
	deliver(t, func(d *delivery) {
		t := d.t
		var once sync.Once
		d.server.Behave(func(at mailertest.Stage, _ mailertest.Envelope) mailertest.Action {
			if at != mailertest.AtContent {
				return mailertest.Action{}
			}
			once.Do(func() { close(arrived) })
			return mailertest.Action{Wait: proceed}
		})
		d.queue(10)
		ctx, cancel := context.WithCancel(t.Context())
		deliverer, err := mailer.NewDeliverer(d.options)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- deliverer.Run(ctx) }()
		<-arrived
		cancel()
		select {
		case <-done:
			t.Error("it stopped with a mail in flight")
		default:
		}
		close(proceed)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if n := len(d.server.Mails()); n != 1 {
			t.Errorf("%d mails left, want the one in flight", n)
		}
		free, err := d.store.ClaimMails(t.Context(), 50, time.Minute)
		if err != nil || len(free) != 9 {
			t.Errorf("%d mails are free after the stop, want 9: %v", len(free), err)
		}
		for _, m := range free {
			if m.Attempts != 0 {
				t.Errorf("mail %d lost an attempt", m.ID)
			}
		}
	})
}

// The server has the mail, but the database cannot note it: it is marked later, never sent again.
func TestDelivererCannotMark(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		d.queue(1)
		execute(t, d, `CREATE TRIGGER broken BEFORE UPDATE OF sent_at ON outbox
			WHEN NEW.sent_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'broken'); END`)
		stop := d.run()
		d.pass(30 * time.Minute) // longer than several leases
		if n := len(d.server.Mails()); n != 1 {
			t.Errorf("%d mails while marking fails, want 1", n)
		}
		if !strings.Contains(d.log.String(), "sent mail not marked") {
			t.Errorf("the log is silent:\n%s", d.log)
		}
		execute(t, d, "DROP TRIGGER broken")
		d.pass(15 * time.Minute)
		stop()
		if n := len(d.server.Mails()); n != 1 {
			t.Errorf("%d mails after the repair, want 1", n)
		}
		d.wantEmptyOutbox()
	})
}

// A slow server: what remains of a batch is given back before its lease ends.
func TestDelivererKeepsItsLease(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		d.queue(5)
		d.server.Behave(func(at mailertest.Stage, _ mailertest.Envelope) mailertest.Action {
			if at == mailertest.AtRcpt {
				d.store.Clock.Advance(8 * time.Second)
			}
			return mailertest.Action{}
		})
		stop := d.run(func(o *mailer.DelivererOptions) { o.Lease, o.Timeout = 25*time.Second, 10*time.Second })
		d.pass(10 * time.Minute)
		stop()
		if counts := d.arrived(); len(counts) != 5 || len(d.server.Mails()) != 5 {
			t.Errorf("arrived: %v", counts)
		}
		if strings.Contains(d.log.String(), "not noted") || strings.Contains(d.log.String(), "not marked") {
			t.Errorf("a claim outlived its lease:\n%s", d.log)
		}
		d.wantEmptyOutbox()
	})
}

// An idle connection is given back, and the next mail dials again.
func TestDelivererClosesIdleConnections(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		stop := d.run()
		d.queue(1)
		d.pass(10 * time.Minute)
		pledge := modelstest.Pledge(func(p *models.NewPledge) { p.Email = "another@riga.lv" })
		if _, err := d.store.SubmitPledge(t.Context(), pledge); err != nil {
			t.Fatal(err)
		}
		d.pass(time.Second)
		stop()
		if n := d.server.Connections(); n != 2 || len(d.server.Mails()) != 2 {
			t.Errorf("%d mails over %d connections, want 2 over 2", len(d.server.Mails()), n)
		}
	})
}

func TestDelivererIntoTheMailbox(t *testing.T) {
	deliver(t, func(d *delivery) {
		t := d.t
		mailbox := mailer.NewMailbox(d.store.Clock.Now)
		d.queue(2)
		stop := d.run(func(o *mailer.DelivererOptions) {
			o.NewSender = func() (mailer.Sender, error) { return mailbox, nil }
		})
		d.pass(time.Second)
		stop()
		if mails := mailbox.List(); len(mails) != 2 || mails[0].To != "mayor001@riga.lv" {
			t.Errorf("in the mailbox: %+v", mails)
		}
		d.wantEmptyOutbox()
	})
}

func TestNewDelivererRefuses(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	tests := map[string]mailer.DelivererOptions{
		"no workers":      {Timeout: time.Second},
		"no timeout":      {Workers: 1},
		"too short lease": {Workers: 1, Timeout: time.Minute, Lease: time.Minute},
		"no sender": {
			Workers: 1, Timeout: time.Second, NewSender: func() (mailer.Sender, error) { return nil, broken },
		},
	}
	for name, options := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := mailer.NewDeliverer(options); err == nil {
				t.Error("accepted")
			}
		})
	}
}

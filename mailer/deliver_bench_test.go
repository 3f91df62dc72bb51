package mailer_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"alliance/locale"
	"alliance/mailer"
	"alliance/mailer/mailertest"
	"alliance/models"
	"alliance/models/modelstest"
)

// BenchmarkBareLoop is go-mail alone, for the ratio: one text over one kept connection,
// without NOOP and RSET between, no outbox and no composing.
func BenchmarkBareLoop(b *testing.B) {
	server := mailertest.NewServer(b, mailertest.Options{})
	client, err := gomail.NewClient(server.Host(), gomail.WithPort(server.Port()), gomail.WithTLSPolicy(gomail.NoTLS),
		gomail.WithHELO("alliance.example.eu"), gomail.WithoutNoop(), gomail.WithoutRset())
	if err != nil {
		b.Fatal(err)
	}
	connection, err := client.DialToSMTPClientWithContext(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	sample := sampleMessage()
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		message := gomail.NewMsg()
		if err := message.From("noreply@alliance.example.eu"); err != nil {
			b.Fatal(err)
		}
		if err := message.To(fmt.Sprintf("office%d@example.eu", n)); err != nil {
			b.Fatal(err)
		}
		message.Subject(sample.Subject)
		message.SetBodyString(gomail.TypeTextPlain, sample.Text)
		message.AddAlternativeString(gomail.TypeTextHTML, sample.HTML)
		if err := client.SendWithSMTPClient(connection, message); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
	if err := client.CloseWithSMTPClient(connection); err != nil {
		b.Error(err)
	}
}

// BenchmarkDeliver is one worker with everything: mails claimed from the outbox, composed, handed over and marked.
func BenchmarkDeliver(b *testing.B) {
	store := modelstest.New(b, func(c *models.Config) { c.Limits = models.LimitsConfig{} })
	for n := range b.N {
		_, err := store.SubmitPledge(b.Context(), modelstest.Pledge(func(p *models.NewPledge) {
			p.Email = fmt.Sprintf("office%d@example.eu", n)
		}))
		if err != nil {
			b.Fatal(err)
		}
	}
	server := mailertest.NewServer(b, mailertest.Options{})
	catalog, err := locale.Load()
	if err != nil {
		b.Fatal(err)
	}
	site := mailer.Site{Name: "#CohesionAlliance", BaseURL: "https://alliance.example.eu", Contact: "hello@example.eu"}
	composer, err := mailer.NewComposer(catalog, site)
	if err != nil {
		b.Fatal(err)
	}
	deliverer, err := mailer.NewDeliverer(mailer.DelivererOptions{
		Store: store.Store, Composer: composer, Workers: 1, Timeout: time.Minute, MaxAge: time.Hour,
		NewSender: func() (mailer.Sender, error) { return mailer.NewSMTP(smtpConfig(server), nil) },
		Now:       store.Clock.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan error, 1)
	b.ReportAllocs()
	b.ResetTimer()
	go func() { done <- deliverer.Run(ctx) }()
	server.WaitForMails(b.N)
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
	stop()
	if err := <-done; err != nil {
		b.Error(err)
	}
}

package main

import (
	"context"
	"fmt"
	"time"

	"alliance/bench/dataset"
	"alliance/bench/raw"
	"alliance/bench/report"
	"alliance/bench/rig"
)

// slowServer is how long the slow mail server takes for each mail.
const slowServer = 20 * time.Millisecond

// measureMail lets the product send what waits in its outbox.
func measureMail(ctx context.Context, b *bench) error {
	mails := 4_000
	if b.rounds == 1 {
		mails = 1_000
	}
	one := report.Row{
		What: "mail, one connection", Unit: "mails/s", OtherName: "bare go-mail loop", Bar: report.RatioAtLeast(0.8),
	}
	four := report.Row{What: "mail, four connections", Unit: "mails/s", OtherName: "one connection"}
	for range b.rounds {
		single, size, err := b.drain(ctx, mails, 1, 0)
		if err != nil {
			return err
		}
		bare, err := bareLoop(ctx, mails, size)
		if err != nil {
			return err
		}
		several, _, err := b.drain(ctx, mails, 4, 0)
		if err != nil {
			return err
		}
		one.Ours, one.Other = append(one.Ours, single), append(one.Other, bare)
		four.Ours, four.Other = append(four.Ours, several), append(four.Other, single)
		b.progress("mail: %.0f/s, bare loop %.0f/s (%d bytes), four connections %.0f/s", single, bare, size, several)
	}
	one.Note = fmt.Sprintf("%d mails that wait when the service starts, from the first received to the last.", mails)
	slow, err := b.slowMail(ctx)
	b.rows = append(b.rows, one, four, slow)
	return err
}

func (b *bench) slowMail(ctx context.Context) (report.Row, error) {
	mails, connections := 12_000, 3
	if b.rounds == 1 {
		mails = 600
	}
	allowed := float64(connections) / slowServer.Seconds()
	row := report.Row{
		What: fmt.Sprintf("%d mails, %d connections, the server takes 20 ms for each", mails, connections),
		Unit: "mails/s", OtherName: "what the server allows", Other: report.Series{allowed}, Bar: report.RatioAtLeast(0.9),
	}
	perSecond, _, err := b.drain(ctx, mails, connections, slowServer)
	if err == nil {
		row.Ours = report.Series{perSecond}
		b.progress("%s: %.0f/s of %.0f/s", row.What, perSecond, allowed)
	}
	return row, err
}

// drain starts the product with mails in its outbox and gives the rate at which they arrive, and their mean size.
func (b *bench) drain(ctx context.Context, mails, connections int, delay time.Duration) (float64, int, error) {
	sink, err := rig.NewSink(ctx, delay)
	if err != nil {
		return 0, 0, err
	}
	defer sink.Close()
	size := dataset.Size{Members: 1000, Unconfirmed: mails, Mails: mails}
	p, err := b.startAlliance(ctx, size, smtpSettings(sink, connections))
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = p.Stop() }()
	last, lastAt := 0, time.Now()
	for {
		received, within := sink.Received()
		switch {
		case received >= mails:
			return float64(mails-1) / within.Seconds(), sink.Size(), nil
		case ctx.Err() != nil:
			return 0, 0, ctx.Err()
		case received > last:
			last, lastAt = received, time.Now()
		case time.Since(lastAt) > time.Minute:
			return 0, 0, fmt.Errorf("only %d of %d mails came: %s", received, mails, p.Log())
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func bareLoop(ctx context.Context, mails, size int) (float64, error) {
	sink, err := rig.NewSink(ctx, 0)
	if err != nil {
		return 0, err
	}
	defer sink.Close()
	return raw.Mails(ctx, sink.Port, mails, size)
}

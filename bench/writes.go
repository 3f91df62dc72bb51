package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"alliance/bench/dataset"
	"alliance/bench/load"
	"alliance/bench/raw"
	"alliance/bench/report"
	"alliance/bench/rig"
)

// smtpSettings lead the product's mail to a sink.
func smtpSettings(sink *rig.Sink, connections int) map[string]string {
	return map[string]string{
		"ALLIANCE_MAIL_SMTP_HOST":        "127.0.0.1",
		"ALLIANCE_MAIL_SMTP_PORT":        strconv.Itoa(sink.Port),
		"ALLIANCE_MAIL_SMTP_TLS":         "none",
		"ALLIANCE_MAIL_SMTP_TIMEOUT":     "15m",
		"ALLIANCE_MAIL_SMTP_CONNECTIONS": strconv.Itoa(connections),
	}
}

// never is longer than any measurement: a mail server that takes no mail while pledges are counted.
const never = 10 * time.Minute

// measurePledges compares what is stored: the mail server takes no mail, because the naive version sends none. Then
// the same with the mail delivered.
func measurePledges(ctx context.Context, b *bench) error {
	naive, err := b.startNaive(ctx, dataset.Size{Members: b.members}, "")
	if err != nil {
		return err
	}
	defer func() { _ = naive.Stop() }()
	stalled, closeStalled, err := b.startWithSink(ctx, dataset.Size{Members: b.members}, never)
	if err != nil {
		return err
	}
	defer closeStalled()
	delivering, closeDelivering, err := b.startWithSink(ctx, dataset.Size{Members: b.members}, 0)
	if err != nil {
		return err
	}
	defer closeDelivering()
	row := report.Row{What: "pledge POST, 64 connections", Unit: "req/s", OtherName: "naive", Bar: report.RatioAtLeast(6)}
	tail := report.Row{What: "pledge POST at half that rate, p99", Unit: "ms", Bar: report.AtMost(50)}
	mailed := report.Row{What: "pledge POST with its mail delivered meanwhile", Unit: "req/s", OtherName: "naive, no mail"}
	visitors := &traffic{coding: "br, gzip"}
	for range b.rounds {
		ours, err := b.closedLoop(ctx, stalled, visitors.pledge)
		if err != nil {
			return err
		}
		theirs, err := b.closedLoop(ctx, naive, visitors.pledge)
		if err != nil {
			return err
		}
		half, err := b.openLoop(ctx, stalled, ours.perSecond/2, visitors.pledge)
		if err != nil {
			return err
		}
		with, err := b.closedLoop(ctx, delivering, visitors.pledge)
		if err != nil {
			return err
		}
		row.Ours, row.Other = append(row.Ours, ours.perSecond), append(row.Other, theirs.perSecond)
		row.CPU, row.OtherCPU = append(row.CPU, ours.cpu), append(row.OtherCPU, theirs.cpu)
		tail.Ours = append(tail.Ours, half.Quantile(99))
		mailed.Ours, mailed.Other = append(mailed.Ours, with.perSecond), append(mailed.Other, theirs.perSecond)
		mailed.CPU = append(mailed.CPU, with.cpu)
		b.progress("pledges: %.0f/s, naive %.0f/s, p99 at half %.1f ms, with mail %.0f/s", ours.perSecond,
			theirs.perSecond, half.Quantile(99), with.perSecond)
	}
	row.Note = "The mail server takes no mail during the loop, as the naive version sends none."
	b.rows = append(b.rows, row, tail, mailed)
	return b.measureRawWrites(ctx, row.Ours)
}

// measureRawWrites puts the pledges per second beside those of SQLite alone.
func (b *bench) measureRawWrites(ctx context.Context, ours report.Series) error {
	for _, perTransaction := range []int{1, 64} {
		row := report.Row{
			What: "pledge POST, 64 connections", Unit: "req/s", Ours: ours,
			OtherName: fmt.Sprintf("raw SQLite, %d per transaction", perTransaction),
		}
		for round := range b.rounds {
			path := filepath.Join(b.folder, fmt.Sprintf("raw-%d-%d.db", perTransaction, round))
			perSecond, err := raw.Pledges(ctx, path, perTransaction, b.lasting)
			if err != nil {
				return err
			}
			row.Other = append(row.Other, perSecond)
		}
		b.rows = append(b.rows, row)
	}
	return nil
}

// startWithSink starts the product with a mail server that takes each mail after a delay. What it returns ends both,
// the mail server first: the product finishes the mails under way.
func (b *bench) startWithSink(
	ctx context.Context, size dataset.Size, delay time.Duration,
) (*rig.Process, func(), error) {
	sink, err := rig.NewSink(ctx, delay)
	if err != nil {
		return nil, nil, err
	}
	p, err := b.startAlliance(ctx, size, smtpSettings(sink, 2))
	if err != nil {
		sink.Close()
		return nil, nil, err
	}
	return p, func() { sink.Close(); _ = p.Stop() }, nil
}

// openLoop sends requests at a rate, for as long as a closed loop lasts.
func (b *bench) openLoop(ctx context.Context, p *rig.Process, perSecond float64, do load.Do) (load.Result, error) {
	result := load.OpenLoop(ctx, p.Address(), b.schedule(perSecond, b.lasting), do)
	return result, failures(result)
}

// schedule has as many connections as a site with that many visitors would.
func (b *bench) schedule(perSecond float64, lasting time.Duration) load.Schedule {
	return load.Schedule{
		PerSecond: perSecond, Lasting: lasting, Connections: 256, Grace: 5 * time.Second, Clock: load.RealClock(),
	}
}

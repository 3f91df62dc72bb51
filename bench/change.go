package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"alliance/bench/dataset"
	"alliance/bench/load"
	"alliance/bench/report"
	"alliance/bench/rig"
)

const (
	readersPerSecond = 500
	approvalsApart   = time.Second
)

// measureChange lets readers read the wall while a moderator approves, and looks how long the worst of them waits and
// how soon the wall shows the new member.
func measureChange(ctx context.Context, b *bench) error {
	for _, members := range []int{b.members, b.large} {
		if err := b.changeAt(ctx, members); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) changeAt(ctx context.Context, members int) error {
	size := dataset.Size{Members: members, Waiting: 200, Unconfirmed: 1}
	p, stop, err := b.startWithSink(ctx, size, 0)
	if err != nil {
		return err
	}
	defer stop()
	visitors, err := b.visitors(ctx, size)
	if err != nil {
		return err
	}
	if visitors.cookie, err = signIn(ctx, p); err != nil {
		return err
	}
	what := fmt.Sprintf("readers of the wall during approvals, %d members", members)
	tail := report.Row{What: what + ", p99.9", Unit: "ms", OtherName: "without approvals"}
	worst := report.Row{What: what + ", worst", Unit: "ms", OtherName: "without approvals", Note: fmt.Sprintf(
		"%d readers a second in an open loop; an approval through the console every second.", readersPerSecond)}
	stale := report.Row{
		What: fmt.Sprintf("the wall shows an approval after, %d members", members), Unit: "ms", Bar: report.AtMost(1000),
	}
	read := func(ctx context.Context, c *load.Conn, _ int) error { return visitors.page(ctx, c, wallPath) }
	for range b.rounds {
		quiet, err := b.openLoop(ctx, p, readersPerSecond, read)
		if err != nil {
			return err
		}
		delays := make(chan approvals, 1)
		go func() { delays <- b.approveMeanwhile(ctx, p, visitors) }()
		busy, err := b.openLoop(ctx, p, readersPerSecond, read)
		seen := <-delays
		if err := errors.Join(err, seen.err); err != nil {
			return err
		}
		tail.Ours, tail.Other = append(tail.Ours, busy.Quantile(99.9)), append(tail.Other, quiet.Quantile(99.9))
		worst.Ours, worst.Other = append(worst.Ours, busy.Worst()), append(worst.Other, quiet.Worst())
		stale.Ours = append(stale.Ours, seen.after.Max())
		b.progress("%s: p99.9 %.1f ms (%.1f), worst %.1f ms (%.1f), new page after %.0f ms at most", what,
			busy.Quantile(99.9), quiet.Quantile(99.9), busy.Worst(), quiet.Worst(), seen.after.Max())
	}
	b.rows = append(b.rows, tail, worst, stale)
	return nil
}

type approvals struct {
	after report.Series // milliseconds until the wall had another ETag
	err   error
}

// approveMeanwhile approves a pledge every second for as long as the readers read.
func (b *bench) approveMeanwhile(ctx context.Context, p *rig.Process, t *traffic) approvals {
	var seen approvals
	loop := func(ctx context.Context, c *load.Conn, i int) error {
		time.Sleep(approvalsApart / 2)
		before, err := etag(ctx, c)
		if err != nil {
			return err
		}
		if err := t.approve(ctx, c, i); err != nil {
			return err
		}
		approved := time.Now()
		for {
			now, err := etag(ctx, c)
			if err != nil {
				return err
			}
			if now != before {
				break
			}
			if time.Since(approved) > 10*time.Second {
				return errors.New("the wall still lacks a member approved ten seconds ago")
			}
			time.Sleep(5 * time.Millisecond)
		}
		seen.after = append(seen.after, float64(time.Since(approved).Microseconds())/1000)
		time.Sleep(approvalsApart / 2)
		return nil
	}
	result := load.Series(ctx, p.Address(), max(1, int(b.lasting/approvalsApart)-1), loop)
	seen.err = failures(result)
	return seen
}

func etag(ctx context.Context, c *load.Conn) (string, error) {
	status, header, err := c.Ask(ctx, load.Request{
		Method: http.MethodGet, Path: wallPath, Head: "Accept-Encoding: br, gzip\r\n",
	})
	if err == nil && (status != http.StatusOK || header.Get("ETag") == "") {
		err = fmt.Errorf("GET %s: %d, ETag %q", wallPath, status, header.Get("ETag"))
	}
	return header.Get("ETag"), err
}

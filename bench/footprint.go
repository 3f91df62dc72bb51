package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"alliance/bench/dataset"
	"alliance/bench/load"
	"alliance/bench/report"
	"alliance/bench/rig"
)

// measureMemory looks at the resident memory before and after pages were asked for.
func measureMemory(ctx context.Context, b *bench) error {
	bars := map[int]float64{b.members: 64, b.huge: 256}
	for _, members := range []int{b.members, b.large, b.huge} {
		if members == 0 {
			continue
		}
		idle := memoryRows(members, "just started", bars[members])
		used := memoryRows(members, "after load", bars[members])
		used[0].Note = "After the wall, brotli and gzip, at 64 connections and 1,000 filtered pages never asked before."
		for range b.roundsFor(members) {
			before, after, err := b.memoryAt(ctx, members)
			if err != nil {
				return err
			}
			addMemory(idle, before)
			addMemory(used, after)
			b.progress("memory at %d members: %.0f MB, after load %.0f MB", members, megabytes(before.Resident),
				megabytes(after.Resident))
		}
		b.rows = append(b.rows, append(idle, used...)...)
	}
	return nil
}

// memoryRows are two: all that is resident, and what of it is not the program's own file.
func memoryRows(members int, when string, most float64) []report.Row {
	what := fmt.Sprintf("memory, %d members, %s", members, when)
	all := report.Row{What: what, Unit: "MB"}
	if most > 0 {
		all.Bar = report.AtMost(most)
	}
	return []report.Row{all, {What: what + ", anonymous", Unit: "MB"}}
}

func addMemory(rows []report.Row, held rig.Memory) {
	rows[0].Ours = append(rows[0].Ours, megabytes(held.Resident))
	rows[1].Ours = append(rows[1].Ours, megabytes(held.Anonymous))
}

func megabytes(bytes int64) float64 { return float64(bytes) / 1e6 }

// roundsFor spares rounds where starting takes longer than what is measured.
func (b *bench) roundsFor(members int) int {
	if members > b.large {
		return 1
	}
	return b.rounds
}

func (b *bench) memoryAt(ctx context.Context, members int) (before, after rig.Memory, err error) {
	p, err := b.startAlliance(ctx, dataset.Size{Members: members}, nil)
	if err != nil {
		return before, after, err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	if before, err = p.Memory(); err != nil {
		return before, after, err
	}
	for _, coding := range []string{"br", "gzip"} {
		if _, err := b.loop(ctx, p, wallPath, map[string]string{"Accept-Encoding": coding}); err != nil {
			return before, after, err
		}
	}
	t := &traffic{coding: "br, gzip"}
	if err := failures(load.Series(ctx, p.Address(), 1000, t.filtered)); err != nil {
		return before, after, err
	}
	after, err = p.Memory()
	return before, after, err
}

// measureStart counts from the start of the program until the wall was answered.
func measureStart(ctx context.Context, b *bench) error {
	row := report.Row{
		What: fmt.Sprintf("start to the first wall page, %d members", b.large), Unit: "ms", Bar: report.AtMost(300),
	}
	for range b.rounds {
		took, err := b.startOnce(ctx)
		if err != nil {
			return err
		}
		row.Ours = append(row.Ours, float64(took.Microseconds())/1000)
		b.progress("start: %.0f ms", float64(took.Microseconds())/1000)
	}
	b.rows = append(b.rows, row)
	return nil
}

func (b *bench) startOnce(ctx context.Context) (time.Duration, error) {
	database, err := b.set(ctx, dataset.Size{Members: b.large})
	if err != nil {
		return 0, err
	}
	port, err := rig.FreePort(ctx)
	if err != nil {
		return 0, err
	}
	answered := make(chan error, 1)
	var at time.Time
	go func() {
		err := untilAnswered(ctx, "127.0.0.1:"+strconv.Itoa(port))
		at = time.Now()
		answered <- err
	}()
	p, err := rig.Alliance(ctx, b.alliance, database, map[string]string{
		"ALLIANCE_HTTP_LISTEN": "127.0.0.1:" + strconv.Itoa(port),
	})
	if err != nil {
		return 0, err
	}
	err = <-answered
	return at.Sub(p.Started), errors.Join(err, p.Stop())
}

// untilAnswered asks until there is an answer; until the port is open, every two milliseconds.
func untilAnswered(ctx context.Context, address string) error {
	deadline := time.Now().Add(2 * time.Minute)
	conn, t := load.NewConn(address), &traffic{coding: "br, gzip"}
	defer conn.Close()
	for {
		err := t.page(ctx, conn, wallPath)
		if err == nil || ctx.Err() != nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(2 * time.Millisecond)
	}
}

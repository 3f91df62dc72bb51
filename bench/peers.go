package main

import (
	"context"
	"net/http"
	"net/url"

	"alliance/bench/dataset"
	"alliance/bench/load"
	"alliance/bench/report"
	"alliance/bench/rig"
)

// measurePeers puts the product beside gotify, which stores a message where we store a pledge and its mail, and lists
// fifty of them where we show a wall of fifty. Where gotify cannot be had, the rows say so.
func measurePeers(ctx context.Context, b *bench) error {
	written := report.Row{
		What: "pledge POST, beside a message to gotify", Unit: "req/s", OtherName: "gotify", Bar: report.RatioAtLeast(8),
	}
	listed := report.Row{
		What: "wall of fifty, beside a list of fifty", Unit: "req/s", OtherName: "gotify", Bar: report.RatioAtLeast(10),
	}
	binary, err := rig.BuildGotify(ctx, b.folder)
	if err != nil {
		b.progress("gotify cannot be had: %v", err)
		written.Note, listed.Note = "gotify could not be built here.", "gotify could not be built here."
		b.rows = append(b.rows, written, listed)
		return nil
	}
	gotify, err := rig.StartGotify(ctx, binary, b.folder)
	if err != nil {
		return err
	}
	defer func() { _ = gotify.Stop() }()
	alliance, stop, err := b.startWithSink(ctx, dataset.Size{Members: b.members}, never)
	if err != nil {
		return err
	}
	defer stop()
	send := messageTo(gotify)
	visitors := &traffic{coding: "br, gzip"}
	for range b.rounds {
		ours, err := b.closedLoop(ctx, alliance, visitors.pledge)
		if err != nil {
			return err
		}
		theirs, err := b.closedLoop(ctx, gotify.Process, send)
		if err != nil {
			return err
		}
		wall, err := b.loop(ctx, alliance, wallPath, map[string]string{"Accept-Encoding": "br, gzip"})
		if err != nil {
			return err
		}
		list, err := b.loop(ctx, gotify.Process, "/message?limit=50", map[string]string{"X-Gotify-Key": gotify.Client})
		if err != nil {
			return err
		}
		written.Ours, written.Other = append(written.Ours, ours.perSecond), append(written.Other, theirs.perSecond)
		written.CPU, written.OtherCPU = append(written.CPU, ours.cpu), append(written.OtherCPU, theirs.cpu)
		listed.Ours, listed.Other = append(listed.Ours, wall.perSecond), append(listed.Other, list.perSecond)
		listed.CPU, listed.OtherCPU = append(listed.CPU, wall.cpu), append(listed.OtherCPU, list.cpu)
		b.progress("peers: pledge %.0f/s, message %.0f/s; wall %.0f/s, list %.0f/s", ours.perSecond, theirs.perSecond,
			wall.perSecond, list.perSecond)
	}
	b.rows = append(b.rows, written, listed)
	return nil
}

// messageTo posts a message of about the size of a pledge's statement.
func messageTo(gotify *rig.Gotify) load.Do {
	message := load.Request{
		Method: http.MethodPost, Path: "/message", Head: "X-Gotify-Key: " + gotify.Application + "\r\n",
		Body: url.Values{
			"title": {"Municipality"}, "message": {"We sign because a strong cohesion policy reaches people."},
		}.Encode(),
	}
	return func(ctx context.Context, conn *load.Conn, _ int) error {
		return want(ctx, conn, http.StatusOK, message)
	}
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"alliance/bench/dataset"
	"alliance/bench/load"
	"alliance/bench/report"
	"alliance/bench/rig"
)

// sides are the servers that answer with the same pages.
type sides struct {
	alliance, naive, nginx *rig.Process
	pages                  []rig.Page
}

func (s *sides) stop() {
	for _, p := range []*rig.Process{s.alliance, s.naive, s.nginx} {
		if p != nil {
			_ = p.Stop()
		}
	}
}

func measurePages(ctx context.Context, b *bench) error {
	s, err := b.startSides(ctx)
	defer s.stop()
	if err != nil {
		return err
	}
	for _, page := range s.pages {
		for _, coding := range []string{"br", "gzip"} {
			if err := b.measurePage(ctx, s, page, coding); err != nil {
				return err
			}
		}
	}
	for _, page := range s.pages {
		if err := b.measureNotModified(ctx, s, page); err != nil {
			return err
		}
	}
	return nil
}

// startSides starts all three: who is not asked takes no time.
func (b *bench) startSides(ctx context.Context) (*sides, error) {
	s := &sides{}
	size := dataset.Size{Members: b.members}
	var err error
	if s.alliance, err = b.startAlliance(ctx, size, nil); err != nil {
		return s, err
	}
	s.pages = []rig.Page{
		{Name: "wall", Path: "/en/members"}, {Name: "home", Path: "/en/"}, {Name: "api", Path: "/api/v1/members"},
	}
	for i := range s.pages {
		if err := fetch(ctx, s.alliance, &s.pages[i]); err != nil {
			return s, err
		}
	}
	if s.nginx, err = rig.Nginx(ctx, b.folder, s.pages); err != nil {
		return s, err
	}
	filler, err := b.filler(ctx, size, s.pages[0])
	if err != nil {
		return s, err
	}
	s.naive, err = b.startNaive(ctx, size, filler)
	return s, err
}

// fetch reads a page in each coding. It asks until two answers are the same: the finished form may need a moment.
func fetch(ctx context.Context, from *rig.Process, page *rig.Page) error {
	page.Bodies = map[string][]byte{}
	for _, coding := range []string{"", "br", "gzip"} {
		accepted := coding
		if accepted == "" {
			accepted = "identity"
		}
		for attempt := 0; ; attempt++ {
			header, body, err := get(ctx, from.URL+page.Path, accepted)
			if err != nil {
				return err
			}
			if got := header.Get("Content-Encoding"); got != coding {
				return fmt.Errorf("GET %s: coded %q, not %q", page.Path, got, coding)
			}
			settled := bytes.Equal(body, page.Bodies[coding])
			page.Bodies[coding] = body
			if coding == "br" {
				page.ETag = header.Get("ETag")
			}
			if settled {
				break
			}
			if attempt > 20 {
				return fmt.Errorf("GET %s: each answer differs", page.Path)
			}
			time.Sleep(300 * time.Millisecond)
		}
	}
	return nil
}

// filler brings the naive wall to the size of the product's: a part of the product's own page, as a file.
func (b *bench) filler(ctx context.Context, size dataset.Size, wall rig.Page) (string, error) {
	bare, err := b.startNaive(ctx, size, "")
	if err != nil {
		return "", err
	}
	_, body, err := get(ctx, bare.URL+wall.Path, "identity")
	if err := errors.Join(err, bare.Stop()); err != nil {
		return "", err
	}
	missing := max(0, len(wall.Bodies[""])-len(body))
	path := filepath.Join(b.folder, "filler.html")
	return path, os.WriteFile(path, wall.Bodies[""][:missing], 0o600)
}

func (b *bench) measurePage(ctx context.Context, s *sides, page rig.Page, coding string) error {
	what := fmt.Sprintf("%s, %s (%.1f KB of %.1f)", page.Name, coding, kilobytes(page.Bodies[coding]),
		kilobytes(page.Bodies[""]))
	static := report.Row{What: what, Unit: "req/s", OtherName: "nginx", Bar: report.RatioAtLeast(0.75)}
	rendered := report.Row{What: what, Unit: "req/s", OtherName: "naive", Bar: report.RatioAtLeast(30)}
	for round := range b.rounds {
		ours, err := b.loop(ctx, s.alliance, page.Path, map[string]string{"Accept-Encoding": coding})
		if err != nil {
			return err
		}
		nginx, err := b.loop(ctx, s.nginx, "/"+page.Name, map[string]string{"Accept-Encoding": coding})
		if err != nil {
			return err
		}
		naive, err := b.loop(ctx, s.naive, page.Path, map[string]string{"Accept-Encoding": "gzip"})
		if err != nil {
			return err
		}
		static.Ours, static.Other = append(static.Ours, ours.perSecond), append(static.Other, nginx.perSecond)
		static.CPU, static.OtherCPU = append(static.CPU, ours.cpu), append(static.OtherCPU, nginx.cpu)
		rendered.Ours, rendered.Other = append(rendered.Ours, ours.perSecond), append(rendered.Other, naive.perSecond)
		rendered.CPU, rendered.OtherCPU = append(rendered.CPU, ours.cpu), append(rendered.OtherCPU, naive.cpu)
		b.progress("%s, round %d: %.0f/s, nginx %.0f/s, naive %.0f/s", what, round+1, ours.perSecond, nginx.perSecond,
			naive.perSecond)
	}
	b.rows = append(b.rows, static, rendered)
	return nil
}

func (b *bench) measureNotModified(ctx context.Context, s *sides, page rig.Page) error {
	row := report.Row{What: page.Name + ", 304", Unit: "req/s", OtherName: "nginx", Bar: report.RatioAtLeast(0.6)}
	header, _, err := get(ctx, s.nginx.URL+"/"+page.Name, "br")
	if err != nil {
		return err
	}
	for round := range b.rounds {
		ours, err := b.loop(ctx, s.alliance, page.Path,
			map[string]string{"Accept-Encoding": "br", "If-None-Match": page.ETag})
		if err != nil {
			return err
		}
		nginx, err := b.loop(ctx, s.nginx, "/"+page.Name,
			map[string]string{"Accept-Encoding": "br", "If-None-Match": header.Get("ETag")})
		if err != nil {
			return err
		}
		row.Ours, row.Other = append(row.Ours, ours.perSecond), append(row.Other, nginx.perSecond)
		row.CPU, row.OtherCPU = append(row.CPU, ours.cpu), append(row.OtherCPU, nginx.cpu)
		b.progress("%s, round %d: %.0f/s, nginx %.0f/s", row.What, round+1, ours.perSecond, nginx.perSecond)
	}
	b.rows = append(b.rows, row)
	return nil
}

func kilobytes(body []byte) float64 { return float64(len(body)) / 1000 }

// outcome is one closed loop.
type outcome struct {
	perSecond float64
	cpu       float64 // microseconds of the server's processor time per request
}

// loop asks one server for one page with 64 connections.
func (b *bench) loop(ctx context.Context, p *rig.Process, path string, headers map[string]string) (outcome, error) {
	before, err := p.CPU()
	if err != nil {
		return outcome{}, err
	}
	closed, err := load.Wrk(ctx, p.URL+path, b.lasting, headers)
	if err != nil {
		return outcome{}, err
	}
	after, err := p.CPU()
	if err != nil {
		return outcome{}, err
	}
	if closed.Failed > 0 {
		return outcome{}, fmt.Errorf("%s: %d of %d requests failed: %s", path, closed.Failed, closed.Requests, p.Log())
	}
	used := float64((after - before).Microseconds())
	return outcome{closed.PerSecond, used / float64(closed.Requests)}, nil
}

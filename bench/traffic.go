package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"

	"alliance/bench/dataset"
	"alliance/bench/load"
)

// wallPath is the page that most visitors open.
const wallPath = "/en/members"

// traffic makes the requests of visitors and moderators to one server.
type traffic struct {
	coding   string // what the browser accepts: "br, gzip"; the naive version knows gzip only
	cookie   string // of the moderator
	seed     uint64
	waiting  []string // ids of pledges to approve
	tokens   int      // how many confirmation tokens the data set has
	approved atomic.Int64
	pledged  atomic.Int64
	slugs    []string
}

// mixed is the request number i of the mixed load: 70 % wall, 10 % pledge, 5 % confirmation, 1 % moderation, and the
// rest other pages and searches never asked before.
func (t *traffic) mixed(ctx context.Context, conn *load.Conn, i int) error {
	switch turn := i * 37 % 100; { // 37 spreads the shares over every hundred
	case turn < 70:
		return t.page(ctx, conn, wallPath)
	case turn < 80:
		return t.pledge(ctx, conn, i)
	case turn < 85:
		return t.confirm(ctx, conn, i/100*5+turn-80)
	case turn < 86:
		return t.approve(ctx, conn, i)
	case turn < 93:
		return t.page(ctx, conn, unasked(i))
	default:
		return t.page(ctx, conn, t.other(i))
	}
}

// other is one of the pages that are not the wall.
func (t *traffic) other(i int) string {
	switch slug := t.slugs[i%len(t.slugs)]; i % 3 {
	case 0:
		return "/en/"
	case 1:
		return "/api/v1/members"
	default:
		return "/en/members/" + slug
	}
}

func (t *traffic) page(ctx context.Context, conn *load.Conn, path string) error {
	return want(ctx, conn, http.StatusOK, load.Request{
		Method: http.MethodGet, Path: path, Head: "Accept-Encoding: " + t.coding + "\r\n",
	})
}

// pledge submits the form of a body that nobody submitted before.
func (t *traffic) pledge(ctx context.Context, conn *load.Conn, _ int) error {
	return want(ctx, conn, http.StatusSeeOther, load.Request{
		Method: http.MethodPost, Path: "/en/pledge", Body: pledgeForm(t.pledged.Add(1)),
	})
}

func pledgeForm(number int64) string {
	n := strconv.FormatInt(number, 10)
	return url.Values{
		"step": {"submit"}, "kind": {"city"}, "country": {"LV"}, "body": {"Municipality " + n}, "declaration": {"2026-1"},
		"website": {"https://www.municipality-" + n + ".example/"}, "association": {"EUROCITIES"},
		"representative_name": {"Anna Bērziņa"}, "representative_function": {"Mayor"},
		"email": {"office@municipality-" + n + ".example"}, "authorised": {"1"}, "consent_name": {"1"},
		"statement": {"We sign because a strong cohesion policy reaches people where they live."},
	}.Encode()
}

func (t *traffic) confirm(ctx context.Context, conn *load.Conn, number int) error {
	path := "/en/confirm/" + dataset.Token(t.seed, number%t.tokens)
	return want(ctx, conn, http.StatusSeeOther, load.Request{Method: http.MethodPost, Path: path})
}

// approve decides the next pledge that waits.
func (t *traffic) approve(ctx context.Context, conn *load.Conn, _ int) error {
	next := int(t.approved.Add(1) - 1)
	if next >= len(t.waiting) {
		return fmt.Errorf("the data set has only %d pledges to approve", len(t.waiting))
	}
	return want(ctx, conn, http.StatusSeeOther, load.Request{
		Method: http.MethodPost, Path: "/moderation/pledges/" + t.waiting[next] + "/approve",
		Head: "Cookie: " + t.cookie + "\r\n",
	})
}

// filtered asks for a wall page that nobody asked for before.
func (t *traffic) filtered(ctx context.Context, conn *load.Conn, i int) error {
	return t.page(ctx, conn, unasked(i))
}

// want asks and refuses every other status.
func want(ctx context.Context, conn *load.Conn, status int, r load.Request) error {
	got, _, err := conn.Ask(ctx, r)
	if err == nil && got != status {
		err = fmt.Errorf("%s %s: %d", r.Method, r.Path, got)
	}
	return err
}

// unasked is a combination of filters and a search; no two numbers below combinations have the same.
func unasked(i int) string {
	countries := strings.Fields("* AT BE BG HR CY CZ DK EE FI FR DE EL HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE")
	syllables := strings.Fields("ba be bi bo bu ca ce co da de do fa fe ga go gr ha he ka ki ko kr la le li lo lu ma me " +
		"mi mo mu na ne ni no pa pe pi po pr ra re ri ro sa se si so st su ta te to tr va ve vi vo ze")
	kinds := strings.Fields("* region city association organisation")
	associations := strings.Fields("* AER AEBR CALRE CEMR CPMR EUROCITIES")
	choices := []struct {
		name   string
		values []string
	}{
		{"q", syllables},
		{"country", countries},
		{"kind", kinds},
		{"association", associations},
		{"sort", []string{"*", "name"}},
		{"year", []string{"*", "2024", "2025"}},
	}
	combinations := 1
	for _, choice := range choices {
		combinations *= len(choice.values)
	}
	number := i * 7919 % combinations // a prime that is no factor of combinations: each comes once
	query := url.Values{}
	for _, choice := range choices {
		if value := choice.values[number%len(choice.values)]; value != "*" {
			query.Set(choice.name, value)
		}
		number /= len(choice.values)
	}
	return wallPath + "?" + query.Encode()
}

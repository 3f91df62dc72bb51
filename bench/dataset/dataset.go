// Package dataset fills a database of the product with members made up from its own register of territories.
// The same seed gives the same rows.
package dataset

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver of the product
	"github.com/oklog/ulid/v2"
)

// Size is what a data set holds.
type Size struct {
	Members     int // on the wall
	Pledged     int // of them, those with an approved pledge; the others came from a list
	Waiting     int // confirmed pledges that wait for a moderator
	Unconfirmed int // pledges with a confirmation token
	Mails       int // of them, those whose confirmation mail waits in the outbox
}

// Options say how a data set is made.
type Options struct {
	Size
	Seed uint64
	Now  time.Time // pledges that are under way are dated back from here, or retention would delete them
}

// Fill writes the data set into a database that `alliance migrate` has made. Nothing else may have it open: what is
// written is safe only once Fill has returned.
func Fill(ctx context.Context, path string, opts Options) error {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=OFF&_cache_size=-200000")
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	register, err := readRegister(ctx, db)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("fill %s: %w", path, err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	g, err := newGenerator(ctx, tx, register, opts)
	if err != nil {
		return err
	}
	if err := g.all(ctx); err != nil {
		return fmt.Errorf("fill %s: %w", path, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("fill %s: %w", path, err)
	}
	if _, err := db.ExecContext(ctx, `ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);`); err != nil {
		return fmt.Errorf("finish %s: %w", path, err)
	}
	return nil
}

// Token is the confirmation token of the unconfirmed pledge number i.
func Token(seed uint64, i int) string {
	var in [16]byte
	binary.LittleEndian.PutUint64(in[:8], seed)
	binary.LittleEndian.PutUint64(in[8:], uint64(i))
	sum := sha256.Sum256(in[:])
	return base64.RawURLEncoding.EncodeToString(sum[:20])
}

// generator writes rows through prepared statements of one transaction.
type generator struct {
	opts     Options
	rand     *rand.Rand
	bodies   *bodies
	inserts  map[string]*sql.Stmt
	ids      *ulid.MonotonicEntropy
	language string
	version  string
}

func newGenerator(ctx context.Context, tx *sql.Tx, register register, opts Options) (*generator, error) {
	source := rand.NewPCG(opts.Seed, 0)
	g := &generator{
		opts: opts, rand: rand.New(source),
		ids: ulid.Monotonic(rand.NewChaCha8(sha256.Sum256(binary.LittleEndian.AppendUint64(nil, opts.Seed))), 0),
	}
	g.bodies = newBodies(register, g.rand)
	err := tx.QueryRowContext(ctx, `SELECT version, language FROM declarations ORDER BY version DESC, language LIMIT 1`).
		Scan(&g.version, &g.language)
	if err != nil {
		return nil, fmt.Errorf("read the declaration: %w", err)
	}
	g.inserts = map[string]*sql.Stmt{}
	for name, query := range inserts() {
		statement, err := tx.PrepareContext(ctx, query) //nolint:sqlclosecheck // it ends with the transaction
		if err != nil {
			return nil, fmt.Errorf("prepare %s: %w", name, err)
		}
		g.inserts[name] = statement
	}
	return g, nil
}

func inserts() map[string]string {
	return map[string]string{
		"signatory": `INSERT INTO signatories (id, slug, kind, country, name, search_key, territory_id, website,
			website_domain, statement, statement_language, representative_name, since, updated_at, origin)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		"signatory_association": `INSERT INTO signatory_associations (signatory_id, association) VALUES (?, ?)`,
		"signatory_declaration": `INSERT INTO signatory_declarations (signatory_id, version, signed_at) VALUES (?, ?, ?)`,
		"pledge": `INSERT INTO pledges (id, state, kind, country, body, body_key, territory_id, territory_match, website,
			website_domain, representative_name, representative_function, email, email_key, email_domain, statement,
			consent_name, consent_news, language, declaration_version, declaration_language, submitted_at,
			confirmed_at, decided_at, signatory_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE, ?, ?, ?, ?, ?, ?, ?)`,
		"pledge_association": `INSERT INTO pledge_associations (pledge_id, association) VALUES (?, ?)`,
		"consent": `INSERT INTO consents (pledge_id, purpose, notice_version, language, given_at)
			VALUES (?, 'authorised', '1', ?, ?)`,
		"token": `INSERT INTO tokens (hash, purpose, pledge_id, created_at, expires_at) VALUES (?, 'confirmation', ?, ?, ?)`,
		"mail": `INSERT INTO outbox (reference, kind, pledge_id, language, due_at, created_at)
			VALUES (?, 'confirmation', ?, ?, ?, ?)`,
		"version": `UPDATE public_version SET version = version + ?`,
	}
}

func (g *generator) all(ctx context.Context) error {
	began := time.Date(2024, 3, 1, 8, 0, 0, 0, time.UTC)
	step := 600 * 24 * time.Hour / time.Duration(max(g.opts.Members, 1))
	for i := range g.opts.Members {
		pledged := i >= g.opts.Members-g.opts.Pledged
		if err := g.member(ctx, g.bodies.next(), began.Add(time.Duration(i)*step), pledged); err != nil {
			return fmt.Errorf("member %d: %w", i, err)
		}
	}
	for i := range g.opts.Waiting {
		if err := g.waiting(ctx, g.bodies.next(), g.opts.Now.Add(-time.Duration(i)*time.Second-time.Minute)); err != nil {
			return fmt.Errorf("waiting pledge %d: %w", i, err)
		}
	}
	for i := range g.opts.Unconfirmed {
		if err := g.unconfirmed(ctx, g.bodies.next(), i); err != nil {
			return fmt.Errorf("unconfirmed pledge %d: %w", i, err)
		}
	}
	return g.exec(ctx, "version", g.opts.Members)
}

func (g *generator) exec(ctx context.Context, name string, args ...any) error {
	if _, err := g.inserts[name].ExecContext(ctx, args...); err != nil {
		return fmt.Errorf("insert %s: %w", name, err)
	}
	return nil
}

// member is a signatory, with the approved pledge that it stands on or without.
func (g *generator) member(ctx context.Context, b body, since time.Time, pledged bool) error {
	id, origin := g.id(since), "import"
	if pledged {
		origin = "pledge"
	}
	err := g.exec(ctx, "signatory", id, b.slug, b.kind, b.country, b.name, b.key, b.territory, b.website, b.domain,
		b.statement, g.statementLanguage(b), "", since, since, origin)
	if err != nil {
		return err
	}
	for _, association := range b.associations {
		if err := g.exec(ctx, "signatory_association", id, association); err != nil {
			return err
		}
	}
	if err := g.exec(ctx, "signatory_declaration", id, g.version, since); err != nil || !pledged {
		return err
	}
	_, err = g.pledge(ctx, b, moments{
		state: "approved", submitted: since.Add(-time.Hour), confirmed: &since,
		decided: &since, signatory: &id,
	})
	return err
}

func (g *generator) waiting(ctx context.Context, b body, confirmed time.Time) error {
	_, err := g.pledge(ctx, b, moments{state: "waiting", submitted: confirmed.Add(-time.Minute), confirmed: &confirmed})
	return err
}

func (g *generator) unconfirmed(ctx context.Context, b body, i int) error {
	submitted := g.opts.Now.Add(-time.Minute)
	id, err := g.pledge(ctx, b, moments{state: "unconfirmed", submitted: submitted})
	if err != nil {
		return err
	}
	if i < g.opts.Mails {
		if err := g.exec(ctx, "mail", g.id(submitted), id, g.language, submitted, submitted); err != nil {
			return err
		}
	}
	hash := sha256.Sum256([]byte(Token(g.opts.Seed, i)))
	return g.exec(ctx, "token", hash[:], id, submitted, submitted.Add(7*24*time.Hour))
}

// moments are how far a pledge has come, and when.
type moments struct {
	state     string
	submitted time.Time
	confirmed *time.Time
	decided   *time.Time
	signatory *string
}

func (g *generator) pledge(ctx context.Context, b body, m moments) (string, error) {
	id, match := g.id(m.submitted), ""
	if b.territory != nil {
		match = "chosen"
	}
	email := "office@" + b.domain
	err := g.exec(ctx, "pledge", id, m.state, b.kind, b.country, b.name, b.key, b.territory, match, b.website, b.domain,
		b.representative, "Mayor", email, email, b.domain, b.statement, false, g.language, g.version, g.language,
		m.submitted, m.confirmed, m.decided, m.signatory)
	if err != nil {
		return "", err
	}
	for _, association := range b.associations {
		if err := g.exec(ctx, "pledge_association", id, association); err != nil {
			return "", err
		}
	}
	return id, g.exec(ctx, "consent", id, g.language, m.submitted)
}

func (g *generator) id(at time.Time) string {
	return ulid.MustNew(ulid.Timestamp(at), g.ids).String()
}

func (g *generator) statementLanguage(b body) string {
	if b.statement == "" {
		return ""
	}
	return g.language
}

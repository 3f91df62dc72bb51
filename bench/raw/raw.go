// Package raw holds the loops below which nothing can be faster: SQLite without a program around it, and go-mail
// without an outbox.
package raw

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver of the product
	"github.com/oklog/ulid/v2"
	"github.com/wneessen/go-mail"
)

// Pledges writes a pledge and its mail, so many per transaction, for some time, and gives pledges per second.
// The database is a new file; journal and durability are the product's.
func Pledges(ctx context.Context, path string, perTransaction int, lasting time.Duration) (float64, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS pledges (id TEXT PRIMARY KEY, state TEXT, body TEXT,
			email TEXT, statement TEXT, submitted_at DATETIME);
		CREATE UNIQUE INDEX IF NOT EXISTS pledges_live ON pledges (email, body);
		CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, pledge_id TEXT, due_at DATETIME);
		CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due_at, id)`); err != nil {
		return 0, fmt.Errorf("raw SQLite: %w", err)
	}
	pledge, err := db.PrepareContext(ctx, `INSERT INTO pledges VALUES (?, 'unconfirmed', ?, ?, ?, ?)`)
	if err != nil {
		return 0, fmt.Errorf("raw SQLite: %w", err)
	}
	defer func() { _ = pledge.Close() }()
	outbox, err := db.PrepareContext(ctx, `INSERT INTO outbox (pledge_id, due_at) VALUES (?, ?)`)
	if err != nil {
		return 0, fmt.Errorf("raw SQLite: %w", err)
	}
	defer func() { _ = outbox.Close() }()
	began, written := time.Now(), 0
	for time.Since(began) < lasting {
		if err := writeTransaction(ctx, db, [2]*sql.Stmt{pledge, outbox}, perTransaction); err != nil {
			return 0, fmt.Errorf("raw SQLite: %w", err)
		}
		written += perTransaction
	}
	return float64(written) / time.Since(began).Seconds(), nil
}

func writeTransaction(ctx context.Context, db *sql.DB, statements [2]*sql.Stmt, pledges int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	pledge, outbox := tx.StmtContext(ctx, statements[0]), tx.StmtContext(ctx, statements[1])
	defer func() { _, _ = pledge.Close(), outbox.Close() }()
	for range pledges {
		id, now := ulid.Make().String(), time.Now().UTC()
		_, err := pledge.ExecContext(ctx, id, "Municipality "+id, id+"@city.example", "We sign.", now)
		if err != nil {
			return err
		}
		if _, err := outbox.ExecContext(ctx, id, now); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Mails hands so many mails of a size to a server over one kept connection, without NOOP and RSET between them, and
// gives mails per second.
func Mails(ctx context.Context, port, mails, size int) (float64, error) {
	client, err := mail.NewClient("127.0.0.1", mail.WithPort(port), mail.WithTLSPolicy(mail.NoTLS),
		mail.WithHELO("bench.example"), mail.WithoutNoop(), mail.WithoutRset())
	if err != nil {
		return 0, err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return 0, fmt.Errorf("bare go-mail: %w", err)
	}
	defer func() { _ = client.Close() }()
	half := strings.Repeat("A strong cohesion policy for all.\r\n", size/2/36+1)
	began := time.Now()
	for i := range mails {
		message := mail.NewMsg()
		if err := message.From("alliance@alliance.example"); err != nil {
			return 0, err
		}
		if err := message.To(fmt.Sprintf("office@city-%d.example", i)); err != nil {
			return 0, err
		}
		message.Subject("Please confirm")
		message.SetBodyString(mail.TypeTextPlain, half)
		message.AddAlternativeString(mail.TypeTextHTML, half)
		if err := client.Send(message); err != nil {
			return 0, fmt.Errorf("bare go-mail: %w", err)
		}
	}
	return float64(mails) / time.Since(began).Seconds(), nil
}

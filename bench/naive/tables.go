package main

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

type signatory struct {
	ID           string `gorm:"primaryKey"`
	Slug         string `gorm:"uniqueIndex"`
	Kind         string `gorm:"index"`
	Country      string `gorm:"index"`
	Name         string `gorm:"index"`
	SearchKey    string
	Territory    string
	Website      string
	Statement    string
	Since        time.Time `gorm:"index"`
	Associations []association
}

type association struct {
	SignatoryID string `gorm:"primaryKey"`
	Association string `gorm:"primaryKey;index"`
}

type pledge struct {
	ID                     string `gorm:"primaryKey"`
	State                  string `gorm:"index"`
	Kind, Country          string
	Body, BodyKey          string
	Website                string
	RepresentativeName     string
	RepresentativeFunction string
	Email                  string `gorm:"index"`
	Statement              string
	ConsentName            bool
	TokenHash              []byte `gorm:"index"`
	SubmittedAt            time.Time
	ConfirmedAt            *time.Time
	SignatoryID            *string
}

// outboxMail is a mail that a transaction decided to send.
type outboxMail struct {
	ID        int64 `gorm:"primaryKey;autoIncrement"`
	Kind      string
	PledgeID  string `gorm:"index"`
	DueAt     time.Time
	CreatedAt time.Time
}

// importFrom makes the tables and fills them from a database of the product.
func importFrom(ctx context.Context, db *gorm.DB, source string) error {
	if err := db.AutoMigrate(&signatory{}, &association{}, &pledge{}, &outboxMail{}); err != nil {
		return fmt.Errorf("make the tables: %w", err)
	}
	return db.WithContext(ctx).Connection(func(db *gorm.DB) error {
		for _, statement := range []string{
			`PRAGMA synchronous = OFF`,
			fmt.Sprintf(`ATTACH 'file:%s?mode=ro' AS product`, source),
			`INSERT INTO signatories (id, slug, kind, country, name, search_key, territory, website, statement, since)
				SELECT s.id, s.slug, s.kind, s.country, s.name, s.search_key, COALESCE(t.name, ''), s.website, s.statement,
					s.since FROM product.signatories s LEFT JOIN product.territories t ON t.id = s.territory_id`,
			`INSERT INTO associations SELECT signatory_id, association FROM product.signatory_associations`,
			`INSERT INTO pledges (id, state, kind, country, body, body_key, website, representative_name,
					representative_function, email, statement, consent_name, token_hash, submitted_at, confirmed_at,
					signatory_id)
				SELECT p.id, p.state, p.kind, p.country, p.body, p.body_key, p.website, p.representative_name,
					p.representative_function, p.email, p.statement, p.consent_name, t.hash, p.submitted_at,
					p.confirmed_at, p.signatory_id
				FROM product.pledges p LEFT JOIN product.tokens t ON t.pledge_id = p.id`,
			`DETACH product`,
			`ANALYZE`,
		} {
			if err := db.Exec(statement).Error; err != nil {
				return fmt.Errorf("import: %w", err)
			}
		}
		return nil
	})
}

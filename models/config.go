package models

import "time"

// Config holds the settings of the domain; config.yaml explains each.
type Config struct {
	Database   DatabaseConfig   `yaml:"database"`
	Pledge     PledgeConfig     `yaml:"pledge"`
	Moderation ModerationConfig `yaml:"moderation"`
	Limits     LimitsConfig     `yaml:"limits"`
	Retention  RetentionConfig  `yaml:"retention"`

	Invalidation InvalidationConfig `yaml:"invalidation"`
}

// InvalidationConfig says how a rule against attacks shares the database with everybody else.
type InvalidationConfig struct {
	Batch int           `yaml:"batch"` // pledges at a time
	Pause time.Duration `yaml:"pause"` // between two batches
}

// DatabaseConfig says where the data lies.
type DatabaseConfig struct {
	Driver  string `yaml:"driver"`
	DSN     string `yaml:"dsn"`     // path of the SQLite file
	Readers int    `yaml:"readers"` // connections that read at the same time; 0: one per core and one more
}

// PledgeConfig holds the rules for pledges.
type PledgeConfig struct {
	Kinds              []Kind        `yaml:"kinds"`
	DeclarationDir     string        `yaml:"declaration_dir"` // empty: the built-in model text
	NoticeVersion      string        `yaml:"notice_version"`  // of the privacy notice, kept with each consent
	ConfirmationValid  time.Duration `yaml:"confirmation_valid"`
	CorrectionValid    time.Duration `yaml:"correction_valid"`
	BodiesPerEmail     int           `yaml:"bodies_per_email"`
	ApproveIndividuals bool          `yaml:"approve_individuals"` // publish individuals once confirmed
}

// ModerationConfig says how long a confirmed pledge may wait for a decision, and how long a decision can be undone.
type ModerationConfig struct {
	NearlyLateAfter time.Duration `yaml:"nearly_late_after" json:"nearly_late_after"`
	LateAfter       time.Duration `yaml:"late_after" json:"late_after"`
	UndoWithin      time.Duration `yaml:"undo_within" json:"-"` // how long mails about decisions wait; 0: no undo
}

// LimitsConfig bounds how often one sender may do what; zero switches a limit off.
// An IP limit counts IPv4 addresses and IPv6 /64 networks; their /24 and /48 get ten times as many.
type LimitsConfig struct {
	MailsPerAddressPerDay int `yaml:"mails_per_address_per_day" json:"mails_per_address_per_day"`
	PledgesPerIPPerHour   int `yaml:"pledges_per_ip_per_hour" json:"pledges_per_ip_per_hour"`
	CodeTries             int `yaml:"code_tries" json:"code_tries"` // per receipt
	SignInsPerIPPerHour   int `yaml:"sign_ins_per_ip_per_hour" json:"sign_ins_per_ip_per_hour"`
	// From one network, so that nobody can lock a colleague out.
	SignInsPerAccountPerHour int `yaml:"sign_ins_per_account_per_hour" json:"sign_ins_per_account_per_hour"`
}

// RetentionConfig says how long personal data is kept.
type RetentionConfig struct {
	Unconfirmed     time.Duration `yaml:"unconfirmed"`      // then the pledge is deleted
	Refused         time.Duration `yaml:"refused"`          // then the representative's data is erased
	ClientAddresses time.Duration `yaml:"client_addresses"` // then cleared
	SentMails       time.Duration `yaml:"sent_mails"`       // then deleted from the outbox
	Imports         time.Duration `yaml:"imports"`          // then what lists of signatories said is erased
}

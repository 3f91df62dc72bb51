package mailer

import (
	"fmt"
	"net/mail"
	"time"
)

// Config holds the settings of outgoing mail, the section "mail" of config.yaml.
type Config struct {
	From    string        `yaml:"from"`     // "a@b" or "Name <a@b>"
	ReplyTo string        `yaml:"reply_to"` // the same; empty: answers go to From
	SMTP    SMTPConfig    `yaml:"smtp"`
	MaxAge  time.Duration `yaml:"max_age"` // then a mail that keeps failing temporarily is parked
}

// SMTPConfig says which server takes the mails.
type SMTPConfig struct {
	Host        string        `yaml:"host"` // empty: mails go to the built-in mailbox
	Port        int           `yaml:"port"`
	Username    string        `yaml:"username"` // empty: no authentication
	Password    string        `yaml:"password"`
	TLS         string        `yaml:"tls"`         // none, starttls or implicit
	Connections int           `yaml:"connections"` // kept to the server at the same time
	Timeout     time.Duration `yaml:"timeout"`     // for handing over one mail
}

// The values of SMTPConfig.TLS.
const (
	TLSNone     = "none"
	TLSStart    = "starttls" // RFC 3207; mail never leaves unencrypted
	TLSImplicit = "implicit" // RFC 8314
)

// Delivers reports whether mails leave through an SMTP server.
func (c Config) Delivers() bool { return c.SMTP.Host != "" }

// Check returns what is wrong: the key below "mail", and a sentence.
func (c Config) Check() map[string]string {
	faults := map[string]string{}
	addresses := map[string]string{"from": c.From, "reply_to": c.ReplyTo}
	for key, address := range addresses {
		if address == "" {
			continue
		}
		if _, err := parseSender(address); err != nil {
			faults[key] = fmt.Sprintf("%q is not an e-mail address; write a@example.eu or Name <a@example.eu>", address)
		}
	}
	if c.MaxAge < time.Hour {
		faults["max_age"] = "must be at least 1h"
	}
	if c.SMTP.Connections < 1 || c.SMTP.Connections > 50 {
		faults["smtp.connections"] = "must be from 1 to 50"
	}
	if c.SMTP.Timeout < time.Second || c.SMTP.Timeout > 15*time.Minute {
		faults["smtp.timeout"] = "must be from 1s to 15m"
	}
	switch c.SMTP.TLS {
	case TLSNone, TLSStart, TLSImplicit:
	default:
		if c.SMTP.TLS != "" || c.Delivers() {
			faults["smtp.tls"] = fmt.Sprintf("must be none, starttls or implicit, not %q", c.SMTP.TLS)
		}
	}
	if c.Delivers() {
		c.checkServer(faults)
	}
	return faults
}

func (c Config) checkServer(faults map[string]string) {
	if c.From == "" {
		faults["from"] = "is needed as soon as mail.smtp.host is set"
	}
	if c.SMTP.Port < 1 || c.SMTP.Port > 65535 {
		faults["smtp.port"] = "must be from 1 to 65535 (usual: 587 with starttls, 465 with implicit)"
	}
	if c.SMTP.Username != "" && c.SMTP.TLS == TLSNone {
		faults["smtp.username"] = "a password never leaves unencrypted: set smtp.tls to starttls or implicit"
	}
	if (c.SMTP.Username == "") != (c.SMTP.Password == "") {
		faults["smtp.password"] = "smtp.username and smtp.password go together: set both or neither"
	}
}

// parseSender reads an address that may carry a name.
func parseSender(address string) (*mail.Address, error) {
	parsed, err := mail.ParseAddress(address)
	if err != nil {
		return nil, fmt.Errorf("parse sender address: %w", err)
	}
	if parsed.Address, err = asciiDomain(parsed.Address); err != nil {
		return nil, err
	}
	return parsed, nil
}

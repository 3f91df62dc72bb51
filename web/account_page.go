package web

import (
	"strings"
	"time"
)

// AccountPage is /moderation/account: what a moderator does about the own account.
type AccountPage struct {
	ConsoleLayout
	Email           string
	App             bool // an authenticator app is set up
	Factor          bool // there is a second factor of some kind
	CodesLeft       int  // recovery codes
	Owed            bool // a second factor is required and missing: no other page opens until there is one
	Passkeys        []Passkey
	PasskeysOffered bool // the site's address allows passkeys
	Sessions        []OpenSession
	MinPassword     int               // in characters
	Errors          map[string]string // by the id of the field
}

// Passkey is one of the moderator's passkeys.
type Passkey struct {
	ID, Name   string
	CreatedAt  time.Time
	LastUsedAt *time.Time
}

// OpenSession is one of the moderator's sessions.
type OpenSession struct {
	ID              string
	BeganAt, SeenAt time.Time
	Browser         Browser
	Current         bool
}

// Browser is what a browser says about itself; System may be empty, and the name too.
type Browser struct{ Name, System string }

// AuthenticatorPage is /moderation/account/authenticator: set up an authenticator app.
type AuthenticatorPage struct {
	ConsoleLayout
	Code   QRCode
	Secret string // base32
	Errors map[string]string
}

// RecoveryCodesPage is /moderation/account/recovery-codes: new codes, shown once.
type RecoveryCodesPage struct {
	ConsoleLayout
	Codes []string
}

// SecondStepPage is /moderation/sign-in/second-step.
type SecondStepPage struct {
	ConsoleLayout
	App, Passkey bool   // what the account has
	Fault        string // "", "wrong_code", "limited"
	Wait         int    // minutes, with "limited"
}

// Field is the id of the field in which removing the passkey asks for the password.
func (k Passkey) Field() string { return "passkey-" + k.ID }

// FaultText is the sentence for a fault code; the page has several fields for a password, with ids of their own.
func (p AccountPage) FaultText(field, code string) string {
	switch field {
	case "new_password":
		field = "password"
	case "passkey-name":
		field = "name"
	}
	return p.ConsoleLayout.FaultText(field, code)
}

// Groups is the secret in groups of four, as it is easiest to type.
func (p AuthenticatorPage) Groups() []string {
	var groups []string
	for rest := p.Secret; rest != ""; rest = rest[min(len(rest), 4):] {
		groups = append(groups, rest[:min(len(rest), 4)])
	}
	return groups
}

// BrowserText names the browser of a session.
func (l ConsoleLayout) BrowserText(b Browser) string {
	switch {
	case strings.TrimSpace(b.Name) == "":
		return l.T("console.account.unknown_browser")
	case b.System == "":
		return b.Name
	}
	return l.T("console.account.browser", "browser", b.Name, "system", b.System)
}

// OtherSessions reports whether there is a session to end beside this one.
func (p AccountPage) OtherSessions() bool { return len(p.Sessions) > 1 }

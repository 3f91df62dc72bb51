// Package mailer delivers the mails that wait in the outbox: it composes each in the
// language of its row, hands it to an SMTP server over a kept connection, and notes
// the outcome. It is the only package that knows go-mail.
package mailer

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/idna"
)

// Message is a composed mail. Who sends it is the Sender's business.
type Message struct {
	Reference string // stable over retries: the part of the Message-ID before the @
	Language  string
	To        string // one address, its domain in ASCII
	Subject   string
	Text      string
	HTML      string
	Date      time.Time
	content   []byte // as it is handed over; what a Sender renders
}

// Sender hands messages over. It serves one worker at a time; only Render may be called beside.
type Sender interface {
	// Render fills in the content, so that Send need not. An error is of the message itself.
	Render(m Message) (Message, error)
	// Send returns nil once the message is accepted, a *SendError otherwise.
	Send(ctx context.Context, m Message) error
	// Close ends the conversation; a later Send begins a new one.
	Close() error
}

// Fault says what a failed delivery means for the mail.
type Fault int

// What a failed delivery means.
const (
	FaultTemporary Fault = iota // this mail did not pass now; it may later
	FaultPermanent              // this mail was refused for good
	FaultServer                 // the server does not serve us at all; nothing is wrong with the mail
)

// SendError says why a message was not accepted.
type SendError struct {
	Fault Fault
	Err   error
}

func (e *SendError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *SendError) Unwrap() error { return e.Err }

// faultOf classes any error; what a Sender did not class may pass later.
func faultOf(err error) Fault {
	if sendErr, ok := errors.AsType[*SendError](err); ok {
		return sendErr.Fault
	}
	return FaultTemporary
}

// parseRecipient checks a bare address and puts its domain into ASCII (RFC 5891).
func parseRecipient(address string) (string, error) {
	if strings.ContainsFunc(address, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return "", errors.New("the address holds a blank or control character")
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil {
		return "", errors.New("the address is not valid") // the parser's own error quotes it
	}
	if parsed.Name != "" || strings.ContainsAny(address, "<>") {
		return "", errors.New("the address is not a bare one")
	}
	return asciiDomain(parsed.Address)
}

func asciiDomain(address string) (string, error) {
	at := strings.LastIndexByte(address, '@')
	domain, err := idna.Lookup.ToASCII(address[at+1:])
	if err != nil {
		return "", fmt.Errorf("domain of the address: %w", err)
	}
	return address[:at+1] + domain, nil
}

// domainOf returns what stands after the @.
func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}

// onlyASCII reports whether an address needs no SMTPUTF8 (RFC 6531).
func onlyASCII(address string) bool {
	return !strings.ContainsFunc(address, func(r rune) bool { return r > unicode.MaxASCII })
}

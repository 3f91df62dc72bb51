package mailertest

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-message/mail"
)

// Mail is a mail that the server accepted.
type Mail struct {
	From    string // envelope
	To      []string
	Content []byte // header and body as they came
	Hello   string // how the client named itself
	User    string // authenticated
	TLS     bool
	UTF8    bool   // SMTPUTF8 was asked for
	Body    string // BODY parameter
}

// Parsed is a mail taken apart.
type Parsed struct {
	Header    mail.Header
	Subject   string
	MessageID string
	Text      string
	HTML      string
}

// Parse takes the mail apart and decodes it.
func (m Mail) Parse() (Parsed, error) {
	reader, err := mail.CreateReader(bytes.NewReader(m.Content))
	if err != nil {
		return Parsed{}, fmt.Errorf("parse mail: %w", err)
	}
	parsed := Parsed{Header: reader.Header}
	if parsed.Subject, err = reader.Header.Subject(); err != nil {
		return Parsed{}, fmt.Errorf("parse subject: %w", err)
	}
	if parsed.MessageID, err = reader.Header.MessageID(); err != nil {
		return Parsed{}, fmt.Errorf("parse Message-ID: %w", err)
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return parsed, nil
		}
		if err != nil {
			return Parsed{}, fmt.Errorf("parse part: %w", err)
		}
		if err := parsed.add(part); err != nil {
			return Parsed{}, err
		}
	}
}

func (p *Parsed) add(part *mail.Part) error {
	header, ok := part.Header.(*mail.InlineHeader)
	if !ok {
		return errors.New("the mail has an attachment")
	}
	kind, _, err := header.ContentType()
	if err != nil {
		return fmt.Errorf("parse content type: %w", err)
	}
	body, err := io.ReadAll(part.Body)
	if err != nil {
		return fmt.Errorf("read part: %w", err)
	}
	switch text := string(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))); kind {
	case "text/plain":
		p.Text = text
	case "text/html":
		p.HTML = text
	default:
		return fmt.Errorf("unexpected part %s", kind)
	}
	return nil
}

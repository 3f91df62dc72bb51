package mailertest

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Stage is a moment of an SMTP conversation.
type Stage int

// The moments at which a script is asked.
const (
	AtHello   Stage = iota // EHLO; the envelope is empty
	AtMail                 // MAIL FROM
	AtRcpt                 // RCPT TO
	AtContent              // the first 64 bytes of the content have come
	AtAccept               // the content has come
	Accepted               // the mail is kept; what goes wrong now, the client cannot tell from a loss
)

// Envelope is what the server knows when it asks the script.
type Envelope struct{ From, To string }

// Action is what the server does; the zero value lets things go on.
type Action struct {
	Code    int    // reply with this code and Message
	Message string // its enhanced code becomes Code's first digit followed by .0.0
	Drop    bool   // close the connection without a reply
	Hang    bool   // say nothing until the server stops
	Wait    <-chan struct{}
}

// Script decides what happens at each stage; it is called by several connections at once.
type Script func(at Stage, envelope Envelope) Action

// Always answers one stage with an action.
func Always(at Stage, action Action) Script {
	return func(now Stage, _ Envelope) Action {
		if now != at {
			return Action{}
		}
		return action
	}
}

// session is one conversation.
type session struct {
	server        *Server
	conn          *smtp.Conn
	stopped       <-chan struct{}
	envelope      Envelope
	recipients    []string
	utf8          bool
	body          string
	authenticated string
}

var errDropped = errors.New("dropped")

func (s *Server) newSession(conn *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	s.connections++
	stopped := s.stopped
	s.mu.Unlock()
	session := &session{server: s, conn: conn, stopped: stopped}
	return session, session.act(AtHello)
}

// act does what the script says.
func (s *session) act(at Stage) error {
	s.server.mu.Lock()
	script := s.server.script
	s.server.mu.Unlock()
	if script == nil {
		return nil
	}
	action := script(at, s.envelope)
	if action.Wait != nil {
		select {
		case <-action.Wait:
		case <-s.stopped:
		}
	}
	switch {
	case action.Drop:
		_ = s.conn.Conn().Close()
		return errDropped
	case action.Hang:
		<-s.stopped
		return errDropped
	case action.Code != 0:
		code := smtp.EnhancedCode{action.Code / 100, 0, 0}
		return &smtp.SMTPError{Code: action.Code, EnhancedCode: code, Message: action.Message}
	default:
		return nil
	}
}

// AuthMechanisms offers PLAIN where a user name is configured.
func (s *session) AuthMechanisms() []string {
	if s.server.options.Username == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth checks user name and password.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != s.server.options.Username || password != s.server.options.Password {
			return smtp.ErrAuthFailed
		}
		s.authenticated = username
		return nil
	}), nil
}

func (s *session) Mail(from string, options *smtp.MailOptions) error {
	if _, secured := s.conn.TLSConnectionState(); s.server.options.STARTTLS && !secured {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "STARTTLS first"}
	}
	if s.server.options.Username != "" && s.authenticated == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authenticate first"}
	}
	s.envelope.From, s.utf8, s.body = from, options.UTF8, string(options.Body)
	return s.act(AtMail)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.envelope.To = to
	if err := s.act(AtRcpt); err != nil {
		return err
	}
	s.recipients = append(s.recipients, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	start := make([]byte, 64)
	n, err := io.ReadFull(r, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if err := s.act(AtContent); err != nil {
		return err
	}
	content, err := io.ReadAll(io.MultiReader(bytes.NewReader(start[:n]), r))
	if err != nil {
		return err
	}
	if err := s.act(AtAccept); err != nil {
		return err
	}
	_, secured := s.conn.TLSConnectionState()
	s.server.accept(Mail{
		From: s.envelope.From, To: slices.Clone(s.recipients), Content: content,
		Hello: s.conn.Hostname(), User: s.authenticated, TLS: secured, UTF8: s.utf8, Body: s.body,
	})
	return s.act(Accepted)
}

func (s *session) Reset() { s.envelope, s.recipients = Envelope{}, nil }

func (s *session) Logout() error { return nil }

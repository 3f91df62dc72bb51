package mailer

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// quitTimeout bounds the polite end of a conversation.
const quitTimeout = 5 * time.Second

// SMTP is a Sender that keeps one connection to a mail server (RFC 5321). It dials when
// there is something to send, and again when the server has closed the connection.
type SMTP struct {
	from    *mail.Address
	replyTo *mail.Address // nil: none
	cfg     SMTPConfig
	tls     *tls.Config
	client  *gomail.Client // of the conversation under way, as are conn and raw
	conn    *smtp.Client   // nil: no conversation
	raw     net.Conn       // below conn; closing it ends any conversation at once
}

// NewSMTP prepares a sender; it does not dial yet. tlsConfig may be nil; tests and
// private networks give their own certificate authorities with it.
func NewSMTP(cfg Config, tlsConfig *tls.Config) (*SMTP, error) {
	from, err := parseSender(cfg.From)
	if err != nil {
		return nil, fmt.Errorf("mail.from: %w", err)
	}
	s := &SMTP{from: from, cfg: cfg.SMTP, tls: verifiedTLS(tlsConfig, cfg.SMTP.Host)}
	if cfg.ReplyTo != "" {
		if s.replyTo, err = parseSender(cfg.ReplyTo); err != nil {
			return nil, fmt.Errorf("mail.reply_to: %w", err)
		}
	}
	if _, err = s.newClient(nil); err != nil {
		return nil, err
	}
	return s, nil
}

// verifiedTLS never lets a certificate pass unverified.
func verifiedTLS(given *tls.Config, host string) *tls.Config {
	config := &tls.Config{}
	if given != nil {
		config = given.Clone()
	}
	config.ServerName = host
	config.InsecureSkipVerify = false
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	return config
}

// newClient prepares a conversation over a connection that stands already.
func (s *SMTP) newClient(over net.Conn) (*gomail.Client, error) {
	policy := gomail.NoTLS
	if s.cfg.TLS == TLSStart {
		policy = gomail.TLSMandatory
	}
	options := []gomail.Option{
		gomail.WithPort(s.cfg.Port),
		gomail.WithTimeout(s.netBelow()),
		gomail.WithTLSPolicy(policy),
		gomail.WithTLSConfig(s.tls),
		gomail.WithHELO(domainOf(s.from.Address)), // the host's own name is nobody's business
		gomail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return over, nil }),
	}
	if s.cfg.Username != "" {
		options = append(options, gomail.WithUsername(s.cfg.Username), gomail.WithPassword(s.cfg.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	client, err := gomail.NewClient(s.cfg.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("prepare SMTP client: %w", err)
	}
	return client, nil
}

// Send hands a message over. The end of ctx, or the configured timeout, breaks the
// conversation off; whether the server took the mail is then unknown.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if m.content == nil {
		var err error
		if m, err = s.Render(m); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	kept := s.conn != nil
	failed := s.converse(ctx, m)
	if kept && failed.beforeMail() {
		failed = s.converse(ctx, m) // the server had closed the idle connection
	}
	if failed == nil {
		return nil
	}
	if ctx.Err() != nil {
		failed.text = "no answer from the mail server in time"
	}
	return &SendError{failed.fault(), failed}
}

// converse sends one message over the kept connection or a new one.
func (s *SMTP) converse(ctx context.Context, m Message) *failure {
	if s.conn == nil {
		if err := s.dial(ctx); err != nil {
			return &failure{stage: stageConnect, text: readable(err)}
		}
	}
	defer s.closeAtEndOf(ctx)()
	if capable, _ := s.conn.Extension("SMTPUTF8"); !capable && !s.plain(m.To) {
		return &failure{stageRecipient, 553, "the mail server takes no addresses with letters beyond ASCII"}
	}
	failed := s.handOver(m)
	if failed.endsConversation() || (failed.beforeContent() && s.conn.Reset() != nil) {
		s.drop()
	}
	return failed
}

// netBelow is a timeout below Send's own, which it must not come before.
func (s *SMTP) netBelow() time.Duration { return 2 * s.cfg.Timeout }

// dial connects, secures and authenticates.
func (s *SMTP) dial(ctx context.Context) error {
	address := net.JoinHostPort(s.cfg.Host, strconv.Itoa(s.cfg.Port))
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("connect to the mail server: %w", err)
	}
	s.raw = raw
	defer s.closeAtEndOf(ctx)()
	over := raw
	if s.cfg.TLS == TLSImplicit {
		over = tls.Client(raw, s.tls)
	}
	if s.client, err = s.newClient(over); err == nil {
		s.conn, err = s.client.DialToSMTPClientWithContext(ctx)
	}
	if err != nil {
		s.drop() // go-mail leaves it open when the greeting or the authentication fails
		return fmt.Errorf("begin with the mail server: %w", err)
	}
	return nil
}

// closeAtEndOf breaks the connection when ctx ends, until the returned function is called.
func (s *SMTP) closeAtEndOf(ctx context.Context) (stop func() bool) {
	raw := s.raw
	return context.AfterFunc(ctx, func() { _ = raw.Close() })
}

// drop forgets the connection without a word.
func (s *SMTP) drop() {
	_ = s.raw.Close()
	s.client, s.conn, s.raw = nil, nil, nil
}

// Close says goodbye to the server, which may have gone already.
func (s *SMTP) Close() error {
	if s.conn == nil {
		return nil
	}
	if s.conn.UpdateDeadline(quitTimeout) == nil {
		_ = s.client.CloseWithSMTPClient(s.conn)
	}
	s.drop()
	return nil
}

// Render writes the mail as it is handed over. Its Message-ID is the same in every attempt.
func (s *SMTP) Render(m Message) (Message, error) {
	to, err := parseRecipient(m.To)
	if err != nil {
		return Message{}, &SendError{FaultPermanent, err}
	}
	m.To = to
	if strings.ContainsAny(m.Reference, "<>@ \r\n") || m.Reference == "" {
		return Message{}, &SendError{FaultPermanent, errors.New("the reference cannot be part of a Message-ID")}
	}
	content := bytes.NewBuffer(make([]byte, 0, len(m.Text)+len(m.HTML)+extraContent))
	if _, err := s.message(m).WriteTo(content); err != nil {
		return Message{}, &SendError{FaultPermanent, err}
	}
	m.content = content.Bytes()
	return m, nil
}

// extraContent is about what header fields and encoding add to the parts.
const extraContent = 4 << 10

func (s *SMTP) message(m Message) *gomail.Msg {
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary("part-"+m.Reference))
	message.FromMailAddress(s.from)
	message.ToMailAddress(&mail.Address{Address: m.To})
	if s.replyTo != nil {
		message.ReplyToMailAddress(s.replyTo)
	}
	message.Subject(oneLine(m.Subject))
	message.SetDateWithValue(m.Date)
	message.SetMessageIDWithValue(m.Reference + "@" + domainOf(s.from.Address))
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	message.SetGenHeader("X-Auto-Response-Suppress", "All")  // the same for Exchange
	message.SetGenHeader(gomail.HeaderContentLang, m.Language)
	message.SetBodyWriter(gomail.TypeTextPlain, writes(m.Text))
	message.AddAlternativeWriter(gomail.TypeTextHTML, writes(m.HTML))
	return message
}

// writes is a part of a mail that is not copied before it is encoded.
func writes(text string) func(io.Writer) (int64, error) {
	return func(to io.Writer) (int64, error) {
		n, err := io.WriteString(to, text)
		return int64(n), err
	}
}

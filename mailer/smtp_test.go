package mailer_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/mailer"
	"alliance/mailer/mailertest"
)

func smtpConfig(server *mailertest.Server, change ...func(*mailer.Config)) mailer.Config {
	cfg := mailer.Config{
		From: "Alliance <noreply@alliance.example.eu>", ReplyTo: "contact@alliance.example.eu", MaxAge: 72 * time.Hour,
		SMTP: mailer.SMTPConfig{
			Host: server.Host(), Port: server.Port(), TLS: mailer.TLSNone, Connections: 1, Timeout: 10 * time.Second,
		},
	}
	for _, apply := range change {
		apply(&cfg)
	}
	return cfg
}

func newSMTP(t *testing.T, cfg mailer.Config, tlsConfig *tls.Config) *mailer.SMTP {
	t.Helper()
	sender, err := mailer.NewSMTP(cfg, tlsConfig)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sender.Close(); err != nil {
			t.Error(err)
		}
	})
	return sender
}

func sampleMessage(change ...func(*mailer.Message)) mailer.Message {
	m := mailer.Message{
		Reference: "01KAQ0Z9V2", Language: "lv", To: "anna.berzina@riga.lv",
		Subject: "Lūdzu, apstipriniet savu atbalstu: Rīgas pašvaldība un vēl daži gari vārdi, lai rinda tiktu locīta",
		Text: "Sveicināti!\n\n.Šī rinda sākas ar punktu.\n" +
			"https://alliance.example.eu/lv/confirm/" + strings.Repeat("a1_-", 30) + "\n",
		HTML: "<p>Sveicināti!</p>\n",
		Date: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC),
	}
	for _, apply := range change {
		apply(&m)
	}
	return m
}

func send(t *testing.T, sender mailer.Sender, change ...func(*mailer.Message)) error {
	t.Helper()
	return sender.Send(t.Context(), sampleMessage(change...))
}

func parse(t *testing.T, m mailertest.Mail) mailertest.Parsed {
	t.Helper()
	parsed, err := m.Parse()
	if err != nil {
		t.Fatalf("%v\n%s", err, m.Content)
	}
	return parsed
}

func TestSMTPDelivers(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	if err := send(t, newSMTP(t, smtpConfig(server), nil)); err != nil {
		t.Fatal(err)
	}
	mails := server.Mails()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	mail, parsed := mails[0], parse(t, mails[0])
	if mail.From != "noreply@alliance.example.eu" || mail.Hello != "alliance.example.eu" || mail.UTF8 {
		t.Errorf("envelope from %q, hello %q, SMTPUTF8 %t", mail.From, mail.Hello, mail.UTF8)
	}
	if diff := cmp.Diff([]string{"anna.berzina@riga.lv"}, mail.To); diff != "" {
		t.Error(diff)
	}
	want := sampleMessage()
	got := []string{parsed.Subject, parsed.Text, parsed.HTML, parsed.MessageID}
	sent := []string{want.Subject, want.Text, want.HTML, "01KAQ0Z9V2@alliance.example.eu"}
	if diff := cmp.Diff(sent, got); diff != "" {
		t.Error(diff)
	}
	headers := map[string]string{
		"From": `"Alliance" <noreply@alliance.example.eu>`, "To": "<anna.berzina@riga.lv>",
		"Reply-To": "<contact@alliance.example.eu>", "Date": "Sun, 22 Nov 2026 09:30:00 +0000",
		"Auto-Submitted": "auto-generated", "Content-Language": "lv", "Mime-Version": "1.0",
		"User-Agent": "", "X-Mailer": "", "List-Unsubscribe": "", "Bcc": "",
	}
	for name, want := range headers {
		if got := parsed.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for line := range strings.Lines(string(mail.Content)) {
		if len(line) > 100 {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	if kind, _, err := parsed.Header.ContentType(); err != nil || kind != "multipart/alternative" {
		t.Errorf("content type %q, %v", kind, err)
	}
}

func TestSMTPKeepsTheConnection(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	sender := newSMTP(t, smtpConfig(server), nil)
	for i := range 5 {
		if err := send(t, sender, func(m *mailer.Message) { m.Reference = fmt.Sprint("mail", i) }); err != nil {
			t.Fatal(err)
		}
	}
	if got := server.Connections(); got != 1 || len(server.Mails()) != 5 {
		t.Errorf("%d mails over %d connections", len(server.Mails()), got)
	}
	if err := sender.Close(); err != nil {
		t.Fatal(err)
	}
	if err := send(t, sender); err != nil {
		t.Fatalf("send after Close: %v", err)
	}
	if got := server.Connections(); got != 2 {
		t.Errorf("%d connections after Close and another mail, want 2", got)
	}
}

func TestSMTPEncryptsAndAuthenticates(t *testing.T) {
	t.Parallel()
	modes := map[string]mailertest.Options{
		mailer.TLSStart:    {STARTTLS: true, Username: "alliance", Password: "s3cret"},
		mailer.TLSImplicit: {ImplicitTLS: true, Username: "alliance", Password: "s3cret"},
	}
	for mode, options := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			server := mailertest.NewServer(t, options)
			cfg := smtpConfig(server, func(c *mailer.Config) {
				c.SMTP.TLS, c.SMTP.Username, c.SMTP.Password = mode, "alliance", "s3cret"
			})
			if err := send(t, newSMTP(t, cfg, server.ClientTLS())); err != nil {
				t.Fatal(err)
			}
			mail := server.Mails()[0]
			if !mail.TLS || mail.User != "alliance" {
				t.Errorf("TLS %t, user %q", mail.TLS, mail.User)
			}
		})
	}
}

// Where the server cannot be trusted, nothing of the mail and no password reaches it.
func TestSMTPTrustsNobodyBlindly(t *testing.T) {
	t.Parallel()
	withPassword := func(mode, password string) func(*mailer.Config) {
		return func(c *mailer.Config) { c.SMTP.TLS, c.SMTP.Username, c.SMTP.Password = mode, "alliance", password }
	}
	secured := mailertest.Options{STARTTLS: true, Username: "alliance", Password: "s3cret"}
	tests := map[string]struct {
		server  mailertest.Options
		change  func(*mailer.Config)
		tls     func(*mailertest.Server) *tls.Config
		message string
	}{
		"unknown authority, STARTTLS": {
			server: secured, change: withPassword(mailer.TLSStart, "s3cret"),
			tls: func(*mailertest.Server) *tls.Config { return nil }, message: "certificate",
		},
		"unknown authority, implicit TLS": {
			server: mailertest.Options{ImplicitTLS: true},
			change: func(c *mailer.Config) { c.SMTP.TLS = mailer.TLSImplicit },
			tls:    func(*mailertest.Server) *tls.Config { return nil }, message: "certificate",
		},
		"verification switched off in the hook": {
			server: secured, change: withPassword(mailer.TLSStart, "s3cret"),
			tls: func(*mailertest.Server) *tls.Config {
				return &tls.Config{InsecureSkipVerify: true} // must have no effect
			}, message: "certificate",
		},
		"no STARTTLS where it is demanded": {
			change: func(c *mailer.Config) { c.SMTP.TLS = mailer.TLSStart },
			tls:    (*mailertest.Server).ClientTLS, message: "STARTTLS",
		},
		"wrong password": {
			server: secured, change: withPassword(mailer.TLSStart, "guess"),
			tls: (*mailertest.Server).ClientTLS, message: "535",
		},
		"password demanded, none configured": {
			server: secured, change: func(c *mailer.Config) { c.SMTP.TLS = mailer.TLSStart },
			tls: (*mailertest.Server).ClientTLS, message: "530",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailertest.NewServer(t, test.server)
			err := send(t, newSMTP(t, smtpConfig(server, test.change), test.tls(server)))
			wantFault(t, err, mailer.FaultServer)
			if err != nil && !strings.Contains(err.Error(), test.message) {
				t.Errorf("error %q does not speak of %q", err, test.message)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error holds the password: %v", err)
			}
			if n := len(server.Mails()); n != 0 {
				t.Errorf("%d mails arrived", n)
			}
		})
	}
}

func wantFault(t *testing.T, err error, want mailer.Fault) {
	t.Helper()
	sendErr, ok := errors.AsType[*mailer.SendError](err)
	if !ok {
		t.Errorf("error %v is no SendError", err)
		return
	}
	if sendErr.Fault != want {
		t.Errorf("fault %d, want %d: %v", sendErr.Fault, want, err)
	}
}

type faultTest struct {
	script   mailertest.Script
	want     mailer.Fault
	accepted int // by the server, whatever the client could learn of it
}

func TestSMTPFaults(t *testing.T) {
	t.Parallel()
	reply := func(at mailertest.Stage, code int, text string, want mailer.Fault) faultTest {
		return faultTest{mailertest.Always(at, mailertest.Action{Code: code, Message: text}), want, 0}
	}
	drop := func(at mailertest.Stage, want mailer.Fault, accepted int) faultTest {
		return faultTest{mailertest.Always(at, mailertest.Action{Drop: true}), want, accepted}
	}
	tests := map[string]faultTest{
		"busy at greeting":              reply(mailertest.AtHello, 421, "busy", mailer.FaultServer),
		"sender refused for now":        reply(mailertest.AtMail, 451, "later", mailer.FaultTemporary),
		"sender refused for good":       reply(mailertest.AtMail, 550, "not you", mailer.FaultServer),
		"greylisted":                    reply(mailertest.AtRcpt, 450, "later", mailer.FaultTemporary),
		"mailbox full":                  reply(mailertest.AtRcpt, 452, "full", mailer.FaultTemporary),
		"server closing at recipient":   reply(mailertest.AtRcpt, 421, "bye", mailer.FaultTemporary),
		"recipient unknown":             reply(mailertest.AtRcpt, 550, "unknown", mailer.FaultPermanent),
		"content refused for now":       reply(mailertest.AtAccept, 451, "later", mailer.FaultTemporary),
		"content refused for good":      reply(mailertest.AtAccept, 554, "spam", mailer.FaultPermanent),
		"dropped at greeting":           drop(mailertest.AtHello, mailer.FaultServer, 0),
		"dropped at recipient":          drop(mailertest.AtRcpt, mailer.FaultTemporary, 0),
		"dropped in the content":        drop(mailertest.AtContent, mailer.FaultTemporary, 0),
		"dropped before the acceptance": drop(mailertest.AtAccept, mailer.FaultTemporary, 0),
		"dropped after the acceptance":  drop(mailertest.Accepted, mailer.FaultTemporary, 1),
	}
	for name, test := range tests {
		trySMTPFault(t, name, mailertest.Options{}, test)
		trySMTPFault(t, name+", one command at a time", mailertest.Options{Without: "PIPELINING"}, test)
	}
}

func trySMTPFault(t *testing.T, name string, options mailertest.Options, test faultTest) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		server := mailertest.NewServer(t, options)
		sender := newSMTP(t, smtpConfig(server), nil)
		server.Behave(test.script)
		err := send(t, sender)
		wantFault(t, err, test.want)
		if err != nil && strings.Contains(err.Error(), "@") {
			t.Errorf("the error holds an address: %v", err)
		}
		server.Behave(nil)
		if err := send(t, sender); err != nil {
			t.Fatalf("the next mail: %v", err)
		}
		mails := server.Mails()
		if len(mails) != test.accepted+1 {
			t.Fatalf("the server has %d mails, want %d", len(mails), test.accepted+1)
		}
		for _, mail := range mails {
			if id := parse(t, mail).MessageID; id != "01KAQ0Z9V2@alliance.example.eu" {
				t.Errorf("Message-ID %q is not the reference's", id)
			}
		}
	})
}

// A refused recipient costs no connection: the conversation goes on with the next mail.
func TestSMTPGoesOnAfterARefusal(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	server.Behave(func(at mailertest.Stage, envelope mailertest.Envelope) mailertest.Action {
		if at == mailertest.AtRcpt && strings.HasPrefix(envelope.To, "gone") {
			return mailertest.Action{Code: 550, Message: "no such mailbox: " + envelope.To}
		}
		return mailertest.Action{}
	})
	sender := newSMTP(t, smtpConfig(server), nil)
	for range 3 {
		wantFault(t, send(t, sender, func(m *mailer.Message) { m.To = "gone@riga.lv" }), mailer.FaultPermanent)
		if err := send(t, sender); err != nil {
			t.Fatal(err)
		}
	}
	if got := server.Connections(); got != 1 || len(server.Mails()) != 3 {
		t.Errorf("%d mails over %d connections, want 3 over 1", len(server.Mails()), got)
	}
}

// The server falls silent at a stage; only then does the time run out, however slow the machine is.
func TestSMTPHangingServer(t *testing.T) {
	t.Parallel()
	stages := map[string]struct {
		at   mailertest.Stage
		want mailer.Fault
	}{
		"at greeting":          {mailertest.AtHello, mailer.FaultServer},
		"at recipient":         {mailertest.AtRcpt, mailer.FaultTemporary},
		"at the acceptance":    {mailertest.AtAccept, mailer.FaultTemporary},
		"after the acceptance": {mailertest.Accepted, mailer.FaultTemporary},
	}
	for name, test := range stages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailertest.NewServer(t, mailertest.Options{})
			ctx, outOfTime := context.WithCancel(t.Context())
			server.Behave(func(at mailertest.Stage, _ mailertest.Envelope) mailertest.Action {
				if at != test.at {
					return mailertest.Action{}
				}
				outOfTime()
				return mailertest.Action{Hang: true}
			})
			err := newSMTP(t, smtpConfig(server), nil).Send(ctx, sampleMessage())
			wantFault(t, err, test.want)
			if err != nil && !strings.Contains(err.Error(), "no answer from the mail server in time") {
				t.Errorf("error %q", err)
			}
		})
	}
}

// The configured timeout ends a conversation by itself.
func TestSMTPTimeout(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	server.Behave(mailertest.Always(mailertest.AtHello, mailertest.Action{Hang: true}))
	cfg := smtpConfig(server, func(c *mailer.Config) { c.SMTP.Timeout = 150 * time.Millisecond })
	wantFault(t, send(t, newSMTP(t, cfg, nil)), mailer.FaultServer)
}

// A server that is asked for everything at once may refuse the recipient and ask for the content all the same.
func TestSMTPSendsNobodyNothing(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	content := make(chan string, 1)
	var server sync.WaitGroup
	server.Go(func() { content <- refuseAfterDATA(listener) })
	cfg := smtpConfig(mailertest.NewServer(t, mailertest.Options{}), func(c *mailer.Config) {
		c.SMTP.Host, c.SMTP.Port = "127.0.0.1", listener.Addr().(*net.TCPAddr).Port
	})
	sender, err := mailer.NewSMTP(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantFault(t, send(t, sender), mailer.FaultPermanent)
	if err := errors.Join(sender.Close(), listener.Close()); err != nil {
		t.Error(err)
	}
	server.Wait()
	if got := <-content; got != "" {
		t.Errorf("content for a refused recipient: %q", got)
	}
}

// refuseAfterDATA serves one conversation. It answers MAIL, RCPT and DATA once it has all three.
func refuseAfterDATA(listener net.Listener) (content string) {
	conn, err := listener.Accept()
	if err != nil {
		return err.Error()
	}
	text := textproto.NewConn(conn)
	defer func() { _ = text.Close() }()
	_ = text.PrintfLine("220 mail.test")
	for {
		line, err := text.ReadLine()
		if err != nil {
			return content
		}
		switch command, _, _ := strings.Cut(line, " "); command {
		case "EHLO":
			_ = text.PrintfLine("250-mail.test\r\n250 PIPELINING")
		case "MAIL", "RCPT":
		case "DATA":
			_ = text.PrintfLine("250 sender\r\n550 no such recipient\r\n354 go on")
			lines, _ := text.ReadDotLines()
			content += strings.Join(lines, "\n")
			_ = text.PrintfLine("554 no recipient")
		default:
			_ = text.PrintfLine("250 %s", command)
		}
	}
}

// The caller's context ends a conversation at once, however long the timeout is.
func TestSMTPObeysTheContext(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	sender := newSMTP(t, smtpConfig(server, func(c *mailer.Config) { c.SMTP.Timeout = 10 * time.Minute }), nil)
	ctx, cancel := context.WithCancel(t.Context())
	server.Behave(func(at mailertest.Stage, _ mailertest.Envelope) mailertest.Action {
		if at != mailertest.AtRcpt {
			return mailertest.Action{}
		}
		cancel()
		return mailertest.Action{Hang: true}
	})
	wantFault(t, sender.Send(ctx, sampleMessage()), mailer.FaultTemporary)
}

func TestSMTPServerRestarts(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	sender := newSMTP(t, smtpConfig(server), nil)
	if err := send(t, sender); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := send(t, sender); err != nil {
		t.Errorf("the mail after the restart: %v", err)
	}
	server.Stop()
	wantFault(t, send(t, sender), mailer.FaultServer)
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := send(t, sender); err != nil {
		t.Errorf("the mail after the outage: %v", err)
	}
	if got := len(server.Mails()); got != 3 {
		t.Errorf("%d mails, want 3", got)
	}
}

func TestSMTPInternationalAddresses(t *testing.T) {
	t.Parallel()
	oldest, newest := mailertest.Options{Without: "8BITMIME"}, mailertest.Options{SMTPUTF8: true}
	tests := map[string]struct {
		server   mailertest.Options
		to       string
		envelope string // empty: refused
		utf8     bool
	}{
		"domain with letters, oldest server": {oldest, "info@jūrmala.lv", "info@xn--jrmala-bmb.lv", false},
		"domain with letters, newest server": {newest, "info@jūrmala.lv", "info@xn--jrmala-bmb.lv", false},
		"name with letters, newest server":   {newest, "bērziņa@riga.lv", "bērziņa@riga.lv", true},
		"name with letters, oldest server":   {oldest, "bērziņa@riga.lv", "", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailertest.NewServer(t, test.server)
			err := send(t, newSMTP(t, smtpConfig(server), nil), func(m *mailer.Message) { m.To = test.to })
			if test.envelope == "" {
				wantFault(t, err, mailer.FaultPermanent)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			mail := server.Mails()[0]
			if mail.To[0] != test.envelope || mail.UTF8 != test.utf8 {
				t.Errorf("to %q with SMTPUTF8 %t", mail.To, mail.UTF8)
			}
			if test.server.Without != "" && mail.Body != "" {
				t.Errorf("BODY=%s although the server does not offer it", mail.Body)
			}
			if got := parse(t, mail).Subject; got != sampleMessage().Subject {
				t.Errorf("subject %q", got)
			}
		})
	}
}

func TestSMTPRefusesInjection(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*mailer.Message){
		"in the address":   func(m *mailer.Message) { m.To = "a@example.eu>\r\nRCPT TO:<b@example.eu" },
		"in the reference": func(m *mailer.Message) { m.Reference = "x>\r\nBcc: b@example.eu" },
		"empty reference":  func(m *mailer.Message) { m.Reference = "" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailertest.NewServer(t, mailertest.Options{})
			wantFault(t, send(t, newSMTP(t, smtpConfig(server), nil), change), mailer.FaultPermanent)
			if n := len(server.Mails()); n != 0 {
				t.Errorf("%d mails arrived", n)
			}
		})
	}
	t.Run("in the subject, which becomes one line", func(t *testing.T) {
		t.Parallel()
		server := mailertest.NewServer(t, mailertest.Options{})
		err := send(t, newSMTP(t, smtpConfig(server), nil), func(m *mailer.Message) {
			m.Subject = "x\r\nBcc: b@example.eu"
		})
		if err != nil {
			t.Fatal(err)
		}
		parsed := parse(t, server.Mails()[0])
		if parsed.Header.Has("Bcc") || parsed.Subject != "x Bcc: b@example.eu" {
			t.Errorf("subject %q, Bcc %q", parsed.Subject, parsed.Header.Get("Bcc"))
		}
	})
}

func TestNewSMTPRefuses(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	tests := map[string]func(*mailer.Config){
		"no sender":          func(c *mailer.Config) { c.From = "" },
		"a broken sender":    func(c *mailer.Config) { c.From = "Alliance <>" },
		"a broken answer to": func(c *mailer.Config) { c.ReplyTo = "nobody" },
		"no host":            func(c *mailer.Config) { c.SMTP.Host = "" },
		"an impossible port": func(c *mailer.Config) { c.SMTP.Port = 70000 },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := mailer.NewSMTP(smtpConfig(server, change), nil); err == nil {
				t.Error("accepted")
			}
		})
	}
}

package mailertest_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/smtp"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"alliance/mailer/mailertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const content = "Subject: =?utf-8?q?R=C4=ABga?=\r\nMessage-ID: <one@example.eu>\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\n\r\nSveiki\r\n"

// send hands a mail over with the standard library's client.
func send(server *mailertest.Server, auth smtp.Auth, encrypt bool) error {
	client, err := smtp.Dial(fmt.Sprintf("%s:%d", server.Host(), server.Port()))
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	if encrypt {
		config := server.ClientTLS()
		config.ServerName = server.Host()
		if err := client.StartTLS(config); err != nil {
			return err
		}
	}
	if auth != nil {
		if err := client.Auth(auth); err != nil {
			return err
		}
	}
	if err := client.Mail("from@example.eu"); err != nil {
		return err
	}
	if err := client.Rcpt("to@example.eu"); err != nil {
		return err
	}
	writer, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := writer.Write([]byte(content)); err != nil {
		return err
	}
	return writer.Close()
}

func TestServerKeepsWhatItAccepts(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	var group sync.WaitGroup
	group.Go(func() {
		if err := send(server, nil, false); err != nil {
			t.Error(err)
		}
	})
	mails := server.WaitForMails(1)
	group.Wait()
	parsed, err := mails[0].Parse()
	if err != nil {
		t.Fatal(err)
	}
	if parsed.Subject != "Rīga" || parsed.MessageID != "one@example.eu" || parsed.Text != "Sveiki\n" || parsed.HTML != "" {
		t.Errorf("parsed %+v", parsed)
	}
	if mails[0].From != "from@example.eu" || mails[0].To[0] != "to@example.eu" || mails[0].TLS {
		t.Errorf("kept %+v", mails[0])
	}
	if !bytes.Contains(mails[0].Content, []byte("=?utf-8?q?")) {
		t.Error("the content is not kept as it came")
	}
	server.Clear()
	if n := len(server.Mails()); n != 0 {
		t.Errorf("%d mails after Clear", n)
	}
}

func TestServerDemandsWhatItIsTold(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{STARTTLS: true, Username: "alliance", Password: "s3cret"})
	right := smtp.PlainAuth("", "alliance", "s3cret", server.Host())
	wrong := smtp.PlainAuth("", "alliance", "guess", server.Host())
	refused := map[string]func() error{
		"in the clear":       func() error { return send(server, nil, false) },
		"not authenticated":  func() error { return send(server, nil, true) },
		"the wrong password": func() error { return send(server, wrong, true) },
	}
	for name, try := range refused {
		if try() == nil {
			t.Errorf("accepted %s", name)
		}
	}
	if err := send(server, right, true); err != nil {
		t.Error(err)
	}
	if mails := server.Mails(); len(mails) != 1 || !mails[0].TLS || mails[0].User != "alliance" {
		t.Errorf("kept %+v", mails)
	}
}

func TestServerStopsAndRestarts(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	port := server.Port()
	server.Stop()
	server.Stop() // twice does nothing
	if send(server, nil, false) == nil {
		t.Error("a stopped server accepts mail")
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := send(server, nil, false); err != nil || server.Port() != port {
		t.Errorf("after the restart on port %d instead of %d: %v", server.Port(), port, err)
	}
}

func TestScript(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{})
	server.Behave(mailertest.Always(mailertest.Accepted, mailertest.Action{Drop: true}))
	if send(server, nil, false) == nil || len(server.Mails()) != 1 {
		t.Errorf("dropped after the acceptance: %d mails kept, want 1 and an error", len(server.Mails()))
	}
	server.Behave(mailertest.Always(mailertest.AtRcpt, mailertest.Action{Code: 450, Message: "later"}))
	if send(server, nil, false) == nil || len(server.Mails()) != 1 {
		t.Errorf("refused: %d mails kept, want 1 and an error", len(server.Mails()))
	}
	server.Behave(nil)
	if err := send(server, nil, false); err != nil {
		t.Error(err)
	}
}

func TestAuthorityPEM(t *testing.T) {
	t.Parallel()
	server := mailertest.NewServer(t, mailertest.Options{ImplicitTLS: true})
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(server.AuthorityPEM()) {
		t.Fatal("no certificate in the PEM")
	}
	address := fmt.Sprintf("%s:%d", server.Host(), server.Port())
	conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

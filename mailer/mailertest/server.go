// Package mailertest offers a real SMTP server for tests: it keeps what it accepts, and
// misbehaves when told to.
package mailertest

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// Options of a server.
type Options struct {
	STARTTLS    bool   // offered, and demanded before mail is taken
	ImplicitTLS bool   // TLS from the first byte
	Username    string // with Password: AUTH PLAIN is demanded
	Password    string
	SMTPUTF8    bool
	Without     string // an extension that is not offered, such as 8BITMIME; not together with TLS
}

// Server is an SMTP server on a free port of this machine. Safe for concurrent use.
type Server struct {
	options     Options
	certificate certificate
	address     string

	mu          sync.Mutex
	changed     *sync.Cond
	script      Script
	mails       []Mail
	connections int
	running     *smtp.Server
	listener    net.Listener
	stopped     chan struct{} // closed when the running server stops: ends what hangs
	served      sync.WaitGroup
}

// NewServer starts a server that ends with the test.
func NewServer(t testing.TB, options Options) *Server {
	t.Helper()
	s, err := Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// Start starts a server; the caller stops it.
func Start(options Options) (*Server, error) {
	certificate, err := newCertificate()
	if err != nil {
		return nil, err
	}
	s := &Server{options: options, certificate: certificate, address: "127.0.0.1:0"}
	s.changed = sync.NewCond(&s.mu)
	return s, s.Restart()
}

// Restart starts a stopped server again, on the same port.
func (s *Server) Restart() error {
	listener, err := net.Listen("tcp", s.address)
	if err != nil {
		return err
	}
	server := smtp.NewServer(smtp.BackendFunc(s.newSession))
	server.Domain = "mail.test"
	server.EnableSMTPUTF8 = s.options.SMTPUTF8
	server.ErrorLog = log.New(io.Discard, "", 0)
	if s.options.STARTTLS {
		server.TLSConfig = s.certificate.server()
	}
	s.mu.Lock()
	s.address = listener.Addr().String()
	s.running, s.listener, s.stopped = server, listener, make(chan struct{})
	s.mu.Unlock()
	if s.options.ImplicitTLS {
		listener = tls.NewListener(listener, s.certificate.server())
	}
	if s.options.Without != "" {
		listener = withoutExtension{listener, s.options.Without}
	}
	s.served.Go(func() { _ = server.Serve(listener) })
	return nil
}

// Stop ends the server and every conversation. The mails stay.
func (s *Server) Stop() {
	s.mu.Lock()
	running, listener := s.running, s.listener
	if running != nil {
		close(s.stopped)
	}
	s.running = nil
	s.mu.Unlock()
	if running == nil {
		return
	}
	_ = running.Close()
	_ = listener.Close() // the server knows of it only once it serves
	s.served.Wait()
}

// Host returns the address to dial.
func (s *Server) Host() string { return "127.0.0.1" }

// Port returns the port to dial.
func (s *Server) Port() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		panic(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		panic(err)
	}
	return number
}

// ClientTLS returns a configuration that trusts the server's certificate authority.
func (s *Server) ClientTLS() *tls.Config { return s.certificate.client() }

// AuthorityPEM returns the certificate authority as PEM.
func (s *Server) AuthorityPEM() []byte { return slices.Clone(s.certificate.authorityPEM) }

// Behave replaces what the server does; nil makes it accept everything.
func (s *Server) Behave(script Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// Mails returns the accepted mails, oldest first.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// WaitForMails returns as soon as n mails are accepted.
func (s *Server) WaitForMails(n int) []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.mails) < n {
		s.changed.Wait()
	}
	return slices.Clone(s.mails)
}

// Clear forgets the accepted mails.
func (s *Server) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = nil
}

// Connections returns how many conversations began so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

func (s *Server) accept(m Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, m)
	s.changed.Broadcast()
}

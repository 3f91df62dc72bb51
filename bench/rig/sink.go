package rig

import (
	"context"
	"io"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Sink is a mail server that takes everything and keeps nothing.
type Sink struct {
	Port   int
	server *smtp.Server
	delay  time.Duration

	mutex       sync.Mutex
	mails       int
	bytes       int64
	first, last time.Time
}

// NewSink listens on loopback. Each mail is accepted after the delay.
func NewSink(ctx context.Context, delay time.Duration) (*Sink, error) {
	s := &Sink{delay: delay}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return sinkSession{s}, nil }))
	s.server.Domain = "sink.example"
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	if address, ok := listener.Addr().(*net.TCPAddr); ok {
		s.Port = address.Port
	}
	go func() { _ = s.server.Serve(listener) }() // it ends with Close
	return s, nil
}

// Close breaks off what is under way.
func (s *Sink) Close() { _ = s.server.Close() }

// Received is how many mails came, and how long it took from the first to the last.
func (s *Sink) Received() (mails int, within time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.mails, s.last.Sub(s.first)
}

// Size is the mean size of a mail in bytes.
func (s *Sink) Size() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return int(s.bytes / int64(max(s.mails, 1)))
}

func (s *Sink) take(size int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.last = time.Now()
	if s.mails == 0 {
		s.first = s.last
	}
	s.mails++
	s.bytes += size
}

type sinkSession struct{ sink *Sink }

func (sinkSession) Reset()                               {}
func (sinkSession) Logout() error                        { return nil }
func (sinkSession) Mail(string, *smtp.MailOptions) error { return nil }
func (sinkSession) Rcpt(string, *smtp.RcptOptions) error { return nil }

func (s sinkSession) Data(content io.Reader) error {
	size, err := io.Copy(io.Discard, content)
	if err != nil {
		return err
	}
	if s.sink.delay > 0 {
		time.Sleep(s.sink.delay)
	}
	s.sink.take(size)
	return nil
}

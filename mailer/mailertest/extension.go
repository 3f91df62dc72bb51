package mailertest

import (
	"bytes"
	"net"
)

// withoutExtension hides an extension that go-smtp always offers. It relies on each
// line of a reply being written at once.
type withoutExtension struct {
	net.Listener
	name string
}

func (l withoutExtension) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return hidingConn{conn, []byte("250-" + l.name + "\r\n")}, err
}

type hidingConn struct {
	net.Conn
	hidden []byte
}

func (c hidingConn) Write(b []byte) (int, error) {
	if bytes.Equal(b, c.hidden) {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

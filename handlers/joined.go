package handlers

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// bufferOfServer is the size of the buffer through which net/http writes to a connection. An answer that is longer
// leaves in two writes: the full buffer, and the rest.
const bufferOfServer = 4 << 10

// joined is a connection for answers that are there in full. It keeps a full buffer of net/http back until the rest of
// the answer comes, and lets both leave in one write; what is kept back leaves at the latest when net/http is done with
// the answer: it then sets the deadline for reading, or closes. And it puts header lines that were laid out beforehand
// behind the status line: copying, sorting and writing a dozen of them would cost a fifth of what such an answer takes.
type joined struct {
	*net.TCPConn

	buffers *sync.Pool

	mu    sync.Mutex
	whole bool
	lines [][]byte              // header lines of the answer that is under way, until they have left
	held  *[bufferOfServer]byte // nil: nothing

	room  [7][]byte // for parts, so that a write allocates nothing
	parts net.Buffers
}

// Joined returns a listener whose connections can let an answer leave in one write.
func Joined(listener net.Listener) net.Listener {
	return joinedListener{listener, &sync.Pool{New: func() any { return new([bufferOfServer]byte) }}}
}

type joinedListener struct {
	net.Listener
	buffers *sync.Pool
}

// Accept waits for the next connection.
func (l joinedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok && err == nil {
		return &joined{TCPConn: tcp, buffers: l.buffers}, nil
	}
	return conn, err
}

type connKey struct{}

// withConn lets the handlers of a connection's requests find it.
func withConn(ctx context.Context, conn net.Conn) context.Context {
	if j, ok := conn.(*joined); ok {
		return context.WithValue(ctx, connKey{}, j)
	}
	return ctx
}

// connOf is the connection of a request; nil where it is not one of Joined's.
func connOf(req *http.Request) *joined {
	j, _ := req.Context().Value(connKey{}).(*joined)
	return j
}

// Whole says that the answer to the request under way is there in full: of others, the first part would wait for the
// second. lines are header lines with their ends; they are not copied, and not changed.
func (j *joined) Whole(lines ...[]byte) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.whole = true
	j.lines = append(j.lines[:0], lines...)
}

// Write writes p, after what was kept back.
func (j *joined) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.whole && j.held == nil && len(p) == bufferOfServer {
		j.held, _ = j.buffers.Get().(*[bufferOfServer]byte)
		return copy(j.held[:], p), nil // the server fills its buffer anew
	}
	return j.send(p)
}

// send writes what was kept back and then p, with the header lines behind the status line. What it returns is of p.
func (j *joined) send(p []byte) (int, error) {
	j.whole = false
	if j.held == nil && len(j.lines) == 0 {
		return j.TCPConn.Write(p)
	}
	j.parts = j.room[:0]
	first := p
	if j.held != nil {
		first = j.held[:]
	}
	if len(j.lines) > 0 {
		status := bytes.IndexByte(first, '\n') + 1
		j.parts = append(append(j.parts, first[:status]), j.lines...)
		first = first[status:]
	}
	j.parts = append(j.parts, first)
	if j.held != nil {
		j.parts = append(j.parts, p)
	}
	_, err := j.parts.WriteTo(j.TCPConn)
	j.forget()
	if err != nil {
		return 0, err // how much of p has left matters to nobody: the connection is over
	}
	return len(p), nil
}

func (j *joined) forget() {
	clear(j.room[:])
	clear(j.lines)
	j.lines = j.lines[:0]
	if j.held != nil {
		j.buffers.Put(j.held)
		j.held = nil
	}
}

// flush writes what was kept back.
func (j *joined) flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.flushLocked()
}

func (j *joined) flushLocked() error {
	j.whole = false
	if j.held == nil {
		return nil
	}
	_, err := j.send(nil)
	return err
}

// ReadFrom copies from a file, past the buffer of net/http.
func (j *joined) ReadFrom(from io.Reader) (int64, error) {
	if err := j.flush(); err != nil {
		return 0, err
	}
	return j.TCPConn.ReadFrom(from)
}

// SetReadDeadline comes after each answer.
func (j *joined) SetReadDeadline(t time.Time) error {
	if err := j.flush(); err != nil {
		return err
	}
	return j.TCPConn.SetReadDeadline(t)
}

// SetDeadline comes before a connection is handed over.
func (j *joined) SetDeadline(t time.Time) error {
	if err := j.flush(); err != nil {
		return err
	}
	return j.TCPConn.SetDeadline(t)
}

// CloseWrite ends the writing side.
func (j *joined) CloseWrite() error {
	if err := j.flush(); err != nil {
		return err
	}
	return j.TCPConn.CloseWrite()
}

// Close ends the connection, also one in which another goroutine is writing.
func (j *joined) Close() error {
	if j.mu.TryLock() {
		defer j.mu.Unlock()
		if err := j.flushLocked(); err != nil {
			return errors.Join(err, j.TCPConn.Close())
		}
	}
	return j.TCPConn.Close()
}

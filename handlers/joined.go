package handlers

import (
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

// joined is a connection that, where it is asked to, keeps a full buffer of net/http back until the rest of the answer
// comes, and lets both leave in one write. What is kept back leaves at the latest when net/http is done with the
// answer: it then sets the deadline for reading, or closes.
type joined struct {
	*net.TCPConn

	buffers *sync.Pool

	mu   sync.Mutex
	join bool
	held *[bufferOfServer]byte // nil: nothing
}

// Joined returns a listener whose connections can let head and body of an answer leave in one write.
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

// joinWrites asks for one write for the answer to a request. It is for answers that are there in full: of others, the
// first part would wait for the second.
func joinWrites(req *http.Request) {
	if j, ok := req.Context().Value(connKey{}).(*joined); ok {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.join = true
	}
}

// Write writes p, after what was kept back.
func (j *joined) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.join && j.held == nil && len(p) == bufferOfServer {
		j.held, _ = j.buffers.Get().(*[bufferOfServer]byte)
		return copy(j.held[:], p), nil // the server fills its buffer anew
	}
	j.join = false
	if j.held == nil {
		return j.TCPConn.Write(p)
	}
	both := net.Buffers{j.held[:], p}
	written, err := both.WriteTo(j.TCPConn)
	j.release()
	return max(int(written)-bufferOfServer, 0), err
}

func (j *joined) release() {
	j.buffers.Put(j.held)
	j.held = nil
}

// flush writes what was kept back.
func (j *joined) flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.flushLocked()
}

func (j *joined) flushLocked() error {
	j.join = false
	if j.held == nil {
		return nil
	}
	_, err := j.TCPConn.Write(j.held[:])
	j.release()
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

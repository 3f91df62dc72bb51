package load

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const answerWithin = 30 * time.Second

// Conn is one kept connection to a server. net/http's client would take more of the two cores than the server.
type Conn struct {
	address string
	conn    net.Conn
	reader  *bufio.Reader
}

// NewConn is a connection that opens with its first request.
func NewConn(address string) *Conn { return &Conn{address: address} }

// Request is what is sent: the lines of the head but Host and Content-Length, and a body.
type Request struct {
	Method, Path string
	Head         string // further lines, each with its \r\n
	Body         string
}

// Ask sends a request and gives status and head of the answer; its body is read and dropped.
func (c *Conn) Ask(ctx context.Context, r Request) (int, http.Header, error) {
	status, header, err := c.exchange(ctx, r)
	if err != nil {
		c.Close() // the next request has a new one
		return 0, nil, fmt.Errorf("%s %s: %w", r.Method, r.Path, err)
	}
	return status, header, nil
}

func (c *Conn) exchange(ctx context.Context, r Request) (int, http.Header, error) {
	if c.conn == nil {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.address)
		if err != nil {
			return 0, nil, err
		}
		c.conn, c.reader = conn, bufio.NewReaderSize(conn, 32<<10)
	}
	if err := c.conn.SetDeadline(time.Now().Add(answerWithin)); err != nil {
		return 0, nil, err
	}
	var text strings.Builder
	text.WriteString(r.Method + " " + r.Path + " HTTP/1.1\r\nHost: " + c.address + "\r\n" + r.Head)
	if r.Method == http.MethodPost {
		text.WriteString("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ")
		text.WriteString(strconv.Itoa(len(r.Body)) + "\r\n")
	}
	text.WriteString("\r\n" + r.Body)
	if _, err := io.WriteString(c.conn, text.String()); err != nil {
		return 0, nil, err
	}
	answer, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return 0, nil, err
	}
	if answer.Close {
		c.Close()
	}
	return answer.StatusCode, answer.Header, nil
}

// Close ends the connection; the next request would open another.
func (c *Conn) Close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

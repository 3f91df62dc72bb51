package handlers

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

// joinedServer answers /n with n bytes in one write, and whatever else handle does.
func joinedServer(t *testing.T, handle http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handle)
	server.Listener = Joined(server.Listener)
	server.Config.ConnContext = withConn
	server.Start()
	t.Cleanup(server.Close)
	return server
}

func bodyOf(n int) []byte { return bytes.Repeat([]byte("0123456789abcdef"), n/16+1)[:n] }

func sized(w http.ResponseWriter, req *http.Request) {
	n, err := strconv.Atoi(req.URL.Path[1:])
	if err != nil {
		http.Error(w, "no size", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(n))
	connOf(req).Whole()
	_, _ = w.Write(bodyOf(n))
}

func TestJoinedAnswersOfEverySizeArriveWhole(t *testing.T) {
	t.Parallel()
	server := joinedServer(t, sized)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(conn)
	sizes := []int{0, 1, 2047, 2048, 2049, 8000, 8192, 70_000, 1 << 20}
	for n := bufferOfServer - 200; n <= bufferOfServer+16; n++ { // one of these fills the buffer to the last byte
		sizes = append(sizes, n)
	}
	for _, n := range sizes { // on one connection; nothing more is asked until the answer is there
		fmt.Fprintf(conn, "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n", n)
		wantBody(t, answers, n)
	}
	go func() { // pipelined
		for _, n := range sizes {
			fmt.Fprintf(conn, "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n", n)
		}
	}()
	for _, n := range sizes {
		wantBody(t, answers, n)
	}
}

func wantBody(t *testing.T, from *bufio.Reader, n int) {
	t.Helper()
	answer, err := http.ReadResponse(from, nil)
	if err != nil {
		t.Fatalf("%d bytes: %v", n, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || !bytes.Equal(body, bodyOf(n)) {
		t.Fatalf("%d bytes: got %d, %v", n, len(body), err)
	}
}

func TestJoinedAnswerBeforeTheEndOfAConnection(t *testing.T) {
	t.Parallel()
	server := joinedServer(t, sized)
	for n := bufferOfServer - 200; n <= bufferOfServer; n++ {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "GET /%d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", n)
		wantBody(t, bufio.NewReader(conn), n)
		_ = conn.Close()
	}
}

func TestJoinedConnectionsCanBeTakenOver(t *testing.T) {
	t.Parallel()
	server := joinedServer(t, func(w http.ResponseWriter, req *http.Request) {
		connOf(req).Whole()
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = conn.Write(bodyOf(bufferOfServer))
		_ = conn.Close()
	})
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	if got, err := io.ReadAll(conn); err != nil || !bytes.Equal(got, bodyOf(bufferOfServer)) {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

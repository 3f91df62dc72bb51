package handlers

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
	"alliance/web"
)

// BenchmarkSubmitOverHTTP is a pledge as browsers send it, over 64 kept connections: middleware, form, checks, the
// commit on disk, the redirect.
func BenchmarkSubmitOverHTTP(b *testing.B) {
	options, err := parts()
	if err != nil {
		b.Fatal(err)
	}
	store := modelstest.New(b, func(c *models.Config) { c.Limits.PledgesPerIPPerHour = 1 << 30 })
	var requests atomic.Int64
	options.Store, options.Now, options.Config = store.Store, store.Clock.Now, testConfig()
	options.Log = slog.New(slog.NewJSONHandler(io.Discard, nil))
	options.NewRequestID = func() string { return fmt.Sprintf("request-%04d", requests.Add(1)) }
	options.Site = web.Site{
		Name: "#CohesionAlliance", BaseURL: "https://alliance.example", Contact: "alliance@example.eu",
		Languages: options.Catalog.Languages(),
	}
	handler, err := New(options)
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	var sent atomic.Int64
	var clients sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range 64 {
		clients.Go(func() {
			connection, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
			if err != nil {
				b.Error(err)
				return
			}
			defer connection.Close()
			answers := bufio.NewReader(connection)
			for n := sent.Add(1); n <= int64(b.N); n = sent.Add(1) {
				if err := submitNumber(connection, answers, n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pledges/s")
}

// submitNumber sends the pledge of another body for each number and reads the answer.
func submitNumber(to io.Writer, from *bufio.Reader, n int64) error {
	form := riga("kind", "association", "body", fmt.Sprintf("Association number %d of cities", n),
		"email", fmt.Sprintf("office%d@domain%d.example", n, n%1000), "step", "submit").Encode()
	_, err := fmt.Fprintf(to, "POST /en/pledge HTTP/1.1\r\nHost: alliance.example\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", len(form), form)
	if err != nil {
		return err
	}
	response, err := http.ReadResponse(from, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("pledge %d: %s", n, response.Status)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

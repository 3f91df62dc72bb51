package respond_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
)

// sending answers with body as plain text.
func sending(b *bench, body string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		b.responder.Send(c, respond.Content{Status: http.StatusOK, Type: "text/plain", Body: []byte(body)})
		return nil
	}
}

func TestAnswersAreCompressedAsTheVisitorAccepts(t *testing.T) {
	b := newBench(t)
	long := strings.Repeat("Cohesion is a fundamental value. ", 100)
	for name, asked := range map[string]struct{ accept, body, coding string }{
		"brotli first":        {"gzip, deflate, br", long, "br"},
		"gzip alone":          {"gzip", long, "gzip"},
		"brotli refused":      {"br;q=0, gzip", long, "gzip"},
		"nothing accepted":    {"", long, ""},
		"an unknown coding":   {"zstd", long, ""},
		"too short to gain":   {"br, gzip", "short", ""},
		"no body to compress": {"br, gzip", "", ""},
	} {
		req := get("/en/page")
		req.Header.Set("Accept-Encoding", asked.accept)
		answer := b.serve(req, respond.Public(), sending(b, asked.body))
		if got := answer.Header().Get("Content-Encoding"); got != asked.coding {
			t.Errorf("%s: coding %q, want %q", name, got, asked.coding)
		}
		if answer.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: a cache may give it to those who cannot read it", name)
		}
		if got := decoded(t, answer); got != asked.body {
			t.Errorf("%s: %d bytes after decoding, want %d", name, len(got), len(asked.body))
		}
		if asked.coding != "" && answer.Body.Len() >= len(asked.body)/2 {
			t.Errorf("%s: %d bytes of %d", name, answer.Body.Len(), len(asked.body))
		}
	}
}

func decoded(t *testing.T, answer *httptest.ResponseRecorder) string {
	t.Helper()
	var from io.Reader = bytes.NewReader(answer.Body.Bytes())
	switch answer.Header().Get("Content-Encoding") {
	case "br":
		from = brotli.NewReader(from)
	case "gzip":
		unzipped, err := gzip.NewReader(from)
		if err != nil {
			t.Fatal(err)
		}
		from = unzipped
	}
	body, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestACopyThatIsStillGoodIsNotSentAgain(t *testing.T) {
	b := newBench(t)
	body := strings.Repeat("The same text. ", 100)
	first := b.serve(get("/en/page"), respond.Public(), sending(b, body))
	tag := first.Header().Get("ETag")
	for name, asked := range map[string]struct {
		tag, accept, body string
		class             respond.Class
		status            int
	}{
		"the same bytes":           {tag, "", body, respond.Public(), http.StatusNotModified},
		"one of several":           {`"other", ` + tag, "", body, respond.Public(), http.StatusNotModified},
		"other bytes":              {tag, "", body + "!", respond.Public(), http.StatusOK},
		"the same in other coding": {tag, "br", body, respond.Public(), http.StatusOK},
		"nobody may keep it":       {tag, "", body, respond.Private(), http.StatusOK},
	} {
		req := get("/en/page")
		req.Header.Set("If-None-Match", asked.tag)
		req.Header.Set("Accept-Encoding", asked.accept)
		answer := b.serve(req, asked.class, sending(b, asked.body))
		if answer.Code != asked.status {
			t.Errorf("%s: status %d, want %d", name, answer.Code, asked.status)
		}
		if (answer.Body.Len() == 0) != (asked.status == http.StatusNotModified) {
			t.Errorf("%s: %d bytes with status %d", name, answer.Body.Len(), answer.Code)
		}
	}
}

func TestHeadHasTheHeadersOfGet(t *testing.T) {
	b := newBench(t)
	asked := b.serve(get("/en/page"), respond.Public(), sending(b, "some text"))
	head := httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/en/page", nil)
	answer := b.serve(head, respond.Public(), sending(b, "some text"))
	for _, header := range []string{"Content-Length", "Content-Type", "ETag", "Cache-Control"} {
		if got, want := answer.Header().Get(header), asked.Header().Get(header); got != want || got == "" {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if answer.Body.Len() != 0 {
		t.Errorf("a body of %d bytes", answer.Body.Len())
	}
}

func TestWhoHasGoneGetsNoIncident(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	answer := b.serve(get("/en/page").WithContext(ctx), respond.Public(), func(c *gin.Context) error {
		return errors.Join(errors.New("read the wall"), c.Request.Context().Err())
	})
	if answer.Code != 499 || answer.Body.Len() != 0 || b.log.Len() != 0 {
		t.Errorf("status %d, %d bytes, log %q; want 499 and nothing", answer.Code, answer.Body.Len(), b.log.String())
	}
}

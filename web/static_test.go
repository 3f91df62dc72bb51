package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
)

func staticForTest(t *testing.T) *staticFiles {
	t.Helper()
	s, err := newStaticFiles(fstest.MapFS{
		"static/site.css":  {Data: []byte(strings.Repeat("a{color:red}\n", 100))},
		"static/form.js":   {Data: []byte(strings.Repeat("let a = 1\n", 100))},
		"static/dot.svg":   {Data: []byte(strings.Repeat("<svg/>\n", 100))},
		"static/noise.png": {Data: []byte{1, 2, 3}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *staticFiles) mustURL(t *testing.T, name string) string {
	t.Helper()
	url, err := s.url(name)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func get(s http.Handler, method, url string, header http.Header) *http.Response {
	req := httptest.NewRequest(method, url, nil)
	req.Header = header
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, req)
	return recorder.Result()
}

func TestStaticFilesAreNegotiated(t *testing.T) {
	t.Parallel()
	s := staticForTest(t)
	tests := []struct {
		name, file, accept, wantEncoding, wantType string
	}{
		{"a modern browser gets brotli", "site.css", "gzip, deflate, br, zstd", "br", "text/css; charset=utf-8"},
		{"an older one gzip", "site.css", "gzip, deflate", "gzip", "text/css; charset=utf-8"},
		{"a plain client the plain file", "form.js", "", "", "text/javascript; charset=utf-8"},
		{"a weight of zero means no", "dot.svg", "br;q=0, gzip; q=0.5", "gzip", "image/svg+xml"},
		{"nor is 0.000 a yes", "dot.svg", "br;q=0.000", "", "image/svg+xml"},
		{"a broken weight means no", "dot.svg", "br;q=much", "", "image/svg+xml"},
		{"names are compared whole", "site.css", "brotli, xgzip", "", "text/css; charset=utf-8"},
		{"in any case", "site.css", "BR", "br", "text/css; charset=utf-8"},
		{"what cannot be compressed is sent as it is", "noise.png", "br, gzip", "", "image/png"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			url := s.mustURL(t, test.file)
			response := get(s, http.MethodGet, url, http.Header{"Accept-Encoding": {test.accept}})
			wants := map[string]string{
				"Content-Encoding": test.wantEncoding,
				"Content-Type":     test.wantType,
				"Cache-Control":    "public, max-age=31536000, immutable",
				"Vary":             "Accept-Encoding",
			}
			for name, want := range wants {
				if got := response.Header.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			if body := decoded(t, response); !bytes.Equal(body, s.byPath[url].plain) {
				t.Errorf("the body differs from the file: %d bytes", len(body))
			}
		})
	}
}

// decoded reads the body as a browser would, and compares its length with the one announced.
func decoded(t *testing.T, response *http.Response) []byte {
	t.Helper()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := response.Header.Get("Content-Length"); got != strconv.Itoa(len(raw)) {
		t.Errorf("Content-Length is %s for %d bytes", got, len(raw))
	}
	var reader io.Reader = bytes.NewReader(raw)
	switch response.Header.Get("Content-Encoding") {
	case "br":
		reader = brotli.NewReader(reader)
	case "gzip":
		if reader, err = gzip.NewReader(reader); err != nil {
			t.Fatal(err)
		}
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestStaticFilesAreCompressedBeforeSomebodyAsks(t *testing.T) {
	t.Parallel()
	s := staticForTest(t)
	made := 0
	for _, file := range s.byPath {
		form := file.br
		file.br = sync.OnceValue(func() []byte { made++; return form() })
	}
	s.compress(context.Background())
	if made != len(s.byPath) {
		t.Fatalf("%d of %d files are compressed", made, len(s.byPath))
	}
	get(s, http.MethodGet, s.mustURL(t, "site.css"), http.Header{"Accept-Encoding": {"br"}})
	if made != len(s.byPath) {
		t.Error("a file was compressed for a visitor, though it was")
	}
	ended, end := context.WithCancel(context.Background())
	end()
	stopped := staticForTest(t)
	for _, file := range stopped.byPath {
		file.gzipped = func() []byte { t.Error("a file is compressed after the end"); return nil }
	}
	stopped.compress(ended)
}

func TestStaticNamesCarryTheContent(t *testing.T) {
	t.Parallel()
	s := staticForTest(t)
	url := s.mustURL(t, "site.css")
	if !regexp.MustCompile(`^/static/site\.[0-9a-f]{8}\.css$`).MatchString(url) {
		t.Errorf("the name is %q", url)
	}
	changed, err := newStaticFiles(fstest.MapFS{"static/site.css": {Data: []byte("b{}")}})
	if err != nil {
		t.Fatal(err)
	}
	if changed.mustURL(t, "site.css") == url {
		t.Error("another content has the same name")
	}
	if _, err := s.url("other.css"); err == nil {
		t.Error("a file that does not exist has a name")
	}
}

func TestStaticRefusesWhatItDoesNotHave(t *testing.T) {
	t.Parallel()
	s := staticForTest(t)
	for _, path := range []string{
		"/static/", "/static/site.css", "/static/site.00000000.css", "/static/../render.go", "/static/site.css.br", "/",
	} {
		response := get(s, http.MethodGet, path, nil)
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, response.StatusCode)
		}
		if cache := response.Header.Get("Cache-Control"); strings.Contains(cache, "immutable") {
			t.Errorf("%s may be kept: %q", path, cache)
		}
	}
	response := get(s, http.MethodPost, s.mustURL(t, "site.css"), nil)
	if response.StatusCode != http.StatusMethodNotAllowed || response.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST answers %d, Allow %q", response.StatusCode, response.Header.Get("Allow"))
	}
}

func TestStaticRevalidates(t *testing.T) {
	t.Parallel()
	s := staticForTest(t)
	url := s.mustURL(t, "site.css")
	etag := func(encoding string) string {
		return get(s, http.MethodGet, url, http.Header{"Accept-Encoding": {encoding}}).Header.Get("ETag")
	}
	if etag("br") == etag("gzip") || etag("br") == etag("") {
		t.Error("two encodings share an ETag")
	}
	tests := []struct {
		name, condition string
		want            int
	}{
		{"the same", etag("br"), http.StatusNotModified},
		{"among others, weak", `"x", W/` + etag("br"), http.StatusNotModified},
		{"any", "*", http.StatusNotModified},
		{"another encoding's", etag("gzip"), http.StatusOK},
		{"another", `"x"`, http.StatusOK},
		{"none", "", http.StatusOK},
	}
	for _, test := range tests {
		header := http.Header{"Accept-Encoding": {"br"}, "If-None-Match": {test.condition}}
		response := get(s, http.MethodGet, url, header)
		if response.StatusCode != test.want {
			t.Errorf("%s: %d, want %d", test.name, response.StatusCode, test.want)
		}
		if body, _ := io.ReadAll(response.Body); (len(body) == 0) != (test.want == http.StatusNotModified) {
			t.Errorf("%s: %d bytes", test.name, len(body))
		}
	}
}

func TestStaticHeadHasNoBody(t *testing.T) {
	t.Parallel()
	s := staticForTest(t)
	response := get(s, http.MethodHead, s.mustURL(t, "site.css"), nil)
	if body, _ := io.ReadAll(response.Body); len(body) != 0 || response.Header.Get("Content-Length") != "1300" {
		t.Errorf("%d bytes, Content-Length %s", len(body), response.Header.Get("Content-Length"))
	}
}

func TestStaticRefusesUnknownTypes(t *testing.T) {
	t.Parallel()
	_, err := newStaticFiles(fstest.MapFS{"static/a.exe": {Data: []byte("x")}})
	if err == nil || !strings.Contains(err.Error(), "a.exe") {
		t.Errorf("the error is %v", err)
	}
	if _, err := newStaticFiles(fstest.MapFS{}); err == nil {
		t.Error("a missing folder is no error")
	}
}

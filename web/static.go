package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math/bits"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

const staticPrefix = "/static/"

// staticFiles are the style sheets, scripts and pictures, under names that carry a hash of their content, so that
// a browser may keep each for ever.
type staticFiles struct {
	urls   map[string]string      // "site.css" → "/static/site.0a1b2c3d.css"
	byPath map[string]*staticFile // the same path → the file
}

type staticFile struct {
	contentType string
	etag        string
	plain       []byte
	// Made when first asked for; nil where compressing gains nothing.
	br, gzipped func() []byte
}

// newStaticFiles reads every file of the folder static; a file type it does not know is an error.
func newStaticFiles(source fs.FS) (*staticFiles, error) {
	const dir = "static"
	entries, err := fs.ReadDir(source, dir)
	if err != nil {
		return nil, err
	}
	s := &staticFiles{urls: map[string]string{}, byPath: map[string]*staticFile{}}
	for _, entry := range entries {
		content, err := fs.ReadFile(source, dir+"/"+entry.Name())
		if err != nil {
			return nil, err
		}
		if err := s.add(entry.Name(), content); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *staticFiles) add(name string, content []byte) error {
	contentType, err := typeOf(name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:4])
	extension := path.Ext(name)
	url := staticPrefix + strings.TrimSuffix(name, extension) + "." + hash + extension
	s.urls[name], s.byPath[url] = url, &staticFile{
		contentType: contentType, etag: hash, plain: content,
		br:      sync.OnceValue(func() []byte { return compressBrotli(content) }),
		gzipped: sync.OnceValue(func() []byte { return compressGzip(content) }),
	}
	return nil
}

// compress makes what nobody has asked for yet: all files take half a second of a processor.
func (s *staticFiles) compress(ctx context.Context) {
	for _, file := range s.byPath {
		if ctx.Err() != nil {
			return
		}
		file.br()
		file.gzipped()
	}
}

// typeOf knows the types by itself: the system's table differs from machine to machine.
func typeOf(name string) (string, error) {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8", nil
	case ".js":
		return "text/javascript; charset=utf-8", nil
	case ".svg":
		return "image/svg+xml", nil
	case ".png":
		return "image/png", nil
	}
	return "", fmt.Errorf("static file %s: unknown type", name)
}

// compressBrotli compresses as far as it goes. Nothing can fail: it writes to memory.
func compressBrotli(content []byte) []byte {
	var out bytes.Buffer
	// A window no larger than the file: the writer clears memory of eight times its window, whatever it is given.
	window := min(max(bits.Len(uint(len(content))), 16), 22)
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: window})
	_, _ = w.Write(content)
	if w.Close() != nil {
		return nil
	}
	return smaller(out.Bytes(), content)
}

func compressGzip(content []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	_, _ = w.Write(content)
	if w.Close() != nil {
		return nil
	}
	return smaller(out.Bytes(), content)
}

func smaller(compressed, content []byte) []byte {
	if len(compressed) >= len(content) {
		return nil
	}
	return bytes.Clone(compressed) // the buffer may be twice as large
}

// url is the template function "asset": the hashed address of a static file.
func (s *staticFiles) url(name string) (string, error) {
	url, ok := s.urls[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return url, nil
}

// ServeHTTP answers GET and HEAD for hashed names; anything else is 404 or 405.
func (s *staticFiles) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	file, ok := s.byPath[req.URL.Path]
	if !ok {
		http.NotFound(w, req)
		return
	}
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	body, encoding := file.choose(req.Header.Get("Accept-Encoding"))
	header := w.Header()
	header.Set("Content-Type", file.contentType)
	header.Set("Cache-Control", "public, max-age=31536000, immutable") // RFC 8246
	header.Set("Vary", "Accept-Encoding")
	etag := `"` + file.etag + `"`
	if encoding != "" {
		header.Set("Content-Encoding", encoding)
		etag = `"` + file.etag + "-" + encoding + `"` // a strong tag names one representation: RFC 9110, 8.8.3
	}
	header.Set("ETag", etag)
	if MatchesTag(req.Header.Get("If-None-Match"), etag) {
		header.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if req.Method == http.MethodGet {
		_, _ = w.Write(body) // the visitor has gone; nobody is left to tell
	}
}

// choose picks the smallest form that the client accepts.
func (f *staticFile) choose(acceptEncoding string) (body []byte, encoding string) {
	if AcceptsCoding(acceptEncoding, "br") {
		if form := f.br(); form != nil {
			return form, "br"
		}
	}
	if AcceptsCoding(acceptEncoding, "gzip") {
		if form := f.gzipped(); form != nil {
			return form, "gzip"
		}
	}
	return f.plain, ""
}

// AcceptsCoding reports whether an Accept-Encoding header names coding with a weight above zero (RFC 9110, 12.5.3).
func AcceptsCoding(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		weight, found := strings.CutPrefix(strings.ReplaceAll(parameters, " ", ""), "q=")
		if !found {
			return true
		}
		q, err := strconv.ParseFloat(weight, 64)
		return err == nil && q > 0
	}
	return false
}

// MatchesTag reports whether an If-None-Match header lists etag; the comparison is the weak one (RFC 9110, 13.1.2).
func MatchesTag(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == etag {
			return true
		}
	}
	return false
}

package respond

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"alliance/web"
)

// page is a finished answer of one version of the public data. Another version that gives the same bytes shares them.
type page struct {
	version int64
	made    time.Time
	*bytesOfPage
}

// bytesOfPage is what leaves: headers and the body in each coding. Where it gains by compression, the body is kept
// compressed only: whoever accepts no coding, hardly anybody, waits for it to be unpacked.
type bytesOfPage struct {
	route  string
	sum    string
	header http.Header // the same for every coding; its lists are shared and never written to
	lines  []byte      // header without Content-Type, as it leaves
	plain  *form       // nil where there are compressed ones
	brotli atomic.Pointer[form]
	gzip   atomic.Pointer[form]
	better atomic.Bool // the thorough compression has been asked for
}

// form is the body in one coding, with the headers that differ.
type form struct {
	body       []byte
	coding     []string // Content-Encoding; nil for none
	tag        []string
	length     []string
	tagLine    []byte
	codingLine []byte
}

func newForm(body []byte, sum, coding, quality string) *form {
	f := &form{body: body, length: []string{strconv.Itoa(len(body))}}
	tag := sum
	if coding != "" {
		tag += "-" + coding + quality
		f.coding = []string{coding}
	}
	f.tag = []string{`"` + tag + `"`}
	f.tagLine = linesOf(http.Header{"Etag": f.tag})
	f.codingLine = linesOf(http.Header{"Content-Encoding": f.coding})
	return f
}

// linesOf lays header lines out as they leave.
func linesOf(header http.Header) []byte {
	var lines bytes.Buffer
	_ = header.WriteSubset(&lines, map[string]bool{"Content-Type": true}) // a buffer takes everything
	return lines.Bytes()
}

// newBytes makes what leaves out of a recorded answer, but for the body.
func newBytes(from *recording) *bytesOfPage {
	b := &bytesOfPage{route: from.route, sum: sumOf(from.content.Body), header: from.header.Clone()}
	b.header["Content-Type"] = []string{from.content.Type}
	b.header["Cache-Control"] = []string{from.class.cacheControl}
	b.lines = linesOf(b.header)
	return b
}

// fill puts the body in, compressed quickly where that gains.
func (b *bytesOfPage) fill(content Content, quickly compressor) {
	if !content.compressible() || len(content.Body) < smallest {
		b.plain = newForm(content.Body, b.sum, "", "")
		return
	}
	b.brotli.Store(newForm(quickly.compress(codingBrotli, content.Body), b.sum, codingBrotli, ""))
	b.gzip.Store(newForm(quickly.compress(codingGzip, content.Body), b.sum, codingGzip, ""))
}

// same reports whether both would leave alike.
func (b *bytesOfPage) same(other *bytesOfPage) bool {
	return b.sum == other.sum && maps.EqualFunc(b.header, other.header, slices.Equal)
}

// improve compresses again, with time. The tags say so: other bytes, other tag.
func (b *bytesOfPage) improve(thoroughly compressor) {
	body := unzip(b.gzip.Load().body)
	for coding, kept := range map[string]*atomic.Pointer[form]{codingBrotli: &b.brotli, codingGzip: &b.gzip} {
		quality := strconv.Itoa(thorough)
		f := newForm(bytes.Clone(thoroughly.compress(coding, body)), b.sum, coding, quality)
		if len(f.body) < len(kept.Load().body) {
			kept.Store(f)
		}
	}
}

// size is about what the page takes of the memory.
func (p *page) size() int {
	const besides = 4 << 10 // headers, twice, keys, pointers
	size := besides
	for _, f := range []*form{p.plain, p.brotli.Load(), p.gzip.Load()} {
		if f != nil {
			size += cap(f.body)
		}
	}
	return size
}

// choose returns the body as the visitor accepts it.
func (b *bytesOfPage) choose(acceptEncoding string) *form {
	switch {
	case b.plain != nil:
		return b.plain
	case web.AcceptsCoding(acceptEncoding, codingBrotli):
		return b.brotli.Load()
	case web.AcceptsCoding(acceptEncoding, codingGzip):
		return b.gzip.Load()
	}
	return newForm(unzip(b.gzip.Load().body), b.sum, "", "")
}

// Conn is a connection that puts header lines which are laid out into the answer under way.
type Conn interface{ Whole(lines ...[]byte) }

// ServeOn writes the page, or that the visitor's copy is still good. The header goes past w as far as possible.
func (b *bytesOfPage) ServeOn(conn Conn, w http.ResponseWriter, req *http.Request, id string) Served {
	f := b.choose(req.Header.Get("Accept-Encoding"))
	idLine := []byte("X-Request-Id: " + id + "\r\n")
	if f.matches(req) {
		conn.Whole(b.lines, f.tagLine, idLine)
		return b.unchanged(w)
	}
	conn.Whole(b.lines, f.tagLine, f.codingLine, idLine)
	w.Header()["Content-Type"] = b.header["Content-Type"]
	return b.body(f, w, req)
}

// Serve does the same on any connection.
func (b *bytesOfPage) Serve(w http.ResponseWriter, req *http.Request) Served {
	f := b.choose(req.Header.Get("Accept-Encoding"))
	header := w.Header()
	maps.Copy(header, b.header)
	header["Etag"] = f.tag
	if f.matches(req) {
		delete(header, "Content-Type")
		return b.unchanged(w)
	}
	if f.coding != nil {
		header["Content-Encoding"] = f.coding
	}
	return b.body(f, w, req)
}

func (f *form) matches(req *http.Request) bool {
	asked := req.Header.Get("If-None-Match")
	return asked != "" && web.MatchesTag(asked, f.tag[0])
}

func (b *bytesOfPage) unchanged(w http.ResponseWriter) Served {
	w.WriteHeader(http.StatusNotModified)
	return Served{b.route, http.StatusNotModified, 0}
}

func (b *bytesOfPage) body(f *form, w http.ResponseWriter, req *http.Request) Served {
	w.Header()["Content-Length"] = f.length
	w.WriteHeader(http.StatusOK)
	if req.Method == http.MethodHead {
		return Served{b.route, http.StatusOK, 0}
	}
	length, _ := w.Write(f.body) // the visitor has gone; nobody is left to tell
	return Served{b.route, http.StatusOK, length}
}

func sumOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:12])
}

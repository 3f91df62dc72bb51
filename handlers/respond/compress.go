package respond

import (
	"bytes"
	"compress/gzip"
	"io"
	"sync"

	"github.com/andybalholm/brotli"

	"alliance/web"
)

const (
	codingBrotli = "br"
	codingGzip   = "gzip"
	// smallest is the size in bytes below which compressing costs more than it saves.
	smallest = 512
	// quick is the best bargain for pages made on request, while somebody waits: a tenth larger than thorough, at a
	// tenth of its time (a wall page of 37 KB: 0.4 ms). What is asked for again is kept, and compressed thoroughly.
	quick = 2
	// thorough is for what is kept, off the request path. Brotli's 11 takes seventy times as long for one part in
	// twenty; it is for static files.
	thorough = 9
)

// resettable is what both writers can do.
type resettable interface {
	io.WriteCloser
	Reset(io.Writer)
}

// compressor keeps writers for the next answer: a new one takes hundreds of kilobytes.
type compressor struct {
	writers map[string]*sync.Pool
}

func newCompressor(level int) compressor {
	return compressor{writers: map[string]*sync.Pool{
		codingBrotli: {New: func() any { return brotli.NewWriterLevel(io.Discard, level) }},
		codingGzip: {New: func() any {
			writer, _ := gzip.NewWriterLevel(io.Discard, level) // fails for an unknown level only
			return writer
		}},
	}}
}

// compress returns body in coding. Writing to memory cannot fail.
func (c compressor) compress(coding string, body []byte) []byte {
	pool := c.writers[coding]
	writer, _ := pool.Get().(resettable) // both kinds are
	defer pool.Put(writer)
	var out bytes.Buffer
	out.Grow(len(body) / 3)
	writer.Reset(&out)
	_, _ = writer.Write(body)
	_ = writer.Close()
	return out.Bytes()
}

// unzip returns what compress made gzip of. Reading back from memory cannot fail.
func unzip(zipped []byte) []byte {
	reader, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil
	}
	body, _ := io.ReadAll(reader)
	return body
}

// codingFor picks the coding of an answer of so many bytes; empty is none.
func codingFor(acceptEncoding string, size int) string {
	if size < smallest {
		return ""
	}
	for _, coding := range []string{codingBrotli, codingGzip} {
		if web.AcceptsCoding(acceptEncoding, coding) {
			return coding
		}
	}
	return ""
}

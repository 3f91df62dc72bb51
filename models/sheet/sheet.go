// Package sheet reads and writes tables as people exchange them: CSV of any usual sort, and XLSX. It alone
// knows the format; rows come and go as texts, one at a time, so that a table of any length fits into memory.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Format is the kind of a file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Formats returns every format, the simplest first.
func Formats() []Format { return []Format{CSV, XLSX} }

// Valid reports whether f is one of the formats.
func (f Format) Valid() bool { return f == CSV || f == XLSX }

// ContentType is the media type of files in the format.
func (f Format) ContentType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Why a file cannot be read; errors of Open and Next wrap one of them.
var (
	ErrEmpty    = errors.New("the file has no rows")
	ErrDamaged  = errors.New("the file is damaged")
	ErrTooLarge = errors.New("the file is too large")
	ErrFormat   = errors.New("the file is neither CSV nor XLSX")
	ErrQuote    = errors.New("a quotation mark is never closed")
)

// Row is one row of a table with content in it.
type Row struct {
	Number int // as Excel counts: the first row is 1, empty rows count
	Cells  []string
}

// Reader reads the rows of a file, in their order.
type Reader struct {
	Format   Format
	Encoding string // of a CSV: "UTF-8", "UTF-16" or "Windows-1252"
	Comma    rune   // between the cells of a CSV
	Date1904 bool   // an XLSX that counts its days from 1904
	rows     rowReader
}

// rowReader reads rows of one format; an empty one has no cells.
type rowReader interface {
	next() (Row, error)
	close() error
}

// longestRow bounds what one row may hold: beyond it a quotation mark was never closed. In bytes.
const longestRow = 1 << 20

// Open looks at a file and returns a reader of its rows, of the first sheet of an XLSX.
func Open(file io.ReaderAt, size int64) (*Reader, error) {
	head := make([]byte, min(size, 8))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the beginning of the file: %w", err)
	}
	switch {
	case size == 0:
		return nil, ErrEmpty
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return openXLSX(file, size)
	case bytes.HasPrefix(head, []byte{0xd0, 0xcf, 0x11, 0xe0}): // Excel before 2007, or an XLSX with a password
		return nil, fmt.Errorf("%w: an old or encrypted Excel file; save it as XLSX without a password", ErrFormat)
	}
	return openCSV(file, size)
}

// Next returns the next row that is not empty, or io.EOF after the last.
func (r *Reader) Next() (Row, error) {
	for {
		row, err := r.rows.next()
		if err != nil || !isBlank(row.Cells) {
			return row, err
		}
	}
}

// Close frees what the reader holds.
func (r *Reader) Close() error { return r.rows.close() }

func isBlank(cells []string) bool {
	for _, cell := range cells {
		if cell != "" {
			return false
		}
	}
	return true
}

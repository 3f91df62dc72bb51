package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings of CSV files, as pages show them.
const (
	encodingUTF8    = "UTF-8"
	encodingUTF16   = "UTF-16"
	encodingWindows = "Windows-1252"
)

func openCSV(file io.ReaderAt, size int64) (*Reader, error) {
	encoding, decoder, err := detectEncoding(file, size)
	if err != nil {
		return nil, err
	}
	open := func() *bufio.Reader {
		section := io.NewSectionReader(file, 0, size)
		return bufio.NewReaderSize(transform.NewReader(section, decoder()), 64<<10)
	}
	comma, declared, err := detectComma(open())
	if err != nil {
		return nil, err
	}
	rows := &csvRows{in: open(), comma: comma}
	if declared { // Excel takes the line away and counts it
		if _, err := rows.in.ReadString('\n'); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read the first line: %w", err)
		}
		rows.number++
	}
	return &Reader{Format: CSV, Encoding: encoding, Comma: comma, rows: rows}, nil
}

// detectEncoding reads the whole file: one letter of Windows-1252 in its last line decides.
func detectEncoding(file io.ReaderAt, size int64) (string, func() transform.Transformer, error) {
	in := bufio.NewReaderSize(io.NewSectionReader(file, 0, size), 64<<10)
	head, err := in.Peek(int(min(size, 512)))
	if err != nil {
		return "", nil, fmt.Errorf("read the file: %w", err)
	}
	if order, is := utf16Order(head); is {
		return encodingUTF16, func() transform.Transformer {
			return unicode.UTF16(order, unicode.UseBOM).NewDecoder()
		}, nil
	}
	valid, err := isUTF8(in)
	switch {
	case errors.Is(err, errBinary):
		return "", nil, ErrFormat
	case err != nil:
		return "", nil, fmt.Errorf("read the file: %w", err)
	case valid:
		return encodingUTF8, func() transform.Transformer { return unicode.UTF8BOM.NewDecoder() }, nil
	}
	return encodingWindows, func() transform.Transformer { return charmap.Windows1252.NewDecoder() }, nil
}

// utf16Order recognises UTF-16 by its byte order mark or, without one, by the zeros beside Latin letters.
func utf16Order(head []byte) (unicode.Endianness, bool) {
	switch {
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return unicode.BigEndian, true
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return unicode.LittleEndian, true
	}
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch most := len(head) / 4; {
	case zeros[0] > most && zeros[1] == 0:
		return unicode.BigEndian, true
	case zeros[1] > most && zeros[0] == 0:
		return unicode.LittleEndian, true
	}
	return unicode.LittleEndian, false
}

// errBinary says that a file has bytes that no text has.
var errBinary = errors.New("binary content")

func isUTF8(in *bufio.Reader) (bool, error) {
	valid := true
	for {
		r, size, err := in.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return valid, nil
		case err != nil:
			return false, err
		case r == 0:
			return false, errBinary
		case r == utf8.RuneError && size == 1:
			valid = false
		}
	}
}

// detectComma finds what stands between the cells: what Excel's first line "sep=;" says, else what divides the
// first rows into most cells, the same number in each where possible.
func detectComma(in *bufio.Reader) (comma rune, declared bool, err error) {
	sample, err := in.Peek(32 << 10)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return 0, false, fmt.Errorf("read the file: %w", err)
	}
	text := string(sample)
	if after, found := strings.CutPrefix(strings.ToLower(text), "sep="); found {
		if r, size := utf8.DecodeRuneInString(after); size > 0 && strings.ContainsRune("\r\n", firstRune(after[size:])) {
			return r, true, nil
		}
	}
	best, bestScore := ',', 0
	for _, candidate := range ",;\t|" {
		if score := commaScore(text, candidate); score > bestScore {
			best, bestScore = candidate, score
		}
	}
	return best, false, nil
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// commaScore rates a divider by the first ten rows: cells of the header, twice where all rows have as many.
func commaScore(text string, comma rune) int {
	const rows = 10
	reader := csvRows{in: bufio.NewReader(strings.NewReader(text)), comma: comma}
	columns, even := 0, true
	for range rows {
		row, err := reader.next()
		if err != nil {
			break
		}
		if columns == 0 {
			columns = len(row.Cells)
		}
		even = even && (len(row.Cells) == columns || len(row.Cells) == 0)
	}
	score := 2 * (columns - 1)
	if even {
		score *= 2
	}
	return score
}

// csvRows reads RFC 4180 and its relatives: any line end, quotes only where they open a cell, blanks around
// cells. Unlike encoding/csv it counts rows as Excel does and forgives a quotation mark inside a cell.
type csvRows struct {
	in     *bufio.Reader
	comma  rune
	number int
}

func (c *csvRows) close() error { return nil }

func (c *csvRows) next() (Row, error) {
	record := csvRecord{comma: c.comma}
	c.number++
	for size := 0; ; {
		r, width, err := c.in.ReadRune()
		if size += width; size > longestRow {
			return Row{}, fmt.Errorf("row %d: %w", c.number, ErrQuote)
		}
		switch {
		case errors.Is(err, io.EOF) && record.quoted:
			return Row{}, fmt.Errorf("row %d: %w", c.number, ErrQuote)
		case errors.Is(err, io.EOF) && size == 0:
			return Row{}, io.EOF
		case errors.Is(err, io.EOF):
			return Row{Number: c.number, Cells: record.finish()}, nil
		case err != nil:
			return Row{}, fmt.Errorf("read row %d: %w", c.number, err)
		}
		if record.quoted {
			record.inside(c.in, r)
			continue
		}
		if r == '\r' || r == '\n' {
			if r == '\r' && peekByte(c.in) == '\n' {
				_, _ = c.in.Discard(1) // it is there
			}
			return Row{Number: c.number, Cells: record.finish()}, nil
		}
		record.outside(r)
	}
}

func peekByte(in *bufio.Reader) byte {
	next, err := in.Peek(1)
	if err != nil {
		return 0
	}
	return next[0]
}

// csvRecord gathers the cells of one row.
type csvRecord struct {
	comma  rune
	cells  []string
	cell   strings.Builder
	quoted bool // inside quotation marks
}

// inside takes a character between quotation marks; two marks are one.
func (r *csvRecord) inside(in *bufio.Reader, char rune) {
	switch {
	case char != '"':
		r.cell.WriteRune(char)
	case peekByte(in) == '"':
		_, _ = in.Discard(1) // it is there
		r.cell.WriteByte('"')
	default:
		r.quoted = false
	}
}

func (r *csvRecord) outside(char rune) {
	switch {
	case char == r.comma:
		r.endCell()
	case char == '"' && strings.TrimSpace(r.cell.String()) == "":
		r.cell.Reset()
		r.quoted = true
	default:
		r.cell.WriteRune(char)
	}
}

func (r *csvRecord) endCell() {
	r.cells = append(r.cells, strings.TrimSpace(r.cell.String()))
	r.cell.Reset()
}

func (r *csvRecord) finish() []string {
	if r.cells != nil || r.cell.Len() > 0 {
		r.endCell()
	}
	return r.cells
}

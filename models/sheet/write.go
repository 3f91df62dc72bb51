package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"
)

// Writer writes a table. Nothing in it can be taken for a formula (OWASP, CSV injection).
type Writer interface {
	// Write adds a row.
	Write(cells []string) error
	// Close finishes the table; it does not close what the table is written to.
	Close() error
}

// NewWriter begins a table of a format: CSV as UTF-8 with a byte order mark, by which Excel knows it.
func NewWriter(format Format, to io.Writer) (Writer, error) {
	if format == XLSX {
		return newXLSXWriter(to)
	}
	w := &csvWriter{to: bufio.NewWriter(to)}
	_, err := w.to.WriteString("\ufeff")
	return w, err
}

// Harmless returns a text as a cell of a CSV that no spreadsheet takes for a formula: one that begins like a
// formula, also after blanks and quotation marks or in full-width letters, gets an apostrophe in front.
func Harmless(cell string) string {
	if beginsFormula(cell) {
		return "'" + cell
	}
	return cell
}

// Plain takes the apostrophe of Harmless away again.
func Plain(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && beginsFormula(rest) {
		return rest
	}
	return cell
}

func beginsFormula(cell string) bool {
	if strings.ContainsAny(firstOf(cell), "\t\r\n") {
		return true
	}
	inner := strings.TrimLeftFunc(cell, func(r rune) bool {
		return unicode.IsSpace(r) || r == '"' || r == '\'' || r == '\ufeff' || r == '\u200b'
	})
	return strings.ContainsAny(firstOf(inner), "=+-@＝＋－＠−")
}

func firstOf(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

type csvWriter struct{ to *bufio.Writer }

// Write quotes every cell, so that what divides cells in another country divides none here.
func (w *csvWriter) Write(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = w.to.WriteByte(',') // bufio keeps the error for the end of the row
		}
		_, _ = w.to.WriteString(`"` + strings.ReplaceAll(Harmless(cell), `"`, `""`) + `"`)
	}
	_, err := w.to.WriteString("\r\n")
	return err
}

func (w *csvWriter) Close() error { return w.to.Flush() }

// mostRows is how many rows a sheet of Excel has.
const mostRows = 1_048_576

// xlsxWriter writes every cell as a text, which is never computed.
type xlsxWriter struct {
	to    io.Writer
	book  *excelize.File
	rows  *excelize.StreamWriter
	count int
}

func newXLSXWriter(to io.Writer) (Writer, error) {
	book := excelize.NewFile()
	rows, err := book.NewStreamWriter(book.GetSheetName(0))
	if err != nil {
		return nil, fmt.Errorf("begin a sheet: %w", err)
	}
	return &xlsxWriter{to: to, book: book, rows: rows}, nil
}

func (w *xlsxWriter) Write(cells []string) error {
	if w.count == mostRows {
		return fmt.Errorf("%w: a sheet has %d rows; CSV has no limit", ErrTooLarge, mostRows)
	}
	w.count++
	values := make([]any, len(cells))
	for i, cell := range cells {
		values[i] = cell
	}
	start, err := excelize.CoordinatesToCellName(1, w.count)
	if err != nil {
		return err
	}
	return w.rows.SetRow(start, values)
}

func (w *xlsxWriter) Close() error {
	defer func() { _ = w.book.Close() }() // temporary files of a book that is written or given up
	if err := w.rows.Flush(); err != nil {
		return fmt.Errorf("finish the sheet: %w", err)
	}
	return w.book.Write(w.to)
}

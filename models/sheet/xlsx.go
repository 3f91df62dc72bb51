package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What an XLSX may hold, in bytes. The packed file stays in memory while it is read; sheets and texts beyond
// inMemory wait in a temporary file; the rest (styles, pictures) is read whole, and bounded for that.
const (
	MostXLSX     = 64 << 20
	mostUnpacked = 1 << 30
	mostRest     = 32 << 20
	inMemory     = 8 << 20
)

func openXLSX(file io.ReaderAt, size int64) (*Reader, error) {
	if size > MostXLSX {
		return nil, fmt.Errorf("%w: an XLSX may have %d MB; save it as CSV", ErrTooLarge, MostXLSX>>20)
	}
	if err := inspectZip(file, size); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(io.NewSectionReader(file, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: inMemory,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	reader, err := firstSheet(book)
	if err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return reader, nil
}

func firstSheet(book *excelize.File) (*Reader, error) {
	properties, err := book.GetWorkbookProps()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err == nil && !visible {
			continue
		}
		rows, err := book.Rows(name)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return &Reader{
			Format: XLSX, Date1904: properties.Date1904 != nil && *properties.Date1904,
			rows: &xlsxRows{book: book, rows: rows},
		}, nil
	}
	return nil, ErrEmpty
}

// inspectZip refuses an archive that unpacks to too much (a "zip bomb") before any of it is kept, and one with a
// broken sheet: excelize would take a fault in the XML for the end of the rows.
func inspectZip(file io.ReaderAt, size int64) error {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	var all, rest uint64
	for _, entry := range archive.File {
		all += entry.UncompressedSize64
		if !isSheet(entry.Name) && !strings.EqualFold(entry.Name, "xl/sharedStrings.xml") {
			rest += entry.UncompressedSize64
		}
		if all > mostUnpacked || rest > mostRest {
			return fmt.Errorf("%w: it unpacks to more than %d MB", ErrTooLarge, mostUnpacked>>20)
		}
	}
	for _, entry := range archive.File {
		if isSheet(entry.Name) {
			if err := checkXML(entry); err != nil {
				return fmt.Errorf("%w: %s: %w", ErrDamaged, entry.Name, err)
			}
		}
	}
	return nil
}

func isSheet(name string) bool {
	return strings.HasPrefix(strings.ToLower(name), "xl/worksheets/sheet")
}

func checkXML(entry *zip.File) error {
	content, err := entry.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	decoder := xml.NewDecoder(content)
	for {
		if _, err := decoder.RawToken(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

type xlsxRows struct {
	book   *excelize.File
	rows   *excelize.Rows
	number int
}

func (x *xlsxRows) next() (Row, error) {
	if !x.rows.Next() {
		if err := x.rows.Error(); err != nil {
			return Row{}, fmt.Errorf("row %d: %w: %w", x.number+1, ErrDamaged, err)
		}
		return Row{}, io.EOF
	}
	x.number++
	cells, err := x.rows.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return Row{}, fmt.Errorf("row %d: %w: %w", x.number, ErrDamaged, err)
	}
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
	}
	return Row{Number: x.number, Cells: cells}, nil
}

func (x *xlsxRows) close() error { return errors.Join(x.rows.Close(), x.book.Close()) }

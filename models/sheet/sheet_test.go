package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"alliance/models/sheet"
)

func open(file []byte) (*sheet.Reader, error) {
	return sheet.Open(bytes.NewReader(file), int64(len(file)))
}

// read returns the rows of a file as "number:cell|cell".
func read(file []byte) ([]string, error) {
	reader, err := open(file)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	var rows []string
	for {
		row, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, fmt.Sprintf("%d:%s", row.Number, strings.Join(row.Cells, "|")))
	}
}

func utf16File(order binary.AppendByteOrder, text string) []byte {
	var file []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		file = order.AppendUint16(file, unit)
	}
	return file
}

func TestCSVOfEverySort(t *testing.T) {
	t.Parallel()
	windows := "name;land\r\nK\xf6ln;DE\r\nM\xe9rida \x96 Emerita;ES\r\n"
	for _, test := range []struct {
		name, file string
		want       []string
	}{
		{"commas", "name,country\nRīga,LV\n", []string{"1:name|country", "2:Rīga|LV"}},
		{"semicolons", "name;country\nRīga;LV", []string{"1:name|country", "2:Rīga|LV"}},
		{"tabs", "name\tcountry\r\nRīga\tLV\r\n", []string{"1:name|country", "2:Rīga|LV"}},
		{"decimal commas beside semicolons", "name;lat\nA;1,5\nB;2,5\n", []string{"1:name|lat", "2:A|1,5", "3:B|2,5"}},
		{"one column", "name\nRīga\n", []string{"1:name", "2:Rīga"}},
		{"a byte order mark", "\ufeffname,country\nRīga,LV\n", []string{"1:name|country", "2:Rīga|LV"}},
		{"Windows-1252", windows, []string{"1:name|land", "2:Köln|DE", "3:Mérida – Emerita|ES"}},
		{"quotes", "name,x\n\"Avola, Noto\",\"say \"\"A\"\"\"\n", []string{"1:name|x", `2:Avola, Noto|say "A"`}},
		{"a line break inside one row", "n,x\n\"two\nlines\",1\nB,2\n", []string{"1:n|x", "2:two\nlines|1", "3:B|2"}},
		{"a stray quote", "name,x\nthe 5\" pipe,1\nB,2\n", []string{"1:name|x", `2:the 5" pipe|1`, "3:B|2"}},
		{"empty rows count", "name,x\n\n,\nB,2\n\n", []string{"1:name|x", "4:B|2"}},
		{"old line ends", "name,x\rA,1\rB,2", []string{"1:name|x", "2:A|1", "3:B|2"}},
		{"what Excel says of itself", "sep=;\nname;x\nA;1,5\n", []string{"2:name|x", "3:A|1,5"}},
		{"short and long rows", "a,b,c\n1\n1,2,3,4\n", []string{"1:a|b|c", "2:1", "3:1|2|3|4"}},
		{"blanks around cells", "name , x\n A , 1 \n", []string{"1:name|x", "2:A|1"}},
	} {
		got, err := read([]byte(test.file))
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", test.name, err, diff)
		}
	}
}

func TestUTF16OfExcel(t *testing.T) {
	t.Parallel()
	want := []string{"1:name|country", "2:Rīga|LV"}
	text := "name\tcountry\r\nRīga\tLV\r\n"
	for name, file := range map[string][]byte{
		"little endian":             utf16File(binary.LittleEndian, "\ufeff"+text),
		"big endian":                utf16File(binary.BigEndian, "\ufeff"+text),
		"without a byte order mark": utf16File(binary.LittleEndian, text),
	} {
		if got, err := read(file); !slices.Equal(got, want) || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// book makes an XLSX; change may do anything to it.
func book(t *testing.T, change func(*excelize.File)) []byte {
	t.Helper()
	made := excelize.NewFile()
	change(made)
	var file bytes.Buffer
	if err := made.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func set(t *testing.T, f *excelize.File, cell string, value any) {
	t.Helper()
	if err := f.SetCellValue("Sheet1", cell, value); err != nil {
		t.Fatal(err)
	}
}

func TestXLSX(t *testing.T) {
	t.Parallel()
	file := book(t, func(f *excelize.File) {
		set(t, f, "A1", "name")
		set(t, f, "B1", "date")
		set(t, f, "A2", " Rīga ")
		set(t, f, "B2", 41122)
		set(t, f, "A5", "Cēsis") // rows 3 and 4 are empty
		set(t, f, "B5", 1.5)
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil || f.SetCellStyle("Sheet1", "B2", "B2", style) != nil {
			t.Fatal(err)
		}
	})
	got, err := read(file)
	want := []string{"1:name|date", "2:Rīga|41122", "5:Cēsis|1.5"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func zipped(t *testing.T, name, content string) []byte {
	t.Helper()
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	part, err := archive.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(part, content); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// bomb is an archive that says it unpacks to a terabyte.
func bomb(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	header := &zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: 1 << 40}
	header.CompressedSize64 = 3
	if _, err := archive.CreateRaw(header); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	whole := book(t, func(f *excelize.File) { set(t, f, "A1", "name") })
	for _, test := range []struct {
		name string
		file []byte
		want error
	}{
		{"nothing", nil, sheet.ErrEmpty},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00"), sheet.ErrFormat},
		{"an old Excel file", []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, sheet.ErrFormat},
		{"a quote that never ends", []byte("name,x\n\"A,1\nB,2\n"), sheet.ErrQuote},
		{"a cell of a megabyte", []byte("name\n\"" + strings.Repeat("x", 2<<20)), sheet.ErrQuote},
		{"half an XLSX", whole[:len(whole)/2], sheet.ErrDamaged},
		{"an archive of something else", zipped(t, "a.txt", "a"), sheet.ErrDamaged},
		{"a sheet that breaks off", zipped(t, "xl/worksheets/sheet1.xml", "<worksheet><row"), sheet.ErrDamaged},
		{"a zip bomb", bomb(t), sheet.ErrTooLarge},
		{"a zip bomb of pictures", zipped(t, "xl/media/a.png", strings.Repeat("0", 40<<20)), sheet.ErrTooLarge},
	} {
		if _, err := read(test.file); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestHarmless(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+cmd": "'+cmd", "-2": "'-2", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\r=x": "'\r=x",
		`"=1+1`: `'"=1+1`, " =1": "' =1", "＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", "'=1": "''=1",
		"Rīga": "Rīga", "": "", "a=b": "a=b", "L'Aquila": "L'Aquila", "anna@riga.lv": "anna@riga.lv",
	} {
		got := sheet.Harmless(cell)
		if got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
		if back := sheet.Plain(got); back != cell {
			t.Errorf("%q comes back as %q", cell, back)
		}
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	table := [][]string{
		{"name", "country", "note"},
		{"Rīga", "LV", "a, b; \"c\""},
		{"=HYPERLINK(\"http://evil.example\")", "LV", "two\nlines"},
	}
	for _, format := range sheet.Formats() {
		var file bytes.Buffer
		writer, err := sheet.NewWriter(format, &file)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table {
			if err := writer.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := writer.Close(); err != nil {
			t.Fatal(err)
		}
		if format == sheet.CSV && !strings.HasPrefix(file.String(), "\ufeff\"name\",\"country\"") {
			t.Errorf("begins %q, want a byte order mark and quotes", file.String()[:20])
		}
		reader, err := open(file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range table {
			row, err := reader.Next()
			for i, cell := range row.Cells {
				row.Cells[i] = sheet.Plain(cell)
			}
			if diff := cmp.Diff(want, row.Cells); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", format, err, diff)
			}
		}
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	}
}

// In XLSX a text that looks like a formula stays a text: Excel computes nothing.
func TestXLSXHasNoFormula(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	writer, err := sheet.NewWriter(sheet.XLSX, &file)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(writer.Write([]string{"=1+1"}), writer.Close()); err != nil {
		t.Fatal(err)
	}
	written, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer written.Close()
	formula, err := written.GetCellFormula("Sheet1", "A1")
	value, valueErr := written.GetCellValue("Sheet1", "A1")
	if formula != "" || value != "=1+1" || err != nil || valueErr != nil {
		t.Errorf("formula %q, value %q, %v, %v", formula, value, err, valueErr)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("name,country\n\"a\"\"b\",LV\r\n"))
	f.Add([]byte("sep=;\nK\xf6ln;\"x\n"))
	f.Add([]byte{0xff, 0xfe, 'a', 0, ';', 0})
	f.Add([]byte("\"\"\"\r\r\n,,\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if bytes.HasPrefix(file, []byte("PK")) {
			t.Skip()
		}
		reader, err := open(file)
		if err != nil {
			return
		}
		last := 0
		for {
			row, err := reader.Next()
			if err != nil {
				return
			}
			if row.Number <= last || len(row.Cells) == 0 {
				t.Fatalf("row %d with %d cells after row %d", row.Number, len(row.Cells), last)
			}
			last = row.Number
		}
	})
}

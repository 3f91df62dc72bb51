package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"gorm.io/gorm"

	"alliance/models/sheet"
	"alliance/models/typed"
)

// importPart is a piece of an uploaded file.
type importPart struct {
	ImportID string
	Part     int
	Content  []byte
}

func (importPart) TableName() string { return "import_parts" }

// importPartSize is how much of a file one transaction stores, in bytes.
const importPartSize = 512 << 10

// UploadImport stores a file of existing signatories and looks at its beginning; nothing is created yet. It returns
// an error of package sheet where the file cannot be read, and keeps nothing of it then.
func (s *Store) UploadImport(ctx context.Context, by Moderator, fileName string, file io.Reader) (Import, error) {
	id, err := s.beginUpload(ctx, by, fileName)
	if err != nil {
		return Import{}, err
	}
	if err := s.upload(ctx, by, id, file); err != nil {
		return Import{}, errors.Join(err, s.DropImport(context.WithoutCancel(ctx), by, id))
	}
	return s.Import(ctx, id)
}

func (s *Store) beginUpload(ctx context.Context, by Moderator, fileName string) (string, error) {
	var id string
	err := s.write(ctx, "begin import", func(t *transaction) (err error) {
		if id, err = t.ids.id(); err != nil {
			return err
		}
		const longest = 100
		name, code := typed.Line(filepath.Base(filepath.ToSlash(fileName)), longest)
		if code != "" {
			name = ""
		}
		job := importJob{
			ID: id, FileName: name, State: ImportUploading, Likely: ImportSkip, Origin: OriginImport,
			CreatedAt: t.now, TouchedAt: t.now,
		}
		if by.ID != "" {
			job.CreatedBy = &by.ID
		}
		return t.db.Create(&job).Error
	})
	return id, err
}

func (s *Store) upload(ctx context.Context, by Moderator, id string, file io.Reader) error {
	digest, size := sha256.New(), int64(0)
	for number := 0; ; number++ {
		content := make([]byte, importPartSize)
		n, err := io.ReadFull(file, content)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("read the file: %w", err)
		}
		if n > 0 {
			digest.Write(content[:n])
			size += int64(n)
			part := importPart{ImportID: id, Part: number, Content: content[:n]}
			if err := s.write(ctx, "store a part", func(t *transaction) error { return t.db.Create(&part).Error }); err != nil {
				return err
			}
		}
		if err != nil {
			break
		}
	}
	preview, err := s.previewImport(ctx, id, size)
	if err != nil {
		return err
	}
	if len(preview.Header) == 0 {
		return sheet.ErrEmpty
	}
	return s.write(ctx, "finish upload", func(t *transaction) error {
		set := map[string]any{
			"state": ImportUploaded, "digest": hex.EncodeToString(digest.Sum(nil)), "size": size, "touched_at": t.now,
		}
		if err := t.db.Model(&importJob{}).Where("id = ?", id).Updates(set).Error; err != nil {
			return err
		}
		return t.audit(byModerator(by), "import.uploaded", "", "import "+id)
	})
}

// ImportPreview is the beginning of a file.
type ImportPreview struct {
	Format  string // such as "CSV, UTF-8, ;"
	Header  []string
	Rows    [][]string // the first rows below the header
	Guessed ImportColumns
}

// PreviewImport reads the beginning of an import's file and guesses its columns. It returns ErrNotFound where the
// file is not kept any more.
func (s *Store) PreviewImport(ctx context.Context, id string) (ImportPreview, error) {
	job, err := findImport(s.read.WithContext(ctx), id)
	if err != nil {
		return ImportPreview{}, err
	}
	return s.previewImport(ctx, id, job.Size)
}

func (s *Store) previewImport(ctx context.Context, id string, size int64) (ImportPreview, error) {
	const rows = 5
	reader, err := s.openImport(ctx, id, size)
	if err != nil {
		return ImportPreview{}, err
	}
	defer reader.Close()
	preview := ImportPreview{Format: describeFormat(reader)}
	for len(preview.Rows) < rows {
		row, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return ImportPreview{}, fmt.Errorf("read the beginning of the file: %w", err)
		}
		if preview.Header == nil {
			preview.Header = row.Cells
			continue
		}
		preview.Rows = append(preview.Rows, row.Cells)
	}
	preview.Guessed = GuessColumns(preview.Header)
	return preview, nil
}

func describeFormat(reader *sheet.Reader) string {
	if reader.Format == sheet.XLSX {
		return "XLSX"
	}
	if reader.Comma == '\t' {
		return "CSV, " + reader.Encoding + ", tab"
	}
	return "CSV, " + reader.Encoding + ", " + string(reader.Comma)
}

func (s *Store) openImport(ctx context.Context, id string, size int64) (*sheet.Reader, error) {
	reader, err := sheet.Open(&importFile{db: s.read.WithContext(ctx), id: id, number: -1}, size)
	if err != nil {
		return nil, fmt.Errorf("open the file of import %s: %w", id, err)
	}
	return reader, nil
}

// importFile reads a stored file; it keeps one part in memory.
type importFile struct {
	db     *gorm.DB
	id     string
	number int
	part   []byte
}

// ReadAt is part of io.ReaderAt.
func (f *importFile) ReadAt(into []byte, offset int64) (int, error) {
	read := 0
	for read < len(into) {
		number := int((offset + int64(read)) / importPartSize)
		if err := f.load(number); err != nil {
			return read, err
		}
		from := int((offset + int64(read)) % importPartSize)
		if from >= len(f.part) {
			return read, io.EOF
		}
		read += copy(into[read:], f.part[from:])
	}
	return read, nil
}

func (f *importFile) load(number int) error {
	if f.number == number {
		return nil
	}
	var part importPart
	err := f.db.Where("import_id = ? AND part = ?", f.id, number).Limit(1).Find(&part).Error
	if err != nil {
		return fmt.Errorf("read part %d of import %s: %w", number, f.id, err)
	}
	if number == 0 && len(part.Content) == 0 {
		return fmt.Errorf("the file of import %s: %w", f.id, ErrNotFound)
	}
	f.number, f.part = number, part.Content
	return nil
}

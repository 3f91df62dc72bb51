package models

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

//go:embed declarations/*.md
var modelDeclarations embed.FS

// Declaration is one version of the endorsed text in one language.
type Declaration struct {
	Version   string // such as "2026-1"
	Language  string // of this text: the one asked for, or English where that is missing
	Title     string
	Text      string // Markdown, without the title
	Model     bool   // the demonstration text that ships with the product
	AdoptedOn string // ISO date; empty for the model text
	Checksum  string // SHA-256 of title and text, hex
	Current   bool   // the version that is signed now
}

// fallbackLanguage is the language that every declaration must exist in.
const fallbackLanguage = "en"

// declarations holds every version; read-only after loading.
type declarations struct {
	versions []string // newest first, the model text last
	texts    map[string]map[string]Declaration
}

// CurrentDeclaration returns the version that is signed now.
func (s *Store) CurrentDeclaration(lang string) Declaration {
	d, _ := s.declarations.find(s.declarations.versions[0], lang)
	return d
}

// Declaration returns one version, in English where lang is missing; ErrNotFound
// when there is no such version.
func (s *Store) Declaration(version, lang string) (Declaration, error) {
	d, found := s.declarations.find(version, lang)
	if !found {
		return Declaration{}, fmt.Errorf("declaration %q: %w", version, ErrNotFound)
	}
	return d, nil
}

// DeclarationVersions returns every version, newest first; the model text comes last.
func (s *Store) DeclarationVersions() []string { return slices.Clone(s.declarations.versions) }

func (d declarations) find(version, lang string) (Declaration, bool) {
	texts, found := d.texts[version]
	if !found {
		return Declaration{}, false
	}
	if text, translated := texts[lang]; translated {
		return text, true
	}
	return texts[fallbackLanguage], true
}

// compare puts the newest version first and the model text last: where a site was tried
// out with it, an adopted text takes its place, also one of an earlier year.
func (d declarations) compare(a, b string) int {
	modelA, modelB := d.texts[a][fallbackLanguage].Model, d.texts[b][fallbackLanguage].Model
	switch {
	case modelA && !modelB:
		return 1
	case modelB && !modelA:
		return -1
	}
	return compareVersions(b, a)
}

// declarationRow is a row of the table declarations.
type declarationRow struct {
	Version   string
	Language  string
	Title     string
	Text      string
	Model     bool
	AdoptedOn string
	Checksum  string
	LoadedAt  time.Time
}

func (declarationRow) TableName() string { return "declarations" }

func loadDeclarations(db *gorm.DB) (declarations, error) {
	var rows []declarationRow
	if err := db.Find(&rows).Error; err != nil {
		return declarations{}, fmt.Errorf("read declarations: %w", err)
	}
	loaded := declarations{texts: map[string]map[string]Declaration{}}
	for _, row := range rows {
		if loaded.texts[row.Version] == nil {
			loaded.texts[row.Version] = map[string]Declaration{}
			loaded.versions = append(loaded.versions, row.Version)
		}
		loaded.texts[row.Version][row.Language] = row.declaration()
	}
	if len(loaded.versions) == 0 {
		return declarations{}, errors.New("read declarations: there is none; run the migration first")
	}
	slices.SortFunc(loaded.versions, loaded.compare)
	for lang, text := range loaded.texts[loaded.versions[0]] {
		text.Current = true
		loaded.texts[loaded.versions[0]][lang] = text
	}
	return loaded, nil
}

func (r declarationRow) declaration() Declaration {
	return Declaration{
		Version: r.Version, Language: r.Language, Title: r.Title, Text: r.Text,
		Model: r.Model, AdoptedOn: r.AdoptedOn, Checksum: r.Checksum,
	}
}

// compareVersions orders "2026-2" before "2026-10".
func compareVersions(a, b string) int {
	yearA, numberA, _ := strings.Cut(a, "-")
	yearB, numberB, _ := strings.Cut(b, "-")
	return cmp.Or(
		cmp.Compare(yearA, yearB),
		cmp.Compare(len(numberA), len(numberB)),
		cmp.Compare(numberA, numberB),
	)
}

// publishDeclarations stores the declarations found in folder, or the built-in model
// text where folder is empty. A text that was published never changes under the
// pledges that refer to it.
func publishDeclarations(tx *gorm.DB, folder string, now time.Time) error {
	rows, err := readDeclarations(folder)
	if err != nil {
		return err
	}
	for _, row := range rows {
		row.LoadedAt = now
		if err := publishDeclaration(tx, row); err != nil {
			return err
		}
	}
	return nil
}

func publishDeclaration(tx *gorm.DB, row declarationRow) error {
	var published declarationRow
	err := tx.Where("version = ? AND language = ?", row.Version, row.Language).Take(&published).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return tx.Create(&row).Error
	}
	if err != nil {
		return fmt.Errorf("read declaration %s (%s): %w", row.Version, row.Language, err)
	}
	if published.Checksum == row.Checksum {
		return nil
	}
	var pledges int64
	err = tx.Table("pledges").
		Where("declaration_version = ? AND declaration_language = ?", row.Version, row.Language).
		Count(&pledges).Error
	if err != nil {
		return fmt.Errorf("count pledges on declaration %s (%s): %w", row.Version, row.Language, err)
	}
	if pledges > 0 {
		return fmt.Errorf("declaration %s (%s) was changed after %d pledges signed it; "+
			"restore the text, or publish the change as a new version", row.Version, row.Language, pledges)
	}
	return tx.Where("version = ? AND language = ?", row.Version, row.Language).Save(&row).Error
}

// readDeclarations reads files named <version>.<language>.md: a title line "# …",
// an optional line "adopted: 2024-03-19", then Markdown.
func readDeclarations(folder string) ([]declarationRow, error) {
	if folder == "" {
		rows, err := readDeclarationFiles(modelDeclarations, "declarations")
		for i := range rows {
			rows[i].Model = true
		}
		return rows, err
	}
	rows, err := readDeclarationFiles(os.DirFS(folder), ".")
	if err != nil {
		return nil, fmt.Errorf("declarations in %s: %w", folder, err)
	}
	return rows, nil
}

func readDeclarationFiles(files fs.FS, folder string) ([]declarationRow, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.md"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("there is no file like 2026-1.en.md")
	}
	english := map[string]bool{}
	rows := make([]declarationRow, 0, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		row, err := parseDeclaration(path.Base(name), string(text))
		if err != nil {
			return nil, err
		}
		english[row.Version] = english[row.Version] || row.Language == fallbackLanguage
		rows = append(rows, row)
	}
	for version, found := range english {
		if !found {
			return nil, fmt.Errorf("version %s has no English text: %s.en.md is missing", version, version)
		}
	}
	return rows, nil
}

func parseDeclaration(name, text string) (declarationRow, error) {
	parts := regexp.MustCompile(`^(\d{4}-\d{1,3})\.([a-z]{2})\.md$`).FindStringSubmatch(name)
	if parts == nil {
		return declarationRow{}, fmt.Errorf("%s: the name must be like 2026-1.en.md", name)
	}
	title, body, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\n")
	title, isTitle := strings.CutPrefix(title, "# ")
	if !isTitle {
		return declarationRow{}, fmt.Errorf("%s: the first line must be the title, like \"# Declaration\"", name)
	}
	row := declarationRow{Version: parts[1], Language: parts[2], Title: strings.TrimSpace(title)}
	body = strings.TrimSpace(body)
	if line, rest, _ := strings.Cut(body, "\n"); strings.HasPrefix(line, "adopted:") {
		row.AdoptedOn = strings.TrimSpace(strings.TrimPrefix(line, "adopted:"))
		body = strings.TrimSpace(rest)
		if _, err := time.Parse(time.DateOnly, row.AdoptedOn); err != nil {
			return declarationRow{}, fmt.Errorf("%s: adopted: needs a date like 2024-03-19", name)
		}
	}
	if body == "" {
		return declarationRow{}, fmt.Errorf("%s: the text is missing", name)
	}
	row.Text = body
	sum := sha256.Sum256([]byte(row.Title + "\n\n" + row.Text))
	row.Checksum = hex.EncodeToString(sum[:])
	return row, nil
}

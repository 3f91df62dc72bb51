package models

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"alliance/models/sheet"
	"alliance/models/typed"
)

// RecordedPledges are pledges made without the form, as an administrator records them: signed by hand, or by an
// association for its members. What they have in common is said once.
type RecordedPledges struct {
	Origin       SignatoryOrigin // OriginPaper or OriginCollective
	Through      string          // the association, for OriginCollective
	Bodies       []string        // their names; empty ones do not count
	Kind         Kind            // no individuals: their names need a consent of their own
	Country      string
	Website      string // of a single body
	Associations []string
	Declaration  string
	SignedOn     string // 2026-11-23
	Reference    string // where the signed sheets are kept; never public
}

const (
	maxReference = 200 // characters that say where sheets are kept, or name an association
	maxRecorded  = 500 // bodies at once; more are a file to import
)

// RecordPledges checks pledges made without the form as the list of an import, so that nobody is counted twice: the
// same body on the wall, under whatever spelling, is found and shown before RunImport creates anything. It returns
// FieldErrors; what is wrong with one body stands in the import's rows.
func (s *Store) RecordPledges(ctx context.Context, by Moderator, p RecordedPledges) (Import, error) {
	p.Bodies = slices.DeleteFunc(slices.Clone(p.Bodies), func(name string) bool { return strings.TrimSpace(name) == "" })
	choice := ImportChoice{Columns: recordedColumns(), Origin: p.Origin, Through: p.Through, Reference: p.Reference}
	if faults := s.checkRecorded(p, choice); len(faults) > 0 {
		return Import{}, faults
	}
	file, err := p.file()
	if err != nil {
		return Import{}, err
	}
	one, err := s.UploadImport(ctx, by, p.title(), file)
	if err != nil {
		return Import{}, err
	}
	return one, s.CheckImport(ctx, by, one.ID, choice)
}

func (s *Store) checkRecorded(p RecordedPledges, choice ImportChoice) FieldErrors {
	faults := FieldErrors{}
	choice.checkOrigin(faults)
	if p.Origin == OriginImport {
		faults["origin"] = "required"
	}
	switch {
	case len(p.Bodies) == 0:
		faults["bodies"] = "required"
	case len(p.Bodies) > maxRecorded:
		faults["bodies"] = "too_many"
	}
	if p.Kind == KindIndividual || !p.Kind.Valid() {
		faults["kind"] = "required"
	}
	if !slices.Contains(s.countries, p.Country) {
		faults["country"] = "required"
	}
	if _, ok := typed.ParseWebsite(p.Website); p.Website != "" && !ok {
		faults["website"] = "invalid"
	}
	if p.Website != "" && len(p.Bodies) > 1 {
		faults["website"] = "several"
	}
	if _, known := s.declarations.texts[p.Declaration]; !known {
		faults["declaration"] = "required"
	}
	day, err := time.Parse(time.DateOnly, p.SignedOn)
	switch {
	case err != nil:
		faults["signed_on"] = "invalid"
	case day.After(s.opts.Now()):
		faults["signed_on"] = "future"
	}
	return faults
}

// title stands for the name of a file: "Rīga", "Rīga + 4".
func (p RecordedPledges) title() string {
	title := strings.TrimSpace(p.Bodies[0])
	if others := len(p.Bodies) - 1; others > 0 {
		title += " + " + strconv.Itoa(others)
	}
	return title
}

// recordedColumns are the columns of what file writes.
func recordedColumns() ImportColumns {
	return ImportColumns{
		ColumnName: 0, ColumnKind: 1, ColumnCountry: 2, ColumnWebsite: 3, ColumnAssociations: 4, ColumnDeclaration: 5,
		ColumnSince: 6,
	}
}

// file is the list as an administrator would have uploaded it.
func (p RecordedPledges) file() (io.Reader, error) {
	var file bytes.Buffer
	table, err := sheet.NewWriter(sheet.CSV, &file)
	if err != nil {
		return nil, fmt.Errorf("list recorded pledges: %w", err)
	}
	if err := table.Write([]string{
		string(ColumnName), string(ColumnKind), string(ColumnCountry), string(ColumnWebsite), string(ColumnAssociations),
		string(ColumnDeclaration), string(ColumnSince),
	}); err != nil {
		return nil, fmt.Errorf("list recorded pledges: %w", err)
	}
	for _, name := range p.Bodies {
		if err := table.Write([]string{
			name, string(p.Kind), p.Country, p.Website, strings.Join(p.Associations, ","), p.Declaration, p.SignedOn,
		}); err != nil {
			return nil, fmt.Errorf("list recorded pledges: %w", err)
		}
	}
	if err := table.Close(); err != nil {
		return nil, fmt.Errorf("list recorded pledges: %w", err)
	}
	return &file, nil
}

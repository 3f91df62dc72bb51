package models

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"alliance/models/sheet"
)

// exportBatch is how many rows of an export are read at a time.
const exportBatch = 500

// Export says what is exported, by whom and into which format.
type Export struct {
	By     Moderator
	Format sheet.Format
	To     sheet.Writer
}

// tally is an export under way.
type tally struct {
	Export
	rows int
}

func (t *tally) write(cells ...string) error {
	if err := t.To.Write(cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	t.rows++
	return nil
}

// note writes down who has taken what out, and how many rows; also where the export broke off, as they are out.
func (s *Store) noteExport(ctx context.Context, t tally, what, filter string, failed error) error {
	detail := fmt.Sprintf("%s, %d rows", t.Format, max(t.rows-1, 0)) // the first is the header
	if filter != "" {
		detail += ", " + filter
	}
	if failed != nil {
		detail += ", broken off"
	}
	err := s.write(context.WithoutCancel(ctx), "note an export", func(tx *transaction) error {
		return tx.audit(byModerator(t.By), "export."+what, "", detail)
	})
	return errors.Join(failed, err)
}

// ExportSignatories writes the wall as a table, one row per signatory, with where it comes from. It holds public
// columns only. A viewer gets persons without what names them. The export is one row of the audit trail.
func (s *Store) ExportSignatories(ctx context.Context, e Export) error {
	t := tally{Export: e}
	err := t.write("id", "name", "kind", "country", "territory", "territory_id", "website", "since", "associations",
		"declarations", "origin", "page")
	for after := ""; err == nil; {
		var rows []exportedSignatory
		if rows, err = s.signatoriesAfter(ctx, after); err != nil || len(rows) == 0 {
			break
		}
		for _, row := range rows {
			after = row.ID
			if err = t.write(row.cells(e.By)...); err != nil {
				break
			}
		}
	}
	return s.noteExport(ctx, t, "signatories", "", err)
}

// exportedSignatory is what is public of a signatory, with what its lists say.
type exportedSignatory struct {
	ID, Name, Country, Territory, TerritoryID, Website, Associations, Declarations, Slug string

	Kind   Kind
	Since  time.Time
	Origin SignatoryOrigin
}

func (s *Store) signatoriesAfter(ctx context.Context, id string) ([]exportedSignatory, error) {
	var rows []exportedSignatory
	err := s.read.WithContext(ctx).Raw(`SELECT s.id, s.name, s.kind, s.country, COALESCE(t.name, '') AS territory,
			COALESCE(s.territory_id, '') AS territory_id, s.website, s.since, s.origin, s.slug,
			COALESCE((SELECT group_concat(association) FROM signatory_associations WHERE signatory_id = s.id), '')
				AS associations,
			COALESCE((SELECT group_concat(version) FROM signatory_declarations WHERE signatory_id = s.id), '')
				AS declarations
		FROM signatories s LEFT JOIN territories t ON t.id = s.territory_id
		WHERE s.id > ? AND s.hidden_at IS NULL ORDER BY s.id LIMIT ?`, id, exportBatch).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read signatories: %w", err)
	}
	return rows, nil
}

func (r exportedSignatory) cells(by Moderator) []string {
	if r.Kind == KindIndividual && by.Role == RoleViewer {
		r.Name, r.Website, r.Slug = "", "", ""
	}
	return []string{
		r.ID, r.Name, string(r.Kind), r.Country, r.Territory, r.TerritoryID, r.Website, r.Since.UTC().Format(time.DateOnly),
		r.Associations, r.Declarations, string(r.Origin), r.Slug,
	}
}

// ExportPledges writes the pledges of a filter as a table, with the representatives' data; those outside the scope
// of who exports are left out. Without a state it writes those of every state. A viewer gets ErrOutOfScope. The
// export is one row of the audit trail, which says the filter without what was searched for.
func (s *Store) ExportPledges(ctx context.Context, e Export, f QueueFilter) error {
	if e.By.Role == RoleViewer {
		return fmt.Errorf("export pledges: %w", ErrOutOfScope)
	}
	f.Scope, f.After, f.Limit = e.By.Scope, "", exportBatch
	t := tally{Export: e}
	err := t.write("id", "state", "kind", "country", "body", "territory", "territory_id", "website",
		"representative_name", "representative_function", "email", "language", "statement", "declaration", "suspected",
		"submitted_at", "confirmed_at", "decided_at", "decided_by", "reason")
	asked := []State{f.State}
	if f.State == "" {
		asked = pledgeStates()
	}
	for _, state := range asked {
		f.State = state
		for _, suspected := range suspicions(f, len(asked)) {
			f.Suspected = suspected
			if err == nil {
				err = s.exportQueue(ctx, &t, f)
			}
		}
	}
	if len(asked) > 1 {
		f.State = ""
	}
	return s.noteExport(ctx, t, "pledges", f.describe(), err)
}

// suspicions are the values of the filter's mark by which every pledge of a state is seen once.
func suspicions(f QueueFilter, states int) []bool {
	if states > 1 && f.State == StateWaiting {
		return []bool{false, true}
	}
	return []bool{f.Suspected && states == 1}
}

func pledgeStates() []State {
	return []State{
		StateUnconfirmed, StateWaiting, StateNeedsInfo, StateParked, StateApproved, StateRefused, StateWithdrawn,
		StateTakenDown,
	}
}

func (s *Store) exportQueue(ctx context.Context, t *tally, f QueueFilter) error {
	db := s.read.WithContext(ctx)
	query := queueQuery{QueueFilter: f, limits: s.bandLimits()}
	if err := query.findSources(db); err != nil {
		return err
	}
	for {
		rows, err := query.page(db)
		if err != nil {
			return err
		}
		for _, row := range rows[:min(len(rows), f.Limit)] {
			if err := t.write(row.cells()...); err != nil {
				return err
			}
			query.After = timeCursor(row.Pledge.queuedAt(), row.Pledge.ID)
		}
		if len(rows) <= f.Limit {
			return nil
		}
	}
}

func (r queueRow) cells() []string {
	p := r.Pledge
	return []string{
		p.ID, string(p.State), string(p.Kind), p.Country, p.Body, r.Territory, orNothing(p.TerritoryID), p.Website,
		p.RepresentativeName, p.RepresentativeFunction, p.Email, p.Language, p.Statement, p.DeclarationVersion,
		p.SuspectedReasons, isoTime(&p.SubmittedAt), isoTime(p.ConfirmedAt), isoTime(p.DecidedAt), r.Decider, p.Reason,
	}
}

// isoTime is a moment as ISO 8601 has it, in UTC; empty where there is none.
func isoTime(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// describe names the parts of a filter that say nothing of a person.
func (f QueueFilter) describe() string {
	var parts []string
	for _, part := range []struct{ name, value string }{
		{"state", string(f.State)},
		{"kind", string(f.Kind)},
		{"country", f.Country},
		{"language", f.Language},
		{"band", string(f.Band)},
	} {
		if part.value != "" {
			parts = append(parts, part.name+" "+part.value)
		}
	}
	for _, part := range []struct {
		name string
		set  bool
	}{
		{"suspected", f.Suspected}, {"tag", f.Tag != ""}, {"assigned", f.Assigned != ""}, {"search", f.Query != ""},
	} {
		if part.set {
			parts = append(parts, part.name)
		}
	}
	return strings.Join(parts, ", ")
}

// ExportAudit writes the audit trail of a filter as a table, newest first. The export is one more row of it.
func (s *Store) ExportAudit(ctx context.Context, e Export, f AuditFilter) error {
	t := tally{Export: e}
	err := t.write("id", "at", "actor", "actor_id", "name", "action", "pledge", "detail", "hash")
	f.Limit, f.After = exportBatch, ""
	for err == nil {
		var rows []auditRow
		rows, err = f.rows(s.read.WithContext(ctx))
		for _, row := range rows {
			f.After = timeCursor(row.At, strconv.FormatInt(row.ID, 10))
			if err == nil {
				err = t.write(strconv.FormatInt(row.ID, 10), isoTime(&row.At), row.Actor, row.ActorID, row.ActorName,
					row.Action, row.PledgeID, row.Detail, fmt.Sprintf("%x", row.Hash))
			}
		}
		if len(rows) <= exportBatch {
			break
		}
	}
	return s.noteExport(ctx, t, "audit", "", err)
}

// rows reads a page of the audit trail, and one row more where another follows.
func (f AuditFilter) rows(db *gorm.DB) ([]auditRow, error) {
	var rows []auditRow
	if err := f.page(db).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the audit trail: %w", err)
	}
	return rows, nil
}

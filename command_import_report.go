package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"alliance/models"
)

// work carries an import on to the end of its state and shows how far it is.
func (i *importing) work(id string) (models.Import, error) {
	done := make(chan error, 1)
	go func() { done <- i.store.WorkOnImport(i.ctx, id) }()
	meter := progressMeter{to: i.stderr, terminal: isTerminal(i.stderr)}
	ticker := time.NewTicker(meter.interval())
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			meter.end()
			if err != nil {
				return models.Import{}, fmt.Errorf("interrupted; go on with \"alliance import resume %s\": %w", id, err)
			}
			return i.store.Import(i.ctx, id)
		case <-ticker.C:
			if progress, err := i.store.ImportProgress(i.ctx, id); err == nil {
				meter.show(progress)
			}
		}
	}
}

func (i *importing) printColumns(preview models.ImportPreview, columns models.ImportColumns) {
	fmt.Fprintf(i.stdout, "Read as %s. The columns:\n", preview.Format)
	table := tabwriter.NewWriter(i.stdout, 0, 0, 2, ' ', 0)
	for _, column := range models.ImportColumnNames() {
		at, mapped := columns[column]
		if !mapped {
			fmt.Fprintf(table, "  %s\t–\n", column)
			continue
		}
		example := ""
		for _, row := range preview.Rows {
			if at < len(row) && row[at] != "" && example == "" {
				example = row[at]
			}
		}
		fmt.Fprintf(table, "  %s\t%q\tsuch as %q\n", column, preview.Header[at], example)
	}
	_ = table.Flush() // standard output: what cannot be written there is not missed by anybody
	fmt.Fprintln(i.stdout)
}

// printReport lists every row that is refused, may be a duplicate or is changed.
func (i *importing) printReport(one models.Import) error {
	return i.printRows(one, models.ImportRowFilter{Noted: true})
}

func (i *importing) printRows(one models.Import, filter models.ImportRowFilter) error {
	filter.Limit = 1000
	for {
		rows, err := i.store.ImportRows(i.ctx, one.ID, filter)
		if err != nil {
			return err
		}
		for _, row := range rows {
			fmt.Fprintf(i.stdout, "row %d: %s\n", row.Line, i.describeRow(row))
			filter.After = row.Line
		}
		if len(rows) < filter.Limit {
			return nil
		}
	}
}

func (i *importing) describeRow(row models.ImportRow) string {
	var parts []string
	if row.Name != "" {
		parts = append(parts, row.Name)
	}
	switch {
	case row.Problem != "":
		parts = append(parts, i.text.T("console.import.problem."+row.Problem))
	case row.Outcome != "":
		parts = append(parts, i.text.T("console.import.outcome."+string(row.Outcome)))
	default:
		parts = append(parts, i.text.T("console.import.decision."+string(row.Decision)))
	}
	for _, note := range row.Notes {
		parts = append(parts, i.text.T("console.import.note."+note))
	}
	if row.Value != "" {
		parts = append(parts, fmt.Sprintf("in the file: %q", row.Value))
	}
	if row.OtherLine > 0 {
		parts = append(parts, fmt.Sprintf("see row %d", row.OtherLine))
	}
	if row.Signatory != "" && row.Outcome == "" {
		parts = append(parts, "see "+row.Signatory)
	}
	if row.Decision == models.ImportLikely {
		parts = append(parts, fmt.Sprintf("%d %% alike", row.Similarity))
	}
	return strings.Join(parts, "; ")
}

// printSummary counts, and checks that no row is lost.
func (i *importing) printSummary(one models.Import) error {
	fmt.Fprintf(i.stdout, "\n%d rows read:\n", one.Read)
	table := tabwriter.NewWriter(i.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	if one.Outcomes[""] < one.Read {
		for _, outcome := range []models.ImportOutcome{
			models.ImportCreated, models.ImportAdded, models.ImportSkipped, models.ImportRefused, models.ImportTaken,
			models.ImportKept,
		} {
			if one.Outcomes[outcome] > 0 {
				fmt.Fprintf(table, "\t%d\t  %s\n", one.Outcomes[outcome], i.text.T("console.import.outcome."+string(outcome)))
			}
		}
	} else {
		for _, decision := range []models.ImportDecision{
			models.ImportCreate, models.ImportFurther, models.ImportLikely, models.ImportSkip, models.ImportRefuse,
		} {
			fmt.Fprintf(table, "\t%d\t  %s\n", one.Decisions[decision], i.text.T("console.import.decision."+string(decision)))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if !one.Whole() {
		return fmt.Errorf("the counts do not add up to %d rows: please report this as a fault of the program", one.Read)
	}
	return nil
}

package web

import "time"

// ImportsPage is /moderation/imports, for administrators.
type ImportsPage struct {
	ConsoleLayout
	Imports       []ImportSummary
	MostMegabytes int    // a file may have
	Fault         string // locale key suffix below console.import.fault.; may be empty
}

// ImportSummary is a list of signatories on its way to the wall.
type ImportSummary struct {
	ID, FileName, By, State string // By is empty for the operator
	At                      time.Time
	Rows                    int
}

// ImportPage is /moderation/imports/{id}: columns, report, progress or outcome, as its state asks for.
type ImportPage struct {
	ConsoleLayout
	Import     ImportSummary
	SameFileAs string // id of an earlier import of the same file; may be empty
	Fault      string // locale key suffix below console.import.fault.; may be empty

	Mappable                   bool // its columns can be chosen
	Format                     string
	Header                     []string
	Preview                    [][]string
	Columns                    []ImportColumn
	Kinds, Declarations        []string
	Kind, Country, Declaration string // of rows that do not say
	Joining                    Joining
	Origins                    []string // from which to choose

	Working         bool // in the background
	Position, Total int  // rows

	Counts            []ImportCount
	ToRun             int    // rows of which something may come
	Likely            string // what becomes of likely duplicates
	Rows              []ImportRow
	Whole             bool // Rows are all of a short list, not only those to look at
	NextURL, FirstURL string
}

// Joining is how the bodies of a list joined.
type Joining struct {
	Origin    string // import, paper or collective
	Through   string // the association, for collective
	Reference string // where signed sheets are kept
}

// ImportColumn is what a column may hold, and which does; At is -1 for none.
type ImportColumn struct {
	Name string
	At   int
}

// ImportCount is how many rows have a decision or an outcome; Key is its locale key.
type ImportCount struct {
	Key   string
	Count int
}

// ImportRow is a row that somebody should look at.
type ImportRow struct {
	Line                                    int // as Excel counts
	Name, Decision, Outcome, Problem, Value string
	Notes                                   []string
	OtherLine                               int // the row that is or may be the same; 0: none
	Slug, Signatory                         string
	Similarity                              int // in percent
}

// ImportWhy says in sentences what there is to see about a row.
func (l ConsoleLayout) ImportWhy(row ImportRow) []string {
	var why []string
	if row.Problem != "" {
		why = append(why, l.T("console.import.problem."+row.Problem))
	}
	for _, note := range row.Notes {
		why = append(why, l.T("console.import.note."+note))
	}
	if row.Value != "" {
		why = append(why, l.T("console.import.was", "value", row.Value))
	}
	switch {
	case row.OtherLine > 0 && row.Decision == "skip":
		why = append(why, l.T("console.import.as_row", "row", l.Number(row.OtherLine)))
	case row.OtherLine > 0:
		why = append(why, l.T("console.import.like_row", "row", l.Number(row.OtherLine)))
	case row.Signatory != "" && (row.Decision == "likely" || row.Decision == "further"):
		why = append(why, l.T("console.import.like", "name", row.Signatory))
	}
	if row.Decision == "likely" {
		why = append(why, l.T("console.import.alike", "percent", l.Number(row.Similarity)))
	}
	return why
}

// ImportProgress says how far an import is.
func (l ConsoleLayout) ImportProgress(position, total int) string {
	text := l.N("console.import.progress", position)
	if total > position {
		text += " " + l.N("console.import.of", total)
	}
	return text
}

// ColumnName is the letter, or else the number, of a column without a heading.
func (p ImportPage) ColumnName(i int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if i < len(letters) {
		return letters[i : i+1]
	}
	return p.Number(i + 1)
}

// LikelyChoices are what can become of likely duplicates.
func (ImportPage) LikelyChoices() []string { return []string{"skip", "further", "create"} }

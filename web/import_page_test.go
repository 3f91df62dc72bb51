package web_test

import (
	"slices"
	"strings"
	"testing"

	"alliance/web"
)

// importPages are the pages of an import in each of its states.
func (s site) importPages() map[string]web.Page {
	list := web.ImportSummary{ID: "01", FileName: "Members of 2025", By: "Ada", State: "done", At: consoleNow(), Rows: 4}
	imports := web.ImportsPage{ConsoleLayout: s.console("Import"), MostMegabytes: 32, Fault: "damaged"}
	imports.Imports = []web.ImportSummary{list, {ID: "02", State: "undone", At: consoleNow()}}
	uploaded := web.ImportPage{ConsoleLayout: s.console("Import"), Import: list, Mappable: true, SameFileAs: "00"}
	uploaded.Import.State, uploaded.Format, uploaded.Fault = "uploaded", "CSV, UTF-8, ;", "kind"
	uploaded.Header, uploaded.Preview = []string{"Name", ""}, [][]string{{"Rīga", "x"}, {"Cēsis"}}
	uploaded.Columns = []web.ImportColumn{{Name: "name", At: 0}, {Name: "country", At: -1}}
	uploaded.Joining, uploaded.Origins = web.Joining{Origin: "import"}, []string{"import", "paper", "collective"}
	uploaded.Kinds, uploaded.Declarations = []string{"city"}, []string{"2026-1"}
	working := web.ImportPage{ConsoleLayout: s.console("Import"), Import: list, Working: true, Position: 500, Total: 1000}
	working.Import.State = "running"
	checked, done := uploaded, web.ImportPage{ConsoleLayout: s.console("Import"), Import: list, Total: 4}
	checked.Import.State, checked.Total, checked.ToRun, checked.Likely = "checked", 4, 2, "skip"
	checked.Counts = []web.ImportCount{{Key: "console.import.decision.create", Count: 2}}
	checked.Rows = []web.ImportRow{
		{Line: 2, Name: "Cēsis", Decision: "create", Value: "CĒSIS", Notes: []string{"register_spelling"}},
		{Line: 3, Name: "Riga", Decision: "likely", Slug: "riga", Signatory: "Rīga", Similarity: 90},
		{Line: 4, Decision: "refuse", Problem: "name.required"},
		{Line: 5, Name: "Cēsis", Decision: "skip", OtherLine: 2},
	}
	checked.NextURL, checked.FirstURL = "?after=5", "?"
	done.Joining = web.Joining{Origin: "collective", Through: "Conference of Regions", Reference: "folder 12"}
	done.Whole, done.Rows = true, []web.ImportRow{{Line: 2, Name: "Rīga", Outcome: "created", Slug: "riga"}}
	record := web.RecordPage{ConsoleLayout: s.console("Record"), Kinds: []string{"city"}, Today: "2026-11-23"}
	record.Form.Bodies, record.Errors = "Rīga", map[string]string{"through": "required", "signed_on": "future"}
	record.Associations, record.Declarations = []string{"AER", "CPMR"}, []string{"2026-1"}
	done.Counts = []web.ImportCount{{Key: "console.import.outcome.created", Count: 4}}
	return map[string]web.Page{
		"imports": imports, "no imports": web.ImportsPage{ConsoleLayout: s.console("Import")},
		"import uploaded": uploaded, "import working": working, "import checked": checked, "import done": done,
		"record": record,
	}
}

func TestWhyARowIsListed(t *testing.T) {
	t.Parallel()
	layout := newSite(t).console("Import")
	for _, test := range []struct {
		row  web.ImportRow
		want []string
	}{
		{
			web.ImportRow{Decision: "refuse", Problem: "country.unknown", Value: "ma"},
			[]string{"The country is not one of the alliance", "In the file: ma"},
		},
		{web.ImportRow{Decision: "skip", OtherLine: 1200}, []string{"The same as row 1,200"}},
		{web.ImportRow{Decision: "likely", OtherLine: 7, Similarity: 60}, []string{"Like row 7", "60 % alike"}},
		{web.ImportRow{Decision: "likely", Signatory: "Rīga", Similarity: 100}, []string{"Like Rīga", "100 % alike"}},
		{web.ImportRow{Decision: "create"}, nil},
	} {
		if got := layout.ImportWhy(test.row); !slices.Equal(got, test.want) {
			t.Errorf("%+v: %q, want %q", test.row, got, test.want)
		}
	}
}

func TestAnImportOffersWhatItsStateAllows(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	pages := s.importPages()
	for name, want := range map[string]string{
		"import uploaded": "check drop", "import working": "", "import checked": "run check drop", "import done": "undo",
	} {
		var actions []string
		for _, form := range parse(t, s.render(t, pages[name])).Find("main form").EachIter() {
			action := form.AttrOr("action", "")
			actions = append(actions, action[strings.LastIndexByte(action, '/')+1:])
		}
		if got := strings.Join(actions, " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

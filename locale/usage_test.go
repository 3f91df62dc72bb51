package locale

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dynamicPrefixes are the beginnings of keys whose end is known at run time only; keys below them count as used.
func dynamicPrefixes() map[string]string {
	return map[string]string{
		"association.":                   "the founding associations' codes",
		"closed.lead.":                   "states of the collection",
		"closed.title.":                  "states of the collection",
		"confirmed.":                     "what became of a pledge whose link is opened",
		"data.field.":                    "columns of the files",
		"data.file.":                     "files to download",
		"data.for.":                      "files to download",
		"embed.about.":                   "parts for other sites",
		"embed.part.":                    "parts for other sites",
		"embed.scheme.":                  "colour schemes",
		"console.action.":                "actions of the audit trail",
		"console.actor.":                 "who did what, where it was no moderator",
		"console.as.":                    "what approving does with the member",
		"console.ask.field.":             "fields of the pledge form",
		"console.band.":                  "bands of waiting time",
		"console.band_help.":             "bands of waiting time",
		"console.bulk.action.":           "what can be done with several pledges",
		"console.bulk.did.":              "likewise, done",
		"console.bulk.do.":               "likewise, on a button",
		"console.bulk.fault.":            "fault codes",
		"console.bulk.outcome.":          "what became of a pledge",
		"console.bulk.will.":             "likewise, about to be done",
		"console.compare.verdict.":       "whether two facts are the same",
		"console.trust.":                 "how far the territory is the body that signs",
		"console.decision.restore_help.": "states that can be restored",
		"console.detail.":                "what a take-down did beside",
		"console.domain.":                "verdicts on e-mail domain and web site",
		"console.duplicate.":             "reasons for a likely duplicate",
		"console.edit.field.":            "fields of an edit",
		"console.edit.link.":             "whether the pledge is public",
		"console.error.text.":            "HTTP status of the page",
		"console.error.title.":           "HTTP status of the page",
		"console.factor.":                "with what somebody signed in",
		"console.fault.":                 "fields and their fault codes",
		"refusal.":                       "reasons for refusing a pledge, in mails",
		"console.export.":                "what can be exported",
		"console.import.working.":        "states of an import",
		"console.import.column.":         "columns of a list of signatories",
		"console.import.decision.":       "what the check of a list proposes",
		"console.import.fault.":          "fault codes",
		"console.import.likely.":         "what becomes of likely duplicates",
		"console.import.note.":           "notes on a row of a list",
		"console.import.outcome.":        "what became of a row of a list",
		"console.import.joined.":         "how the bodies of a list joined",
		"console.import.problem.":        "problems of a row of a list",
		"console.import.state.":          "states of an import",
		"console.hub.chart.":             "what is counted per day",
		"console.lists.detail.":          "lists of senders",
		"console.lists.kind.":            "kinds of listed senders",
		"console.mail.":                  "kinds of mail",
		"console.mails.fault.":           "fault codes",
		"console.meanwhile.":             "what a faster colleague did",
		"console.notice.":                "what was just done",
		"console.pledge.fault.":          "fault codes",
		"console.preview.title.":         "whether the pledge is public",
		"console.reason.":                "reasons for refusing a pledge",
		"console.record.origin.":         "how bodies joined",
		"console.role.":                  "roles of moderators",
		"console.role_help.":             "roles of moderators",
		"console.settings.field.":        "fields of the settings",
		"console.settings.help.":         "fields of the settings",
		"console.settings.name.":         "names of the settings",
		"console.settings.what.":         "names of the settings",
		"console.rule.left.":             "why a reversal left a pledge",
		"console.rule.state.":            "states of a rule against attacks",
		"console.state.":                 "states of a pledge",
		"console.suspected.":             "reasons of suspicion",
		"console.team.fault.":            "fault codes",
		"correct.closed.text.":           "what became of a pledge that was asked about",
		"correct.closed.title.":          "what became of a pledge that was asked about",
		"error.field.":                   "fields and their fault codes",
		"error.page.":                    "HTTP status of the page",
		"home.collection.":               "states of the collection",
		"home.counters.":                 "kinds of body",
		"members.facet.":                 "filters of the wall",
		"kind.":                          "kinds of body",
		"mail.needs_info.":               "parts of a letter, which Printer.letter puts together",
		"mail.refused.":                  "parts of a letter, which Printer.letter puts together",
		"mail.notification.band.":        "bands of waiting time",
		"members.sort.":                  "orders of the wall",
		"pledge.kind.":                   "kinds of body",
		"signatory.joined.":              "how a signatory joined",
	}
}

// usage is what the sources say about keys.
type usage struct {
	asked    map[string]string // key asked by T or N → where
	counted  map[string]bool   // key asked by N
	prefixes map[string]string // a key's beginning, put together with something → where
	literals map[string]bool   // every other text in quotes: a key may be handed on before it is asked
}

// readUsage reads the Go files and templates of the whole repository but tests and tools.
func readUsage(t *testing.T) usage {
	t.Helper()
	found := usage{map[string]string{}, map[string]bool{}, map[string]string{}, map[string]bool{}}
	asked := regexp.MustCompile(`\.([TN])(?:\(| +)"([^"]+)"`)
	joined := regexp.MustCompile(`(?:\bprefix "([^"/]+)")|(?:\.[TN]\("([^"]+\.)" ?\+)`)
	literal := regexp.MustCompile(`"([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)+)"`)
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains([]string{".git", "e2e", "tools", "bench", "node_modules", "static"}, entry.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		inTemplates := strings.Contains(name, "templates/")
		if !inTemplates && (filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go")) {
			return nil
		}
		content, err := fs.ReadFile(root, name)
		for _, match := range asked.FindAllStringSubmatch(string(content), -1) {
			if strings.HasSuffix(match[2], ".") {
				continue
			}
			found.asked[match[2]] = name
			found.counted[match[2]] = found.counted[match[2]] || match[1] == "N"
		}
		for _, match := range joined.FindAllStringSubmatch(string(content), -1) {
			found.prefixes[match[1]+match[2]] = name
		}
		for _, match := range literal.FindAllStringSubmatch(string(content), -1) {
			found.literals[match[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func englishTexts(t *testing.T) map[string]message {
	t.Helper()
	catalog, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalog.Printer(english).texts
}

func TestEveryKeyThatIsAskedExists(t *testing.T) {
	t.Parallel()
	texts, used := englishTexts(t), readUsage(t)
	for _, key := range slices.Sorted(maps.Keys(used.asked)) {
		m, ok := texts[key]
		if !ok {
			t.Errorf("%s asks for %q, which is not in English", used.asked[key], key)
			continue
		}
		if used.counted[key] != (m.forms != nil) {
			t.Errorf("%s: %q has plural forms %v, asked by N %v", used.asked[key], key, m.forms != nil, used.counted[key])
		}
	}
}

func TestEveryKeyIsUsed(t *testing.T) {
	t.Parallel()
	used := readUsage(t)
	for _, key := range slices.Sorted(maps.Keys(englishTexts(t))) {
		_, asked := used.asked[key]
		if asked || used.literals[key] || hasPrefix(key) {
			continue
		}
		t.Errorf("%q is not used", key)
	}
}

func TestKeysPutTogetherAreDeclared(t *testing.T) {
	t.Parallel()
	texts, used := englishTexts(t), readUsage(t)
	for prefix, file := range used.prefixes {
		if !hasPrefix(prefix) {
			t.Errorf("%s puts keys together from %q: declare it in dynamicPrefixes with a reason", file, prefix)
		}
	}
	keys := slices.Collect(maps.Keys(texts))
	for prefix := range dynamicPrefixes() {
		if !slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, prefix) }) {
			t.Errorf("no English key begins with the declared prefix %q", prefix)
		}
	}
}

func hasPrefix(key string) bool {
	for prefix := range dynamicPrefixes() {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

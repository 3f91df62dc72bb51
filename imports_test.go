package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows is the table of docs/architecture.md: which part of the program may import which.
// A part is a folder at the top with all below it; inside a part imports are free.
func arrows() map[string][]string {
	return map[string][]string{
		"main":     {"handlers", "mailer", "models", "web", "locale"},
		"handlers": {"models", "web", "locale"}, // never mailer: a handler can only cause an outbox row
		"mailer":   {"models", "locale"},
		"web":      {"locale", "geo"}, // never models: a template cannot reach an e-mail address
		"models":   {"geo"},
		"locale":   {},
		"geo":      {},
		"tools":    {"handlers", "mailer", "models", "web", "locale", "geo"}, // programs for developers
	}
}

// owners says which part alone knows a library.
func owners() map[string]string {
	return map[string]string{
		"gorm.io/":                      "models",
		"github.com/mattn/go-sqlite3":   "models",
		"github.com/pressly/goose":      "models",
		"database/sql":                  "models",
		"github.com/wneessen/go-mail":   "mailer",
		"github.com/gin-gonic/gin":      "handlers",
		"github.com/go-webauthn/":       "handlers",
		"github.com/pquerna/otp":        "models",
		"github.com/boombuler/barcode":  "web",
		"github.com/xuri/excelize":      "models/sheet",
		"github.com/danielgtaylor/huma": "handlers/api",
		"golang.org/x/image":            "web/picture",
		"github.com/signintech/gopdf":   "web/document",
	}
}

func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	imports := productImports(t)
	if len(imports) < 50 {
		t.Fatalf("only %d imports found: is this the repository's root?", len(imports))
	}
	for _, i := range imports {
		if fault := i.fault(); fault != "" {
			t.Errorf("%s: %s", i.file, fault)
		}
	}
}

func TestImportsRefuseWhatTheTableForbids(t *testing.T) {
	t.Parallel()
	tests := []struct {
		file, imported string
		forbidden      bool
	}{
		{"serve.go", "alliance/mailer", false},
		{"handlers/console/queue.go", "alliance/handlers/respond", false},
		{"mailer/smtp.go", "github.com/wneessen/go-mail", false},
		{"models/store.go", "gorm.io/gorm", false},
		{"handlers/pledge.go", "alliance/mailer", true},
		{"web/render.go", "alliance/models", true},
		{"models/pledge.go", "alliance/locale", true},
		{"locale/locale.go", "alliance/web", true},
		{"serve.go", "alliance/tools/map", true},
		{"handlers/pledge.go", "gorm.io/gorm", true},
		{"serve.go", "github.com/gin-gonic/gin/binding", true},
		{"handlers/api/members.go", "github.com/wneessen/go-mail", true},
		{"models/sheet/xlsx.go", "github.com/xuri/excelize/v2", false},
		{"models/import.go", "github.com/xuri/excelize/v2", true},
		{"handlers/api/api.go", "github.com/danielgtaylor/huma/v2", false},
		{"handlers/members.go", "github.com/danielgtaylor/huma/v2", true},
		{"unheard/of.go", "alliance/models", true},
	}
	for _, test := range tests {
		fault := productImport{test.file, test.imported}.fault()
		if (fault != "") != test.forbidden {
			t.Errorf("%s imports %s: forbidden %t, want %t", test.file, test.imported, fault != "", test.forbidden)
		}
	}
}

type productImport struct{ file, imported string }

// fault says which rule the import breaks, or nothing.
func (i productImport) fault() string {
	from := partOf(filepath.ToSlash(i.file))
	for library, owner := range owners() {
		if strings.HasPrefix(i.imported, library) && from != owner && filepath.ToSlash(filepath.Dir(i.file)) != owner {
			return "only " + owner + " may import " + i.imported
		}
	}
	path, ours := strings.CutPrefix(i.imported, "alliance/")
	if !ours {
		return ""
	}
	to := partOf(path + "/")
	allowed, known := arrows()[from]
	switch {
	case !known:
		return from + " is not in the table of imports"
	case from != to && !slices.Contains(allowed, to):
		return from + " may not import " + to
	default:
		return ""
	}
}

func partOf(path string) string {
	part, _, below := strings.Cut(path, "/")
	if !below {
		return "main"
	}
	return part
}

// productImports reads the imports of every Go file of this module but the tests.
func productImports(t *testing.T) []productImport {
	t.Helper()
	var imports []productImport
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return skipFolder(path)
		case filepath.Ext(path) != ".go", strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, productImport{path, imported})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}

// skipFolder leaves out what the go command leaves out, and other modules.
func skipFolder(path string) error {
	name := filepath.Base(path)
	if path == "." {
		return nil
	}
	if name == "testdata" || name == "node_modules" || name[0] == '.' || name[0] == '_' {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}

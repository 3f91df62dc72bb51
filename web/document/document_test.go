package document_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"alliance/tools/storybook/stories"
	"alliance/web"
	"alliance/web/document"
	"alliance/web/picture"
)

const address = "https://alliance.example.eu/en/members/riga"

func banner(t testing.TB) []byte {
	t.Helper()
	painter, err := picture.New()
	if err != nil {
		t.Fatal(err)
	}
	png, err := painter.PNG(picture.Banner, picture.Card{Lights: web.NewMap(stories.Points(300)).Lights()})
	if err != nil {
		t.Fatal(err)
	}
	return png
}

func code(t testing.TB, content string) web.QRCode {
	t.Helper()
	drawn, err := web.NewQRCode(content)
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

func certificate(t testing.TB, name string) document.Certificate {
	t.Helper()
	return document.Certificate{
		Site: "#CohesionAlliance", Title: "Certificate of membership", Name: name,
		Lead: "The #CohesionAlliance counts among its members", Label: "Declarations endorsed",
		Endorsed: []document.Endorsement{
			{Title: "Declaration of the #CohesionAlliance", Details: "Version 2026-1 · Adopted on 19 March 2026"},
		},
		Since:  "Member since 22 November 2026",
		Verify: "Scan the code or open this address to see whether the entry still stands:", Address: address,
		Code: code(t, address),
	}
}

func poster(t testing.TB) document.Poster {
	t.Helper()
	return document.Poster{
		Site: "#CohesionAlliance", Headline: "Cohesion is our fundamental value", Call: "Sign the pledge",
		Sentences: []string{"No place should be left behind.", "We say so together.", "Sign with your phone."},
		Address:   "https://alliance.example.eu/en/pledge", Code: code(t, "https://alliance.example.eu/en/pledge"),
	}
}

func TestCertificatesOfAnyName(t *testing.T) {
	t.Parallel()
	art := banner(t)
	for _, name := range []string{
		"Rīga", "Περιφέρεια Ανατολικής Μακεδονίας και Θράκης", "Столична община София", stories.LongName,
		strings.Repeat("Ж", 200), strings.Repeat("a ", 100), "", " ", "ა 🌍", "a\u0301\u0308", "\x00\xff", "(\\)",
	} {
		body, err := certificate(t, name).PDF(art)
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if !bytes.HasPrefix(body, []byte("%PDF-1.")) || len(body) > 120_000 {
			t.Errorf("%q: %d bytes, begins %q", name, len(body), body[:8])
		}
	}
}

func TestCertificatesWithLittleOrMuchOnThem(t *testing.T) {
	t.Parallel()
	art := banner(t)
	bare := document.Certificate{Name: "Rīga"}
	if _, err := bare.PDF(art); err != nil {
		t.Errorf("nothing but a name: %v", err)
	}
	full := certificate(t, stories.LongName)
	for range 9 {
		full.Endorsed = append(full.Endorsed, full.Endorsed[0])
	}
	if _, err := full.PDF(art); err != nil {
		t.Errorf("ten declarations: %v", err)
	}
	if _, err := full.PDF([]byte("no picture")); err == nil {
		t.Error("a banner that is no picture was taken")
	}
}

func TestTheSameCertificateIsTheSameFile(t *testing.T) {
	t.Parallel()
	art := banner(t)
	once, err := certificate(t, "Rīga").PDF(art)
	if err != nil {
		t.Fatal(err)
	}
	for range 12 {
		again, err := certificate(t, "Rīga").PDF(art)
		if err != nil || !bytes.Equal(once, again) {
			t.Fatalf("differs: its tag would say it has changed; %v", err)
		}
	}
}

// tool runs a program of poppler-utils or zbar-tools on a file, where it is installed.
func tool(t *testing.T, file, name string, arguments ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed; e2e/documents.spec.js looks, too", name)
	}
	for i, argument := range arguments {
		arguments[i] = strings.ReplaceAll(argument, "FILE", file)
	}
	said, err := exec.CommandContext(context.Background(), path, arguments...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(said)
}

func written(t *testing.T, body []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestOthersReadTheDocuments(t *testing.T) {
	t.Parallel()
	art := banner(t)
	for name, test := range map[string]struct {
		set     func([]byte) ([]byte, error)
		text    []string
		address string
		title   string
	}{
		"Latin":    {certificate(t, "Rīga").PDF, []string{"Rīga", "Certificate of membership", address}, address, "Rīga"},
		"Greek":    {certificate(t, "Θεσσαλονίκη").PDF, []string{"Θεσσαλονίκη"}, address, "Θεσσαλονίκη"},
		"Cyrillic": {certificate(t, "София").PDF, []string{"София", "Version 2026-1"}, address, "София"},
		"poster": {
			poster(t).PDF,
			[]string{"Sign the pledge", "Sign with your phone."},
			"https://alliance.example.eu/en/pledge", "Cohesion is our fundamental value",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := test.set(art)
			file := written(t, body, err)
			text := tool(t, file, "pdftotext", "-layout", "FILE", "-")
			for _, want := range test.text {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in %q", want, text)
				}
			}
			info := tool(t, file, "pdfinfo", "FILE")
			for _, want := range []string{"Pages:           1\n", "(A4)", test.title, "Author:          #CohesionAlliance"} {
				if !strings.Contains(info, want) {
					t.Errorf("no %q in %s", want, info)
				}
			}
			for _, font := range strings.Split(strings.TrimSpace(tool(t, file, "pdffonts", "FILE")), "\n")[2:] {
				if fields := strings.Fields(font); len(fields) < 5 || fields[4] != "yes" {
					t.Errorf("not embedded: %s", font)
				}
			}
			tool(t, file, "pdftoppm", "-r", "150", "-png", "-singlefile", "FILE", "FILE")
			if said := tool(t, file, "zbarimg", "-q", "--raw", "FILE.png"); strings.TrimSpace(said) != test.address {
				t.Errorf("the code says %q, want %q", said, test.address)
			}
		})
	}
}

// word is where a word stands, in points from the upper left corner.
type word struct{ left, top, right, bottom float64 }

func words(t *testing.T, file string) map[string][]word {
	t.Helper()
	pattern := regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>`)
	found := map[string][]word{}
	for _, match := range pattern.FindAllStringSubmatch(tool(t, file, "pdftotext", "-bbox", "FILE", "-"), -1) {
		var at [4]float64
		for i := range at {
			value, err := strconv.ParseFloat(match[i+1], 64)
			if err != nil {
				t.Fatal(err)
			}
			at[i] = value
		}
		found[match[5]] = append(found[match[5]], word{at[0], at[1], at[2], at[3]})
	}
	return found
}

func TestNothingStandsOutsideItsPlace(t *testing.T) {
	t.Parallel()
	const margin, pageWidth, rule, millimetre = 20, 210, 244, 72 / 25.4
	art := banner(t)
	long := document.Endorsement{
		Title:   "Declaration of the regions, cities and associations of Europe on the future of cohesion in the Union",
		Details: "Version 2026-1 · Adopted on 19 March 2026",
	}
	for name, test := range map[string]struct {
		body     string
		endorsed int
	}{
		"the shortest":      {"Å", 1},
		"a long name":       {stories.LongName, 1},
		"as long as can be": {strings.Repeat("Oberniederwörrathbachtal ", 8), 3},
		"in one word":       {strings.Repeat("Ж", 200), 3},
		"in Greek":          {strings.Repeat("Περιφέρεια Μακεδονίας ", 9), 2},
		"a name that says nothing, and no pledge": {"", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := certificate(t, test.body)
			c.Endorsed = slices.Repeat([]document.Endorsement{long}, test.endorsed)
			body, err := c.PDF(art)
			found := words(t, written(t, body, err))
			for text, all := range found {
				for _, at := range all {
					if at.left < (margin-1)*millimetre || at.right > (pageWidth-margin+1)*millimetre {
						t.Errorf("%q stands from %.0f to %.0f", text, at.left, at.right)
					}
				}
			}
			versions := found["2026-1"]
			if len(versions) != test.endorsed {
				t.Fatalf("%d declarations, want %d", len(versions), test.endorsed)
			}
			for _, at := range versions {
				if at.bottom > rule*millimetre {
					t.Errorf("a declaration ends at %.0f, below the rule at %.0f", at.bottom, rule*millimetre)
				}
			}
		})
	}
}

func BenchmarkPDF(b *testing.B) {
	art := banner(b)
	c := certificate(b, stories.LongName)
	for b.Loop() {
		if _, err := c.PDF(art); err != nil {
			b.Fatal(err)
		}
	}
}

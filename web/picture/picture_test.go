package picture_test

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"alliance/tools/storybook/stories"
	"alliance/web"
	"alliance/web/picture"
)

var update = flag.Bool("update", false, "write the golden files anew") //nolint:gochecknoglobals // a flag of go test

func painter(t testing.TB) *picture.Painter {
	t.Helper()
	p, err := picture.New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// card is that of a body at a place, among as many members.
func card(name string, members int, at ...web.Point) picture.Card {
	c := picture.Card{
		Site: "#CohesionAlliance", Name: name, Line: "Standing with the #CohesionAlliance since 22 November 2026",
		Lights: web.NewMap(stories.Points(members)).Lights(),
	}
	if own := web.NewMap(at).Lights(); len(own) > 0 {
		c.Here = &own[0]
	}
	return c
}

func thrace() web.Point { return web.Point{Lat: 41.1, Lon: 25.4, Count: 1} }

func riga() web.Point { return web.Point{Lat: 56.95, Lon: 24.11, Count: 1} }

func TestPicturesLookAsTheyShould(t *testing.T) {
	t.Parallel()
	p := painter(t)
	for name, test := range map[string]struct {
		format picture.Format
		card   picture.Card
	}{
		"latin":         {picture.Wide, card("Rīga", 300, riga())},
		"latin-long":    {picture.Square, card(stories.LongName, 40, web.Point{Lat: 48.2, Lon: 14.5, Count: 1})},
		"greek":         {picture.Wide, card("Περιφέρεια Ανατολικής Μακεδονίας και Θράκης", 3, thrace())},
		"cyrillic":      {picture.Square, card("Столична община София", 1000, web.Point{Lat: 42.7, Lon: 23.3, Count: 1})},
		"without-place": {picture.Wide, card("Cohesion is our fundamental value", 0)},
	} {
		got, err := p.PNG(test.format, test.card)
		if err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", name+".png")
		if *update {
			if err := os.WriteFile(golden, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatalf("%v; write it with -update and look at it", err)
		}
		if share := differing(t, decoded(t, got), decoded(t, want)); share > .001 {
			t.Errorf("%s: %.2f %% of the pixels differ; look at it and run -update", name, share*100)
		}
	}
}

// The member at an edge of the Union finds its light whole, too.
func TestNoMemberIsCutOff(t *testing.T) {
	t.Parallel()
	p := painter(t)
	for format, name := range map[picture.Format]string{
		picture.Wide: "wide", picture.Square: "square", picture.Banner: "banner",
	} {
		want := lit(t, p, format, riga())
		for place, at := range map[string]web.Point{
			"Utsjoki": {Lat: 69.9, Lon: 27.03}, "Dingle": {Lat: 52.14, Lon: -10.27}, "Lisboa": {Lat: 38.72, Lon: -9.14},
			"Birżebbuġa": {Lat: 35.83, Lon: 14.53}, "Gavdos": {Lat: 34.84, Lon: 24.09}, "Paralimni": {Lat: 35.04, Lon: 33.98},
		} {
			at.Count = 1
			if got := lit(t, p, format, at); want < 100 || got < want*98/100 {
				t.Errorf("%s, %s: %d pixels of the light are seen, want %d", name, place, got, want)
			}
		}
	}
}

// lit counts the pixels of the light's disc; the glow around it may leave the picture.
func lit(t *testing.T, p *picture.Painter, format picture.Format, at web.Point) int {
	t.Helper()
	body, err := p.PNG(format, card("", 0, at))
	if err != nil {
		t.Fatal(err)
	}
	img, pixels := decoded(t, body), 0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if red, _, blue, _ := img.At(x, y).RGBA(); red > 0xf000 && blue < 0x2000 {
				pixels++
			}
		}
	}
	return pixels
}

func decoded(t *testing.T, body []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// differing is the share of pixels: processors round differently at the edges of letters.
func differing(t *testing.T, got, want image.Image) float64 {
	t.Helper()
	bounds := want.Bounds()
	if got.Bounds() != bounds {
		t.Fatalf("size %v, want %v", got.Bounds(), bounds)
	}
	differ := 0
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			if unlike(got.At(x, y), want.At(x, y)) {
				differ++
			}
		}
	}
	return float64(differ) / float64(bounds.Dx()*bounds.Dy())
}

// unlike lets pass what nobody sees.
func unlike(a, b color.Color) bool {
	const seen = 12 << 8 // of 16 bits
	distant := func(a, b uint32) bool { return max(a, b)-min(a, b) > seen }
	redA, greenA, blueA, _ := a.RGBA()
	redB, greenB, blueB, _ := b.RGBA()
	return distant(redA, redB) || distant(greenA, greenB) || distant(blueA, blueB)
}

func TestPicturesAreSmallAndOfTheRightSize(t *testing.T) {
	t.Parallel()
	p := painter(t)
	for name, test := range map[string]struct {
		card picture.Card
		most int // bytes
	}{
		"few":         {card("Rīga", 3, riga()), 40_000},
		"as a demo":   {card("Rīga", 300, riga()), 40_000},
		"a long name": {card(stories.LongName, 300, riga()), 45_000},
		"as many as will ever be, all over the map": {
			picture.Card{Name: "Rīga", Lights: web.NewMap(stories.ScatteredPoints(12000)).Lights()}, 80_000,
		},
	} {
		for format, size := range map[picture.Format]image.Point{
			picture.Wide: {X: 1200, Y: 630}, picture.Square: {X: 1080, Y: 1080}, picture.Banner: {X: 1654, Y: 788},
		} {
			body, err := p.PNG(format, test.card)
			if err != nil {
				t.Fatal(err)
			}
			img := decoded(t, body)
			if _, paletted := img.(*image.Paletted); !paletted || img.Bounds().Size() != size {
				t.Errorf("%s: %T of %v, want a palette and %v", name, img, img.Bounds().Size(), size)
			}
			if width, height := format.Size(); width != size.X || height != size.Y {
				t.Errorf("format %d says %d × %d", format, width, height)
			}
			if format == picture.Wide && len(body) > test.most {
				t.Errorf("%s: %d bytes, want at most %d", name, len(body), test.most)
			}
		}
	}
}

func TestAnyNameCanBeDrawn(t *testing.T) {
	t.Parallel()
	p := painter(t)
	for _, name := range []string{
		"", " ", "ა ბ გ", "🌍 Alliance", "a\u0301\u0308\u0301", "\u202eabc", "\x00\xff", strings.Repeat("Ж", 200),
		strings.Repeat("a ", 100), strings.Repeat("-", 200), "日本",
	} {
		for _, format := range []picture.Format{picture.Wide, picture.Square} {
			if _, err := p.PNG(format, card(name, 3, riga())); err != nil {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
	outside := web.Light{X: -500, Y: 9000, Class: 7}
	strange := picture.Card{Name: "Saint-Denis, La Réunion", Lights: []web.Light{outside}, Here: &outside}
	if _, err := p.PNG(picture.Wide, strange); err != nil {
		t.Errorf("a light outside the picture: %v", err)
	}
}

func TestALetterWithoutGlyphLeavesAMark(t *testing.T) {
	t.Parallel()
	p := painter(t)
	pictures := map[string]bool{}
	for _, name := range []string{"", "ა", "Ж"} {
		body, err := p.PNG(picture.Wide, picture.Card{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		pictures[string(body)] = true
	}
	if len(pictures) != 3 {
		t.Error("a letter outside the font looks like nothing, or like another")
	}
}

func TestManyPicturesAtATime(t *testing.T) {
	t.Parallel()
	p := painter(t)
	want, err := p.PNG(picture.Wide, card("Rīga", 30, riga()))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := p.PNG(picture.Wide, card("Rīga", 30, riga())); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another picture: %v", err)
			}
		})
	}
	all.Wait()
}

// TestOthersCanReadThem asks a decoder that is not Go's, where there is one.
func TestOthersCanReadThem(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("pngcheck")
	arguments := []string{"-q"}
	if err != nil {
		tool, err = exec.LookPath("identify")
		arguments = []string{"-regard-warnings"}
	}
	if err != nil {
		t.Skip("neither pngcheck nor ImageMagick is installed")
	}
	body, err := painter(t).PNG(picture.Wide, card("Rīga", 300, riga()))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "share.png")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(context.Background(), tool, append(arguments, file)...)
	if said, err := command.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", tool, err, said)
	}
}

func BenchmarkPNG(b *testing.B) {
	p := painter(b)
	for name, test := range map[string]struct {
		format picture.Format
		card   picture.Card
	}{
		"wide":            {picture.Wide, card("Rīga", 300, riga())},
		"wide, 12000":     {picture.Wide, card("Rīga", 12000, riga())},
		"wide, long name": {picture.Wide, card(stories.LongName, 300, riga())},
		"square":          {picture.Square, card("Rīga", 300, riga())},
		"banner":          {picture.Banner, card("Rīga", 300, riga())},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.PNG(test.format, test.card); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

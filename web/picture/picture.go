// Package picture draws the pictures that are shared: a body's name, or the site's headline, on the map of the
// members. It alone knows golang.org/x/image.
package picture

import (
	"fmt"
	"image"
	"sync"

	"golang.org/x/image/font/opentype"

	"alliance/web"
	"alliance/web/fonts"
)

// Card is what a picture says and shows.
type Card struct {
	Site   string // its name
	Name   string // of the body, or a headline
	Line   string // below it
	Lights []web.Light
	Here   *web.Light // the body's own; nil where that is unknown
}

// Format is a size of picture.
type Format int

// The formats: Wide for previews of links, Square for posts, and Banner, without words, for the head of a document.
const (
	Wide   Format = iota // 1200 × 630
	Square               // 1080 × 1080
	Banner               // 1654 × 788: the width of A4 at 200 dots an inch, by 100 mm
)

// Size is the width and height in pixels.
func (f Format) Size() (width, height int) { return f.layout().width, f.layout().height }

// layout says where things are, in pixels.
type layout struct {
	width, height    int
	mapX, mapY       float64
	scale            float64 // pixels for a unit of the map
	margin           int
	markSize         float64 // of the site's name
	markTop          int
	name             fonts.Box
	nameBottom       int // of its last line
	line             fonts.Box
	lightest, glance float64 // diameter of a small light among few, radius of the glow of the body's own
}

func (f Format) layout() layout {
	switch f {
	case Square:
		return layout{
			width: 1080, height: 1080, mapX: 190, mapY: 415, scale: .78, margin: 72, markSize: 40, markTop: 112,
			name:       fonts.Box{Width: 936, Height: 250, Largest: 128, Smallest: 32, Leading: 1.12},
			nameBottom: 412, line: fonts.Box{Width: 936, Height: 48, Largest: 34, Smallest: 20, Leading: 1.3},
			lightest: 9, glance: 70,
		}
	case Banner:
		return layout{width: 1654, height: 788, mapX: 690, mapY: -4, scale: .89, lightest: 9, glance: 60}
	default:
		return layout{
			width: 1200, height: 630, mapX: 564, mapY: -8, scale: .74, margin: 64, markSize: 34, markTop: 100,
			name:       fonts.Box{Width: 550, Height: 290, Largest: 104, Smallest: 28, Leading: 1.12},
			nameBottom: 450, line: fonts.Box{Width: 530, Height: 96, Largest: 32, Smallest: 24, Leading: 1.3},
			lightest: 8, glance: 60,
		}
	}
}

// Painter draws; safe for concurrent use.
type Painter struct {
	regular, bold *opentype.Font
	outlines      []web.Outline
	grounds       map[Format]func() *image.Paletted // the land, drawn once, in a quarter of the memory
	colours       colours
}

// New reads the fonts. What all pictures share is drawn with the first one: few visitors wait for a picture.
func New() (*Painter, error) {
	p := &Painter{grounds: map[Format]func() *image.Paletted{}, colours: newColours()}
	var err error
	if p.regular, err = opentype.Parse(fonts.Regular()); err != nil {
		return nil, fmt.Errorf("read the regular font: %w", err)
	}
	if p.bold, err = opentype.Parse(fonts.Bold()); err != nil {
		return nil, fmt.Errorf("read the bold font: %w", err)
	}
	if p.outlines, err = web.Outlines(); err != nil {
		return nil, err
	}
	for _, format := range []Format{Wide, Square} {
		p.grounds[format] = sync.OnceValue(func() *image.Paletted {
			return p.colours.reduce(p.ground(format.layout()))
		})
	}
	return p, nil
}

// PNG draws a card. It takes about 10 ms of one processor.
func (p *Painter) PNG(format Format, card Card) ([]byte, error) {
	at := format.layout()
	img := p.canvas(format)
	drawLights(img, at, card)
	if format != Banner {
		if err := p.drawWords(img, at, card); err != nil {
			return nil, fmt.Errorf("draw a picture: %w", err)
		}
	}
	return p.colours.encode(img)
}

// canvas is a new picture with the land on it.
func (p *Painter) canvas(format Format) *image.RGBA {
	if drawn, found := p.grounds[format]; found {
		return p.colours.restore(drawn())
	}
	return p.ground(format.layout()) // large and rarely asked for
}

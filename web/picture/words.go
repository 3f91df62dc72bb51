package picture

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"alliance/web/fonts"
)

// drawWords writes the site's name at the top, the name as large as its box allows, and the line below it.
func (p *Painter) drawWords(img *image.RGBA, at layout, card Card) error {
	mark := fonts.Box{
		Width: at.name.Width, Height: at.markSize * 1.3, Largest: at.markSize, Smallest: at.markSize / 2, Leading: 1.3,
	}
	site, err := p.fit(p.bold, mark, card.Site)
	if err != nil {
		return err
	}
	name, err := p.fit(p.bold, at.name, card.Name)
	if err != nil {
		return err
	}
	line, err := p.fit(p.regular, at.line, card.Line)
	if err != nil {
		return err
	}
	top := at.nameBottom - int(name.Height(at.name.Leading))
	for _, words := range []struct {
		font   *opentype.Font
		text   fonts.Text
		box    fonts.Box
		top    int
		colour color.RGBA
	}{
		{p.bold, site, mark, at.markTop - int(at.markSize), white()},
		{p.bold, name, at.name, top, white()},
		{p.regular, line, at.line, at.nameBottom + int(at.line.Largest), muted()},
	} {
		place := placed{at.margin, words.top, words.box.Leading, words.colour}
		if err := write(img, words.font, words.text, place); err != nil {
			return err
		}
	}
	draw.Draw(img, image.Rect(at.margin, at.markTop+18, at.margin+72, at.markTop+24), image.NewUniform(yellow()),
		image.Point{}, draw.Src)
	return nil
}

// fit measures at one size: without hinting, widths grow with it.
func (p *Painter) fit(f *opentype.Font, box fonts.Box, text string) (fonts.Text, error) {
	const measured = 100
	face, err := newFace(f, measured)
	if err != nil {
		return fonts.Text{}, err
	}
	return box.Fit(text, func(text string) float64 {
		return float64(font.MeasureString(face, text)) / 64 / measured
	}), nil
}

func newFace(f *opentype.Font, size float64) (font.Face, error) {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return nil, fmt.Errorf("set type of size %.0f: %w", size, err)
	}
	return face, nil
}

// placed is where and how a text stands.
type placed struct {
	left, top int
	leading   float64
	colour    color.RGBA
}

// write draws lines; a letter that the font lacks becomes a box.
func write(img *image.RGBA, f *opentype.Font, text fonts.Text, at placed) error {
	face, err := newFace(f, text.Size)
	if err != nil {
		return err
	}
	drawer := font.Drawer{Dst: img, Src: image.NewUniform(at.colour), Face: face}
	for i, line := range text.Lines {
		base := float64(at.top) + text.Size*(at.leading*float64(i)+1)
		drawer.Dot = fixed.Point26_6{X: fixed.I(at.left), Y: fixed.Int26_6(base * 64)}
		drawer.DrawString(line)
	}
	return nil
}

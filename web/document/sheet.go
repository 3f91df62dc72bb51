// Package document sets what is printed as PDF: certificate and poster. It alone knows github.com/signintech/gopdf.
//
// The library writes neither tags nor a language, so that a screen reader finds the text but no structure: the pages
// of the same content are the accessible version.
package document

import (
	"fmt"

	"github.com/signintech/gopdf"

	"alliance/web"
	"alliance/web/fonts"
)

// A4 (ISO 216) and what stands on it, in millimetres.
const (
	pageWidth, pageHeight = 210.0, 297.0
	left                  = 20.0
	textWidth             = pageWidth - 2*left
	bannerHeight          = 100.0
	leading               = 1.28 // from line to line, as a multiple of the size
)

// mm is a length in points, the unit of PDF.
func mm(length float64) float64 { return length * 72 / 25.4 }

type colour struct{ r, g, b uint8 }

// The colours of the site's tokens.css.
func blue() colour   { return colour{0x08, 0x2b, 0x7a} }
func yellow() colour { return colour{0xff, 0xcc, 0x00} }
func ink() colour    { return colour{0x1a, 0x20, 0x33} }
func grey() colour   { return colour{0x51, 0x5b, 0x75} }
func line() colour   { return colour{0xcf, 0xd5, 0xe4} }
func white() colour  { return colour{0xff, 0xff, 0xff} }

const (
	regular = "regular"
	bold    = "bold"
)

// sheet is a page at work. The first fault stops it, and finish tells.
type sheet struct {
	pdf *gopdf.GoPdf
	err error
}

// information is what a reader of files shows beside the name of the file.
type information struct{ title, author string }

func newSheet(about information) (*sheet, error) {
	s := &sheet{pdf: &gopdf.GoPdf{}}
	s.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: mm(pageWidth), H: mm(pageHeight)}})
	s.pdf.SetInfo(gopdf.PdfInfo{Title: about.title, Author: about.author})
	for _, font := range []struct { // in one order: the same page is the same file
		family string
		file   []byte
	}{{regular, fonts.Regular()}, {bold, fonts.Bold()}} {
		err := s.pdf.AddTTFFontDataWithOption(font.family, font.file, gopdf.TtfOption{
			OnGlyphNotFoundSubstitute: func(rune) rune { return '\ufffd' },
		})
		if err != nil {
			return nil, fmt.Errorf("embed the %s font: %w", font.family, err)
		}
	}
	s.pdf.AddPage()
	return s, nil
}

func (s *sheet) finish() ([]byte, error) {
	if s.err != nil {
		return nil, fmt.Errorf("set a document: %w", s.err)
	}
	body, err := s.pdf.GetBytesPdfReturnErr()
	if err != nil {
		return nil, fmt.Errorf("write a document: %w", err)
	}
	return body, nil
}

func (s *sheet) do(work func() error) {
	if s.err == nil {
		s.err = work()
	}
}

// banner sets a picture over the whole width of the page.
func (s *sheet) banner(png []byte, height float64) {
	s.do(func() error {
		picture, err := gopdf.ImageHolderByBytes(png)
		if err != nil {
			return fmt.Errorf("read the banner: %w", err)
		}
		return s.pdf.ImageByHolder(picture, 0, 0, &gopdf.Rect{W: mm(pageWidth), H: mm(height)})
	})
}

// mark is the site's name on the banner, underlined as in the pictures.
func (s *sheet) mark(site string) {
	s.fill(site, block{y: 16, bold: true, colour: white()}, fonts.Box{
		Width: mm(110), Height: mm(12), Largest: 22, Smallest: 8,
	})
	s.rectangle(left, 29, 16, 1.3, yellow())
}

// block is where a text stands, and how: its upper left corner in mm, its size in points.
type block struct {
	x, y   float64 // x 0: at the left margin
	size   float64
	bold   bool
	colour colour
}

func (b block) family() string {
	if b.bold {
		return bold
	}
	return regular
}

func (b block) left() float64 {
	if b.x == 0 {
		return left
	}
	return b.x
}

// paragraph is a text in up to two lines, smaller where it would not fit.
type paragraph struct {
	block
	text fonts.Text
}

func (s *sheet) paragraph(text string, b block) paragraph {
	return paragraph{b, s.fit(text, b.family(), fonts.Box{
		Width: mm(pageWidth - left - b.left()), Height: 2 * leading * b.size, Largest: b.size, Smallest: b.size * .7,
		Leading: leading,
	})}
}

// write sets a paragraph and returns its height in mm.
func (s *sheet) write(text string, b block) (height float64) {
	p := s.paragraph(text, b)
	s.lines(p.text, b)
	return p.text.Height(leading) / mm(1)
}

// stack are paragraphs below each other, its height in points.
type stack struct {
	paragraphs []paragraph
	gaps       []float64 // below each, in points
	height     float64
}

func (k *stack) add(p paragraph, gap float64) {
	k.paragraphs, k.gaps = append(k.paragraphs, p), append(k.gaps, gap)
	k.height += p.text.Height(leading) + gap
}

// stack sets paragraphs from y downwards.
func (s *sheet) stack(k stack, y float64) {
	for i, p := range k.paragraphs {
		p.y = y
		s.lines(p.text, p.block)
		y += (p.text.Height(leading) + k.gaps[i]) / mm(1)
	}
}

// fill sets a text as large as a box allows, and returns its height in mm.
func (s *sheet) fill(text string, b block, box fonts.Box) (height float64) {
	box.Leading = leading
	set := s.fit(text, b.family(), box)
	s.lines(set, b)
	return set.Height(leading) / mm(1)
}

// fit measures at one size: without kerning, widths grow with it.
func (s *sheet) fit(text, family string, box fonts.Box) fonts.Text {
	const measured = 100
	s.do(func() error { return s.pdf.SetFont(family, "", measured) })
	return box.Fit(text, func(text string) float64 {
		width := 0.0
		s.do(func() (err error) {
			width, err = s.pdf.MeasureTextWidth(text)
			return err
		})
		return width / measured
	})
}

func (s *sheet) lines(text fonts.Text, b block) {
	s.do(func() error { return s.pdf.SetFont(b.family(), "", text.Size) })
	s.pdf.SetTextColor(b.colour.r, b.colour.g, b.colour.b)
	for i, line := range text.Lines {
		s.pdf.SetXY(mm(b.left()), mm(b.y)+text.Size*(1+float64(i)*leading))
		s.do(func() error { return s.pdf.Text(line) })
	}
}

// link writes an address that a click opens.
func (s *sheet) link(address string, b block) {
	s.write(address, b)
	s.pdf.AddExternalLink(address, mm(b.left()), mm(b.y), mm(pageWidth-left-b.left()), b.size*leading*2)
}

func (s *sheet) rule(y float64) { s.rectangle(left, y, textWidth, .3, line()) }

func (s *sheet) rectangle(x, y, width, height float64, in colour) {
	s.pdf.SetFillColor(in.r, in.g, in.b)
	s.pdf.RectFromUpperLeftWithStyle(mm(x), mm(y), mm(width), mm(height), "F")
}

// code draws a QR code of a width, its quiet zone included.
func (s *sheet) code(code web.QRCode, x, y, width float64) {
	if code.Width == 0 {
		return
	}
	module := width / float64(code.Width)
	for _, run := range code.Dark() {
		// a hair higher than a module: rows that only touch show as stripes on some screens
		s.rectangle(x+float64(run.X)*module, y+float64(run.Y)*module, float64(run.Length)*module, module*1.02, colour{})
	}
}

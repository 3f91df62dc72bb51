package document

import (
	"alliance/web"
	"alliance/web/fonts"
)

// Poster invites to sign, where people meet. All texts are in the reader's language.
type Poster struct {
	Site      string // its name
	Headline  string
	Sentences []string
	Call      string // beside the code
	Address   string // of the pledge form, where the code leads, too
	Code      web.QRCode
}

// PDF sets a poster on a page of A4, which prints well on A3. The banner is a PNG of picture.Banner.
func (p Poster) PDF(banner []byte) ([]byte, error) {
	s, err := newSheet(information{title: p.Headline + " – " + p.Site, author: p.Site})
	if err != nil {
		return nil, err
	}
	s.banner(banner, bannerHeight)
	s.mark(p.Site)
	y := 112 + s.fill(p.Headline, block{y: 112, bold: true, colour: blue()}, fonts.Box{
		Width: mm(textWidth), Height: mm(40), Largest: 46, Smallest: 20,
	})
	y += 5
	for _, sentence := range p.Sentences {
		y += s.write(sentence, block{y: y, size: 17, colour: ink()}) + 2.5
	}
	const codeTop, codeWidth = 203, 78
	s.code(p.Code, left-7, codeTop, codeWidth)
	beside := block{x: left + codeWidth, y: codeTop + 14, size: 30, bold: true, colour: blue()}
	height := s.fill(p.Call, beside, fonts.Box{
		Width: mm(pageWidth - 2*left - codeWidth), Height: mm(30), Largest: 30, Smallest: 14,
	})
	s.rectangle(beside.x, beside.y+height+2, 16, 1.3, yellow())
	s.link(p.Address, block{x: beside.x, y: beside.y + height + 8, size: 14, bold: true, colour: ink()})
	return s.finish()
}

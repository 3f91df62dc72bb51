package document

import (
	"alliance/web"
	"alliance/web/fonts"
)

// Certificate is what a member may hang on its wall. All texts are in the reader's language, but the name. Nobody's
// representative is on it: it speaks of the body alone.
type Certificate struct {
	Site     string // its name
	Title    string
	Lead     string // before the name
	Name     string
	Label    string // of what was endorsed
	Endorsed []Endorsement
	Since    string
	Verify   string     // says what the code and the address are for
	Address  string     // of the page that tells whether it is still so
	Code     web.QRCode // of the same address
}

// Endorsement is a declaration that was endorsed.
type Endorsement struct{ Title, Details string }

// mostEndorsed is how many declarations have room.
const mostEndorsed = 3

// PDF sets a certificate on a page of A4. The banner is a PNG of picture.Banner. It takes about 10 ms.
func (c Certificate) PDF(banner []byte) ([]byte, error) {
	s, err := newSheet(information{title: c.Title + " – " + c.Name, author: c.Site})
	if err != nil {
		return nil, err
	}
	s.banner(banner, bannerHeight)
	s.mark(c.Site)

	s.write(c.Title, block{y: 114, size: 22, bold: true, colour: blue()})
	s.write(c.Lead, block{y: 128, size: 13, colour: grey()})
	y := 138 + s.fill(c.Name, block{y: 138, bold: true, colour: ink()}, fonts.Box{
		Width: mm(textWidth), Height: mm(56), Largest: 60, Smallest: 15,
	})
	s.endorsed(c, y+8)
	s.rule(244)
	s.code(c.Code, left-2, 249, 34)
	s.write(c.Since, block{x: 60, y: 255, size: 13, bold: true, colour: ink()})
	s.write(c.Verify, block{x: 60, y: 263, size: 10.5, colour: grey()})
	s.link(c.Address, block{x: 60, y: 274, size: 10.5, colour: blue()})
	return s.finish()
}

func (s *sheet) endorsed(c Certificate, y float64) {
	if len(c.Endorsed) == 0 {
		return
	}
	y += s.write(c.Label, block{y: y, size: 11, colour: grey()}) + 1
	for _, endorsed := range c.Endorsed[:min(len(c.Endorsed), mostEndorsed)] {
		y += s.write(endorsed.Title, block{y: y, size: 13, bold: true, colour: ink()})
		y += s.write(endorsed.Details, block{y: y, size: 11, colour: grey()}) + 1.5
	}
}

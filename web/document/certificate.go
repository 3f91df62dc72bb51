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
	const nameTop, ruleTop, gap = 138, 244, 8
	endorsed := s.endorsed(c)
	name := fonts.Box{Width: mm(textWidth), Height: mm(56), Largest: 60, Smallest: 12}
	name.Height = min(name.Height, mm(ruleTop-nameTop-gap-gap/2)-endorsed.height)
	height := s.fill(c.Name, block{y: nameTop, bold: true, colour: ink()}, name)
	s.stack(endorsed, nameTop+height+gap)
	s.rule(ruleTop)
	s.code(c.Code, left-2, 249, 34)
	s.write(c.Since, block{x: 60, y: 255, size: 13, bold: true, colour: ink()})
	s.write(c.Verify, block{x: 60, y: 263, size: 10.5, colour: grey()})
	s.link(c.Address, block{x: 60, y: 274, size: 10.5, colour: blue()})
	return s.finish()
}

// endorsed lists the declarations below their label; the name takes what room they leave.
func (s *sheet) endorsed(c Certificate) stack {
	var below stack
	if len(c.Endorsed) == 0 {
		return below
	}
	below.add(s.paragraph(c.Label, block{size: 11, colour: grey()}), 3)
	for _, endorsed := range c.Endorsed[:min(len(c.Endorsed), mostEndorsed)] {
		below.add(s.paragraph(endorsed.Title, block{size: 13, bold: true, colour: ink()}), 0)
		below.add(s.paragraph(endorsed.Details, block{size: 11, colour: grey()}), 4)
	}
	return below
}

package web

// SharePicture is what other sites show beside a link to a page (https://ogp.me).
type SharePicture struct {
	URL, Alt      string
	Width, Height int // pixels
}

// SharePicture is the site's own picture.
func (l Layout) SharePicture() SharePicture {
	return sharePicture(l.Site.BaseURL+l.URL("/share.png"), l.T("picture.alt", "site", l.Site.Name))
}

// SharePicture is the signatory's own picture.
func (p SignatoryPage) SharePicture() SharePicture {
	alt := p.T("picture.alt.member", "name", p.Entry.Name, "site", p.Site.Name, "date", p.Date(p.Entry.Since))
	return sharePicture(p.Site.BaseURL+p.Own("/share.png"), alt)
}

func sharePicture(url, alt string) SharePicture { return SharePicture{url, alt, 1200, 630} }

// Own is an address below the signatory's: Own "/share.png" → "/lv/members/riga/share.png".
func (p SignatoryPage) Own(path string) string { return p.URL("/members/" + p.Entry.Slug + path) }

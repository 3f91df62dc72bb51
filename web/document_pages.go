package web

// CertificatePage is /{lang}/members/{slug}/certificate: what a body may hang on its wall. Nobody's representative is
// on it.
type CertificatePage struct {
	Layout
	Entry    Entry
	Endorsed []Declaration
	Map      Map
	Code     QRCode // of Address
}

// Address is the page that tells whether the certificate still holds.
func (p CertificatePage) Address() string { return p.Site.BaseURL + p.Member() }

// Member is the signatory's page on this site.
func (p CertificatePage) Member() string { return p.URL("/members/" + p.Entry.Slug) }

// MapLabel says in words what the map shows.
func (p CertificatePage) MapLabel() string {
	if p.Map.Empty() {
		return p.T("map.label.land")
	}
	return p.T("map.label.place", "name", p.Entry.Name)
}

// SharePicture is the signatory's own.
func (p CertificatePage) SharePicture() SharePicture {
	return SignatoryPage{Layout: p.Layout, Entry: p.Entry}.SharePicture()
}

// Details are the version of a declaration and when it was adopted.
func (p CertificatePage) Details(d Declaration) string {
	version := p.T("declaration.version", "version", d.Version)
	adopted := DeclarationPage{Layout: p.Layout, Declaration: d}.AdoptedOn()
	if adopted == "" {
		return version
	}
	return p.T("certificate.endorsed", "version", version, "adopted", p.T("declaration.adopted", "date", adopted))
}

// PosterPage is /{lang}/poster: an invitation to sign, for paper.
type PosterPage struct {
	Layout
	Map  Map
	Code QRCode // of Address
}

// Address is that of the pledge form.
func (p PosterPage) Address() string { return p.Site.BaseURL + p.URL("/pledge") }

// MapLabel says in words what the map shows.
func (p PosterPage) MapLabel() string { return p.mapLabel(p.Map) }

// Sentences are what the poster says below its headline.
func (p PosterPage) Sentences() []string {
	return []string{p.T("poster.sentence.1"), p.T("poster.sentence.2"), p.T("poster.sentence.3")}
}

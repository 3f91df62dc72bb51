package web

import "strings"

// LanguageLink leads to the same page in another language.
type LanguageLink struct {
	Code, Name, URL string
	Current         bool
}

// URL is the address of another page of the site in the page's language: URL "/pledge" → "/lv/pledge".
func (l Layout) URL(path string) string { return "/" + l.Lang() + path }

// Absolute is the full address of this page in one language; the home page's path may be empty or "/".
func (l Layout) Absolute(lang string) string { return l.Site.BaseURL + "/" + lang + l.path() }

// Canonical is the full address of this page.
func (l Layout) Canonical() string { return l.Absolute(l.Lang()) }

// Languages are the languages of the site, in its order, each leading to this page.
func (l Layout) Languages() []LanguageLink {
	links := make([]LanguageLink, len(l.Site.Languages))
	for i, code := range l.Site.Languages {
		links[i] = LanguageLink{
			Code: code, Name: l.LanguageName(code), URL: "/" + code + l.path(), Current: code == l.Lang(),
		}
	}
	return links
}

// In reports whether the page lies below path: In "/members" holds for "/members?kind=city" and "/members/riga".
func (l Layout) In(path string) bool {
	rest, found := strings.CutPrefix(l.Path, path)
	return found && (rest == "" || rest[0] == '/' || rest[0] == '?')
}

// Heading is the document's title: the page's, then the site's.
func (l Layout) Heading() string {
	if l.Title == "" {
		return l.Site.Name
	}
	return l.Title + " – " + l.Site.Name
}

func (l Layout) path() string {
	if l.Path == "" {
		return "/"
	}
	return l.Path
}

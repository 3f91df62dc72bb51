package console

import (
	"strings"

	"github.com/gin-gonic/gin"

	"alliance/handlers/present"
	"alliance/models"
	"alliance/web"
)

// as is the member that the moderator chose for the pledge; without a choice the one that the page names is found.
func as(c *gin.Context) models.As {
	slug, chosen := strings.CutPrefix(c.PostForm(web.FieldAs), web.AsMember)
	switch {
	case chosen:
		return models.As{Slug: slug}
	case slug == web.AsNew:
		return models.As{New: true, Known: c.PostFormArray(web.FieldKnown)}
	}
	return models.As{}
}

// publication maps where the pledge stands on the wall, or would; the preview is in the language of the pledge.
func (s *console) publication(layout web.Layout, p models.PledgeDetail) web.Publication {
	found := p.Publication
	page := web.Publication{Further: found.Further, Known: found.Known}
	if found.Public != nil {
		layout.Printer = s.Catalog.Printer(p.Language)
		page.Preview = &web.Preview{SignatoryPage: present.Signatory(layout, *found.Public)}
	}
	if found.Member != nil {
		member := choosable(*found.Member)
		page.Member = &member
	}
	for _, choice := range found.Choices {
		page.Choices = append(page.Choices, choosable(choice))
	}
	return page
}

func choosable(m models.Member) web.Member {
	return web.Member{Slug: m.Slug, Name: m.Name, Kind: string(m.Kind), Since: m.Since, Hidden: m.Hidden}
}

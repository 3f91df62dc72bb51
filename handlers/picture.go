package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
	"alliance/web"
	"alliance/web/picture"
)

// pictureKept is how long others may show a picture before they ask again, also of a member taken down meanwhile.
const pictureKept = time.Hour

// drawing is all that a picture depends on.
type drawing struct {
	Format picture.Format
	Card   picture.Card
}

// memberPicture is GET /{lang}/members/{slug}/share.png and square.png.
func (s *site) memberPicture(format picture.Format) handler {
	return func(c *gin.Context) error {
		found, err := s.Store.Signatory(c.Request.Context(), c.Param("slug"))
		if err != nil {
			return err
		}
		layout := s.respond.Layout(c, "")
		card, err := s.memberCard(c.Request.Context(), layout, found)
		if err != nil {
			return err
		}
		return s.sendPicture(c, drawing{format, card})
	}
}

// memberCard shows a member's light among those of all.
func (s *site) memberCard(ctx context.Context, layout web.Layout, found models.Signatory) (picture.Card, error) {
	europe, err := s.mapOf(ctx, models.WallFilter{})
	if err != nil {
		return picture.Card{}, err
	}
	card := picture.Card{
		Site: s.Site.Name, Name: found.Name, Lights: europe.Lights(),
		Line: layout.T("picture.since", "site", s.Site.Name, "date", layout.Date(found.Since)),
	}
	if found.Lat != 0 || found.Lon != 0 {
		own := web.NewMap([]web.Point{{Lat: found.Lat, Lon: found.Lon, Count: 1}}).Lights()
		if len(own) > 0 { // else too far away for the map
			card.Here = &own[0]
		}
	}
	return card, nil
}

// sitePicture is GET /{lang}/share.png.
func (s *site) sitePicture(c *gin.Context) error {
	counters, err := s.Store.Counters(c.Request.Context())
	if err != nil {
		return err
	}
	europe, err := s.mapOf(c.Request.Context(), models.WallFilter{})
	if err != nil {
		return err
	}
	layout := s.respond.Layout(c, "")
	card := picture.Card{
		Site: s.Site.Name, Name: layout.T("home.title"), Line: layout.T("home.empty.title"),
		Lights: europe.Lights(),
	}
	if counters.Total > 0 {
		card.Line = layout.Number(counters.Total) + " " + layout.N("home.count.members", counters.Total) + " " +
			layout.N("home.count.countries", counters.Countries)
	}
	return s.sendPicture(c, drawing{picture.Wide, card})
}

func (s *site) sendPicture(c *gin.Context, d drawing) error {
	body, err := s.workshop.make(c.Request.Context(), d, func() ([]byte, error) {
		return s.Painter.PNG(d.Format, d.Card)
	})
	if err != nil {
		return err
	}
	s.respond.Send(c, respond.Content{
		Status: http.StatusOK, Type: "image/png", Body: body, Language: s.respond.Lang(c),
	})
	return nil
}

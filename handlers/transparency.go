package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// transparency is GET /{lang}/transparency. Its numbers are counted once a minute, whoever asks for what.
func (s *site) transparency(c *gin.Context) error {
	numbers, err := s.Store.Transparency(c.Request.Context())
	if err != nil {
		return err
	}
	layout := s.respond.Layout(c, "")
	layout.Title, layout.Description = layout.T("transparency.title"), layout.T("transparency.description")
	page := web.TransparencyPage{
		Layout: layout, At: numbers.At, Received: numbers.Received, Confirmed: numbers.Confirmed,
		Approved: numbers.Approved, Refused: numbers.Refused, TakenDown: numbers.TakenDown,
		Withdrawn: numbers.Withdrawn, Waiting: numbers.Waiting, SetAside: numbers.SetAside,
		OtherReasons: numbers.OtherReasons,
	}
	for _, reason := range numbers.Reasons {
		text := s.reasonText(layout, reason.Value)
		page.Reasons = append(page.Reasons, web.ReasonCount{Text: text, Count: reason.Count})
	}
	if numbers.Median > 0 {
		page.Median = layout.Duration(numbers.Median)
	}
	for _, month := range numbers.Months {
		page.Months = append(page.Months, transparencyMonth(layout, month))
	}
	return s.respond.Page(c, http.StatusOK, page)
}

func transparencyMonth(layout web.Layout, month models.TransparencyMonth) web.TransparencyMonth {
	shown := web.TransparencyMonth{
		Month: month.Month, Received: month.Received, Confirmed: month.Confirmed, Decisions: month.Decisions,
	}
	if month.Median > 0 {
		shown.Median = layout.Duration(month.Median)
	}
	return shown
}

// reasonText is what the refusal mail says for a reason.
func (s *site) reasonText(layout web.Layout, code string) string {
	if text, _ := s.Store.ReasonText(code, layout.Lang()); text != "" {
		return text
	}
	return layout.T("refusal." + code)
}

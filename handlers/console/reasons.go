package console

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// GET /moderation/reasons. The query ?code= opens one of the administrators' own to be changed.
func (s *console) showReasons(c *gin.Context, by models.Moderator) error {
	reasons := s.Store.AllReasons()
	i := slices.IndexFunc(reasons, func(r models.Reason) bool { return r.Code == c.Query("code") && !r.BuiltIn() })
	var page web.ReasonsPage
	if i >= 0 {
		page.Form = s.reasonForm(reasons[i], true)
	} else {
		page.Form = s.reasonForm(models.Reason{}, false)
	}
	return s.reasonsPage(c, by, http.StatusOK, page)
}

func (s *console) reasonForm(reason models.Reason, known bool) web.ReasonForm {
	form := web.ReasonForm{Code: reason.Code, Label: reason.Label, Known: known}
	for _, language := range s.Catalog.Languages() {
		form.Texts = append(form.Texts, web.ReasonText{Language: language, Text: reason.Texts[language]})
	}
	return form
}

// reasonsPage fills page with the reasons as they are now.
func (s *console) reasonsPage(c *gin.Context, by models.Moderator, status int, page web.ReasonsPage) error {
	var err error
	page.ConsoleLayout = s.layout(c, by, "console.settings.name.reasons")
	page.Section = "settings"
	if page.Mark, err = s.Store.SettingMark("reasons"); err != nil {
		return err
	}
	if page.Setting, err = s.setting(page.ConsoleLayout, "reasons"); err != nil {
		return err
	}
	if page.Form.Texts == nil {
		page.Form = s.reasonForm(models.Reason{}, false)
	}
	for _, reason := range s.Store.AllReasons() {
		line := web.ReasonLine{Code: reason.Code, BuiltIn: reason.BuiltIn(), Off: reason.Off}
		for _, language := range s.Catalog.Languages() {
			if !reason.BuiltIn() && reason.Texts[language] == "" {
				line.Missing = append(line.Missing, language)
			}
		}
		page.Reasons = append(page.Reasons, line)
	}
	return s.Responder.Page(c, status, page)
}

// POST /moderation/reasons adds a reason of the administrators' own, or changes one.
func (s *console) saveReason(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	typed := models.Reason{Code: c.PostForm("code"), Label: c.PostForm("label"), Texts: map[string]string{}}
	for _, language := range s.Catalog.Languages() {
		typed.Texts[language] = c.PostForm("text_" + language)
	}
	known := c.PostForm("known") == "1"
	page := web.ReasonsPage{Form: s.reasonForm(typed, known)}
	return s.changeReasons(c, by, page, func(next *models.Settings) error {
		if faults := next.SetOwnReason(typed, known); len(faults) > 0 {
			return faults
		}
		return nil
	})
}

// POST /moderation/reasons/switch offers a reason to moderators, or no longer does.
func (s *console) switchReason(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	code, off := c.PostForm("code"), c.PostForm("off") == "1"
	return s.changeReasons(c, by, web.ReasonsPage{}, func(next *models.Settings) error {
		return next.SwitchReason(code, off)
	})
}

// changeReasons stores a change, or shows page with what is wrong.
func (s *console) changeReasons(
	c *gin.Context, by models.Moderator, page web.ReasonsPage, change func(*models.Settings) error,
) error {
	seen := models.SeenSetting{Name: "reasons", Mark: c.PostForm("mark")}
	err := s.Store.ChangeSetting(c.Request.Context(), by, seen, change)
	var faults models.FieldErrors
	var changed *models.SettingChangedError
	switch {
	case errors.As(err, &faults):
		page.Errors = faults
		return s.reasonsPage(c, by, http.StatusUnprocessableEntity, page)
	case errors.As(err, &changed):
		page.Meanwhile = meanwhile(changed)
		return s.reasonsPage(c, by, http.StatusConflict, page)
	case err != nil:
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "reasons_saved"})
	return s.Responder.SeeOther(c, reasonsPath)
}

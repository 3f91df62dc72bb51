package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

const (
	settingsPath = home + "/settings"
	reasonsPath  = home + "/reasons"
)

// GET /moderation/settings
func (s *console) showSettings(c *gin.Context, by models.Moderator) error {
	page := web.SettingsPage{ConsoleLayout: s.layout(c, by, "console.settings.title")}
	page.Section = "settings"
	for _, name := range models.SettingNames() {
		setting, err := s.setting(page.ConsoleLayout, name)
		if err != nil {
			return err
		}
		page.Settings = append(page.Settings, setting)
	}
	return s.Responder.Page(c, http.StatusOK, page)
}

// setting is one setting in words.
func (s *console) setting(layout web.ConsoleLayout, name string) (web.Setting, error) {
	now, err := s.Store.SettingMark(name)
	if err != nil {
		return web.Setting{}, err
	}
	configured, err := s.Store.ConfiguredSettings().Mark(name)
	setting := web.Setting{
		Printer: layout.Printer, Name: name, Changed: now != configured, URL: settingsPath + "/" + name,
		Now:        settingWords(layout, name, s.Store.Settings()),
		Configured: settingWords(layout, name, s.Store.ConfiguredSettings()),
	}
	if name == "reasons" {
		setting.URL = reasonsPath
	}
	return setting, err
}

// GET /moderation/settings/{name}
func (s *console) showSetting(c *gin.Context, by models.Moderator) error {
	return s.settingPage(c, by, http.StatusOK, settingAnswer{})
}

// settingAnswer is what a form came back with; zero when there was none.
type settingAnswer struct {
	typed     url.Values // nil: the page shows what holds
	faults    models.FieldErrors
	meanwhile *web.Meanwhile
}

// settingPage shows a setting with its form, as typed where it comes back.
func (s *console) settingPage(c *gin.Context, by models.Moderator, status int, answer settingAnswer) error {
	form, err := findSettingForm(c.Param("name"))
	if err != nil {
		return err
	}
	page := web.SettingPage{
		ConsoleLayout: s.layout(c, by, "console.settings.name."+form.name),
		Errors:        answer.faults, Meanwhile: answer.meanwhile,
	}
	page.Section = "settings"
	if page.Mark, err = s.Store.SettingMark(form.name); err != nil {
		return err
	}
	if page.Setting, err = s.setting(page.ConsoleLayout, form.name); err != nil {
		return err
	}
	page.Fields = form.fields(page.ConsoleLayout, s.Store.Settings())
	if answer.typed != nil {
		asTyped(page.Fields, answer.typed)
	}
	return s.Responder.Page(c, status, page)
}

// asTyped puts what came back in place of what holds.
func asTyped(fields []web.SettingField, typed url.Values) {
	for i, field := range fields {
		fields[i].Value = typed.Get(field.Name)
		for j, option := range field.Options {
			field.Options[j].Chosen = slices.Contains(typed[field.Name], option.Value)
		}
	}
}

// POST /moderation/settings/{name}
func (s *console) changeSetting(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	form, err := findSettingForm(c.Param("name"))
	if err != nil {
		return err
	}
	typed := c.Request.PostForm
	seen := models.SeenSetting{Name: form.name, Mark: typed.Get("mark")}
	err = s.Store.ChangeSetting(c.Request.Context(), by, seen, func(next *models.Settings) error {
		if faults := form.read(typed, next); len(faults) > 0 {
			return faults
		}
		return nil
	})
	var faults models.FieldErrors
	var changed *models.SettingChangedError
	switch {
	case errors.As(err, &faults):
		return s.settingPage(c, by, http.StatusUnprocessableEntity, settingAnswer{typed: typed, faults: faults})
	case errors.As(err, &changed):
		return s.settingPage(c, by, http.StatusConflict, settingAnswer{typed: typed, meanwhile: meanwhile(changed)})
	case err != nil:
		return err
	}
	return s.settingSaved(c, form.name)
}

func meanwhile(changed *models.SettingChangedError) *web.Meanwhile {
	return &web.Meanwhile{By: changed.By, At: changed.At}
}

// settingSaved goes back to all settings, where the present value is shown.
func (s *console) settingSaved(c *gin.Context, name string) error {
	layout := s.Responder.Layout(c, "")
	s.sessions.notify(c, web.Notice{Key: "setting_saved", Arg: layout.T("console.settings.name." + name)})
	return s.Responder.SeeOther(c, settingsPath)
}

// POST /moderation/settings/{name}/reset
func (s *console) resetSetting(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	seen := models.SeenSetting{Name: c.Param("name"), Mark: c.PostForm("mark")}
	err := s.Store.ResetSetting(c.Request.Context(), by, seen)
	var changed *models.SettingChangedError
	if errors.As(err, &changed) {
		answer := settingAnswer{meanwhile: meanwhile(changed)}
		if seen.Name == "reasons" {
			return s.reasonsPage(c, by, http.StatusConflict, web.ReasonsPage{Meanwhile: answer.meanwhile})
		}
		return s.settingPage(c, by, http.StatusConflict, answer)
	}
	if err != nil {
		return err
	}
	return s.settingSaved(c, seen.Name)
}

func findSettingForm(name string) (settingForm, error) {
	forms := settingForms()
	i := slices.IndexFunc(forms, func(f settingForm) bool { return f.name == name })
	if i < 0 {
		return settingForm{}, fmt.Errorf("setting %q: %w", name, models.ErrNotFound)
	}
	return forms[i], nil
}

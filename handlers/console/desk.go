package console

import (
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// assignedToMe stands for who is signed in, in addresses and forms: a saved address works for every colleague.
const assignedToMe = "me"

// POST /moderation/pledges/{id}/note
func (s *console) saveNote(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	base, _ := strconv.ParseInt(c.PostForm("note_version"), 10, 64) // without one, the first
	draft := models.NoteDraft{Text: c.PostForm("note"), Base: base}
	note, err := s.Store.SaveNote(c.Request.Context(), by, c.Param("id"), draft)
	if strings.Contains(c.GetHeader("Accept"), "application/json") {
		return s.answerNote(c, note, err)
	}
	var conflict *models.NoteConflictError
	var faults models.FieldErrors
	switch {
	case errors.As(err, &conflict):
		theirs := deskNote(conflict.Stored)
		page := web.ModerationPage{Desk: web.Desk{NoteTyped: &conflict.Typed, Theirs: &theirs}}
		return s.pledgePage(c, by, http.StatusConflict, page)
	case errors.As(err, &faults):
		page := web.ModerationPage{Desk: web.Desk{NoteTyped: &draft.Text, Field: "note", Fault: faults["note"]}}
		return s.pledgePage(c, by, http.StatusUnprocessableEntity, page)
	}
	return s.afterDesk(c, by, "note_saved", err)
}

// noteJSON answers notes.js.
type noteJSON struct {
	Version int64  `json:"version"`
	Text    string `json:"text,omitempty"` // the colleague's, in a conflict
	By      string `json:"by,omitempty"`
	Fault   string `json:"fault,omitempty"` // in words
}

// answerNote tells the script what became of the note, with the same codes as the page.
func (s *console) answerNote(c *gin.Context, note models.Note, err error) error {
	var conflict *models.NoteConflictError
	var faults models.FieldErrors
	switch {
	case errors.As(err, &conflict):
		stored := conflict.Stored
		answer := noteJSON{Version: stored.Version, Text: stored.Text, By: stored.UpdatedBy}
		return s.Responder.JSON(c, http.StatusConflict, answer)
	case errors.As(err, &faults):
		layout := web.ConsoleLayout{Layout: s.Responder.Layout(c, "")}
		answer := noteJSON{Fault: layout.FaultText("note", faults["note"])}
		return s.Responder.JSON(c, http.StatusUnprocessableEntity, answer)
	case err != nil:
		return err
	}
	return s.Responder.JSON(c, http.StatusOK, noteJSON{Version: note.Version})
}

// POST /moderation/pledges/{id}/tags
func (s *console) addTag(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	err := s.Store.AddTag(c.Request.Context(), by, seen(c), c.PostForm("tag"))
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page := web.ModerationPage{Desk: web.Desk{TagTyped: c.PostForm("tag"), Field: "tag", Fault: faults["tag"]}}
		return s.pledgePage(c, by, http.StatusUnprocessableEntity, page)
	}
	return s.afterDesk(c, by, "tagged", err)
}

// POST /moderation/pledges/{id}/untag
func (s *console) removeTag(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	err := s.Store.RemoveTag(c.Request.Context(), by, seen(c), c.PostForm("tag"))
	return s.afterDesk(c, by, "untagged", err)
}

// POST /moderation/pledges/{id}/assign
func (s *console) assign(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	to := c.PostForm("assigned")
	if to == assignedToMe {
		to = by.ID
	}
	err := s.Store.Assign(c.Request.Context(), by, seen(c), to)
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page := web.ModerationPage{Desk: web.Desk{Field: "assigned", Fault: faults["assigned"]}}
		return s.pledgePage(c, by, http.StatusUnprocessableEntity, page)
	}
	return s.afterDesk(c, by, "assigned", err)
}

// afterDesk stays with the pledge, at the part of the page where the team keeps its own things.
func (s *console) afterDesk(c *gin.Context, by models.Moderator, done string, err error) error {
	if err != nil {
		return s.notDecided(c, by, err)
	}
	s.sessions.notify(c, web.Notice{Key: done})
	return s.Responder.SeeOther(c, pledgePath(c.Param("id"))+"#desk")
}

// fillDesk adds what the team keeps about the pledge to its page, and what it may choose from.
func (s *console) fillDesk(c *gin.Context, by models.Moderator, page *web.ModerationPage, p models.PledgeDetail) error {
	team, err := s.Store.Moderators(c.Request.Context())
	if err != nil {
		return err
	}
	tags, err := s.Store.Tags(c.Request.Context())
	if err != nil {
		return err
	}
	desk := &page.Desk
	desk.Note, desk.AssigneeID, desk.Me = deskNote(p.Note), p.AssigneeID, by.ID
	for _, tag := range tags {
		desk.KnownTags = append(desk.KnownTags, tag.Name)
	}
	desk.Colleagues = colleagues(team, p.AssigneeID)
	desk.SentFrom, desk.SentNetwork = p.ClientIP, networkOf(p.ClientIP)
	for i, entry := range page.Pledge.History {
		if entry.Action == "pledge.assign" {
			page.Pledge.History[i].Detail = assigneeText(page.ConsoleLayout, entry.Detail, team)
		}
	}
	return nil
}

// colleagues are who may look after a pledge, and who does, even where the account is disabled since.
func colleagues(team []models.Moderator, assigneeID string) []web.Choice {
	var choices []web.Choice
	for _, member := range team {
		if member.DisabledAt == nil && member.Role != models.RoleViewer || member.ID == assigneeID {
			choices = append(choices, web.Choice{Value: member.ID, Label: member.Name})
		}
	}
	return choices
}

// assigneeText names who was made to look after a pledge.
func assigneeText(layout web.ConsoleLayout, id string, team []models.Moderator) string {
	if id == "" {
		return layout.T("console.desk.nobody")
	}
	return accountText(layout, id, team)
}

// networkOf is the network that an address shares with its neighbours: of a provider's customer in IPv6 the /48
// (RFC 6177), in IPv4 the /24.
func networkOf(address string) string {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	addr, bits := addr.Unmap(), 48
	if addr.Is4() {
		bits = 24
	}
	return netip.PrefixFrom(addr.WithZone(""), bits).Masked().String()
}

func deskNote(n models.Note) web.Note {
	return web.Note{Text: n.Text, Version: n.Version, UpdatedAt: n.UpdatedAt, UpdatedBy: n.UpdatedBy}
}

func deskTags(tags []models.Tag) []web.Choice {
	var choices []web.Choice
	for _, tag := range tags {
		choices = append(choices, web.Choice{Value: tag.ID, Label: tag.Name})
	}
	return choices
}

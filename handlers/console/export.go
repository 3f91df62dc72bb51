package console

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
	"alliance/models/sheet"
	"alliance/web"
)

// exportPath is where the addresses of exports begin.
const exportPath = home + "/export/"

// POST /moderation/export/signatories
func (s *console) exportSignatories(c *gin.Context, by models.Moderator) error {
	return s.download(c, "signatories", func(format sheet.Format, to sheet.Writer) error {
		return s.Store.ExportSignatories(c.Request.Context(), models.Export{By: by, Format: format, To: to})
	})
}

// POST /moderation/export/pledges, with the filter of the queue in its address
func (s *console) exportPledges(c *gin.Context, by models.Moderator) error {
	offered, err := s.queueChoices(c.Request.Context())
	if err != nil {
		return err
	}
	filter := queueFilter(c.Request.URL.Query(), offered)
	if filter.Assigned == assignedToMe {
		filter.Assigned = by.ID
	}
	return s.download(c, "pledges", func(format sheet.Format, to sheet.Writer) error {
		return s.Store.ExportPledges(c.Request.Context(), models.Export{By: by, Format: format, To: to}, filter)
	})
}

// POST /moderation/export/audit, with the filter of the audit trail in its address
func (s *console) exportAudit(c *gin.Context, by models.Moderator) error {
	actions, err := s.Store.AuditActions(c.Request.Context())
	if err != nil {
		return err
	}
	team, err := s.Store.Moderators(c.Request.Context())
	if err != nil {
		return err
	}
	page := web.AuditPage{ConsoleLayout: s.layout(c, by, "console.audit.title"), Actions: actions}
	page.Actors = auditActors(page.ConsoleLayout, team)
	filter := auditFilter(c.Request.URL.Query(), page)
	return s.download(c, "audit", func(format sheet.Format, to sheet.Writer) error {
		return s.Store.ExportAudit(c.Request.Context(), models.Export{By: by, Format: format, To: to}, filter)
	})
}

// download sends a table as a file in the format that the form asks for.
func (s *console) download(c *gin.Context, name string, export func(sheet.Format, sheet.Writer) error) error {
	format := sheet.Format(c.PostForm("format"))
	if !format.Valid() {
		return respond.BadRequest()
	}
	return s.sendTable(c, format, name+"-"+s.Now().UTC().Format(time.DateOnly), func(to sheet.Writer) error {
		return export(format, to)
	})
}

// sendTable sends what write writes as a file.
func (s *console) sendTable(c *gin.Context, format sheet.Format, name string, write func(sheet.Writer) error) error {
	// A whole table takes longer than a page; who gets it is signed in. Where it cannot be set, the server's limit holds.
	_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Time{})
	return s.Responder.Table(c, respond.Table{Format: format, Name: name, Write: write})
}

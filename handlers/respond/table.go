package respond

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models/sheet"
)

// Table is a file that is written row by row, so that a list of any length fits into memory.
type Table struct {
	Format sheet.Format
	Name   string // of the file, without its ending
	Write  func(sheet.Writer) error
}

// Table sends a table as a file. One that breaks off on its way ends the connection, so that nobody takes half of it
// for the whole; what goes wrong before is answered as a page.
func (r *Responder) Table(c *gin.Context, table Table) error {
	c.Header("Content-Type", table.Format.ContentType())
	c.Header("Content-Disposition", `attachment; filename="`+table.Name+"."+string(table.Format)+`"`)
	if c.Request.Method == http.MethodHead {
		c.Status(http.StatusOK)
		c.Writer.WriteHeaderNow()
		return nil
	}
	to, err := sheet.NewWriter(table.Format, c.Writer)
	if err != nil {
		return err
	}
	err = table.Write(to)
	if err == nil {
		err = to.Close()
	}
	if err != nil && c.Writer.Written() {
		r.opts.Log.ErrorContext(c.Request.Context(), "download broken off", "request", Of(c).ID, "error", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

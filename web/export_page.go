package web

// ExportForm offers what a page shows as a file.
type ExportForm struct {
	Action string // the address, with the page's filter
	What   string // locale key suffix below console.export.
}

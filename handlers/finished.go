package handlers

import (
	"net/http"

	"alliance/handlers/respond"
)

// serveFinished answers with a finished page, and reports whether there is one. What differs from visitor to visitor
// is the request's id.
func (s *site) serveFinished(w http.ResponseWriter, req *http.Request) bool {
	started := s.Now()
	page := s.finished.Find(req)
	if page == nil {
		return false
	}
	id := s.requestID(req)
	var served respond.Served
	if conn := connOf(req); conn != nil {
		served = page.ServeOn(conn, w, req, id)
	} else {
		w.Header()["X-Request-Id"] = []string{id}
		served = page.Serve(w, req)
	}
	s.logRequest(req, started, id, served)
	return true
}

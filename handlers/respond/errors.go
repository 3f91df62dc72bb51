package respond

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// statusClientClosedRequest is what nginx made common for a visitor who did not wait for the answer.
const statusClientClosedRequest = 499

// unavailableFor is how long a visitor is asked to wait when the database does not answer.
const unavailableFor = 30 * time.Second

// Refusal is an answer that is not what was asked for: its status, and which text explains it.
type Refusal struct {
	Status     int
	Code       string        // suffix of the locale keys error.page.*
	RetryAfter time.Duration // zero: nothing is said
	Parameters []string      // of the address, at fault; the API names them
}

func (r Refusal) Error() string { return fmt.Sprintf("refused with status %d: %s", r.Status, r.Code) }

// BadRequest refuses what cannot be read.
func BadRequest() Refusal { return Refusal{Status: http.StatusBadRequest, Code: "bad_request"} }

// BadParameters refuses parameters of an address whose value says nothing.
func BadParameters(names ...string) Refusal {
	refusal := BadRequest()
	refusal.Parameters = names
	return refusal
}

// UnsupportedMediaType refuses a form in a coding that this site does not read.
func UnsupportedMediaType() Refusal {
	return Refusal{Status: http.StatusUnsupportedMediaType, Code: "bad_request"}
}

// Forbidden refuses what the sender may not do.
func Forbidden() Refusal { return Refusal{Status: http.StatusForbidden, Code: "forbidden"} }

// MethodNotAllowed refuses a method that the address does not know; the header Allow names those it does.
func MethodNotAllowed() Refusal { return Refusal{Status: http.StatusMethodNotAllowed, Code: "method"} }

// NotFound refuses an address where nothing is.
func NotFound() Refusal { return Refusal{Status: http.StatusNotFound, Code: "not_found"} }

func internal() Refusal { return Refusal{Status: http.StatusInternalServerError, Code: "internal"} }

func unavailable() Refusal {
	return Refusal{Status: http.StatusServiceUnavailable, Code: "unavailable", RetryAfter: unavailableFor}
}

// refusalOf translates an error; one that nobody foresaw is an internal error.
func refusalOf(err error) Refusal {
	var refusal Refusal
	var limited *models.LimitedError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return Refusal{Status: http.StatusRequestEntityTooLarge, Code: "too_large"}
	case errors.As(err, &refusal):
		return refusal
	case errors.As(err, &limited):
		return Refusal{
			Status: http.StatusTooManyRequests, Code: "too_many", RetryAfter: max(limited.RetryAfter, time.Second),
		}
	case errors.Is(err, models.ErrNotFound):
		return NotFound()
	case errors.Is(err, models.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return unavailable()
	}
	return internal()
}

// gone reports whether the visitor went away, which is what made the work fail.
func gone(c *gin.Context, err error) bool {
	return errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil
}

// retryAfter is the header's whole number of seconds (RFC 9110, 10.2.3), rounded up.
func retryAfter(wait time.Duration) string { return strconv.Itoa(int(math.Ceil(wait.Seconds()))) }

func isAPI(req *http.Request) bool { return strings.HasPrefix(req.URL.Path, "/api/") }

// Problem is a problem document (RFC 9457). Its type is about:blank, so the status says what it is.
type Problem struct {
	Type       string   `json:"type" example:"about:blank" doc:"Nothing but what the status says."`
	Title      string   `json:"title" example:"Bad Request" doc:"The status in words."`
	Status     int      `json:"status" example:"400" doc:"The HTTP status."`
	Detail     string   `json:"detail,omitempty" doc:"What happened, in a language of Accept-Language."`
	Parameters []string `json:"parameters,omitempty" nullable:"false" example:"[\"year\"]" doc:"At fault."`
	Incident   string   `json:"incident,omitempty" doc:"Number of a fault of this site, to be quoted."`
}

func (r *Responder) problem(c *gin.Context, refusal Refusal) {
	page := web.ErrorPage{Layout: r.Layout(c, ""), Status: refusal.Status, Code: refusal.Code}
	detail := page.T(page.WhatKey())
	if len(refusal.Parameters) > 0 {
		detail = page.T("error.parameters", "names", strings.Join(refusal.Parameters, ", "))
	}
	body, err := encodeJSON(Problem{
		Type: "about:blank", Title: http.StatusText(refusal.Status), Status: refusal.Status, Detail: detail,
		Parameters: refusal.Parameters, Incident: incidentOf(c, refusal),
	})
	if err != nil { // texts and numbers always encode
		c.Status(refusal.Status)
		return
	}
	r.Send(c, Content{Status: refusal.Status, Type: "application/problem+json", Body: body, Language: r.Lang(c)})
}

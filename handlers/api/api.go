// Package api is the public JSON interface to the wall, version 1: what the public pages show, for programs. It is
// the only package that knows huma, which makes the OpenAPI document of the same types that the answers are made of.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/locale"
	"alliance/models"
	"alliance/web"
)

// base is the address of version 1.
const base = "/api/v1"

const (
	mediaJSON    = "application/json"     // RFC 8259
	mediaGeoJSON = "application/geo+json" // RFC 7946, 12
)

// Options are the parts that the interface is made of.
type Options struct {
	Store     *models.Store
	Responder *respond.Responder
	Finished  *respond.Finished // nil: every answer is made anew
	Catalog   *locale.Catalog
	Site      web.Site
	IsCountry func(code string) bool // that a filter may name
}

// api answers the operations; read-only after Register.
type api struct {
	Options
	huma huma.API
}

// Register adds the interface's routes to r, and that of the document which describes them.
func Register(r gin.IRouter, o Options) error {
	if o.Store == nil || o.Responder == nil || o.Catalog == nil || o.IsCountry == nil {
		return errors.New("register the API: an option is missing")
	}
	routes := adapter{r, o.Responder, o.Finished}
	a := &api{Options: o, huma: huma.NewAPI(configOf(o.Site), routes)}
	a.operations()
	document, err := documentOf(a.huma.OpenAPI())
	if err != nil {
		return fmt.Errorf("register the API: %w", err)
	}
	routes.add(base+"/openapi.json", func(c *gin.Context) error {
		o.Responder.Send(c, respond.Content{Status: http.StatusOK, Type: mediaJSON, Body: document})
		return nil
	})
	return nil
}

// operations is the table of the interface: address, handler, and what the document says of them.
func (a *api) operations() {
	const members, figures = "Members", "Figures"
	add(a, huma.Operation{
		OperationID: "listMembers", Path: base + "/members", Tags: []string{members}, Summary: "List the members",
		Description: "The public list of members, page by page. Follow `next`, or the header `Link`, until it is absent, " +
			"with the same `Accept-Language`: names are ordered as that language orders them. `q` forgives typing errors; " +
			"`/api/v1/territories` finds ids of territories by name. `city` is any local authority.",
	}, a.members, http.StatusBadRequest)
	add(a, huma.Operation{
		OperationID: "getMember", Path: base + "/members/{slug}", Tags: []string{members}, Summary: "Read one member",
		Description: "All of a member but the name of its representative, who consented to stand on its page only.",
	}, a.member, http.StatusNotFound)
	add(a, huma.Operation{
		OperationID: "mapMembers", Path: base + "/members.geojson", Tags: []string{members},
		Summary: "All members of a filter as points",
		Description: "A FeatureCollection (RFC 7946) of every member that a filter selects and whose place is known, in " +
			"the order of the list, without pages. Several members of one territory have the same coordinates.",
	}, a.points, http.StatusBadRequest)
	add(a, huma.Operation{
		OperationID: "countMembers", Path: base + "/counters", Tags: []string{figures}, Summary: "Count the members",
		Description: "How many members there are, of which kinds, from how many countries.",
	}, a.counters)
	add(a, huma.Operation{
		OperationID: "getCoverage", Path: base + "/coverage", Tags: []string{figures},
		Summary: "How much of Europe stands behind the alliance",
		Description: "Population and regions that the member regions and cities stand for, country by country. Everybody " +
			"is counted once: a city inside a member region adds nothing.",
	}, a.coverage)
	add(a, huma.Operation{
		OperationID: "getGrowth", Path: base + "/growth", Tags: []string{figures}, Summary: "How the alliance grew",
		Description: "New members and their total month by month, and the milestones, as the members of today tell.",
	}, a.growth)
}

// add registers an operation that may refuse a request. Its errors pass through huma unseen: what they say is for
// the log.
func add[I, O any](a *api, op huma.Operation, do func(context.Context, *I) (*O, error), refusals ...int) {
	op.Method, op.SkipValidateParams = http.MethodGet, true // handlers/wallfilter judges, as it does for the pages
	op.Responses = a.answers(refusals)
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, failure{err}
		}
		return out, nil
	})
}

// configOf is huma without what it does unasked: no pages of documentation, no schemas served, no links added.
func configOf(site web.Site) huma.Config {
	config := huma.Config{
		OpenAPI:       described(site),
		Formats:       map[string]huma.Format{mediaJSON: huma.DefaultJSONFormat, mediaGeoJSON: {Marshal: writeCollection}},
		DefaultFormat: mediaJSON,
		Transformers:  []huma.Transformer{keepFault},
	}
	config.AllowAdditionalPropertiesByDefault = true // what is added later is no break
	return config
}

func documentOf(described *huma.OpenAPI) ([]byte, error) {
	for _, unused := range []string{"ErrorModel", "ErrorDetail"} { // huma's own problems: ours are respond.Problem
		delete(described.Components.Schemas.Map(), unused)
	}
	document, err := json.Marshal(described)
	if err != nil {
		return nil, fmt.Errorf("encode the OpenAPI document: %w", err)
	}
	return document, nil
}

package api

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"alliance/handlers/respond"
	"alliance/web"
)

// described is the head of the OpenAPI document (OpenAPI Specification 3.1).
func described(site web.Site) *huma.OpenAPI {
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: site.Name + " members", Version: "1.0.0",
			Description: "The public list of members, for programs: what the pages show, and nothing else. No key, no " +
				"cookie; the only persons in it are individual members. Answers follow " +
				"every change within a second: ask again with `If-None-Match`. Within version 1 properties are added to objects, " +
				"never renamed or removed. A problem is told as RFC 9457 says. The licence is that of the data, as " +
				"on the page /data: name this site and, for coordinates, GeoNames.",
			Contact: &huma.Contact{Name: site.Name, URL: site.BaseURL, Email: site.Contact},
			License: &huma.License{Name: "Creative Commons Attribution 4.0", Identifier: "CC-BY-4.0"},
		},
		Servers: []*huma.Server{{URL: site.BaseURL, Description: "This site"}},
		Tags: []*huma.Tag{
			{Name: "Members", Description: "Regions, cities, associations and others that signed."},
			{Name: "Figures", Description: "Numbers about them."},
		},
	}
}

// answers are those of an operation, but for the body that its type describes.
func (a *api) answers(refusals []int) map[string]*huma.Response {
	descriptions := map[int]string{
		http.StatusBadRequest:          "A parameter has a value that says nothing; the problem names it.",
		http.StatusNotFound:            "There is no such member.",
		http.StatusInternalServerError: "A fault of this site; quote the incident if you write to us.",
		http.StatusServiceUnavailable:  "Try again after the seconds of `Retry-After`.",
	}
	tag := &huma.Header{Schema: &huma.Schema{Type: huma.TypeString, Description: "Strong; see `If-None-Match`."}}
	answers := map[string]*huma.Response{
		"200": {Headers: map[string]*huma.Header{"ETag": tag}},
		"304": {Description: "What `If-None-Match` names is still good.", Headers: map[string]*huma.Header{"ETag": tag}},
	}
	problem := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[respond.Problem](), true, "Problem")
	for _, status := range append(refusals, http.StatusInternalServerError, http.StatusServiceUnavailable) {
		answers[strconv.Itoa(status)] = &huma.Response{
			Description: descriptions[status],
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: problem}},
		}
	}
	return answers
}

// integer is a number as it stands in an address, where it may be none.
type integer string

// Schema says what it should be.
func (integer) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeInteger} }

package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/handlers/present"
	"alliance/handlers/wallfilter"
)

// suggestedMembers is how many members a list below the search field shows.
const suggestedMembers = 8

type memberJSON struct {
	Name     string `json:"name"`
	Language string `json:"lang,omitempty"`
	Kind     string `json:"kind"`
	Place    string `json:"place"`
	URL      string `json:"url"`
}

type membersJSON struct {
	Members []memberJSON `json:"members"`
}

// suggest is GET /{lang}/suggest: the members that a text being typed may mean.
func (s *site) suggest(c *gin.Context) error {
	text := wallfilter.SearchText(c.Query(wallfilter.Query))
	found, err := s.Store.SuggestMembers(c.Request.Context(), text, suggestedMembers)
	if err != nil {
		return err
	}
	layout := s.respond.Layout(c, "")
	answer := membersJSON{Members: make([]memberJSON, 0, len(found))}
	for _, member := range found {
		entry := present.Entry(member)
		answer.Members = append(answer.Members, memberJSON{
			Name: entry.Name, Language: entry.Language, Kind: layout.T("kind." + entry.Kind),
			Place: layout.Place(entry), URL: layout.URL("/members/" + entry.Slug),
		})
	}
	return s.respond.JSON(c, http.StatusOK, answer)
}

package handlers

import (
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
)

const (
	maxSuggestions  = 12 // what a list below a field can show without becoming a search of its own
	maxQueryLetters = 120
)

type territoryJSON struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Country string `json:"country"`
	Parent  string `json:"parent"`
}

type territoriesJSON struct {
	Territories []territoryJSON `json:"territories"`
}

// territories is GET /api/v1/territories: what the typed name of a body may mean.
func (s *site) territories(c *gin.Context) error {
	query := models.TerritoryQuery{
		Text: c.Query("q"), Country: c.Query("country"), Kind: models.Kind(c.Query("kind")), Limit: maxSuggestions,
	}
	if query.Kind != "" && !query.Kind.Valid() || query.Country != "" && !s.isCountry(query.Country) {
		return respond.BadRequest()
	}
	if !utf8.ValidString(query.Text) || utf8.RuneCountInString(query.Text) > maxQueryLetters {
		return respond.BadRequest()
	}
	answer := territoriesJSON{Territories: []territoryJSON{}}
	if !s.mayHaveTerritory(query.Kind) {
		return s.respond.JSON(c, http.StatusOK, answer)
	}
	found, err := s.Store.SuggestTerritories(c.Request.Context(), query)
	if err != nil {
		return err
	}
	for _, territory := range found {
		answer.Territories = append(answer.Territories, territoryJSON{
			ID: territory.ID, Name: territory.Name, Country: territory.Country, Parent: territory.ParentName,
		})
	}
	return s.respond.JSON(c, http.StatusOK, answer)
}

// mayHaveTerritory reports whether bodies of this kind, or of any where it is empty, may sign and are found in
// the register.
func (s *site) mayHaveTerritory(kind models.Kind) bool {
	return slices.ContainsFunc(s.Store.EnabledKinds(), func(enabled models.Kind) bool {
		return enabled.HasTerritory() && (kind == "" || !kind.HasTerritory() || kind == enabled)
	})
}

package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"alliance/models"
)

// featureCollection is a GeoJSON text (RFC 7946, 3.3).
type featureCollection struct {
	Type     string     `json:"type" enum:"FeatureCollection" doc:"Says what this object is."`
	Features []*feature `json:"features" nullable:"false" doc:"The members, in the order of sort."`
}

// ContentType tells huma the media type.
func (featureCollection) ContentType(string) string { return mediaGeoJSON }

// writeCollection writes a collection feature by feature: encoded as one value, that of a large wall would be held
// in memory twice more, and kept there for the next one.
func writeCollection(w io.Writer, value any) error {
	collection, ok := value.(featureCollection)
	if !ok {
		return fmt.Errorf("write GeoJSON: %T is no collection", value)
	}
	write := func(text string) error { _, err := io.WriteString(w, text); return err }
	err := write(`{"type":"` + collection.Type + `","features":[`)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i, member := range collection.Features {
		if i > 0 {
			err = errors.Join(err, write(","))
		}
		err = errors.Join(err, encoder.Encode(member))
	}
	return errors.Join(err, write("]}\n"))
}

// feature is a member on the map.
type feature struct {
	Type       string `json:"type" enum:"Feature" doc:"Says what this object is."`
	ID         string `json:"id" doc:"That of the member."`
	Geometry   point  `json:"geometry" doc:"Where its territory is."`
	Properties Member `json:"properties" doc:"The member."`
}

// point is a position: longitude first (RFC 7946, 3.1.1).
type point struct {
	Type        string     `json:"type" enum:"Point" doc:"Says what this object is."`
	Coordinates [2]float64 `json:"coordinates" nullable:"false" example:"[24.1059,56.946]" doc:"Longitude, latitude."`
}

type pointsOutput struct {
	Language string `header:"Content-Language" doc:"Language of the addresses."`
	Body     featureCollection
}

// points is GET /api/v1/members.geojson.
func (a *api) points(ctx context.Context, in *Filters) (*pointsOutput, error) {
	filter, err := a.filterOf(ctx, *in, in.values())
	if err != nil {
		return nil, err
	}
	features := []*feature{} // pointers: a list of these grows without copying them
	err = a.Store.EachOnWall(ctx, filter, func(entry models.WallEntry) error {
		if entry.TerritoryID != "" {
			features = append(features, &feature{
				Type: "Feature", ID: entry.ID, Properties: a.memberOf(entry, filter.Language),
				Geometry: point{Type: "Point", Coordinates: [2]float64{entry.Lon, entry.Lat}},
			})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &pointsOutput{filter.Language, featureCollection{Type: "FeatureCollection", Features: features}}, nil
}

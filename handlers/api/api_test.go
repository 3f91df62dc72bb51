package api

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"alliance/models"
)

// The interface as a whole is tested with the site around it, in handlers/api_test.go.

func TestRegisterNeedsItsParts(t *testing.T) {
	t.Parallel()
	if err := Register(gin.New(), Options{}); err == nil {
		t.Error("registered without a store")
	}
}

func TestWriteCollection(t *testing.T) {
	t.Parallel()
	one := &feature{Type: "Feature", ID: "1", Geometry: point{"Point", [2]float64{24.1, 56.9}}}
	one.Properties.Name = "<Rīga>"
	for name, test := range map[string]struct {
		value any
		want  string // that the text begins with; empty: an error
	}{
		"none":    {featureCollection{"FeatureCollection", nil}, `{"type":"FeatureCollection","features":[]}`},
		"members": {featureCollection{"FeatureCollection", []*feature{one, one}}, `{"type":"FeatureCollection",`},
		"other":   {"text", ""},
	} {
		var text strings.Builder
		err := writeCollection(&text, test.value)
		if (err != nil) != (test.want == "") || !strings.HasPrefix(text.String(), test.want) {
			t.Errorf("%s: %q, %v", name, text.String(), err)
		}
		if strings.Contains(text.String(), `\u003c`) {
			t.Errorf("%s: escaped for pages, which it is not in: %s", name, text.String())
		}
	}
	err := writeCollection(broken{}, featureCollection{"FeatureCollection", []*feature{one}})
	if !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("%v, want the writer's error", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestFailuresKeepTheirCause(t *testing.T) {
	t.Parallel()
	if err := error(failure{models.ErrNotFound}); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("%v lost its cause", err)
	}
	if value, err := keepFault(nil, "200", "text"); value != "text" || err != nil {
		t.Errorf("%v (%v), want the value as it was", value, err)
	}
}

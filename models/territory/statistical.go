package territory

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"alliance/geo"
)

// Levels of statistical regions that are used: whole countries and, of NUTS, the basic regions.
const (
	StatisticalCountry = 0
	StatisticalBasic   = 2
)

// StatisticalRegion is a country or region of NUTS, the nomenclature of territorial units for statistics
// (Regulation (EC) No 1059/2003), or of its counterpart in a neighbouring country.
type StatisticalRegion struct {
	Code        string
	Level       int
	Country     string
	Name        string
	Outline     string // the data of an SVG path in the frame of the map, or in that of its own inset
	InsetWidth  int    // of a region overseas; 0 where it lies on the map
	InsetHeight int

	lat, lon float64 // its middle
}

// IsCountry reports whether it is a whole country.
func (r StatisticalRegion) IsCountry() bool { return r.Level == StatisticalCountry }

// IsOverseas reports whether the region is drawn in an inset.
func (r StatisticalRegion) IsOverseas() bool { return r.InsetWidth > 0 }

// StatisticalRegions are the regions of two files, with the notice that must stand beside their outlines.
type StatisticalRegions struct {
	Regions     []StatisticalRegion // by code
	Attribution string
}

// ErrStatisticalFile is wrapped by errors about the files that an operator gives.
var ErrStatisticalFile = errors.New("the file cannot be used")

// mostFileBytes is far more than both files have.
const mostFileBytes = 64 << 20

// outlineFile is the file of outlines.
type outlineFile struct {
	CRS         string
	ViewBox     string
	X0, Y1      float64
	Scale       float64
	Attribution string
	Countries   map[string]string `json:"nuts0"`
	Basic       map[string]string `json:"nuts2"`
	Insets      map[string]struct {
		W, H int
		D    string
	}
}

// ReadStatisticalRegions reads the names (CSV with the columns code, level, country, name_clean, lat, lon) and the
// outlines (JSON with SVG paths in EPSG:3035). Errors name what is wrong, and where.
func ReadStatisticalRegions(names, outlines io.Reader) (StatisticalRegions, error) {
	named, err := readStatisticalNames(io.LimitReader(names, mostFileBytes))
	if err != nil {
		return StatisticalRegions{}, fmt.Errorf("%w: names: %w", ErrStatisticalFile, err)
	}
	var file outlineFile
	if err := json.NewDecoder(io.LimitReader(outlines, mostFileBytes)).Decode(&file); err != nil {
		return StatisticalRegions{}, fmt.Errorf("%w: outlines: %w", ErrStatisticalFile, err)
	}
	if err := file.check(); err != nil {
		return StatisticalRegions{}, fmt.Errorf("%w: outlines: %w", ErrStatisticalFile, err)
	}
	read := StatisticalRegions{Attribution: strings.TrimSpace(file.Attribution)}
	for code, region := range file.regions() {
		name, known := named[code]
		if !known || name.Level != region.Level {
			return StatisticalRegions{}, fmt.Errorf("%w: outlines: %s is not among the names", ErrStatisticalFile, code)
		}
		if _, err := geo.ParsePath(region.Outline); err != nil {
			return StatisticalRegions{}, fmt.Errorf("%w: outlines: %s: %w", ErrStatisticalFile, code, err)
		}
		name.Outline, name.InsetWidth, name.InsetHeight = region.Outline, region.InsetWidth, region.InsetHeight
		read.Regions = append(read.Regions, name)
	}
	slices.SortFunc(read.Regions, func(a, b StatisticalRegion) int { return strings.Compare(a.Code, b.Code) })
	return read, nil
}

// check wants the frame of the map, so that outlines and members meet, and an attribution, which the licence demands.
func (f *outlineFile) check() error {
	frame := fmt.Sprintf("0 0 %d %d", geo.Width, geo.Height)
	switch {
	case f.CRS != "EPSG:3035" || f.ViewBox != frame || f.X0 != geo.Left || f.Y1 != geo.Top || f.Scale != geo.Scale:
		return fmt.Errorf("they are not in the map's frame: EPSG:3035, %s, x0 %.0f, y1 %.0f, scale %g",
			frame, geo.Left, geo.Top, geo.Scale)
	case len(f.Basic) == 0:
		return errors.New("nuts2 is missing")
	case strings.TrimSpace(f.Attribution) == "":
		return errors.New("the attribution is missing")
	}
	return nil
}

// regions are the outlines with level and inset, by code.
func (f *outlineFile) regions() map[string]StatisticalRegion {
	regions := map[string]StatisticalRegion{}
	for code, outline := range f.Countries {
		regions[code] = StatisticalRegion{Level: StatisticalCountry, Outline: outline}
	}
	for code, outline := range f.Basic {
		regions[code] = StatisticalRegion{Level: StatisticalBasic, Outline: outline}
	}
	for code, inset := range f.Insets {
		regions[code] = StatisticalRegion{
			Level: StatisticalBasic, Outline: inset.D, InsetWidth: max(inset.W, 1), InsetHeight: max(inset.H, 1),
		}
	}
	return regions
}

func readStatisticalNames(from io.Reader) (map[string]StatisticalRegion, error) {
	rows := csv.NewReader(from)
	rows.ReuseRecord = true
	head, err := rows.Read()
	if err != nil {
		return nil, err
	}
	columns := map[string]int{}
	for i, name := range head {
		columns[strings.TrimPrefix(strings.TrimSpace(name), "\ufeff")] = i
	}
	for _, name := range []string{"code", "level", "country", "name_clean", "lat", "lon"} {
		if _, there := columns[name]; !there {
			return nil, fmt.Errorf("the column %s is missing; there are %s",
				name, strings.Join(slices.Sorted(maps.Keys(columns)), ", "))
		}
	}
	named := map[string]StatisticalRegion{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return named, nil
		}
		if err != nil {
			return nil, err
		}
		region, err := statisticalName(func(name string) string { return strings.TrimSpace(row[columns[name]]) })
		if err != nil {
			line, _ := rows.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		named[region.Code] = region
	}
}

func statisticalName(cell func(column string) string) (StatisticalRegion, error) {
	r := StatisticalRegion{
		Code: strings.Clone(cell("code")), Country: strings.Clone(cell("country")), Name: strings.Clone(cell("name_clean")),
	}
	var faults [3]error
	r.Level, faults[0] = strconv.Atoi(cell("level"))
	r.lat, faults[1] = strconv.ParseFloat(cell("lat"), 64)
	r.lon, faults[2] = strconv.ParseFloat(cell("lon"), 64)
	if r.Code == "" || r.Country == "" || r.Name == "" {
		return r, errors.New("code, country or name is missing")
	}
	return r, errors.Join(faults[:]...)
}

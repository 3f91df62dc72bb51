// Package territory is the register of countries, regions, provinces and places: it
// loads the embedded register into the database and finds what a typed name means.
package territory

// Level says what a territory is.
type Level string

// The levels of the register, from large to small.
const (
	LevelCountry  Level = "country"
	LevelRegion   Level = "region"   // GeoNames admin1
	LevelProvince Level = "province" // GeoNames admin2
	LevelPlace    Level = "place"
)

// Territory is an entry of the register.
type Territory struct {
	ID         string // "IT", "IT.09", "IT.09.MI", or a GeoNames id: "456172"
	Level      Level
	Name       string
	Country    string
	ParentID   string
	ParentName string // the region or province a place lies in, to tell namesakes apart
	Population int    // 0 where unknown
	Lat, Lon   float64
}

// Among says which part of the register may be meant.
type Among int

// The parts of the register; the values are bits of territory_names.kinds.
const (
	Everything       Among = 0
	Regions          Among = 1 // regions and provinces
	LocalAuthorities Among = 2 // places, and municipalities that are listed as regions or provinces
)

// Query asks for the territories that a typed text may mean.
type Query struct {
	Text    string
	Country string // optional
	Among   Among
	Limit   int // at most 20; 0 means 8
}

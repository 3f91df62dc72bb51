package territory

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// Tree holds who lies in whom, and how many people live where: the base of what members stand for.
type Tree struct {
	byID      map[string]int
	nodes     []node // parents before their children
	countries []string
}

type node struct {
	parent  int // -1: none
	country int
	level   Level

	population int // of places; 0 where unknown
}

// LoadTree reads the register from the database.
func LoadTree(db *gorm.DB) (*Tree, error) {
	// In one text: fetching rows one by one takes several times as long.
	var text sql.NullString
	err := db.Raw(`SELECT group_concat(id || x'1f' || COALESCE(parent_id, '') || x'1f' || country || x'1f' || level ||
			x'1f' || population, x'1e' ORDER BY level = 'country' DESC, level = 'region' DESC, level = 'province' DESC)
		FROM territories`).Row().Scan(&text)
	if err != nil {
		return nil, fmt.Errorf("read the register: %w", err)
	}
	tree := &Tree{byID: make(map[string]int, strings.Count(text.String, "\x1e")+1)}
	if !text.Valid {
		return tree, nil
	}
	for line := range strings.SplitSeq(text.String, "\x1e") {
		fields := strings.SplitN(line, "\x1f", 5)
		population, err := strconv.Atoi(fields[4])
		if err != nil {
			return nil, fmt.Errorf("read the register: %w", err)
		}
		tree.add(fields[0], fields[1], fields[2], node{level: Level(fields[3]), population: population})
	}
	return tree, nil
}

func (t *Tree) add(id, parent, country string, n node) {
	n.parent = -1
	if n.country = slices.Index(t.countries, country); n.country < 0 {
		n.country = len(t.countries)
		t.countries = append(t.countries, country)
	}
	if at, known := t.byID[parent]; known {
		n.parent = at
	}
	t.byID[id] = len(t.nodes)
	t.nodes = append(t.nodes, n)
}

// Coverage is how much of a country its members stand for.
type Coverage struct {
	Country           string
	Regions           int // of the first level of the register
	MemberRegions     int // of these, members themselves
	Population        int // of the register's places
	Covered           int // of it, living in a member place, or in a place of a member region or province
	UnknownPopulation int // member places whose population the register lacks
}

// Coverage says, per country, what the territories with members stand for. Everybody is counted once: a city inside
// a member region adds nothing, nor does a second member of the same territory. Countries themselves cannot sign.
// Present are the countries that have a territory among these.
func (t *Tree) Coverage(signed []string) (coverage []Coverage, present map[string]bool) {
	members, present := make([]bool, len(t.nodes)), map[string]bool{}
	for _, id := range signed {
		if at, known := t.byID[id]; known {
			members[at] = true
		}
	}
	coverage = make([]Coverage, len(t.countries))
	for i, country := range t.countries {
		coverage[i].Country = country
	}
	covered := make([]bool, len(t.nodes)) // by a member, itself or above
	for at, n := range t.nodes {
		if members[at] {
			present[t.countries[n.country]] = true
		}
		covered[at] = n.level != LevelCountry && (members[at] || n.parent >= 0 && covered[n.parent])
		coverage[n.country].count(n, members[at], covered[at])
	}
	slices.SortFunc(coverage, func(a, b Coverage) int { return strings.Compare(a.Country, b.Country) })
	return coverage, present
}

// Add adds another country's figures.
func (c *Coverage) Add(other Coverage) {
	c.Regions += other.Regions
	c.MemberRegions += other.MemberRegions
	c.Population += other.Population
	c.Covered += other.Covered
	c.UnknownPopulation += other.UnknownPopulation
}

func (c *Coverage) count(n node, member, covered bool) {
	switch n.level {
	case LevelRegion:
		c.Regions++
		if member {
			c.MemberRegions++
		}
	case LevelPlace:
		c.Population += n.population
		if covered {
			c.Covered += n.population
		}
		if member && n.population == 0 {
			c.UnknownPopulation++
		}
	case LevelCountry, LevelProvince:
	}
}

// MemberStates are the countries of the European Union, by their codes in EU style.
func MemberStates() []string {
	return strings.Fields("AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
}

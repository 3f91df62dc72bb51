package web

// CoveragePage is /{lang}/coverage: how much of Europe stands behind the alliance.
type CoveragePage struct {
	Layout
	Union      Coverage
	States     []Coverage // of the Union, as the language orders them
	Neighbours []Coverage
	Countries  int // member states with a member region or city
	Members    int // regions and cities
	Unplaced   int // of these, in no figure
}

// Coverage is how much of a country, or of all of them, its members stand for.
type Coverage struct {
	Country                string
	Regions, MemberRegions int
	Population, Covered    int
	UnknownPopulation      int // member places whose population is unknown
}

// RegionShare is the share of the regions that are members, in percent.
func (c Coverage) RegionShare() Share { return share(c.MemberRegions, c.Regions) }

// PopulationShare is the share of the population that members stand for, in percent.
func (c Coverage) PopulationShare() Share { return share(c.Covered, c.Population) }

// Share is a part of a whole, in thousandths: percent with one decimal is as exact as the figures are.
type Share int

func share(part, whole int) Share {
	if whole == 0 {
		return 0
	}
	return Share((part*1000 + whole/2) / whole)
}

// Width is the length of its bar, of 1,000; what is there is seen, however little.
func (s Share) Width(part int) int {
	if part > 0 {
		return max(int(s), 4)
	}
	return 0
}

// Percent writes a share in the page's language: 12.3 % or 12,3 %.
func (l Layout) Percent(s Share) string { return l.T("coverage.percent", "n", l.Decimal(int(s))) }

// CoverageTable is a list of countries.
type CoverageTable struct {
	Layout
	Label string // the id of its heading
	Rows  []Coverage
}

// Table is a list of countries below a heading.
func (p CoveragePage) Table(label string, rows []Coverage) CoverageTable {
	return CoverageTable{p.Layout, label, rows}
}

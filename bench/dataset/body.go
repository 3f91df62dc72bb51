package dataset

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// territory is a place of the register that may sign.
type territory struct {
	id, name, key, country string
}

// register is what bodies are named after, largest places first.
type register struct {
	cities, regions []territory
}

func readRegister(ctx context.Context, db *sql.DB) (register, error) {
	var r register
	var err error
	if r.cities, err = readTerritories(ctx, db, `level = 'place' AND local_authority`); err != nil {
		return r, err
	}
	r.regions, err = readTerritories(ctx, db, `level IN ('region', 'province') AND NOT local_authority`)
	if err == nil && (len(r.cities) == 0 || len(r.regions) == 0) {
		err = fmt.Errorf("the register of territories is empty: %d cities, %d regions", len(r.cities), len(r.regions))
	}
	return r, err
}

func readTerritories(ctx context.Context, db *sql.DB, condition string) ([]territory, error) {
	rows, err := db.QueryContext(ctx, `SELECT t.id, t.name, n.key, t.country FROM territories t
		JOIN territory_names n ON n.territory_id = t.id AND n.part = 0
		WHERE `+condition+` GROUP BY t.id ORDER BY t.rank_weight DESC, t.id`)
	if err != nil {
		return nil, fmt.Errorf("read the register: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []territory
	for rows.Next() {
		var t territory
		if err := rows.Scan(&t.id, &t.name, &t.key, &t.country); err != nil {
			return nil, fmt.Errorf("read the register: %w", err)
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

// body is who signs.
type body struct {
	kind, country, name, key string
	slug, website, domain    string
	statement                string
	representative           string
	territory                *string
	associations             []string
}

// bodies gives bodies that have not signed yet: mostly cities while the register has any, then organisations and
// individuals, as an alliance that has grown past the number of local authorities would have.
type bodies struct {
	register
	homes []territory // all cities: those that have signed have organisations, too
	rand  *rand.Rand
	given int
	slugs map[string]bool
}

func newBodies(r register, random *rand.Rand) *bodies {
	shuffle := func(all []territory) {
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	shuffle(r.cities)
	shuffle(r.regions)
	return &bodies{register: r, homes: r.cities, rand: random, slugs: map[string]bool{}}
}

func (b *bodies) next() body {
	b.given++
	next := b.named()
	next.slug = b.slug(next.key)
	next.domain = next.slug + ".example"
	if b.rand.IntN(10) < 6 {
		next.website = "https://www." + next.domain + "/"
	}
	if b.rand.IntN(10) < 2 {
		next.statement = "We sign because a strong cohesion policy for all regions and cities reaches people where they live."
	}
	all := []string{"AER", "AEBR", "CALRE", "CEMR", "CPMR", "EUROCITIES"}
	for range b.rand.IntN(3) {
		association := all[b.rand.IntN(len(all))]
		if len(next.associations) == 0 || next.associations[0] != association {
			next.associations = append(next.associations, association)
		}
	}
	if next.kind == "individual" {
		next.associations, next.representative = nil, next.name
	} else {
		next.representative = b.person()
	}
	return next
}

// named draws kind, country and name; a name is given once.
func (b *bodies) named() body {
	draw, n := b.rand.IntN(100), strconv.Itoa(b.given)
	switch {
	case draw < 82 && len(b.cities) > 0:
		return b.take(&b.cities, "city")
	case draw < 90 && len(b.regions) > 0:
		return b.take(&b.regions, "region")
	}
	home := b.home()
	switch draw % 4 {
	case 0:
		return body{kind: "association", country: home.country, name: "Association of municipalities around " + home.name +
			" " + n, key: "association of municipalities around " + home.key + " " + n, territory: &home.id}
	case 1:
		person := b.person() + " " + n
		return body{kind: "individual", country: home.country, name: person, key: strings.ToLower(person)}
	default:
		return body{
			kind: "organisation", country: home.country, name: "Friends of Europe in " + home.name + " " + n,
			key: "friends of europe in " + home.key + " " + n, territory: &home.id,
		}
	}
}

func (b *bodies) take(from *[]territory, kind string) body {
	t := (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	id := t.id
	return body{kind: kind, country: t.country, name: t.name, key: t.key, territory: &id}
}

func (b *bodies) home() territory { return b.homes[b.rand.IntN(len(b.homes))] }

func (b *bodies) person() string {
	given := []string{"Anna", "Jānis", "Marie", "Piotr", "Elena", "Luca", "Sofia", "Nikos", "Katrin", "João"}
	family := []string{"Bērziņa", "Novak", "Rossi", "Schmidt", "Dubois", "Kowalska", "Silva", "Jensen", "Horvat"}
	return given[b.rand.IntN(len(given))] + " " + family[b.rand.IntN(len(family))]
}

// slug is an address in ASCII that nobody has.
func (b *bodies) slug(key string) string {
	ascii := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, key), "-")
	if ascii == "" || b.slugs[ascii] {
		ascii = strings.TrimPrefix(ascii+"-"+strconv.Itoa(b.given), "-")
	}
	b.slugs[ascii] = true
	return ascii
}

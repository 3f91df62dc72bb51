package models

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// LikelyDuplicate is a signatory that may be the same body.
type LikelyDuplicate struct {
	Slug       string
	Name       string
	Kind       Kind
	Country    string
	Since      time.Time
	Similarity int      // of the names, in percent
	Reasons    []string // "name", "territory", "domain"
}

// similarNames is the similarity in percent from which two names are worth a look.
const similarNames = 60

// maxDuplicates is how many likely duplicates a moderator is shown.
const maxDuplicates = 8

// likelyDuplicates finds the signatories of the same country that may be the pledge's
// body: by name, by territory, or by the domain of web site or e-mail.
func likelyDuplicates(db *gorm.DB, pledge pledgeRow) ([]LikelyDuplicate, error) {
	rows, err := db.Model(&signatoryRow{}).Where("country = ?", pledge.Country).
		Select("id, slug, name, kind, country, since, search_key, territory_id, website_domain").Rows()
	if err != nil {
		return nil, fmt.Errorf("find duplicates: %w", err)
	}
	defer rows.Close()
	var found []LikelyDuplicate
	name := trigramsOf(pledge.BodyKey)
	for rows.Next() {
		var candidate signatoryRow
		if err := db.ScanRows(rows, &candidate); err != nil {
			return nil, fmt.Errorf("find duplicates: %w", err)
		}
		if duplicate := compareBodies(pledge, name, candidate); len(duplicate.Reasons) > 0 {
			found = append(found, duplicate)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find duplicates: %w", storageError(err))
	}
	slices.SortStableFunc(found, func(a, b LikelyDuplicate) int {
		return 100*(len(b.Reasons)-len(a.Reasons)) + b.Similarity - a.Similarity
	})
	return found[:min(len(found), maxDuplicates)], nil
}

func compareBodies(pledge pledgeRow, name map[string]int, candidate signatoryRow) LikelyDuplicate {
	duplicate := LikelyDuplicate{
		Slug: candidate.Slug, Name: candidate.Name, Kind: candidate.Kind, Country: candidate.Country,
		Since: candidate.Since, Similarity: dice(name, trigramsOf(candidate.SearchKey)),
	}
	if duplicate.Similarity >= similarNames {
		duplicate.Reasons = append(duplicate.Reasons, "name")
	}
	if pledge.TerritoryID != nil && candidate.TerritoryID != nil && *pledge.TerritoryID == *candidate.TerritoryID {
		duplicate.Reasons = append(duplicate.Reasons, "territory")
	}
	if sharesDomain(pledge, candidate.WebsiteDomain) {
		duplicate.Reasons = append(duplicate.Reasons, "domain")
	}
	return duplicate
}

func sharesDomain(pledge pledgeRow, domain string) bool {
	if domain == "" {
		return false
	}
	return typed.SameDomain(pledge.WebsiteDomain, domain) ||
		!typed.FreeMail(pledge.EmailDomain) && typed.SameDomain(pledge.EmailDomain, domain)
}

// trigramsOf counts the three-letter sequences of a folded name, blanks at both ends included.
func trigramsOf(folded string) map[string]int {
	letters := []rune("  " + folded + " ")
	counts := make(map[string]int, len(letters))
	for i := range len(letters) - 2 {
		counts[string(letters[i:i+3])]++
	}
	return counts
}

// dice is the Dice coefficient of two sets of trigrams, in percent.
func dice(a, b map[string]int) int {
	shared, total := 0, 0
	for trigram, count := range a {
		shared += min(count, b[trigram])
		total += count
	}
	for _, count := range b {
		total += count
	}
	if total == 0 {
		return 0
	}
	return 200 * shared / total
}

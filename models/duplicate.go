package models

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"alliance/models/duplicates"
)

// LikelyDuplicate is a signatory that may be the same body.
type LikelyDuplicate struct {
	Slug       string
	Name       string
	Kind       Kind
	Country    string
	Since      time.Time
	Hidden     bool     // taken down: not on the wall
	Similarity int      // of the names, in percent
	Reasons    []string // "name", "lookalike", "territory", "domain"; against it "level": package duplicates

	Facts        DuplicateFacts
	Associations []string
}

// DuplicateFacts is what a comparison side by side shows of a signatory beside its name; each may be empty.
type DuplicateFacts struct {
	Territory, Website, Domain string
}

// maxDuplicates is how many likely duplicates a moderator is shown.
const maxDuplicates = 8

// likelyDuplicates finds the signatories of the same country that may be the pledge's
// body: by name, by territory, or by the domain of web site or e-mail.
func likelyDuplicates(db *gorm.DB, pledge pledgeRow) ([]LikelyDuplicate, error) {
	rows, err := db.Model(&signatoryRow{}).Where("country = ?", pledge.Country).
		Select("id, slug, name, kind, country, since, territory_id, website_domain, hidden_at").Rows()
	if err != nil {
		return nil, fmt.Errorf("find duplicates: %w", err)
	}
	defer rows.Close()
	var found []LikelyDuplicate
	body := duplicates.Prepare(duplicates.Body{
		Name: pledge.Body, Kind: string(pledge.Kind), Country: pledge.Country,
		TerritoryID: orNothing(pledge.TerritoryID), Domains: []string{pledge.WebsiteDomain, pledge.EmailDomain},
	})
	for rows.Next() {
		var candidate signatoryRow
		if err := db.ScanRows(rows, &candidate); err != nil {
			return nil, fmt.Errorf("find duplicates: %w", err)
		}
		if verdict := compareWith(&body, candidate); verdict.Likely {
			found = append(found, likelyDuplicate(candidate, verdict))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find duplicates: %w", storageError(err))
	}
	slices.SortStableFunc(found, func(a, b LikelyDuplicate) int {
		return 100*(b.weight()-a.weight()) + b.Similarity - a.Similarity
	})
	return found[:min(len(found), maxDuplicates)], nil
}

func compareWith(body *duplicates.Prepared, candidate signatoryRow) duplicates.Verdict {
	other := prepared(candidate)
	return body.Compare(&other)
}

// prepared is a signatory as it is compared with others.
func prepared(signatory signatoryRow) duplicates.Prepared {
	return duplicates.Prepare(duplicates.Body{
		Name: signatory.Name, Kind: string(signatory.Kind), Country: signatory.Country,
		TerritoryID: orNothing(signatory.TerritoryID), Domains: []string{signatory.WebsiteDomain},
	})
}

func likelyDuplicate(candidate signatoryRow, verdict duplicates.Verdict) LikelyDuplicate {
	duplicate := LikelyDuplicate{
		Slug: candidate.Slug, Name: candidate.Name, Kind: candidate.Kind, Country: candidate.Country,
		Since: candidate.Since, Hidden: candidate.HiddenAt != nil, Similarity: verdict.Similarity,
	}
	for _, reason := range verdict.Reasons {
		duplicate.Reasons = append(duplicate.Reasons, string(reason))
	}
	return duplicate
}

func orNothing(id *string) string {
	if id == nil {
		return ""
	}
	return *id
}

// weight is the number of reasons for, less those against.
func (d LikelyDuplicate) weight() int {
	weight := len(d.Reasons)
	if slices.Contains(d.Reasons, string(duplicates.Level)) {
		weight -= 2
	}
	return weight
}

package models

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// Publication is where a pledge stands on the wall, or where approving it would put it.
type Publication struct {
	Public  *Signatory // as it would be there, or is; without an address while it has no page
	Member  *Member    // the signatory that it is added to, or belongs to; nil: it becomes a new one
	Further bool       // the member has another approved pledge
	Choices []Member   // likely duplicates that it can be added to instead
	Known   []string   // slugs of the signatories of the same body, by what they say
}

// Member is a signatory as moderators choose it.
type Member struct {
	Slug, Name string
	Country    string
	Kind       Kind
	Since      time.Time
	Hidden     bool // taken down: not on the wall
}

func (r signatoryRow) member() *Member {
	return &Member{
		Slug: r.Slug, Name: r.Name, Country: r.Country, Kind: r.Kind, Since: r.Since,
		Hidden: r.HiddenAt != nil,
	}
}

// publication foresees, by the functions that publish, what approving a pledge would make public; of an approved
// one it is what is public. It is empty where the pledge neither stands on the wall nor may come there.
func publication(db *gorm.DB, pledge pledgeRow, now time.Time) (Publication, error) {
	var result Publication
	var err error
	switch pledge.State {
	case StateUnconfirmed, StateWaiting, StateNeedsInfo, StateParked:
		result, err = foresee(db, pledge, now)
	case StateApproved:
		result, err = onWall(db, pledge)
	default:
		return Publication{}, nil
	}
	if err != nil {
		return Publication{}, fmt.Errorf("what is public of pledge %s: %w", pledge.ID, err)
	}
	same, err := sameBodies(db, pledge)
	for _, signatory := range same {
		result.Known = append(result.Known, signatory.Slug)
	}
	return result, err
}

// onWall is what is public of an approved pledge.
func onWall(db *gorm.DB, pledge pledgeRow) (Publication, error) {
	var row signatoryRow
	if err := db.Where("id = ?", pledge.SignatoryID).Take(&row).Error; err != nil {
		return Publication{}, fmt.Errorf("read its signatory: %w", err)
	}
	var others int64
	err := db.Model(&pledgeRow{}).
		Where("signatory_id = ? AND state = ? AND id <> ?", row.ID, StateApproved, pledge.ID).Count(&others).Error
	if err != nil {
		return Publication{}, fmt.Errorf("count the pledges of its signatory: %w", err)
	}
	public, err := row.public(db)
	return Publication{Public: &public, Member: row.member(), Further: others > 0}, err
}

// foresee is what approving a pledge would make public.
func foresee(db *gorm.DB, pledge pledgeRow, now time.Time) (Publication, error) {
	associations, err := associationsOf(db, pledge.ID)
	if err != nil {
		return Publication{}, err
	}
	lists := publicLists{associations, []signedVersion{{pledge.DeclarationVersion, pledge.SubmittedAt}}}
	row, err := findSameBody(db, pledge)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		public, err := newSignatory(pledge, now).show(db, lists)
		return Publication{Public: &public}, err
	}
	if err != nil {
		return Publication{}, err
	}
	result := Publication{Member: row.member(), Further: row.HiddenAt == nil}
	row.complete(pledge, now)
	if row.HiddenAt == nil {
		earlier, err := readLists(db, row.ID)
		if err != nil {
			return Publication{}, err
		}
		lists = earlier.with(lists)
	} else { // no approved pledge supports it any more: this one speaks alone
		row.speak([]pledgeRow{pledge}, nil)
	}
	if row.HiddenAt != nil {
		row.Slug = "" // its page is not there yet
	}
	public, err := row.show(db, lists)
	result.Public = &public
	return result, err
}

// with adds what a further pledge says.
func (l publicLists) with(further publicLists) publicLists {
	l.associations = slices.Compact(slices.Sorted(slices.Values(append(l.associations, further.associations...))))
	for _, signed := range further.signed {
		isThere := func(s signedVersion) bool { return s.Version == signed.Version }
		if !slices.ContainsFunc(l.signed, isThere) {
			l.signed = append(l.signed, signed)
		}
	}
	return l
}

// choices are the likely duplicates that a pledge can be added to instead of what is foreseen.
func (p *Publication) choices(pledge pledgeRow, duplicates []LikelyDuplicate) {
	for _, d := range duplicates {
		if sameSort(d.Kind, pledge.Kind) && (p.Member == nil || p.Member.Slug != d.Slug) {
			p.Choices = append(p.Choices, Member{
				Slug: d.Slug, Name: d.Name, Country: d.Country, Kind: d.Kind, Since: d.Since, Hidden: d.Hidden,
			})
		}
	}
}

package models

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"

	"alliance/models/territory"
)

// StatisticalRegion is a country or region of NUTS with its outline, where the operator has imported them.
type StatisticalRegion = territory.StatisticalRegion

// StatisticalRegions are all of them, and the notice that must stand beside their outlines.
type StatisticalRegions = territory.StatisticalRegions

// Located says how the register and imported statistical regions met.
type Located = territory.Located

// ErrStatisticalFile is wrapped by errors about files of statistical regions.
var ErrStatisticalFile = territory.ErrStatisticalFile

const statisticalPrefix = "nuts:"

// StatisticalID is a statistical region as the wall's filter names it.
func StatisticalID(code string) string { return statisticalPrefix + code }

// statisticalCode is the code in a StatisticalID.
func statisticalCode(id string) (code string, is bool) {
	return strings.CutPrefix(id, statisticalPrefix)
}

// statisticalSetting tells when the statistical regions changed, and what must stand beside them.
const statisticalSetting = "statistical_regions"

type statisticalNotice struct {
	ImportedAt  string
	Attribution string
}

// ImportStatisticalRegions replaces the statistical regions by those of two files; see
// territory.ReadStatisticalRegions. A running service draws them at once.
func (s *Store) ImportStatisticalRegions(ctx context.Context, names, outlines io.Reader) (Located, error) {
	read, err := territory.ReadStatisticalRegions(names, outlines)
	if err != nil {
		return Located{}, err
	}
	var result Located
	err = s.write(ctx, "import statistical regions", func(t *transaction) error {
		if result, err = territory.SaveStatisticalRegions(ctx, t.db, read.Regions); err != nil {
			return err
		}
		return t.noteStatisticalRegions(read.Attribution)
	})
	return result, err
}

// RemoveStatisticalRegions forgets them: the map shows countries alone again.
func (s *Store) RemoveStatisticalRegions(ctx context.Context) error {
	return s.write(ctx, "remove statistical regions", func(t *transaction) error {
		if err := territory.RemoveStatisticalRegions(t.db); err != nil {
			return err
		}
		return t.noteStatisticalRegions("")
	})
}

// noteStatisticalRegions tells the map and the wall to read anew.
func (t *transaction) noteStatisticalRegions(attribution string) error {
	notice, err := json.Marshal(statisticalNotice{t.now.UTC().Format("2006-01-02T15:04:05.000000000Z"), attribution})
	if err != nil {
		return err
	}
	err = t.db.Exec(`INSERT INTO settings (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, statisticalSetting, string(notice)).Error
	if err != nil {
		return fmt.Errorf("note the import of statistical regions: %w", err)
	}
	err = t.db.Exec("UPDATE signatories SET territory_id = territory_id WHERE territory_id IS NOT NULL").Error
	if err != nil {
		return fmt.Errorf("tell the wall of statistical regions: %w", err)
	}
	return t.publicChanged()
}

// statisticalInMemory are the statistical regions as last read, with the setting that says which these are.
type statisticalInMemory struct {
	reading sync.Mutex
	setting string
	regions StatisticalRegions
}

// StatisticalRegions returns all of them; none where the operator has imported none.
func (s *Store) StatisticalRegions(ctx context.Context) (StatisticalRegions, error) {
	db := s.read.WithContext(ctx)
	setting, err := statisticalSettingOf(db)
	if err != nil || setting == "" {
		return StatisticalRegions{}, err
	}
	s.statistical.reading.Lock()
	defer s.statistical.reading.Unlock()
	if s.statistical.setting == setting {
		return s.statistical.regions, nil
	}
	var notice statisticalNotice
	if err := json.Unmarshal([]byte(setting), &notice); err != nil {
		return StatisticalRegions{}, fmt.Errorf("read the notice of statistical regions: %w", err)
	}
	read := StatisticalRegions{Attribution: notice.Attribution}
	err = db.Raw(`SELECT code, level, country, name, outline, inset_width, inset_height FROM statistical_regions
		ORDER BY code`).Scan(&read.Regions).Error
	if err != nil {
		return StatisticalRegions{}, fmt.Errorf("read statistical regions: %w", err)
	}
	s.statistical.setting, s.statistical.regions = setting, read
	return read, nil
}

func statisticalSettingOf(db *gorm.DB) (string, error) {
	var setting string
	err := db.Raw("SELECT value FROM settings WHERE name = ?", statisticalSetting).Scan(&setting).Error
	if err != nil {
		return "", fmt.Errorf("read when statistical regions were imported: %w", err)
	}
	return setting, nil
}

// PlaceOnWall returns the territory that the wall's filter names: one of the register, or a StatisticalID. It returns
// ErrNotFound for what is neither.
func (s *Store) PlaceOnWall(ctx context.Context, id string) (Territory, error) {
	code, statistical := statisticalCode(id)
	if !statistical {
		return s.Territory(ctx, id)
	}
	all, err := s.StatisticalRegions(ctx)
	if err != nil {
		return Territory{}, err
	}
	at := slices.IndexFunc(all.Regions, func(r StatisticalRegion) bool { return r.Code == code })
	if at < 0 {
		return Territory{}, fmt.Errorf("statistical region %q: %w", code, ErrNotFound)
	}
	found := all.Regions[at]
	return Territory{ID: id, Level: territory.LevelRegion, Name: found.Name, Country: found.Country}, nil
}

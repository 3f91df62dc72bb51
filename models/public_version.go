package models

import (
	"context"
	"fmt"
)

// LookForChanges hears of changes to the public data that other processes made, such as a command that imports
// members. Whoever keeps what is public calls it several times a second.
func (s *Store) LookForChanges(ctx context.Context) error {
	var version int64
	if err := s.read.WithContext(ctx).Raw("SELECT version FROM public_version").Scan(&version).Error; err != nil {
		return fmt.Errorf("look for a new public version: %w", err)
	}
	raise(&s.publicVersion, version)
	return nil
}

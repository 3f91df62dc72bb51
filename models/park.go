package models

import "context"

// Park sets a waiting pledge aside until somebody knows more. No mail leaves, and its place in
// the queue is kept. It returns errors as Approve does.
func (s *Store) Park(ctx context.Context, by Moderator, seen Seen) error {
	return s.moveOnly(ctx, by, seen, movePark)
}

// Unpark takes a parked pledge back into the queue. It returns errors as Approve does.
func (s *Store) Unpark(ctx context.Context, by Moderator, seen Seen) error {
	return s.moveOnly(ctx, by, seen, moveUnpark)
}

// moveOnly makes a move that changes nothing but the state.
func (s *Store) moveOnly(ctx context.Context, by Moderator, seen Seen, m move) error {
	return s.write(ctx, string(m)+" pledge", func(t *transaction) error {
		if _, err := t.seen(by, seen); err != nil {
			return err
		}
		pledge, err := t.move(seen.ID, m, nil)
		if err != nil {
			return err
		}
		return t.audit(byModerator(by), m.action(), pledge.ID, "")
	})
}

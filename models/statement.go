package models

// The statements that profiles show to take the time of a write are run without GORM,
// on the transaction's own connection; the driver keeps them prepared.

// exec runs a statement and returns how many rows it changed.
func (t *transaction) exec(statement string, args ...any) (int64, error) {
	result, err := t.db.Statement.ConnPool.ExecContext(t.db.Statement.Context, statement, args...)
	if err != nil {
		return 0, t.translate(err)
	}
	return result.RowsAffected()
}

// scan reads the one row of a query.
func (t *transaction) scan(into []any, query string, args ...any) error {
	return t.translate(t.db.Statement.ConnPool.QueryRowContext(t.db.Statement.Context, query, args...).Scan(into...))
}

// each gives read every row of a query, one after the other.
func (t *transaction) each(read func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := t.db.Statement.ConnPool.QueryContext(t.db.Statement.Context, query, args...)
	if err != nil {
		return t.translate(err)
	}
	defer func() { _ = rows.Close() }() // what it says, Err says too
	for rows.Next() {
		if err := read(rows.Scan); err != nil {
			return err
		}
	}
	return t.translate(rows.Err())
}

// translate gives a driver's error the meaning it has through GORM.
func (t *transaction) translate(err error) error {
	translator, ok := t.db.Dialector.(interface{ Translate(err error) error })
	if err == nil || !ok {
		return err
	}
	return translator.Translate(err)
}

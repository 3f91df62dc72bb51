package models_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

// auditedStore has a trail of six rows: an account, a confirmation, an approval, …
func auditedStore(t *testing.T) *modelstest.Store {
	t.Helper()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	for _, body := range []string{"Rīga", "Jūrmala"} {
		store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) { p.Body = body }))
	}
	return store
}

func TestAWholeAuditTrail(t *testing.T) {
	t.Parallel()
	store := auditedStore(t)
	trail, err := store.VerifyAudit(t.Context())
	if err != nil || trail.Rows != 5 || len(trail.Head) != 64 {
		t.Errorf("trail %+v, %v; want five rows: the account, two confirmations, two approvals", trail, err)
	}
	store.Approve(t, models.Moderator{}, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Liepāja" }))
	longer, err := store.VerifyAudit(t.Context())
	if err != nil || longer.Rows != 7 || longer.Head == trail.Head {
		t.Errorf("trail %+v, %v; want it to have grown", longer, err)
	}
}

func TestAnEmptyAuditTrail(t *testing.T) {
	t.Parallel()
	if trail, err := modelstest.New(t).VerifyAudit(t.Context()); err != nil || trail.Rows != 0 {
		t.Errorf("trail %+v, %v", trail, err)
	}
}

func TestTheAuditTrailShowsTampering(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, tamper string
		row          int64
		what         string
	}{
		{"another action", "UPDATE audit SET action = 'pledge.refuse' WHERE id = 3", 3, "was changed"},
		{"another moderator", "UPDATE audit SET actor_id = 'x' WHERE id = 3", 3, "was changed"},
		{"another name", "UPDATE audit SET actor_name = 'Eve' WHERE id = 3", 3, "name or detail"},
		{"another detail", "UPDATE audit SET detail = 'x' WHERE id = 5", 5, "name or detail"},
		{"another time", "UPDATE audit SET at = '2020-01-01 00:00:00+00:00' WHERE id = 1", 1, "was changed"},
		{"a row taken out", "DELETE FROM audit WHERE id = 2", 2, "is missing"},
		{"the first row taken out", "DELETE FROM audit WHERE id = 1", 1, "is missing"},
		{"the end cut off", "DELETE FROM audit WHERE id >= 4", 4, "is missing, and all behind it"},
		{"everything taken out", "DELETE FROM audit", 1, "is missing, and all behind it"},
		{
			"two rows exchanged",
			"UPDATE audit SET id = 99 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 99",
			2, "was changed",
		},
		{
			"the end cut off, and its mark moved",
			"DELETE FROM audit WHERE id = 5; UPDATE audit_head SET id = 4", 4, "is not the one that was written last",
		},
		{"words put where they were erased", "UPDATE audit SET salt = NULL WHERE id = 3", 3, "erased"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			store := auditedStore(t)
			models.Tamper(t, store.Store, c.tamper)
			_, err := store.VerifyAudit(t.Context())
			var fault *models.AuditFault
			if !errors.As(err, &fault) || fault.Row != c.row || !strings.Contains(fault.What, c.what) {
				t.Errorf("%v, want row %d that %s", err, c.row, c.what)
			}
		})
	}
}

func TestErasedWordsKeepTheChain(t *testing.T) {
	t.Parallel()
	store := auditedStore(t)
	models.Tamper(t, store.Store, "UPDATE audit SET actor_name = '', detail = '', salt = NULL WHERE id IN (1, 3)")
	if trail, err := store.VerifyAudit(t.Context()); err != nil || trail.Rows != 5 {
		t.Errorf("trail %+v, %v; want it whole without the words", trail, err)
	}
}

func TestParallelRowsStayInOneChain(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			_, err := store.SignIn(t.Context(), admin.Email, modelstest.Password, office())
			if err != nil {
				t.Errorf("sign in: %v", err)
			}
		})
	}
	group.Wait()
	if trail, err := store.VerifyAudit(t.Context()); err != nil || trail.Rows != 17 {
		t.Errorf("trail %+v, %v; want 17 rows", trail, err)
	}
}

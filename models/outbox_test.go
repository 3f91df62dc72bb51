package models_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func claim(t *testing.T, store *modelstest.Store, lease time.Duration) []models.Mail {
	t.Helper()
	mails, err := store.ClaimMails(t.Context(), 50, lease)
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	return mails
}

// submitMany queues the confirmation mails of n pledges.
func submitMany(t *testing.T, store *modelstest.Store, n int) {
	t.Helper()
	for i := range n {
		_, err := store.SubmitPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) {
			p.Email = fmt.Sprintf("office%d@riga.lv", i)
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAClaimIsExclusiveUntilItsLeaseEnds(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	submitMany(t, store, 1)
	first := claim(t, store, time.Minute)
	if len(first) != 1 {
		t.Fatalf("claimed %d, want 1", len(first))
	}
	if second := claim(t, store, time.Minute); len(second) != 0 {
		t.Errorf("a second worker got %+v during the lease", second)
	}
	if due, err := store.NextMailDue(t.Context()); err != nil || !due.Equal(first[0].ClaimedAt.Add(time.Minute)) {
		t.Errorf("next due %s (%v), want the end of the lease", due, err)
	}
	store.Clock.Advance(time.Minute)
	again := claim(t, store, time.Minute)
	if len(again) != 1 || again[0].Reference != first[0].Reference {
		t.Fatalf("after the lease %+v, want the same mail: its worker may have been killed", again)
	}
	submitMany(t, store, 1) // another mail, marked in the same commit
	other := claim(t, store, time.Minute)
	lost, err := store.MarkMailsSent(t.Context(), first[0], other[0])
	if err != nil || len(lost) != 1 || lost[0].ID != first[0].ID {
		t.Errorf("the late first worker marks: lost %+v, %v, want its own mail only", lost, err)
	}
	if lost, err := store.MarkMailsSent(t.Context(), again...); err != nil || len(lost) > 0 {
		t.Errorf("the second worker marks: lost %+v, %v", lost, err)
	}
	if _, err := store.NextMailDue(t.Context()); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("next due: %v, want ErrNotFound: both are marked", err)
	}
	if _, err := store.ConfirmPledge(t.Context(), first[0].Token); err != nil {
		t.Errorf("the token of the first claim: %v, want it to work: its mail may have left", err)
	}
}

// Nobody can write while a claim is worked on, however many mails wait or have been sent.
func TestAClaimReadsWhatItClaimsOnly(t *testing.T) {
	t.Parallel()
	plan := models.ClaimPlan(t, modelstest.New(t).Store)
	for _, want := range []string{
		"SEARCH outbox USING INDEX outbox_due", "SEARCH o USING INTEGER PRIMARY KEY", "SEARCH p USING INDEX",
		"SEARCH t USING PRIMARY KEY", "SEARCH s USING INDEX",
	} {
		if !strings.Contains(plan, want) {
			t.Errorf("no %q", want)
		}
	}
	for line := range strings.Lines(plan) {
		if readsWholeTable(line) && !strings.HasPrefix(line, "SCAN claimed VIRTUAL TABLE") {
			t.Error(line)
		}
	}
	if t.Failed() {
		t.Log("plan:\n" + plan)
	}
}

func TestParallelWorkersShareTheOutbox(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	submitMany(t, store, 60)
	var mu sync.Mutex
	var ids []int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for {
				mails, err := store.ClaimMails(t.Context(), 7, time.Minute)
				if err != nil {
					t.Errorf("claim: %v", err)
				}
				if len(mails) == 0 {
					return
				}
				mu.Lock()
				for _, mail := range mails {
					ids = append(ids, mail.ID)
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	slices.Sort(ids)
	if distinct := len(slices.Compact(slices.Clone(ids))); len(ids) != 60 || distinct != 60 {
		t.Errorf("%d claims of %d mails, want each of 60 once", len(ids), distinct)
	}
}

func TestMarksOfAMail(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	submitMany(t, store, 1)
	admin := store.Administrator(t)

	mail := claim(t, store, time.Minute)[0]
	until := store.Clock.Now().Add(5 * time.Minute)
	if err := store.DelayMail(t.Context(), mail, until, "451 busy"); err != nil {
		t.Fatal(err)
	}
	if early := claim(t, store, time.Minute); len(early) != 0 {
		t.Errorf("claimed %+v before it is due", early)
	}
	store.Clock.Advance(5 * time.Minute)
	mail = claim(t, store, time.Minute)[0]
	if mail.Attempts != 1 {
		t.Errorf("attempts %d, want 1", mail.Attempts)
	}
	if err := store.ReleaseMail(t.Context(), mail); err != nil {
		t.Fatal(err)
	}
	mail = claim(t, store, time.Minute)[0]
	if mail.Attempts != 1 {
		t.Errorf("attempts after a release %d, want still 1", mail.Attempts)
	}
	if err := store.ParkMail(t.Context(), mail, "550 no such user"); err != nil {
		t.Fatal(err)
	}
	if rest := claim(t, store, time.Minute); len(rest) != 0 {
		t.Errorf("claimed a parked mail: %+v", rest)
	}
	parked, err := store.ParkedMails(t.Context())
	if err != nil || len(parked) != 1 || parked[0].To != "office0@riga.lv" || parked[0].LastError != "550 no such user" {
		t.Fatalf("parked %+v (%v), want the mail with what the server said", parked, err)
	}
	if err := store.ResendParkedMail(t.Context(), admin, parked[0].ID); err != nil {
		t.Fatal(err)
	}
	mail = claim(t, store, time.Minute)[0]
	if err := store.ParkMail(t.Context(), mail, "550 again"); err != nil {
		t.Fatal(err)
	}
	if err := store.DropParkedMail(t.Context(), admin, mail.ID); err != nil {
		t.Fatal(err)
	}
	if err := store.DropParkedMail(t.Context(), admin, mail.ID); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("dropped twice: %v, want ErrNotFound", err)
	}
	if _, err := store.NextMailDue(t.Context()); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("next due: %v, want ErrNotFound: nothing waits", err)
	}
}

func TestMailsWake(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	submitMany(t, store, 2)
	select {
	case <-store.MailsWaiting():
	default:
		t.Error("no signal after a commit that queued mail")
	}
	_, err := store.SubmitPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) { p.Email = "" }))
	if err == nil {
		t.Fatal("want field errors")
	}
	select {
	case <-store.MailsWaiting():
		t.Error("a signal without a mail")
	default:
	}
}

func TestAConfirmationMailRepeatsNoFreeText(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	mail := store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Statement, p.RepresentativeName = "Buy cheap things now", "Buy cheap things now", "Buy cheap things now"
	}))
	if mail.Body != "" || mail.Name != "" || mail.ReasonText != "" {
		t.Errorf("mail %+v carries what a visitor typed", mail)
	}
	mail = store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "two@riga.lv" }))
	if mail.Body != "Rīga" {
		t.Errorf("body %q, want the register's name", mail.Body)
	}
}

func TestSecretsAreStoredAsHashesOnly(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge())
	if err != nil {
		t.Fatal(err)
	}
	mail := store.ClaimAll(t)[0]
	invitation, err := store.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{27, 27, 27}, []int{len(receipt.Token), len(mail.Token), len(invitation.Token)}); diff != "" {
		t.Errorf("length of tokens, 160 bits each (-want +got):\n%s", diff)
	}
	dump := databaseBytes(t, store.Config.Database.DSN)
	for name, secret := range map[string]string{
		"receipt": receipt.Token, "confirmation": mail.Token, "invitation": invitation.Token,
	} {
		if strings.Contains(dump, secret) {
			t.Errorf("the %s token stands in the database file", name)
		}
	}
	if !strings.Contains(dump, "anna.berzina@riga.lv") {
		t.Error("the check itself is blind: the address must be in the file")
	}
}

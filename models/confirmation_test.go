package models_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestConfirmPledge(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	mail := store.Submit(t, modelstest.Pledge())

	before, err := store.Confirmation(t.Context(), mail.Token)
	if err != nil || before.Confirmed || before.Body != "Rīga" {
		t.Fatalf("looked at: %+v, %v; want an unconfirmed pledge of Rīga", before, err)
	}
	again, err := store.Confirmation(t.Context(), mail.Token)
	if err != nil || again.Confirmed {
		t.Errorf("looking confirmed it: %+v, %v", again, err)
	}
	for range 2 {
		confirmed, err := store.ConfirmPledge(t.Context(), mail.Token)
		if err != nil || !confirmed.Confirmed || confirmed.State != models.StateWaiting {
			t.Errorf("confirmed: %+v, %v; want a waiting pledge, each time", confirmed, err)
		}
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, before.PledgeID)
	if err != nil || len(detail.History) != 1 {
		t.Errorf("history %+v, %v; want one confirmation", detail.History, err)
	}
}

func TestUselessTokens(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	token := store.Submit(t, modelstest.Pledge()).Token
	invitation, err := store.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, useless := range map[string]string{
		"empty": "", "cut off": token[:len(token)-1], "longer": token + "A",
		"other letters":      otherLetter(token[0]) + token[1:],
		"of another purpose": invitation.Token,
	} {
		if _, err := store.Confirmation(t.Context(), useless); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s: look: %v, want ErrNotFound", name, err)
		}
		if _, err := store.ConfirmPledge(t.Context(), useless); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s: confirm: %v, want ErrNotFound", name, err)
		}
	}
	store.Clock.Advance(7*24*time.Hour + time.Second)
	if _, err := store.ConfirmPledge(t.Context(), token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("expired: %v, want ErrNotFound", err)
	}
}

// otherLetter is a letter of the alphabet of tokens that letter is not.
func otherLetter(letter byte) string {
	if letter == 'x' {
		return "y"
	}
	return "x"
}

func TestParallelConfirmationsCountOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	mail := store.Submit(t, modelstest.Pledge())
	var group sync.WaitGroup
	for range 64 {
		group.Go(func() {
			if _, err := store.ConfirmPledge(t.Context(), mail.Token); err != nil {
				t.Errorf("confirm: %v", err)
			}
		})
	}
	group.Wait()
	queue, err := store.Queue(t.Context(), models.QueueFilter{})
	if err != nil || queue.Total != 1 {
		t.Fatalf("queue of %d (%v), want 1", queue.Total, err)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, queue.Items[0].ID)
	if err != nil || len(detail.History) != 1 {
		t.Errorf("%d audit rows (%v), want 1", len(detail.History), err)
	}
}

func TestConfirmByCode(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge())
	if err != nil {
		t.Fatal(err)
	}
	code := store.ClaimAll(t)[0].Code
	if len(code) != 6 {
		t.Fatalf("code %q, want six digits", code)
	}
	for range 4 {
		if _, err := store.ConfirmByCode(t.Context(), receipt.Token, otherCode(code)); !errors.Is(err, models.ErrWrongCode) {
			t.Errorf("wrong code: %v, want ErrWrongCode", err)
		}
	}
	confirmed, err := store.ConfirmByCode(t.Context(), receipt.Token, code)
	if err != nil || confirmed.State != models.StateWaiting {
		t.Errorf("the fifth try, right: %+v, %v; want a waiting pledge", confirmed, err)
	}
}

// otherCode is a code that is surely wrong.
func otherCode(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestAtMostFiveTries(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge())
	if err != nil {
		t.Fatal(err)
	}
	mail := store.ClaimAll(t)[0]
	var wrong sync.WaitGroup
	for range 20 {
		wrong.Go(func() {
			if _, err := store.ConfirmByCode(t.Context(), receipt.Token, otherCode(mail.Code)); err == nil {
				t.Error("a wrong code confirmed")
			}
		})
	}
	wrong.Wait()
	if _, err := store.ConfirmByCode(t.Context(), receipt.Token, mail.Code); !errors.Is(err, models.ErrTooManyTries) {
		t.Errorf("the right code after five wrong ones: %v, want ErrTooManyTries", err)
	}
	if _, err := store.ConfirmPledge(t.Context(), mail.Token); err != nil {
		t.Errorf("the link: %v, want it to work still", err)
	}
}

func TestSubmittingAgainGivesNoEndOfTries(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	tries := 0
	for range 40 {
		receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge())
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			_, err := store.ConfirmByCode(t.Context(), receipt.Token, "no code")
			if errors.Is(err, models.ErrWrongCode) {
				tries++
			} else if !errors.Is(err, models.ErrTooManyTries) {
				t.Fatalf("a wrong code: %v", err)
			}
		}
	}
	if tries != 25 {
		t.Errorf("%d tries at the codes of one pledge, want 25", tries)
	}
	other, err := store.SubmitPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Liepāja" }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.ConfirmByCode(t.Context(), other.Token, "no code"); !errors.Is(err, models.ErrWrongCode) {
		t.Errorf("another pledge: %v, want it untouched", err)
	}
	mail := store.ClaimAll(t)[0]
	if _, err := store.ConfirmPledge(t.Context(), mail.Token); err != nil {
		t.Errorf("the link: %v, want it to work still", err)
	}
}

func TestACodeLivesAsLongAsAReceipt(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	first := store.Submit(t, modelstest.Pledge())
	store.Clock.Advance(25 * time.Hour)
	receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.ConfirmByCode(t.Context(), receipt.Token, first.Code); !errors.Is(err, models.ErrWrongCode) {
		t.Errorf("the code of the day before: %v, want ErrWrongCode", err)
	}
	if _, err := store.ConfirmPledge(t.Context(), first.Token); err != nil {
		t.Errorf("its link: %v, want it to work for a week", err)
	}
}

func TestACodeOfASignedPledgeRevealsNothing(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Confirm(t, modelstest.Pledge())
	receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		_, err := store.ConfirmByCode(t.Context(), receipt.Token, "000000")
		want := models.ErrWrongCode
		if i == 5 {
			want = models.ErrTooManyTries
		}
		if !errors.Is(err, want) {
			t.Errorf("try %d: %v, want %v as for a new pledge", i, err, want)
		}
	}
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge())
	if err != nil {
		t.Fatal(err)
	}
	found, err := store.Receipt(t.Context(), receipt.Token)
	if err != nil || found.Email != "anna.berzina@riga.lv" || found.Language != "lv" {
		t.Errorf("receipt %+v, %v", found, err)
	}
	store.ClaimAll(t)
	if err := store.ResendConfirmation(t.Context(), receipt.Token, modelstest.Pledge().ClientAddr); err != nil {
		t.Errorf("resend: %v", err)
	}
	if mails := store.ClaimAll(t); len(mails) != 1 || mails[0].Kind != models.MailConfirmation {
		t.Errorf("resent %+v, want one confirmation", mails)
	}
	store.Clock.Advance(24*time.Hour + time.Second)
	if _, err := store.Receipt(t.Context(), receipt.Token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a day later: %v, want ErrNotFound", err)
	}
	err = store.ResendConfirmation(t.Context(), receipt.Token, modelstest.Pledge().ClientAddr)
	if !errors.Is(err, models.ErrNotFound) {
		t.Errorf("resend a day later: %v, want ErrNotFound", err)
	}
}

func TestIndividualsAreApprovedOnConfirmationWhereConfigured(t *testing.T) {
	t.Parallel()
	individual := func(p *models.NewPledge) {
		p.Kind, p.Body, p.ConsentName = models.KindIndividual, "", true
	}
	for _, approve := range []bool{false, true} {
		store := modelstest.New(t, func(c *models.Config) { c.Pledge.ApproveIndividuals = approve })
		id := store.Confirm(t, modelstest.Pledge(individual))
		detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
		if err != nil {
			t.Fatal(err)
		}
		wall, err := store.Wall(t.Context(), models.WallFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if published := detail.State == models.StateApproved && wall.Total == 1; published != approve {
			t.Errorf("approve_individuals=%v: state %s, %d on the wall", approve, detail.State, wall.Total)
		}
	}
}

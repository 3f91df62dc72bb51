// Package modelstest gives tests a real Store on a database file of their own, a
// clock that they set, and builders for pledges and moderators.
package modelstest

import (
	"context"
	"crypto/rand"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"alliance/models"
)

// Start is the time at which a test's clock begins.
func Start() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) }

// codeLasts is how long an authenticator app shows one code (RFC 6238, 5.2).
const codeLasts = 30 * time.Second

// Password is the one that Administrator and Moderator choose.
const Password = "correct horse battery"

// Clock is a clock that stands still until it is moved. Safe for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at Start.
func NewClock() *Clock { return &Clock{now: Start()} }

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Config is the configuration that tests start from: the defaults, with limits wide
// enough not to stand in the way.
func Config(path string) models.Config {
	return models.Config{
		Database: models.DatabaseConfig{Driver: "sqlite", DSN: path, Readers: 2},
		Pledge: models.PledgeConfig{
			Kinds: models.Kinds(), NoticeVersion: "1", ConfirmationValid: 7 * 24 * time.Hour,
			CorrectionValid: 30 * 24 * time.Hour, BodiesPerEmail: 3,
		},
		Moderation:   models.ModerationConfig{NearlyLateAfter: 3 * 24 * time.Hour, LateAfter: 7 * 24 * time.Hour},
		Invalidation: models.InvalidationConfig{Batch: 100},
		Limits: models.LimitsConfig{
			MailsPerAddressPerDay: 5, PledgesPerIPPerHour: 1000, CodeTries: 5,
			SignInsPerIPPerHour: 1000, SignInsPerAccountPerHour: 1000,
		},
		Retention: models.RetentionConfig{
			Unconfirmed: 30 * 24 * time.Hour, Refused: 30 * 24 * time.Hour,
			ClientAddresses: 14 * 24 * time.Hour, SentMails: 90 * 24 * time.Hour,
			Imports: 30 * 24 * time.Hour,
		},
	}
}

// Store is a models.Store with the clock it runs by.
type Store struct {
	*models.Store
	Clock  *Clock
	Config models.Config
}

// New opens a Store on a migrated database of its own; change adapts its configuration.
func New(t testing.TB, change ...func(*models.Config)) *Store {
	t.Helper()
	cfg := Config(filepath.Join(t.TempDir(), "alliance.db"))
	for _, apply := range change {
		apply(&cfg)
	}
	copyTemplate(t, cfg.Database.DSN)
	clock := NewClock()
	store, err := models.Open(t.Context(), cfg, Options(clock))
	if err != nil {
		t.Fatalf("open store: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	return &Store{Store: store, Clock: clock, Config: cfg}
}

// Options are Open's options for a test's clock.
func Options(clock *Clock) models.Options {
	return models.Options{
		Now: clock.Now, Rand: rand.Reader, SiteName: "#CohesionAlliance", Languages: []string{"en", "lv"},
	}
}

// template is the migrated database that every test of this process copies: loading
// the register takes a second or two.
var template struct { //nolint:gochecknoglobals // made once per test process
	once sync.Once
	data []byte
	err  error
}

func copyTemplate(t testing.TB, path string) {
	t.Helper()
	template.once.Do(makeTemplate)
	if template.err != nil {
		t.Fatalf("make the template database: %v", template.err)
	}
	if err := os.WriteFile(path, template.data, 0o600); err != nil {
		t.Fatalf("copy the template database: %v", err)
	}
}

func makeTemplate() {
	folder, err := os.MkdirTemp("", "alliance-template")
	if err != nil {
		template.err = err
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "template.db")
	_, template.err = models.Migrate(context.Background(), Config(path), Options(NewClock()))
	if template.err != nil {
		return
	}
	template.data, template.err = os.ReadFile(path)
}

// Pledge is a valid pledge of the city of Rīga; change adapts it.
func Pledge(change ...func(*models.NewPledge)) models.NewPledge {
	pledge := models.NewPledge{
		Kind: models.KindCity, Country: "LV", Body: "Rīga", Website: "https://www.riga.lv",
		Associations: []string{"EUROCITIES"}, RepresentativeName: "Anna Bērziņa",
		RepresentativeFunction: "Mayor", Email: "anna.berzina@riga.lv", Authorised: true,
		DeclarationVersion: "2026-1", Language: "lv", ClientAddr: netip.MustParseAddr("192.0.2.7"),
	}
	for _, apply := range change {
		apply(&pledge)
	}
	return pledge
}

// Submit submits a pledge and returns its confirmation mail.
func (s *Store) Submit(t testing.TB, pledge models.NewPledge) models.Mail {
	t.Helper()
	if _, err := s.SubmitPledge(t.Context(), pledge); err != nil {
		t.Fatalf("submit pledge: %v", err)
	}
	mails := s.ClaimAll(t)
	if len(mails) != 1 || mails[0].Kind != models.MailConfirmation {
		t.Fatalf("want one confirmation mail, got %+v", mails)
	}
	return mails[0]
}

// Confirm submits and confirms a pledge and returns its id.
func (s *Store) Confirm(t testing.TB, pledge models.NewPledge) string {
	t.Helper()
	confirmation, err := s.ConfirmPledge(t.Context(), s.Submit(t, pledge).Token)
	if err != nil {
		t.Fatalf("confirm pledge: %v", err)
	}
	return confirmation.PledgeID
}

// Approve submits, confirms and approves a pledge and returns its id.
func (s *Store) Approve(t testing.TB, by models.Moderator, pledge models.NewPledge) string {
	t.Helper()
	id := s.Confirm(t, pledge)
	if err := s.Store.Approve(t.Context(), by, models.Seen{ID: id}); err != nil {
		t.Fatalf("approve pledge: %v", err)
	}
	s.ClaimAll(t)
	return id
}

// ClaimAll claims every mail that is due and marks it as sent.
func (s *Store) ClaimAll(t testing.TB) []models.Mail {
	t.Helper()
	mails, err := s.ClaimMails(t.Context(), 1000, time.Minute)
	if err != nil {
		t.Fatalf("claim mails: %v", err)
	}
	if lost, err := s.MarkMailsSent(t.Context(), mails...); err != nil || len(lost) > 0 {
		t.Fatalf("mark mails: %v, %d lost", err, len(lost))
	}
	return mails
}

// Administrator creates the first administrator.
func (s *Store) Administrator(t testing.TB) models.Moderator {
	t.Helper()
	invitation, err := s.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatalf("invite the first administrator: %v", err)
	}
	moderator, err := s.AcceptInvitation(t.Context(), invitation.Token, models.NewModerator{
		Email: "admin@alliance.example", Name: "Ada Admin",
	}, Password)
	if err != nil {
		t.Fatalf("accept invitation: %v", err)
	}
	return moderator
}

// Moderator creates an account with a password.
func (s *Store) Moderator(t testing.TB, email string, role models.Role) models.Moderator {
	t.Helper()
	name := strings.ToUpper(email[:1]) + ". Moderator"
	invitation, err := s.AddModerator(t.Context(), models.Moderator{}, models.NewModerator{
		Email: email, Name: name, Role: role,
	})
	if err != nil {
		t.Fatalf("add moderator: %v", err)
	}
	moderator, err := s.AcceptInvitation(t.Context(), invitation.Token, models.NewModerator{}, Password)
	if err != nil {
		t.Fatalf("accept invitation: %v", err)
	}
	return moderator
}

// AlterByHand changes a database file as somebody with a database tool would.
func AlterByHand(t testing.TB, path, statement string) {
	t.Helper()
	db, err := gorm.Open(sqlite.Open("file:"+path+"?_busy_timeout=5000"), &gorm.Config{})
	if err != nil {
		t.Fatalf("open %s: %v", path, err)
	}
	if err := db.Exec(statement).Error; err != nil {
		t.Errorf("alter %s: %v", path, err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatalf("close %s: %v", path, err)
	}
	if err := pool.Close(); err != nil {
		t.Errorf("close %s: %v", path, err)
	}
}

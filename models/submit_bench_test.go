package models_test

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"alliance/models"
	"alliance/models/modelstest"
)

// benchClients is how many visitors submit at the same time.
const benchClients = 64

// pledgeNumber is the pledge of another body, mailbox and client for each number.
func pledgeNumber(n int64) models.NewPledge {
	return modelstest.Pledge(func(p *models.NewPledge) {
		p.Body = fmt.Sprintf("Association number %d of cities", n)
		p.Kind = models.KindAssociation
		p.Email = fmt.Sprintf("office%d@domain%d.example", n, n%1000)
		p.ClientAddr = netip.AddrFrom4([4]byte{byte(10 + n>>24), byte(n >> 16), byte(n >> 8), byte(n)})
	})
}

// inParallel runs do b.N times by benchClients goroutines.
func inParallel(b *testing.B, do func(n int64) error) {
	b.Helper()
	var numbers atomic.Int64
	group := make(chan error, benchClients)
	before := cpuTime(b)
	b.ReportAllocs()
	b.ResetTimer()
	for range benchClients {
		go func() {
			for {
				n := numbers.Add(1)
				if n > int64(b.N) {
					group <- nil
					return
				}
				if err := do(n); err != nil {
					group <- err
					return
				}
			}
		}()
	}
	for range benchClients {
		if err := <-group; err != nil {
			b.Error(err)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pledges/s")
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/pledge")
}

// cpuTime is what this process has used: steadier on a shared machine than how long it took.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkSubmitPledge is the whole of a pledge: checks, lists, limits, the pledge with
// its evidence, its mail and its receipt, on disk when SubmitPledge returns.
func BenchmarkSubmitPledge(b *testing.B) {
	store := modelstest.New(b)
	inParallel(b, func(n int64) error {
		_, err := store.SubmitPledge(b.Context(), pledgeNumber(n))
		return err
	})
}

// BenchmarkNaivePledge is what a first version would do, for the ratio: GORM, one
// transaction for each pledge and its mail, the default pool, the same disk and durability.
func BenchmarkNaivePledge(b *testing.B) {
	type pledge struct {
		ID                                    uint
		Kind, Country, Body, Email, Statement string
		RepresentativeName, Function          string
		Token                                 string `gorm:"uniqueIndex"`
		CreatedAt                             time.Time
	}
	type mail struct {
		ID       uint
		PledgeID uint `gorm:"index"`
		Email    string
		SentAt   *time.Time `gorm:"index"`
	}
	path := filepath.Join(b.TempDir(), "naive.db")
	db, err := gorm.Open(sqlite.Open(path+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=60000&_txlock=immediate"),
		&gorm.Config{Logger: logger.Discard})
	if err != nil {
		b.Fatal(err)
	}
	if err := db.AutoMigrate(&pledge{}, &mail{}); err != nil {
		b.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = pool.Close() })
	inParallel(b, func(n int64) error {
		p := pledgeNumber(n)
		return db.WithContext(b.Context()).Transaction(func(tx *gorm.DB) error {
			row := pledge{
				Kind: string(p.Kind), Country: p.Country, Body: p.Body, Email: p.Email,
				RepresentativeName: p.RepresentativeName, Function: p.RepresentativeFunction,
				Token: fmt.Sprintf("token-%d", n),
			}
			if err := tx.Create(&row).Error; err != nil {
				return err
			}
			return tx.Create(&mail{PledgeID: row.ID, Email: row.Email}).Error
		})
	})
}

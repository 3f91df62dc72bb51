package models_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestPing(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	if err := store.Ping(t.Context()); err != nil {
		t.Errorf("a healthy database: %v", err)
	}
	if store.PublicVersion() != 1 {
		t.Errorf("public version %d, want it untouched", store.PublicVersion())
	}
	log := store.Config.Database.DSN + "-wal"
	before, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(log); err != nil || bytes.Equal(before, after) {
		t.Errorf("the probe wrote nothing (%v): it would not notice a full disk", err)
	}
	ended, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	if err := store.Ping(ended); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no time left: %v, want DeadlineExceeded", err)
	}
}

// A page of the database that was overwritten must read as "unavailable", not as a
// fault of the request.
func TestACorruptedDatabaseIsUnavailable(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	file, err := os.OpenFile(store.Config.Database.DSN, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	size, err := file.Seek(0, 2)
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, size)
	for i := range noise {
		noise[i] = 0xA5
	}
	if _, err := file.WriteAt(noise, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Queue(t.Context(), models.QueueFilter{}); !errors.Is(err, models.ErrUnavailable) {
		t.Errorf("read: %v, want ErrUnavailable", err)
	}
	if _, err := store.SubmitPledge(t.Context(), modelstest.Pledge()); !errors.Is(err, models.ErrUnavailable) {
		t.Errorf("write: %v, want ErrUnavailable", err)
	}
}

package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestACrowdThatAsksForTheSameIsServedByOneWork(t *testing.T) {
	t.Parallel()
	w := newWorkshop()
	w.places = make(chan struct{}, 1)
	var worked atomic.Int64
	var crowd sync.WaitGroup
	for range 50 {
		crowd.Go(func() {
			body, err := w.make(t.Context(), "Rīga", func() ([]byte, error) {
				worked.Add(1)
				return []byte("a picture"), nil
			})
			if err != nil || string(body) != "a picture" {
				t.Errorf("%q, %v", body, err)
			}
		})
	}
	crowd.Wait()
	if worked.Load() != 1 {
		t.Errorf("drawn %d times, want once", worked.Load())
	}
}

func TestTheWorkshopTellsContentApart(t *testing.T) {
	t.Parallel()
	type poster struct{ Name string }
	type certificate struct{ Name string }
	w := newWorkshop()
	for i, content := range []any{poster{"a"}, poster{"b"}, certificate{"a"}, "a"} {
		body, err := w.make(t.Context(), content, func() ([]byte, error) { return []byte{byte(i)}, nil })
		if err != nil || !bytes.Equal(body, []byte{byte(i)}) {
			t.Errorf("content %d got the work of %v, %v", i, body, err)
		}
	}
	if _, err := w.make(t.Context(), func() {}, nil); err == nil {
		t.Error("what cannot be told apart was taken")
	}
}

func TestTheWorkshopKeepsWhatIsAskedForAndNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	w := newWorkshop()
	worked := map[string]int{}
	ask := func(name string) {
		t.Helper()
		_, err := w.make(t.Context(), name, func() ([]byte, error) {
			worked[name]++
			return make([]byte, keptBytes/4), nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 {
		ask("often")
		ask(fmt.Sprint("once ", i))
	}
	if worked["often"] != 1 {
		t.Errorf("what is often asked for was drawn %d times", worked["often"])
	}
	if w.bytes > keptBytes || len(w.kept) != w.order.Len() || len(w.kept) > 4 {
		t.Errorf("keeps %d bytes of %d pieces", w.bytes, len(w.kept))
	}
	ask("once 0")
	if worked["once 0"] != 2 {
		t.Error("what was long forgotten is kept")
	}
}

func TestAFaultIsNotKept(t *testing.T) {
	t.Parallel()
	w := newWorkshop()
	fault := errors.New("no ink")
	if _, err := w.make(t.Context(), "a", func() ([]byte, error) { return nil, fault }); !errors.Is(err, fault) {
		t.Errorf("got %v", err)
	}
	if body, err := w.make(t.Context(), "a", func() ([]byte, error) { return []byte("ink"), nil }); err != nil {
		t.Errorf("%q, %v", body, err)
	}
}

func TestNobodyWaitsForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorkshop()
		w.places = make(chan struct{}) // all taken
		started := time.Now()
		_, err := w.make(t.Context(), "a", nil)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(started) != longestWait {
			t.Errorf("%v after %v", err, time.Since(started))
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := w.make(gone, "a", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("who left: %v", err)
		}
	})
}

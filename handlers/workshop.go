package handlers

import (
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime"
	"sync"
	"time"
)

const (
	// keptBytes bounds the finished pictures and documents in memory: some five hundred.
	keptBytes = 16 << 20
	// longestWait is for a place at work; who waits longer is asked to come again.
	longestWait = 5 * time.Second
)

// workshop makes pictures and documents: half as many at a time as there are processors, and each but once as long as
// it is asked for. What is kept is known by its content, so that nothing kept can be out of date.
type workshop struct {
	places chan struct{}

	mu    sync.Mutex
	kept  map[contentKey]*list.Element // of finished
	order *list.List                   // asked for last comes first
	bytes int
}

type contentKey [sha256.Size]byte

type finished struct {
	key  contentKey
	body []byte
}

func newWorkshop() *workshop {
	return &workshop{
		places: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)),
		kept:   map[contentKey]*list.Element{}, order: list.New(),
	}
}

// make returns what work makes of content. A crowd that asks for the same waits for the one that is at work.
func (w *workshop) make(ctx context.Context, content any, work func() ([]byte, error)) ([]byte, error) {
	key, err := keyOf(content)
	if err != nil {
		return nil, err
	}
	if body, found := w.find(key); found {
		return body, nil
	}
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	select {
	case w.places <- struct{}{}:
		defer func() { <-w.places }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a place to draw: %w", ctx.Err())
	}
	if body, found := w.find(key); found {
		return body, nil
	}
	body, err := work()
	if err != nil {
		return nil, err
	}
	w.keep(finished{key, body})
	return body, nil
}

func keyOf(content any) (contentKey, error) {
	encoded, err := json.Marshal(content)
	if err != nil {
		return contentKey{}, fmt.Errorf("tell a %T from others: %w", content, err)
	}
	return sha256.Sum256(fmt.Appendf(nil, "%T %s", content, encoded)), nil
}

func (w *workshop) find(key contentKey) ([]byte, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	element, found := w.kept[key]
	if !found {
		return nil, false
	}
	w.order.MoveToFront(element)
	done, _ := element.Value.(finished) // the list holds nothing else
	return done.body, true
}

// keep makes room by what was not asked for the longest.
func (w *workshop) keep(done finished) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, found := w.kept[done.key]; found {
		return
	}
	w.kept[done.key] = w.order.PushFront(done)
	w.bytes += len(done.body)
	for w.bytes > keptBytes && w.order.Len() > 1 {
		oldest, _ := w.order.Remove(w.order.Back()).(finished)
		delete(w.kept, oldest.key)
		w.bytes -= len(oldest.body)
	}
}

package load

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// within runs a schedule in a bubble, where time passes only when everybody waits.
func within(t *testing.T, s Schedule, do Do) Result {
	t.Helper()
	var result Result
	synctest.Test(t, func(t *testing.T) {
		s.Clock = RealClock()
		result = OpenLoop(t.Context(), "", s, do)
	})
	return result
}

func TestOpenLoopSendsEachRequestWhenItIsDue(t *testing.T) {
	t.Parallel()
	var at [20]time.Duration
	var began time.Time
	result := within(t, Schedule{PerSecond: 10, Lasting: 2 * time.Second, Connections: 3},
		func(_ context.Context, _ *Conn, i int) error {
			if i == 0 {
				began = time.Now()
			}
			at[i] = time.Since(began)
			return nil
		})
	if result.Requests != 20 || result.Failed != 0 || result.Late != 0 {
		t.Fatalf("%d requests, %d failed, %d late; want 20, 0, 0", result.Requests, result.Failed, result.Late)
	}
	for i, sent := range at {
		if want := time.Duration(i) * 100 * time.Millisecond; sent != want {
			t.Errorf("request %d was sent after %s, want %s", i, sent, want)
		}
	}
	if worst := result.Worst(); worst > 0.001 {
		t.Errorf("the worst latency is %v ms although each answer came at once", worst)
	}
}

func TestOpenLoopChargesAStallToThoseWhoWaitBehindIt(t *testing.T) {
	t.Parallel()
	result := within(t, Schedule{PerSecond: 10, Lasting: 2 * time.Second, Connections: 1, Grace: time.Minute},
		func(_ context.Context, _ *Conn, i int) error {
			if i == 0 {
				time.Sleep(time.Second)
			}
			return nil
		})
	// The ten requests after the first were due 100, 200 … 1,000 ms after it and left after 1,000 ms.
	if quarter := result.Quantile(75); quarter < 499 || quarter > 501 {
		t.Errorf("a quarter waited %.1f ms or more, want 500: the stall was left out", quarter)
	}
	if worst := result.Worst(); worst < 999 || worst > 1001 {
		t.Errorf("worst %.1f ms, want 1000", worst)
	}
	if quick := result.Quantile(40); quick > 1 {
		t.Errorf("40 %% of the requests came after the stall was over, and took %.1f ms", quick)
	}
}

func TestOpenLoopGivesUpOnAServerThatIsTooFarBehind(t *testing.T) {
	t.Parallel()
	result := within(t, Schedule{PerSecond: 100, Lasting: time.Second, Connections: 2, Grace: time.Second},
		func(context.Context, *Conn, int) error { time.Sleep(500 * time.Millisecond); return nil })
	if result.Late == 0 || result.Requests+result.Late != 100 {
		t.Errorf("%d answered and %d late, want 100 together and some late", result.Requests, result.Late)
	}
}

func TestFailuresAreCountedAndHaveNoLatency(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	result := within(t, Schedule{PerSecond: 10, Lasting: time.Second, Connections: 1},
		func(_ context.Context, _ *Conn, i int) error {
			if i%2 == 0 {
				time.Sleep(90 * time.Millisecond)
				return broken
			}
			return nil
		})
	if result.Requests != 5 || result.Failed != 5 || !errors.Is(result.FirstFail, broken) {
		t.Errorf("%d answered, %d failed (%v); want 5 and 5", result.Requests, result.Failed, result.FirstFail)
	}
	if worst := result.Worst(); worst > 1 {
		t.Errorf("worst %.1f ms: the failures count as answers", worst)
	}
}

func TestQuantilesOfKnownLatencies(t *testing.T) {
	t.Parallel()
	first, second := newTally(), newTally()
	for i := 1; i <= 1000; i++ { // 1 ms … 1,000 ms, shared by two connections
		tally := first
		if i%2 == 0 {
			tally = second
		}
		tally.note(time.Duration(i)*time.Millisecond, nil)
	}
	result := merge([]*tally{first, second}, 2*time.Second)
	for quantile, want := range map[float64]float64{50: 500, 99: 990, 99.9: 999, 100: 1000} {
		if got := result.Quantile(quantile); got < want*0.998 || got > want*1.002 {
			t.Errorf("quantile %v is %.2f ms, want %.0f", quantile, got, want)
		}
	}
	if got := result.PerSecond(); got != 500 {
		t.Errorf("%v a second, want 500", got)
	}
}

func TestClosedLoopAndSeriesAskARealServer(t *testing.T) {
	t.Parallel()
	var connections, posts atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPost && req.PostFormValue("body") == "Rīga & co" {
			posts.Add(1)
			w.WriteHeader(http.StatusSeeOther)
			return
		}
		w.Header().Set("ETag", `"1"`)
		_, _ = w.Write([]byte(strings.Repeat("x", 10_000))) // chunked: no length
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	address := server.Listener.Addr().String()
	result := Series(t.Context(), address, 3, func(ctx context.Context, c *Conn, i int) error {
		if status, head, err := c.Ask(ctx, Request{Method: http.MethodGet, Path: "/"}); err != nil || status != 200 ||
			head.Get("ETag") != `"1"` {
			t.Errorf("request %d: %d, %v, %v", i, status, head, err)
		}
		status, _, err := c.Ask(ctx, Request{Method: http.MethodPost, Path: "/", Body: "body=R%C4%ABga+%26+co"})
		if status != http.StatusSeeOther {
			t.Errorf("POST %d: %d", i, status)
		}
		return err
	})
	if result.Requests != 3 || posts.Load() != 3 || connections.Load() != 1 {
		t.Errorf("%d rounds, %d posts, %d connections; want 3, 3, 1", result.Requests, posts.Load(), connections.Load())
	}
	var asked atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	result = ClosedLoop(ctx, address, 4, time.Minute, func(_ context.Context, c *Conn, _ int) error {
		_, _, err := c.Ask(t.Context(), Request{Method: http.MethodGet, Path: "/"})
		if asked.Add(1) >= 40 && connections.Load() == 5 {
			stop()
		}
		return err
	})
	if connections.Load() != 5 || result.Requests < 40 || result.Failed > 0 {
		t.Errorf("%d connections, %d answered, %d failed", connections.Load(), result.Requests, result.Failed)
	}
}

func TestParseWrk(t *testing.T) {
	t.Parallel()
	result, err := parseWrk(`Running 2s test @ http://127.0.0.1:1/
  2 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.20ms    2.00ms  30.00ms   91.00%
  12345 requests in 2.01s, 100.00MB read
  Socket errors: connect 1, read 2, write 0, timeout 3
  Non-2xx or 3xx responses: 4
Requests/sec:   6141.79
Transfer/sec:     49.75MB
`)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Closed{Requests: 12345, PerSecond: 6141.79, Bytes: "49.75MB", Failed: 10}); result != want {
		t.Errorf("got %+v, want %+v", result, want)
	}
	if _, err := parseWrk("unable to connect"); err == nil {
		t.Error("no error for an output without figures")
	}
}

package mailer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"alliance/models"
)

func TestDelaysGrow(t *testing.T) {
	t.Parallel()
	minutes := map[int]int{0: 1, 1: 1, 2: 5, 3: 15, 4: 60, 5: 240, 6: 240, 1000: 240}
	for attempt, want := range minutes {
		if got := retryDelay(attempt); got != time.Duration(want)*time.Minute {
			t.Errorf("after attempt %d: %s, want %d minutes", attempt, got, want)
		}
	}
	seconds := map[int]int{1: 5, 2: 10, 3: 20, 6: 160, 7: 300, 64: 300, 1000: 300}
	for failures, want := range seconds {
		if got := pauseAfter(failures); got != time.Duration(want)*time.Second {
			t.Errorf("after %d failures: %s, want %d seconds", failures, got, want)
		}
	}
}

func TestJitter(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		random []byte
		want   time.Duration
	}{
		"least": {[]byte{0, 0, 0, 0}, 80 * time.Second},
		"most":  {[]byte{255, 255, 255, 255}, 120 * time.Second},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := jitter(100*time.Second, bytes.NewReader(test.random))
			if err != nil || got.Round(time.Millisecond) != test.want {
				t.Errorf("%s, %v; want %s", got, err, test.want)
			}
		})
	}
	if _, err := jitter(time.Second, iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("without randomness: %v", err)
	}
}

func TestOutage(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	middle := bytes.NewReader(bytes.Repeat([]byte{128, 0, 0, 0}, 10)) // no jitter
	var o outage
	if o.lasts(start) || o.suspected() {
		t.Error("it begins with an outage")
	}
	fail := func(at, want time.Duration) {
		t.Helper()
		until, err := o.fail(start.Add(at), middle)
		if got := until.Sub(start).Round(time.Second); err != nil || got != want {
			t.Errorf("failure at %s pauses until %s, want %s; %v", at, got, want, err)
		}
	}
	fail(0, 5*time.Second)
	fail(3*time.Second, 5*time.Second) // another worker, the same failure
	if !o.lasts(start.Add(4*time.Second)) || o.lasts(start.Add(6*time.Second)) || !o.suspected() {
		t.Error("the pause lasts five seconds, the suspicion longer")
	}
	fail(6*time.Second, 16*time.Second)
	o.end()
	if o.lasts(start.Add(7*time.Second)) || o.suspected() {
		t.Error("success does not end it")
	}
	fail(20*time.Second, 25*time.Second)
}

func TestReadable(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		want string
	}{
		"an address":            {errors.New("550 5.1.1 <anna@riga.lv>: unknown"), "550 5.1.1 (address) unknown"},
		"several lines":         {fmt.Errorf("550-first\n%s\r", "550 second"), "550-first 550 second"},
		"more than can be kept": {errors.New(strings.Repeat("ā", 400)), strings.Repeat("ā", 300)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := readable(test.err); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestTheLogNamesNobody(t *testing.T) {
	t.Parallel()
	to := models.Mail{To: "anna.berzina@riga.lv"}
	tests := map[string]string{
		"550 No such user: Anna.Berzina":             "550 No such user: (address)",
		"550 <anna.berzina@riga.lv>: unknown":        "550 (address) unknown",
		"550 mailbox 'anna.berzina', over its quota": "550 mailbox (address) over its quota",
		"421 too many connections from anna":         "421 too many connections from anna",
	}
	for text, want := range tests {
		if got := logged(errors.New(text), to); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFaultOfUnknownErrors(t *testing.T) {
	t.Parallel()
	if got := faultOf(io.ErrUnexpectedEOF); got != FaultTemporary {
		t.Errorf("an error that nobody classed is %d: a mail would be lost", got)
	}
	wrapped := errors.Join(errors.New("context"), &SendError{FaultPermanent, io.EOF})
	if got := faultOf(wrapped); got != FaultPermanent || !errors.Is(wrapped, io.EOF) {
		t.Errorf("a wrapped SendError is %d", got)
	}
}

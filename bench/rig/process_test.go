package rig

import (
	"testing"
	"time"
)

func TestCPUOf(t *testing.T) {
	t.Parallel()
	line := "4242 (a (strange) name) S 1 4242 4242 0 -1 4194560 1 2 3 4 150 50 7 8 20 0 9 0 100 1 2"
	used, err := cpuOf([]byte(line))
	if err != nil || used != 2*time.Second {
		t.Errorf("%s, %v; want 2 s of 150 + 50 ticks", used, err)
	}
	for _, bad := range []string{"", "1 (x) S 1 2", "1 (x) S 1 2 3 4 5 6 7 8 9 10 x 12 13"} {
		if _, err := cpuOf([]byte(bad)); err == nil {
			t.Errorf("%q was taken for a line of stat", bad)
		}
	}
}

func TestMemoryOf(t *testing.T) {
	t.Parallel()
	const status = "Name:\tx\nVmHWM:\t  900 kB\nVmRSS:\t  123 kB\nRssAnon:\t   45 kB\nRssFile:\t   78 kB\n"
	held, err := memoryOf(status)
	if want := (Memory{Resident: 123 * 1024, Anonymous: 45 * 1024}); err != nil || held != want {
		t.Errorf("%+v, %v; want %+v", held, err, want)
	}
	for _, short := range []string{"Name:\tx\n", "VmRSS:\t  123 kB\n"} {
		if _, err := memoryOf(short); err == nil {
			t.Errorf("no error with %q", short)
		}
	}
}

func TestSinkCountsWhatItTakes(t *testing.T) {
	t.Parallel()
	s := &Sink{}
	if mails, within := s.Received(); mails != 0 || within != 0 || s.Size() != 0 {
		t.Errorf("%d mails within %s before any came", mails, within)
	}
	s.take(100)
	s.take(300)
	if mails, within := s.Received(); mails != 2 || within < 0 || s.Size() != 200 {
		t.Errorf("%d mails within %s of %d bytes; want 2 of 200", mails, within, s.Size())
	}
}

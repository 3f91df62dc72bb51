package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
)

// logger writes to standard error: text for people at a terminal, JSON for programs.
func (a *app) logger(cfg LogConfig) *slog.Logger { return a.loggerTo(a.stderr, cfg) }

// loggerTo writes in the same way to what leads there.
func (a *app) loggerTo(to io.Writer, cfg LogConfig) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Level)); err != nil {
		level = slog.LevelInfo // Config.Check admits known levels only
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.Format == "text" || cfg.Format == "auto" && isTerminal(a.stderr) {
		return slog.New(slog.NewTextHandler(to, options))
	}
	return slog.New(slog.NewJSONHandler(to, options))
}

// bufferedLog gathers the lines of many requests for one write: a line each would cost more than the page it tells of.
type bufferedLog struct {
	mu  sync.Mutex
	out *bufio.Writer
}

// logWaits is how long a line may wait.
const logWaits = time.Second

func newBufferedLog(to io.Writer) *bufferedLog {
	return &bufferedLog{out: bufio.NewWriterSize(to, 64<<10)}
}

// Write takes one line. It never leaves in two parts, between which the line of another log could come.
func (b *bufferedLog) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(line) > b.out.Available() {
		if err := b.out.Flush(); err != nil {
			return 0, err
		}
	}
	return b.out.Write(line)
}

func (b *bufferedLog) flush() {
	b.mu.Lock()
	defer b.mu.Unlock()
	_ = b.out.Flush() // there is nowhere else to say it
}

// run writes every second what has gathered, until ctx ends.
func (b *bufferedLog) run(ctx context.Context) {
	ticker := time.NewTicker(logWaits)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			b.flush()
		}
	}
}

// serverLog takes what net/http says of connections. It names the clients, so only what concerns the operator
// is passed on: that no connection can be accepted, mostly for want of file descriptors, and that a panic got through.
type serverLog struct{ log *slog.Logger }

func (s serverLog) Write(line []byte) (int, error) {
	text := strings.TrimSpace(string(line))
	switch {
	case strings.HasPrefix(text, "http: Accept error"):
		s.log.Error("connections not accepted", "error", text)
	case strings.HasPrefix(text, "http: panic serving"):
		_, stack, _ := strings.Cut(text, "\n")
		s.log.Error("panic", "stack", stack)
	}
	return len(line), nil
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// sentence is an error on one line; the faults of a configuration keep a line each.
func sentence(err error) string {
	var faults configError
	if errors.As(err, &faults) {
		return faults.Error()
	}
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' }), ": ")
}

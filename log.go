package main

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
)

// logger writes to standard error: text for people at a terminal, JSON for programs.
func (a *app) logger(cfg LogConfig) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Level)); err != nil {
		level = slog.LevelInfo // Config.Check admits known levels only
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.Format == "text" || cfg.Format == "auto" && isTerminal(a.stderr) {
		return slog.New(slog.NewTextHandler(a.stderr, options))
	}
	return slog.New(slog.NewJSONHandler(a.stderr, options))
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

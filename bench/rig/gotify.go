package rig

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
)

// gotifyModule is a server of the same make: Go, Gin, GORM, SQLite.
const gotifyModule = "github.com/gotify/server/v2@v2.6.1"

// Gotify is a running gotify with an account that may read and write.
type Gotify struct {
	*Process
	Application string // token to post messages with
	Client      string // token to list them with
}

// BuildGotify builds gotify from its module. The module lacks the pages that npm builds; empty ones stand in, as no
// measurement asks for them.
func BuildGotify(ctx context.Context, folder string) (string, error) {
	printed, err := exec.CommandContext(ctx, "go", "mod", "download", "-json", gotifyModule).Output()
	if err != nil {
		return "", fmt.Errorf("get %s: %w: %s", gotifyModule, err, printed)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(printed, &module); err != nil {
		return "", fmt.Errorf("get %s: %w", gotifyModule, err)
	}
	source := filepath.Join(folder, "gotify")
	if err := os.CopyFS(source, os.DirFS(module.Dir)); err != nil {
		return "", err
	}
	pages := filepath.Join(source, "ui", "build")
	if err := os.MkdirAll(filepath.Join(pages, "static"), 0o755); err != nil {
		return "", err
	}
	for _, name := range []string{"index.html", "manifest.json", "asset-manifest.json", "static/none.js"} {
		if err := os.WriteFile(filepath.Join(pages, name), []byte("{}"), 0o644); err != nil {
			return "", err
		}
	}
	binary := filepath.Join(folder, "gotify-server")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	cmd.Dir = source
	if printed, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w: %s", gotifyModule, err, printed)
	}
	return binary, nil
}

// StartGotify starts gotify on an empty database in a folder of its own.
func StartGotify(ctx context.Context, binary, folder string) (*Gotify, error) {
	port, err := FreePort(ctx)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(folder, "gotify-data")
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, binary)
	cmd.Dir = data
	cmd.Env = []string{
		"PATH=/usr/bin:/bin", "GIN_MODE=release", "GOTIFY_DEFAULTUSER_PASS=admin", "GOTIFY_SERVER_LISTENADDR=127.0.0.1",
		fmt.Sprintf("GOTIFY_SERVER_PORT=%d", port), "GOTIFY_DATABASE_CONNECTION=" + filepath.Join(data, "gotify.db"),
	}
	p, err := newProcess(cmd)
	if err != nil {
		return nil, err
	}
	p.URL = fmt.Sprintf("http://127.0.0.1:%d", port)
	if err := p.start(); err != nil {
		return nil, err
	}
	go func() { defer close(p.done); _ = p.cmd.Wait() }() // how it ended is for Stop to judge
	g := &Gotify{Process: p}
	if err := g.prepare(ctx); err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	return g, nil
}

// prepare waits for the first answer, and makes the tokens.
func (g *Gotify) prepare(ctx context.Context) error {
	if err := g.answers(ctx, "/health"); err != nil {
		return err
	}
	for path, token := range map[string]*string{"/application": &g.Application, "/client": &g.Client} {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL+path, bytes.NewBufferString(`{"name":"bench"}`))
		if err != nil {
			return err
		}
		req.SetBasicAuth("admin", "admin")
		req.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		var made struct{ Token string }
		err = json.NewDecoder(answer.Body).Decode(&made)
		_ = answer.Body.Close()
		if err != nil || made.Token == "" {
			return fmt.Errorf("gotify gives no token at %s: %w", path, err)
		}
		*token = made.Token
	}
	return nil
}

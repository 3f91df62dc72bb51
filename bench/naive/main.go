// Command naive is the baseline of the benchmark: the same pages on the same libraries as one would write them on a
// first day. Gin as gin.Default makes it, GORM with its default pool on SQLite, a transaction per request, a page of
// html/template per request, filters counted per request, pages by OFFSET, gzip per request. It is meant honestly:
// the tables have the indexes one would think of, and the journal is the product's (WAL, synchronous=FULL).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

func main() {
	database := flag.String("database", "", "the database file; made by -import")
	source := flag.String("import", "", "make the database from one of the product, and end")
	filler := flag.String("filler", "", "a file whose content stands in each page: it is as large as the product's then")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *database, *source, *filler); err != nil {
		fmt.Fprintln(os.Stderr, "naive:", err)
		os.Exit(1) //nolint:gocritic // stop restores the signals, which ends with the process
	}
}

func run(ctx context.Context, database, source, filler string) error {
	dsn := "file:" + database +
		"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=on&_txlock=immediate"
	db, err := gorm.Open(sqlite.Open(dsn), &gorm.Config{Logger: logger.Discard, TranslateError: true})
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if source != "" {
		return importFrom(ctx, db, source)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	site, err := newSite(db, filler)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: site.engine(), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close() // nothing is lost: it is a benchmark
	}()
	fmt.Printf("Serving http://%s\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// engine is gin.Default, whose log goes to a file that nobody keeps.
func (s *site) engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	gin.DefaultWriter = io.Writer(devNull())
	engine := gin.Default()
	engine.Use(compress)
	engine.GET("/en/", s.home)
	engine.GET("/en/members", s.members)
	engine.GET("/en/members/:slug", s.member)
	engine.GET("/api/v1/members", s.membersJSON)
	engine.POST("/en/pledge", s.pledge)
	engine.POST("/en/confirm/:token", s.confirm)
	engine.POST("/moderation/pledges/:id/approve", s.approve)
	return engine
}

func devNull() *os.File {
	file, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return os.Stdout
	}
	return file
}

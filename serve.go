package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"alliance/handlers"
	"alliance/locale"
	"alliance/mailer"
	"alliance/models"
	"alliance/web"
	"alliance/web/picture"
)

const (
	stopWithin        = 25 * time.Second // orchestrators commonly kill after 30
	retentionInterval = time.Hour
	notifyInterval    = time.Minute
	mailboxWorkers    = 1
)

// errStillBusy ends a stop that takes too long.
var errStillBusy = errors.New("stopped with work still under way")

// service is the running site: the parts that have a goroutine each.
type service struct {
	store     *models.Store
	deliverer *mailer.Deliverer
	rest      time.Duration // of the rules against attacks, between two batches
	site      *handlers.Site
	pages     *web.Renderer
	server    *http.Server
	requests  *bufferedLog
	listener  net.Listener
	drain     time.Duration // between red on /readyz and the end of listening
	patience  time.Duration // with a stop as a whole
	stopping  atomic.Bool
	environ   []string
	log       *slog.Logger
}

// serve runs the site until ctx ends.
func (a *app) serve(ctx context.Context, cfg Config, demo bool) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.HTTP.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", cfg.HTTP.Listen, innermost(err))
	}
	defer func() { _ = listener.Close() }() // the server has closed it, unless it never came to serve
	cfg.Site.BaseURL = baseURL(cfg, listener.Addr().String())
	opts := a.modelsOptions()
	if opts.Languages, err = locale.Offered(); err != nil {
		return fmt.Errorf("load the translations: %w", err)
	}
	var made parts
	var making errgroup.Group // beside the database: each takes a processor for a while
	making.Go(func() (err error) { made, err = newParts(); return err })
	defer func() { _ = making.Wait() }()
	return a.withStoreOf(ctx, cfg, opts, func(store *models.Store) error {
		if demo {
			if err := store.FillDemonstration(ctx); err != nil {
				return fmt.Errorf("fill with demonstration data: %w", err)
			}
		}
		if err := store.ReadWall(ctx); err != nil {
			return err
		}
		if err := making.Wait(); err != nil {
			return err
		}
		s, err := a.newService(ctx, cfg, store, made)
		if err != nil {
			return err
		}
		s.listener = listener
		if err := a.announce(ctx, cfg, s); err != nil {
			return err
		}
		return s.run(ctx)
	})
}

// announce tells the operator where the site is and, until there is an administrator,
// how to become one. The link is a secret: it goes to standard output, never to the log.
func (a *app) announce(ctx context.Context, cfg Config, s *service) error {
	invitation, err := s.store.FirstAdministrator(ctx)
	switch {
	case errors.Is(err, models.ErrDuplicate):
	case err != nil:
		return err
	default:
		fmt.Fprintf(a.stdout, "Choose the first administrator's password here (one use, one week): %s\n",
			invitationLink(cfg.Site.BaseURL, invitation))
	}
	fmt.Fprintf(a.stdout, "Serving %s (listening on %s)\n", cfg.Site.BaseURL, s.listener.Addr())
	s.log.InfoContext(ctx, "started", "version", programVersion(), "mode", cfg.Site.Mode, "mail", cfg.Mail.Delivers())
	return nil
}

// parts are what a service is made of beside its configuration and its store.
type parts struct {
	catalog *locale.Catalog
	pages   *web.Renderer
	painter *picture.Painter
}

func newParts() (p parts, err error) {
	if p.catalog, err = locale.Load(); err != nil {
		return parts{}, fmt.Errorf("load the translations: %w", err)
	}
	if p.pages, err = web.New(p.catalog); err != nil {
		return parts{}, err
	}
	p.painter, err = picture.New()
	return p, err
}

// newService wires the parts together; nothing runs yet.
func (a *app) newService(ctx context.Context, cfg Config, store *models.Store, p parts) (*service, error) {
	demo, err := store.HasDemonstrationData(ctx)
	if err != nil {
		return nil, err
	}
	log := a.logger(cfg.Log)
	mailbox := a.newMailbox(cfg)
	deliverer, err := a.newDeliverer(cfg, store, p.catalog, mailbox)
	if err != nil {
		return nil, err
	}
	site := siteOf(cfg, p.catalog)
	site.Demo, site.Mailbox = demo, mailbox != nil
	requests := newBufferedLog(a.stderr)
	handler, err := handlers.New(handlers.Options{ //nolint:contextcheck // each request brings its own
		Store: store, Catalog: p.catalog, Pages: p.pages, Painter: p.painter, Config: cfg.HTTP, Site: site,
		ConfirmationValid: cfg.Pledge.ConfirmationValid, Mailbox: lister(mailbox),
		Log: log, RequestLog: a.loggerTo(requests, cfg.Log), Now: a.now, NewRequestID: a.requestIDs(),
	})
	if err != nil {
		return nil, err
	}
	s := &service{
		store: store, deliverer: deliverer, site: handler, pages: p.pages, requests: requests, patience: stopWithin,
		environ: a.environ, log: log,
	}
	s.rest = cfg.Invalidation.Pause
	if cfg.Site.Mode == production {
		s.drain = a.drain
	}
	s.server = cfg.HTTP.Server(s.redWhenStopping(handler))
	s.server.ErrorLog = stdlog.New(serverLog{log}, "", 0)
	return s, nil
}

// run starts every goroutine of the program and waits for all of them.
func (s *service) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.serveHTTP() })
	group.Go(func() error { s.settle(ctx); return nil })
	group.Go(func() error { s.site.Run(ctx); return nil })
	group.Go(func() error { s.requests.run(ctx); return nil })
	group.Go(func() error { return s.stopHTTP(ctx) })
	group.Go(func() error { return s.deliverer.Run(ctx) })
	group.Go(func() error { s.retain(ctx); return nil })
	group.Go(func() error { s.notify(ctx); return nil })
	group.Go(func() error { s.store.RunImports(ctx, s.log); return nil })
	group.Go(func() error { s.invalidate(ctx); return nil })
	finished := make(chan error, 1)
	go func() { finished <- group.Wait() }()
	<-ctx.Done()
	s.log.Info("stopping")
	defer s.requests.flush()
	select {
	case err := <-finished:
		s.log.Info("stopped")
		return err
	case <-time.After(s.patience):
		return fmt.Errorf("%w: waited %s for a mail or a request", errStillBusy, s.patience)
	}
}

// settle does what starting left for later, as nobody waits for it, and then lets go of the memory that all this took.
func (s *service) settle(ctx context.Context) {
	s.pages.CompressStatic(ctx)
	collectRarely(s.environ)
}

func (s *service) serveHTTP() error {
	if err := s.server.Serve(handlers.Joined(s.listener)); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve HTTP: %w", err)
	}
	return nil
}

// stopHTTP shows red on /readyz, gives a load balancer time to see it, and finishes the requests.
func (s *service) stopHTTP(ctx context.Context) error {
	<-ctx.Done()
	s.stopping.Store(true)
	time.Sleep(s.drain)
	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.patience)
	defer cancel()
	if err := s.server.Shutdown(deadline); err != nil {
		return fmt.Errorf("%w: requests: %w", errStillBusy, err)
	}
	return nil
}

func (s *service) redWhenStopping(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if s.stopping.Load() && req.URL.Path == "/readyz" {
			http.Error(w, "stopping", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, req)
	})
}

// retain removes personal data whose time is over, now and every hour.
func (s *service) retain(ctx context.Context) {
	ticker := time.NewTicker(retentionInterval)
	defer ticker.Stop()
	for {
		result, err := s.store.ApplyRetention(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			s.log.ErrorContext(ctx, "retention not applied; tried again in an hour", "error", err)
		case err == nil && result.Total() > 0:
			s.log.InfoContext(ctx, "retention applied", "rows", result.Total())
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// notify tells the team's mailbox of new pledges when it is time; it looks every minute.
func (s *service) notify(ctx context.Context) {
	ticker := time.NewTicker(notifyInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		if err := s.store.Notify(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "mailbox not notified; tried again in a minute", "error", err)
		}
	}
}

// requestIDs returns a source of request ids. It draws randomness for many at a time.
func (a *app) requestIDs() func() string {
	const atOnce = 4 << 10
	var mu sync.Mutex
	source := bufio.NewReaderSize(a.rand, atOnce)
	return func() string {
		var id [8]byte
		mu.Lock()
		_, err := io.ReadFull(source, id[:])
		mu.Unlock()
		if err != nil {
			return "unknown" // it marks lines of the log and grants nothing
		}
		return hex.EncodeToString(id[:])
	}
}

package respond

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"
)

const (
	// oldest bounds the age of what is kept, for what changes without a new public version: the day, the numbers of
	// the transparency page, the register of places.
	oldest = time.Minute
	// longestMaking is how long making a page may take, whoever waits for it.
	longestMaking = 20 * time.Second
	longestKey    = 512 // bytes of the address of a page that is kept
	waiting       = 256 // pages that may wait for the work off the request path
	doors         = 1 << 12
)

// FinishedOptions are what Finished works with.
type FinishedOptions struct {
	Bytes    int64         // that all pages together may take; 0: none is kept
	Stale    time.Duration // how long a page may be shown that a change made old
	Version  func() int64  // of the public data
	Language func(acceptLanguage string) string
	Now      func() time.Time
	Log      *slog.Logger
}

// Finished keeps finished answers: pages that are the same for everybody until the public data changes. Which these
// are stands in the route table (Class). A page is made by a request of Finished's own that has nothing but the
// address, once, however many wait for it.
type Finished struct {
	opts       FinishedOptions
	pages      *otter.Cache[string, *page] // evicts by size, recency and frequency: a crawl does not push out the wall
	changes    *changes
	site       http.Handler
	send       func(*gin.Context, Content)
	making     singleflight.Group
	quickly    compressor
	thoroughly compressor
	old        chan string // addresses to be made anew
	rough      chan *page  // to be compressed better
	seed       maphash.Seed
	asked      [doors]atomic.Uint64 // addresses with a query that were asked for once
}

// NewFinished makes an empty Finished; Use must follow.
func NewFinished(opts FinishedOptions) (*Finished, error) {
	f := &Finished{
		opts: opts, changes: newChanges(opts.Stale*3/4, opts.Version()),
		quickly: newCompressor(quick), thoroughly: newCompressor(thorough),
		old: make(chan string, waiting), rough: make(chan *page, waiting), seed: maphash.MakeSeed(),
	}
	pages, err := otter.New(&otter.Options[string, *page]{
		MaximumWeight: uint64(max(opts.Bytes, 1)),
		Weigher: func(key string, p *page) uint32 {
			return uint32(min(len(key)+p.size(), 1<<31)) //nolint:gosec // bounded
		},
		Executor: func(work func()) { work() }, // no goroutine that nobody waits for
	})
	if err != nil {
		return nil, fmt.Errorf("make room for finished pages: %w", err)
	}
	f.pages = pages
	return f, nil
}

// Use sets the site that makes the pages, and what sends those that are not kept.
func (f *Finished) Use(site http.Handler, r *Responder) { f.site, f.send = site, r.Send }

// Served is what a log tells of an answer.
type Served struct {
	Route  string
	Status int
	Bytes  int
}

// Page is a finished page, as it leaves.
type Page = bytesOfPage

// Find returns the page that is kept for the address of a request; nil where there is none. It comes before everything
// else, and reads nothing of the request but method and address, and the language where the address has none.
func (f *Finished) Find(req *http.Request) *Page {
	reading := req.Method == http.MethodGet || req.Method == http.MethodHead
	if !reading || f.opts.Bytes == 0 || req.ContentLength != 0 || !strings.HasPrefix(req.RequestURI, "/") {
		return nil
	}
	key := req.RequestURI
	if isAPI(req) {
		key = f.opts.Language(req.Header.Get("Accept-Language")) + key
	}
	p, found := f.pages.GetIfPresent(key)
	if !found || !f.showable(req, key, p) {
		return nil
	}
	return p.bytesOfPage
}

// Route answers with a finished page where the class has them; it stands before the handler in the route table.
func (f *Finished) Route(class Class) gin.HandlerFunc {
	return func(c *gin.Context) {
		class.Set(c)
		if !class.finished || f == nil || f.opts.Bytes == 0 || IsRecorded(c) || c.Request.Context().Err() != nil {
			return
		}
		if key := f.key(c, class); len(key) <= longestKey && f.answer(c, key) {
			c.Abort()
		}
	}
}

// key is the one address of what a request asks for: without parameters that do not count, the others in order; with
// the language where the address has none.
func (f *Finished) key(c *gin.Context, class Class) string {
	key := c.Request.URL.EscapedPath()
	if isAPI(c.Request) {
		key = Of(c).Lang + key
	}
	if c.Request.URL.RawQuery == "" || len(class.parameters) == 0 {
		return key
	}
	given, counted := c.Request.URL.Query(), url.Values{}
	for _, name := range class.parameters {
		for _, value := range given[name] {
			if value != "" {
				counted.Add(name, value)
			}
		}
	}
	if len(counted) > 0 {
		key += "?" + counted.Encode()
	}
	return key
}

func (f *Finished) answer(c *gin.Context, key string) bool {
	p, found := f.pages.GetIfPresent(key)
	if !found || !f.showable(c.Request, key, p) {
		made, answer := f.make(c.Request.Context(), key)
		if made == nil {
			return answer != nil && f.pass(c, answer)
		}
		p = made
	}
	onlyRequestID(c.Writer.Header())
	p.Serve(c.Writer, c.Request)
	c.Writer.WriteHeaderNow()
	return true
}

// pass answers with what was recorded but is not kept.
func (f *Finished) pass(c *gin.Context, from *recording) bool {
	header := c.Writer.Header()
	onlyRequestID(header)
	maps.Copy(header, from.header)
	header.Del("Vary") // send says it again
	f.send(c, from.content)
	return true
}

// onlyRequestID takes out what the middleware has set: the handler that made the page may have decided otherwise.
func onlyRequestID(header http.Header) {
	maps.DeleteFunc(header, func(name string, _ []string) bool { return name != "X-Request-Id" })
}

// showable reports whether a page may be shown now, and sees to it that one which a change made old is made anew: at
// most about once a second, whatever changes and whoever asks.
//
// Who brings a cookie waits for the new page: the console alone sets one, and a moderator sees at once what they did.
func (f *Finished) showable(req *http.Request, key string, p *page) bool {
	now, version := f.opts.Now(), f.opts.Version()
	f.changes.note(version, now)
	if p.version == version && now.Sub(p.made) < oldest && sameDay(p.made, now) {
		return true
	}
	if len(req.Header["Cookie"]) > 0 || !f.changes.justChanged(p.version, now) {
		return false
	}
	if now.Sub(p.made) >= f.opts.Stale/2 {
		select {
		case f.old <- key:
		default: // whoever asks after the moment makes it
		}
	}
	return true
}

func sameDay(a, b time.Time) bool { return a.UTC().YearDay() == b.UTC().YearDay() }

// made is what making a page gave: a page that is kept, or an answer for those who waited.
type made struct {
	page   *page
	answer *recording
}

// make makes the page of an address, once for all who ask for it meanwhile.
func (f *Finished) make(ctx context.Context, key string) (*page, *recording) {
	result, _, _ := f.making.Do(key, func() (any, error) {
		if p, found := f.pages.GetIfPresent(key); found && f.current(p) {
			return made{page: p}, nil // by somebody else, just before
		}
		return f.makeNow(ctx, key), nil
	})
	done, _ := result.(made) // Do returns nothing else
	return done.page, done.answer
}

func (f *Finished) current(p *page) bool {
	return p.version == f.opts.Version() && f.opts.Now().Sub(p.made) < oldest && sameDay(p.made, f.opts.Now())
}

func (f *Finished) makeNow(ctx context.Context, key string) made {
	version, now := f.opts.Version(), f.opts.Now() // before the data is read: never too new a number
	f.changes.note(version, now)
	answer, err := f.record(ctx, key)
	if err != nil || !answer.keepable() {
		return made{}
	}
	earlier, found := f.pages.GetIfPresent(key)
	if !found && !f.admitted(key) || int64(len(answer.content.Body)) > f.opts.Bytes/4 {
		return made{answer: answer}
	}
	p := &page{version: version, made: now}
	if p.bytesOfPage = newBytes(answer); found && earlier.same(p.bytesOfPage) {
		p.bytesOfPage = earlier.bytesOfPage
	} else {
		p.fill(answer.content, f.quickly)
	}
	f.pages.Set(key, p)
	f.improveLater(p)
	return made{page: p}
}

// admitted reports whether a page is worth keeping: at once where the address is one of few, and when it is asked for
// again where there are more than anybody can count.
func (f *Finished) admitted(key string) bool {
	if !strings.ContainsAny(key, "?%") {
		return true
	}
	hash := maphash.String(f.seed, key) | 1
	return f.asked[hash>>1%doors].Swap(hash) == hash
}

// record asks the site for an address as nobody in particular.
func (f *Finished) record(ctx context.Context, key string) (*recording, error) {
	lang, address := key[:strings.IndexByte(key, '/')], key[strings.IndexByte(key, '/'):]
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestMaking)
	defer cancel()
	answer := &recording{}
	req, err := http.NewRequestWithContext(withRecording(ctx, answer), http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make the page of an address: %w", err)
	}
	if lang != "" {
		req.Header.Set("Accept-Language", lang)
	}
	f.site.ServeHTTP(nowhere{http.Header{}}, req)
	if !answer.done {
		return nil, errors.New("make the page of an address: it answers otherwise")
	}
	return answer, nil
}

func (f *Finished) improveLater(p *page) {
	if p.plain != nil || p.better.Swap(true) {
		return
	}
	select {
	case f.rough <- p:
	default:
		p.better.Store(false) // the next time it is made
	}
}

// Run does the work that no visitor waits for, until ctx ends: it makes anew what changed, and compresses better.
// look is called several times a second, to hear of changes that other processes made.
func (f *Finished) Run(ctx context.Context, look func(context.Context) error) {
	ticker := time.NewTicker(max(f.opts.Stale/4, 100*time.Millisecond))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case key := <-f.old:
			f.renew(ctx, key)
			continue
		default:
		}
		select {
		case <-ctx.Done():
			return
		case key := <-f.old:
			f.renew(ctx, key)
		case p := <-f.rough:
			p.improve(f.thoroughly)
		case <-ticker.C:
			if err := look(ctx); err != nil && ctx.Err() == nil {
				f.opts.Log.ErrorContext(ctx, "cannot look for changes; tried again at once", "error", err)
			}
			f.changes.note(f.opts.Version(), f.opts.Now())
		}
	}
}

// renew makes a page anew, unless that was done meanwhile.
func (f *Finished) renew(ctx context.Context, key string) {
	if p, found := f.pages.GetIfPresent(key); found && !f.current(p) {
		f.make(ctx, key)
	}
}

package models_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// databaseBytes reads the database file with what its log holds.
func databaseBytes(t *testing.T, path string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}

func TestApprove(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Statement, p.ConsentName = "Kohēzija ir vērtība.", true
	}))
	version := store.PublicVersion()
	store.Clock.Advance(time.Hour)
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}

	if store.PublicVersion() <= version {
		t.Error("the public version did not rise")
	}
	mails := store.ClaimAll(t)
	if len(mails) != 1 || mails[0].Kind != models.MailApproved || mails[0].Slug != "riga" || mails[0].Language != "lv" {
		t.Errorf("mails %+v, want one decision mail in Latvian with the address of the page", mails)
	}
	got, err := store.Signatory(t.Context(), "riga")
	if err != nil {
		t.Fatal(err)
	}
	want := models.Signatory{
		WallEntry: models.WallEntry{
			ID: got.ID, Slug: "riga", Name: "Rīga", Kind: models.KindCity, Country: "LV", TerritoryID: got.TerritoryID,
			Since: store.Clock.Now(), UpdatedAt: store.Clock.Now(), Website: "https://www.riga.lv",
			Associations: []string{"EUROCITIES"}, Versions: []string{"2026-1"}, Lat: got.Lat, Lon: got.Lon,
			Origin: models.OriginPledge,
		},
		Statement: "Kohēzija ir vērtība.", RepresentativeName: "Anna Bērziņa", Language: "lv", Region: got.Region,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("signatory differs (-want +got):\n%s", diff)
	}
	if got.Lat < 56 || got.Lat > 58 || got.Lon < 23 || got.Lon > 25 {
		t.Errorf("Rīga at %f, %f", got.Lat, got.Lon)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil || detail.State != models.StateApproved || detail.DecidedBy != "Ada Admin" ||
		detail.SignatorySlug != "riga" {
		t.Errorf("detail %s by %q, page %q (%v)", detail.State, detail.DecidedBy, detail.SignatorySlug, err)
	}
}

func TestTheRepresentativesNameNeedsConsent(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Approve(t, store.Administrator(t), modelstest.Pledge())
	signatory, err := store.Signatory(t.Context(), "riga")
	if err != nil || signatory.RepresentativeName != "" {
		t.Errorf("representative %q (%v), want none without consent", signatory.RepresentativeName, err)
	}
}

func TestASecondPledgeOfABodyFindsItsSignatory(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge())
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Email, p.Body, p.Associations = "deputy@riga.lv", "RĪGA", []string{"CEMR"}
	}))
	wall, err := store.Wall(t.Context(), models.WallFilter{})
	if err != nil || wall.Total != 1 {
		t.Fatalf("%d on the wall (%v), want one body once", wall.Total, err)
	}
	signatory, err := store.Signatory(t.Context(), "riga")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"CEMR", "EUROCITIES"}, signatory.Associations); diff != "" {
		t.Errorf("associations of both pledges (-want +got):\n%s", diff)
	}
}

// testBody is who signs; without a territory, its name must not be one of exactly one place.
type testBody struct {
	kind                     models.Kind
	country, name, territory string
}

func (b testBody) approve(t *testing.T, store *modelstest.Store, by models.Moderator, email string) string {
	t.Helper()
	id := store.Approve(t, by, modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Country, p.Body, p.TerritoryID, p.Email = b.kind, b.country, b.name, b.territory, email
	}))
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	if (detail.Territory != "") != (b.territory != "") {
		t.Fatalf("%s has the territory %q", b.name, detail.Territory)
	}
	return detail.SignatorySlug
}

func TestWhichSignatoryIsTheSameBody(t *testing.T) {
	t.Parallel()
	city := func(name, country, territory string) testBody {
		return testBody{models.KindCity, country, name, territory}
	}
	association := func(name string) testBody { return testBody{models.KindAssociation, "BE", name, ""} }
	brussels := city("Bruxelles", "BE", "2800866")
	// Three of Germany's places bear one name.
	first, second := city("Weingarten", "DE", "2812196"), city("Weingarten", "DE", "2812197")
	nameOnly := city("Weingarten", "DE", "")
	for _, c := range []struct {
		name   string
		before []testBody
		then   testBody
		want   string
	}{
		{"the same name", []testBody{brussels}, city("BRUXELLES", "BE", "2800866"), "bruxelles"},
		{"the same place in another language", []testBody{brussels}, city("Brussel", "BE", "2800866"), "bruxelles"},
		{"another place of the same name", []testBody{first}, second, "weingarten-2"},
		{"its own place before an older namesake", []testBody{first, nameOnly, second}, second, "weingarten-2"},
		{"no place, and one namesake", []testBody{first}, nameOnly, "weingarten"},
		{"no place, and a name that two bear", []testBody{first, second}, nameOnly, "weingarten-3"},
		{"a place, and a namesake without one", []testBody{nameOnly}, second, "weingarten"},
		{"another kind of the same name", []testBody{association("Bruxelles")}, brussels, "bruxelles-2"},
		{"names without a letter", []testBody{association("※ ☂")}, association("☂"), "signatory-2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t)
			admin := store.Administrator(t)
			store.ClaimAll(t)
			for i, body := range c.before {
				store.Clock.Advance(time.Minute)
				body.approve(t, store, admin, fmt.Sprintf("office%d@city.example", i))
			}
			if got := c.then.approve(t, store, admin, "mayor@city.example"); got != c.want {
				t.Errorf("became %q, want %q", got, c.want)
			}
		})
	}
}

func TestAFurtherPledgeFillsInWhatWasOpen(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) { p.Website, p.Statement = "", "First" }))
	store.Clock.Advance(time.Hour)
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Email, p.Statement = "deputy@riga.lv", "Second"
	}))
	got, err := store.Signatory(t.Context(), "riga")
	if err != nil || got.Website != "https://www.riga.lv" || got.Statement != "First" ||
		!got.UpdatedAt.Equal(store.Clock.Now()) {
		t.Errorf("site %q, statement %q, updated %s (%v)", got.Website, got.Statement, got.UpdatedAt, err)
	}
}

func TestSlugsAreReadableAndNeverShared(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Pledge.BodiesPerEmail = 0 })
	admin := store.Administrator(t)
	cases := []struct{ body, country, want string }{
		{"Gżira", "MT", "gzira"},
		{"Αττική", "EL", "attike"},
		{"София", "BG", "sofiia"},
		{"Saint-Denis", "FR", "saint-denis"},
		{"Saint-Denis", "BE", "saint-denis-2"},
		{"Saint Denis!", "CH", "saint-denis-3"},
		{"Österreichischer Städtebund", "AT", "osterreichischer-stadtebund"},
		{"Forum 2030", "AT", "forum-2030"},
		{"Forum", "AT", "forum"},
		{"※ ☂", "AT", "signatory"},
	}
	for i, c := range cases {
		store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
			p.Body, p.Country, p.Kind = c.body, c.country, models.KindAssociation
			p.Email = fmt.Sprintf("office%d@riga.lv", i)
		}))
		signatory, err := store.Signatory(t.Context(), c.want)
		if err != nil || signatory.Name != c.body {
			t.Errorf("%s: page %q: %q, %v", c.body, c.want, signatory.Name, err)
		}
	}
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	for name, c := range map[string]struct {
		reason, text string
		want         models.FieldErrors
	}{
		"no reason":        {"", "", models.FieldErrors{"reason": "required"}},
		"a made-up reason": {"mood", "", models.FieldErrors{"reason": "unknown"}},
		"a long text":      {"test", strings.Repeat("x", 501), models.FieldErrors{"reason_text": "too_long"}},
	} {
		var got models.FieldErrors
		err := store.Refuse(t.Context(), admin, models.Seen{ID: id}, c.reason, c.text)
		if !errors.As(err, &got) || cmp.Diff(c.want, got) != "" {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	err := store.Refuse(t.Context(), admin, models.Seen{ID: id}, "not_authorised", "Please ask your mayor.")
	if err != nil {
		t.Fatal(err)
	}
	mails := store.ClaimAll(t)
	if len(mails) != 1 || mails[0].Kind != models.MailRefused || mails[0].Reason != "not_authorised" ||
		mails[0].ReasonText != "Please ask your mayor." || mails[0].Body != "Rīga" {
		t.Errorf("mails %+v, want one refusal with reason and text", mails)
	}
	if wall, err := store.Wall(t.Context(), models.WallFilter{}); err != nil || wall.Total != 0 {
		t.Errorf("%d on the wall (%v), want none", wall.Total, err)
	}
}

func TestDecisionsThatComeTooEarlyOrTooLate(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	first := store.Administrator(t)
	second := store.Moderator(t, "second@alliance.example", models.RoleModerator)
	store.ClaimAll(t)

	if _, err := store.SubmitPledge(t.Context(), modelstest.Pledge()); err != nil {
		t.Fatal(err)
	}
	queue, err := store.Queue(t.Context(), models.QueueFilter{State: models.StateUnconfirmed})
	if err != nil {
		t.Fatal(err)
	}
	id := queue.Items[0].ID
	if err := store.Store.Approve(t.Context(), first, models.Seen{ID: id}); !errors.Is(err, models.ErrUnconfirmed) {
		t.Errorf("before the confirmation: %v, want ErrUnconfirmed", err)
	}
	if _, err := store.ConfirmPledge(t.Context(), store.ClaimAll(t)[0].Token); err != nil {
		t.Fatal(err)
	}
	if err := store.Store.Approve(t.Context(), first, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	decidedAt := store.Clock.Now()
	store.Clock.Advance(time.Minute)
	var decided *models.DecidedError
	if err := store.Refuse(t.Context(), second, models.Seen{ID: id}, "test", ""); !errors.As(err, &decided) {
		t.Fatalf("the second moderator: %v, want a *DecidedError", err)
	}
	want := &models.DecidedError{State: models.StateApproved, By: "Ada Admin", At: decidedAt}
	if diff := cmp.Diff(want, decided); diff != "" {
		t.Errorf("already decided (-want +got):\n%s", diff)
	}
	nothing := models.Seen{ID: "01ARZ3NDEKTSV4RRFFQ69G5FAV"}
	if err := store.Store.Approve(t.Context(), first, nothing); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a pledge that does not exist: %v, want ErrNotFound", err)
	}
}

func TestOfManyDecisionsOneCounts(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	var group sync.WaitGroup
	results := make(chan error, 20)
	for i := range 20 {
		group.Go(func() {
			if i%2 == 0 {
				results <- store.Store.Approve(t.Context(), admin, models.Seen{ID: id})
			} else {
				results <- store.Refuse(t.Context(), admin, models.Seen{ID: id}, "test", "")
			}
		})
	}
	group.Wait()
	close(results)
	succeeded := 0
	for err := range results {
		var decided *models.DecidedError
		switch {
		case err == nil:
			succeeded++
		case !errors.As(err, &decided):
			t.Errorf("decide: %v, want success or *DecidedError", err)
		}
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	if mails := store.ClaimAll(t); succeeded != 1 || len(mails) != 1 || len(detail.History) != 2 {
		t.Errorf("%d decisions, %d mails, %d audit rows; want 1, 1 and 2 with the confirmation",
			succeeded, len(mails), len(detail.History))
	}
}

func TestQueue(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Pledge.BodiesPerEmail = 0 })
	bodies := []struct {
		kind          models.Kind
		country, name string
	}{
		{models.KindCity, "LV", "Rīga"},
		{models.KindCity, "LV", "Jūrmala"},
		{models.KindRegion, "IT", "Toscana"},
		{models.KindAssociation, "DE", "Städtebund Köln"},
		{models.KindCity, "DE", "Köln"},
	}
	for i, body := range bodies {
		store.Clock.Advance(time.Minute)
		store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
			p.Kind, p.Country, p.Body = body.kind, body.country, body.name
			p.Email = fmt.Sprintf("office%d@riga.lv", i)
		}))
	}
	cases := []struct {
		name   string
		filter models.QueueFilter
		want   []string
	}{
		{"oldest first", models.QueueFilter{}, []string{"Rīga", "Jūrmala", "Toscana", "Städtebund Köln", "Köln"}},
		{"by kind", models.QueueFilter{Kind: models.KindCity}, []string{"Rīga", "Jūrmala", "Köln"}},
		{"by country", models.QueueFilter{Country: "DE"}, []string{"Städtebund Köln", "Köln"}},
		{"by the start of a word, any accents", models.QueueFilter{Query: "KOL"}, []string{"Städtebund Köln", "Köln"}},
		{"nothing inside a word", models.QueueFilter{Query: "urmala"}, nil},
		{"by name and country", models.QueueFilter{Query: "jurm", Country: "DE"}, nil},
		{"a state without pledges", models.QueueFilter{State: models.StateRefused}, nil},
	}
	for _, c := range cases {
		queue, err := store.Queue(t.Context(), c.filter)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		var got []string
		for _, item := range queue.Items {
			got = append(got, item.Body)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || queue.Total != len(c.want) {
			t.Errorf("%s: total %d, bodies (-want +got):\n%s", c.name, queue.Total, diff)
		}
	}
	queue, err := store.Queue(t.Context(), models.QueueFilter{Kind: models.KindRegion})
	if err != nil {
		t.Fatal(err)
	}
	want := []models.FacetCount{{Value: "association", Count: 1}, {Value: "city", Count: 3}, {Value: "region", Count: 1}}
	if diff := cmp.Diff(want, queue.Kinds); diff != "" {
		t.Errorf("counts per kind, whatever the filter (-want +got):\n%s", diff)
	}
	if queue.States[models.StateWaiting] != 5 {
		t.Errorf("states %v, want 5 waiting", queue.States)
	}
}

func TestQueuePagesAreStable(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Pledge.BodiesPerEmail = 0 })
	admin := store.Administrator(t)
	store.ClaimAll(t)
	for i := range 7 { // two at the same time: the id decides
		if i%2 == 0 {
			store.Clock.Advance(time.Minute)
		}
		store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
			p.Body, p.Email = fmt.Sprintf("Body %d", i), fmt.Sprintf("office%d@riga.lv", i)
		}))
	}
	seen := map[string]int{}
	filter := models.QueueFilter{Limit: 2}
	for pages := 0; ; pages++ {
		queue, err := store.Queue(t.Context(), filter)
		if err != nil || pages > 10 {
			t.Fatalf("page %d: %v", pages, err)
		}
		for _, item := range queue.Items {
			seen[item.Body]++
		}
		if pages == 0 { // a decision on the first page moves nothing on the others
			if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: queue.Items[0].ID}); err != nil {
				t.Fatal(err)
			}
		}
		if queue.Next == "" {
			break
		}
		filter.After = queue.Next
	}
	for i := range 7 {
		if name := fmt.Sprintf("Body %d", i); seen[name] != 1 {
			t.Errorf("%s was shown %d times, want once", name, seen[name])
		}
	}
}

func TestPledgeDetailShowsWhatADecisionNeeds(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Email = "Rīgas pilsēta", "x@riga.lv"
	}))
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Email, p.Website = "Liepāja", "x@liepaja.lv", "https://www.liepaja.lv"
	}))
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body, p.Email = "Rīga", "riga@gmail.com" }))
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	want := models.DomainCheck{Email: "gmail.com", Website: "riga.lv", FreeMail: true, Neighbours: []models.Neighbour{
		{Slug: "rigas-pilseta", Name: "Rīgas pilsēta", Since: store.Clock.Now(), Domains: []string{"riga.lv"}},
	}}
	if diff := cmp.Diff(want, detail.Domain); diff != "" {
		t.Errorf("domains (-want +got):\n%s", diff)
	}
	if detail.Territory != "Rīga" || detail.TerritoryMatch != models.MatchExact {
		t.Errorf("territory %q, match %q", detail.Territory, detail.TerritoryMatch)
	}
	if len(detail.Duplicates) != 1 || detail.Duplicates[0].Name != "Rīgas pilsēta" {
		t.Fatalf("duplicates %+v, want Rīgas pilsēta only", detail.Duplicates)
	}
	if reasons := strings.Join(detail.Duplicates[0].Reasons, " "); !strings.Contains(reasons, "domain") {
		t.Errorf("reasons %q, want the shared domain among them", reasons)
	}
	if len(detail.Mails) != 1 || detail.Mails[0].SentAt == nil {
		t.Errorf("mails %+v, want the confirmation, sent", detail.Mails)
	}
	if _, err := store.PledgeDetail(t.Context(), models.Moderator{}, "nothing"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("an unknown id: %v, want ErrNotFound", err)
	}
}

package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// apiDocument is an OpenAPI document as far as the tests read it.
type apiDocument struct {
	OpenAPI string `yaml:"openapi"`
	Info    struct {
		Title, Version, Description string
		License                     struct{ Identifier string }
		Contact                     struct{ Email string }
	}
	Paths map[string]map[string]struct {
		Summary, Description string
		Parameters           []struct{ Name, In, Description string }
		Responses            map[string]struct {
			Content map[string]struct{ Schema *huma.Schema }
		}
	}
	Components struct{ Schemas map[string]*huma.Schema }
}

// documentOf reads the document as every client does.
func documentOf(t *testing.T, s *testSite) apiDocument {
	t.Helper()
	var document apiDocument
	body := s.get("/api/v1/openapi.json").status(http.StatusOK).header("Content-Type", "application/json").Body
	if err := yaml.Unmarshal(body.Bytes(), &document); err != nil { // JSON is YAML, and huma's schemas are read as such
		t.Fatal(err)
	}
	return document
}

// faults are what a schema of the document finds wrong with a body. What it does not describe is a fault here.
func (d apiDocument) faults(t *testing.T, schema *huma.Schema, body []byte) []error {
	t.Helper()
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	for name, described := range d.Components.Schemas {
		if described.Properties != nil {
			described.AdditionalProperties = false
		}
		described.PrecomputeMessages()
		registry.Map()[name] = described
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	var result huma.ValidateResult
	huma.Validate(registry, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, &result)
	return result.Errors
}

func TestAPIAnswersAsItsDocumentSays(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	s.member(s.Moderator(t, "second@alliance.example", models.RoleAdministrator), func(p *models.NewPledge) {
		p.Body, p.Country, p.Website, p.Associations, p.Email = "Nowhere-on-Sea", "EE", "", nil, "a@nowhere.example"
		p.TerritoryID, p.Statement, p.ConsentName = "", "We are small.", true
	})
	document := documentOf(t, s)
	if document.OpenAPI != "3.1.0" || len(document.Paths) != 6 || len(document.Components.Schemas) < 10 ||
		document.Info.License.Identifier != "CC-BY-4.0" || document.Info.Contact.Email != "alliance@example.eu" {
		t.Fatalf("the document says %+v", document.Info)
	}
	for path, operations := range document.Paths {
		operation := operations["get"]
		if len(operations) != 1 || operation.Summary == "" || operation.Description == "" {
			t.Errorf("%s: %d methods, summary %q", path, len(operations), operation.Summary)
		}
		for _, parameter := range operation.Parameters {
			if parameter.Description == "" {
				t.Errorf("%s: the parameter %s is not described", path, parameter.Name)
			}
		}
		for _, slug := range []string{"riga", "nowhere-on-sea"} {
			answer := s.get(strings.Replace(path, "{slug}", slug, 1)).status(http.StatusOK)
			described, ok := operation.Responses["200"].Content[answer.Header().Get("Content-Type")]
			if !ok {
				t.Errorf("%s: the document lacks %s", path, answer.Header().Get("Content-Type"))
				continue
			}
			for _, fault := range document.faults(t, described.Schema, answer.Body.Bytes()) {
				t.Errorf("%s: %v", path, fault)
			}
		}
		_, refuses := operation.Responses["400"]
		_, misses := operation.Responses["404"]
		if path == "/api/v1/members/{slug}" != misses || strings.Contains(path, "/members") && !misses != refuses {
			t.Errorf("%s: refuses %t, misses %t", path, refuses, misses)
		}
		problem := operation.Responses["500"].Content["application/problem+json"].Schema
		for _, target := range []string{"/api/v1/members?kind=king", "/api/v1/members/nobody"} {
			if faults := document.faults(t, problem, s.get(target).Body.Bytes()); len(faults) > 0 {
				t.Errorf("%s: the problem of %s: %v", path, target, faults)
			}
		}
	}
}

func TestAPIContractTestFindsFaults(t *testing.T) {
	t.Parallel()
	document := documentOf(t, newSite(t))
	schema := &huma.Schema{Ref: "#/components/schemas/Counters"}
	for _, body := range []string{
		`{"members":1,"countries":1}`, `{"members":"1","countries":1,"kinds":{}}`,
		`{"members":1,"countries":1,"kinds":{},"secret":1}`, `[]`,
	} {
		if len(document.faults(t, schema, []byte(body))) == 0 {
			t.Errorf("%s passes", body)
		}
	}
	if faults := document.faults(t, schema, []byte(`{"members":1,"countries":1,"kinds":{}}`)); len(faults) > 0 {
		t.Error(faults)
	}
}

// apiMember is what the tests read of a member.
type apiMember struct {
	Slug, URL, Name string
	Associations    []string
	Territory       *struct{ ID string }
}

func (a *answer) decode(to any) {
	a.t.Helper()
	if err := json.Unmarshal(a.Body.Bytes(), to); err != nil {
		a.t.Fatalf("%v: %s", err, a.main())
	}
}

// pagesOfAPI walks the list by its addresses, and returns the members of all pages.
func (s *testSite) pagesOfAPI(query, lang string) []apiMember {
	s.t.Helper()
	var members []apiMember
	for target := "/api/v1/members?limit=40&" + query; target != ""; {
		var page struct {
			Members []apiMember
			Total   int
			Next    string
		}
		answer := s.get(target, "Accept-Language", lang).status(http.StatusOK)
		answer.decode(&page)
		link := ""
		if page.Next != "" {
			link = "<" + page.Next + `>; rel="next"`
		}
		answer.header("Link", link)
		members = append(members, page.Members...)
		if target = page.Next; target == "" && len(members) != page.Total {
			s.t.Errorf("%s: %d members on all pages, total %d", query, len(members), page.Total)
		}
	}
	return members
}

// slugsOnWall walks the pages of the wall.
func (s *testSite) slugsOnWall(query, lang string) []string {
	s.t.Helper()
	var slugs []string
	for target := "/" + lang + "/members?" + query; target != ""; {
		page := s.get(target).status(http.StatusOK).document()
		for _, link := range page.Find("ul.wall h3 a").EachIter() {
			slugs = append(slugs, strings.TrimPrefix(link.AttrOr("href", ""), "/"+lang+"/members/"))
		}
		target = page.Find("a[rel=next]").AttrOr("href", "")
	}
	return slugs
}

func (s *testSite) slugsOnMap(query, lang string) []string {
	s.t.Helper()
	var collection struct {
		Type     string
		Features []struct {
			ID         string
			Geometry   struct{ Coordinates []float64 }
			Properties apiMember
		}
	}
	s.get("/api/v1/members.geojson?"+query, "Accept-Language", lang).status(http.StatusOK).
		header("Content-Type", "application/geo+json").decode(&collection)
	var slugs []string
	for _, f := range collection.Features {
		if at := f.Geometry.Coordinates; len(at) != 2 || at[0] < -64 || at[0] > 56 || at[1] < -22 || at[1] > 71 {
			s.t.Errorf("%s lies at %v, want longitude and latitude of Europe", f.Properties.Slug, at)
		}
		slugs = append(slugs, f.Properties.Slug)
	}
	return slugs
}

func TestAPIGivesTheRowsOfTheWall(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if err := s.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		"", "sort=name", "kind=city", "kind=association&sort=name", "country=FR", "country=de&kind=region",
		"association=cemr", "version=2026-1&association=AER&sort=name", "year=2026", "q=saint", "q=s&sort=name",
		"territory=IT.09", "q=nowhere+to+be+found", "utm_source=mail&kind=region",
		"country=IT&kind=city&association=EUROCITIES&sort=newest",
	} {
		for _, lang := range []string{"en", "lv"} {
			wall := s.slugsOnWall(query, lang)
			var listed, placed []string
			for _, member := range s.pagesOfAPI(query, lang) {
				listed = append(listed, member.Slug)
				if member.Territory != nil {
					placed = append(placed, member.Slug)
				}
				if want := "https://alliance.example/" + lang + "/members/" + member.Slug; member.URL != want {
					t.Errorf("%s says %s, want %s", member.Slug, member.URL, want)
				}
			}
			if diff := cmp.Diff(wall, listed); diff != "" {
				t.Errorf("%s in %s: the list (-wall +list):\n%s", query, lang, diff)
			}
			if diff := cmp.Diff(placed, s.slugsOnMap(query, lang)); diff != "" {
				t.Errorf("%s in %s: the map (-list +map):\n%s", query, lang, diff)
			}
			if query == "" && (len(wall) != 300 || len(placed) == 0 || len(placed) == len(wall)) {
				t.Errorf("%d members, %d of them placed: the test would prove little", len(wall), len(placed))
			}
		}
	}
}

func TestAPIRefusesWhatSaysNothing(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	var byName struct{ Next string }
	s.get("/api/v1/members?sort=name&limit=2").decode(&byName)
	next, err := url.Parse(byName.Next)
	if err != nil {
		t.Fatal(err)
	}
	for query, parameters := range map[string][]string{
		"members?country=QQ":                        {"country"},
		"members?kind=king&association=NATO":        {"kind", "association"},
		"members?version=1&year=last&sort=size":     {"version", "year", "sort"},
		"members?year=99999999999999999999":         {"year"},
		"members?territory=nowhere":                 {"territory"},
		"members?territory=%27+OR+1":                {"territory"},
		"members?q=%ff":                             {"q"},
		"members?after=%22":                         {"after"},
		"members?after=MTIz":                        {"after"},
		"members?after=" + next.Query()["after"][0]: {"after"}, // of the other order
		"members?limit=0":                           {"limit"},
		"members?limit=101":                         {"limit"},
		"members?limit=ten":                         {"limit"},
		"members.geojson?country=QQ":                {"country"},
		"members.geojson?territory=nowhere":         {"territory"},
	} {
		t.Run(query, func(t *testing.T) {
			answer := s.get("/api/v1/"+query, "Accept-Language", "en").status(http.StatusBadRequest).
				header("Content-Type", "application/problem+json").header("Cache-Control", "no-store").
				header("Access-Control-Allow-Origin", "*").header("ETag", "")
			var problem struct {
				Type, Title, Detail, Incident string
				Status                        int
				Parameters                    []string
			}
			answer.decode(&problem)
			if !slices.Equal(problem.Parameters, parameters) || problem.Status != http.StatusBadRequest ||
				!strings.Contains(problem.Detail, strings.Join(parameters, ", ")) || problem.Incident != "" {
				t.Errorf("want %q named, got %+v", parameters, problem)
			}
		})
	}
	for _, query := range []string{"", "?limit=100", "?q=&country=&kind=&year=&after=&limit=", "?nonsense=1", "?%zz"} {
		s.get("/api/v1/members" + query).status(http.StatusOK).has(`"total":5`)
	}
}

func TestAPIProblems(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	for _, path := range []string{"/api/v1/members/nobody", "/api/v1/members/%ff", "/api/v1/nothing", "/api/v2/members"} {
		s.get(path, "Accept-Language", "lv").status(http.StatusNotFound).header("Content-Type", "application/problem+json").
			header("Content-Language", "lv").has(`"title":"Not Found"`, `"status":404`).lacks("incident")
	}
	s.do(http.MethodPost, "/api/v1/members", nil).status(http.StatusMethodNotAllowed).
		header("Content-Type", "application/problem+json").header("Allow", "GET, HEAD, OPTIONS")
	modelstest.AlterByHand(t, s.Config.Database.DSN,
		"UPDATE public_version SET version = version + 1; DROP TABLE wall_changes; DROP TABLE signatories")
	if err := s.Store.LookForChanges(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"members", "members/riga", "members.geojson", "counters", "coverage", "growth"} {
		answer := s.get("/api/v1/" + path).status(http.StatusInternalServerError)
		answer.header("Content-Type", "application/problem+json").has(`"incident":"request-`).
			lacks("sql", "no such table", "wall_changes").header("Access-Control-Allow-Origin", "*")
	}
	if !strings.Contains(s.log.String(), "no such table") {
		t.Error("the log does not say why")
	}
}

func TestAPIOfAVisitorWhoLeft(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	answer := s.serve(httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/members.geojson", nil))
	if answer.Code != 499 || answer.Body.Len() != 0 {
		t.Errorf("%d with %d bytes, want none for nobody", answer.Code, answer.Body.Len())
	}
}

func apiTargets() []string {
	return []string{
		"/api/v1/members", "/api/v1/members?limit=1", "/api/v1/members/riga", "/api/v1/members.geojson", "/api/v1/counters",
		"/api/v1/coverage", "/api/v1/growth", "/api/v1/openapi.json",
	}
}

func TestAPIIsCachedAndOpen(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	for _, target := range apiTargets() {
		t.Run(target, func(t *testing.T) {
			get := s.get(target).status(http.StatusOK).header("Access-Control-Allow-Origin", "*").
				header("Access-Control-Expose-Headers", "ETag, Link").header("Set-Cookie", "").
				header("Cache-Control", "public, max-age=0, must-revalidate")
			tag := get.Header().Get("ETag")
			if tag == "" || strings.HasPrefix(tag, "W/") {
				t.Errorf("want a strong tag, got %q", tag)
			}
			again := s.get(target, "If-None-Match", tag).status(http.StatusNotModified).header("ETag", tag).
				header("Access-Control-Allow-Origin", "*").header("Access-Control-Expose-Headers", "ETag, Link")
			head := s.do(http.MethodHead, target, nil).status(http.StatusOK)
			if again.Body.Len() != 0 || head.Body.Len() != 0 {
				t.Error("a body where none belongs")
			}
			for _, name := range []string{"Content-Type", "Content-Length", "ETag", "Link", "Content-Language"} {
				head.header(name, get.Header().Get(name))
			}
			head.header("Vary", strings.Join(get.Header().Values("Vary"), ", "))
			s.do(http.MethodOptions, target, nil, "Origin", "https://elsewhere.example",
				"Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "if-none-match").
				status(http.StatusNoContent).header("Access-Control-Allow-Origin", "*").
				header("Access-Control-Allow-Methods", "GET, HEAD").
				header("Access-Control-Allow-Headers", "Accept-Language, If-None-Match")
		})
	}
}

func TestAPIHasOneMediaTypeEach(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	for _, accept := range []string{"*/*", "application/geo+json", "json", "text/html", "application/cbor", ";;q=x"} {
		s.get("/api/v1/members", "Accept", accept).status(http.StatusOK).header("Content-Type", "application/json")
		s.get("/api/v1/members.geojson", "Accept", accept).status(http.StatusOK).
			header("Content-Type", "application/geo+json")
		s.get("/api/v1/members/nobody", "Accept", accept).status(http.StatusNotFound).
			header("Content-Type", "application/problem+json")
	}
	s.get("/api/v1/members.geojson?q=nowhere+to+be+found").status(http.StatusOK).
		has(`{"type":"FeatureCollection","features":[]}`)
}

func TestAPIPagesOfDocumentation(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	written, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for path := range documentOf(t, s).Paths {
		if !strings.Contains(string(written), "| `GET "+path+"` |") {
			t.Errorf("docs/api.md lacks %s", path)
		}
	}
	for _, path := range []string{"/docs", "/api/v1/docs", "/schemas/Member.json", "/openapi.yaml", "/openapi-3.0.json"} {
		s.get(path).status(http.StatusNotFound) // what huma would serve unasked
	}
}

func TestAPIFollowsTheWall(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	tags := map[string]string{}
	for _, target := range apiTargets() {
		tags[target] = s.get(target).Header().Get("ETag")
	}
	s.member(s.Moderator(t, "second@alliance.example", models.RoleAdministrator), func(p *models.NewPledge) {
		p.Body, p.Email, p.Country = "Tallinn", "a@tallinn.example", "EE"
	})
	for target, tag := range tags {
		changed := s.get(target, "If-None-Match", tag).Code == http.StatusOK
		if same := target == "/api/v1/members/riga" || target == "/api/v1/openapi.json"; changed == same {
			t.Errorf("%s: changed %t", target, changed)
		}
	}
}

func TestAPIIsCompressed(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	plain := s.get("/api/v1/members.geojson")
	for _, coding := range []string{"br", "gzip"} {
		packed := s.get("/api/v1/members.geojson", "Accept-Encoding", coding).header("Content-Encoding", coding).
			header("Vary", "Accept-Encoding, Accept-Language")
		if packed.Header().Get("ETag") == plain.Header().Get("ETag") {
			t.Error("one strong tag for two representations")
		}
		if packed.decoded() != plain.Body.String() {
			t.Error("the body changed")
		}
	}
}

func TestAPITellsNothingPrivate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	s.member(admin, func(p *models.NewPledge) { p.ConsentName = false })
	s.member(admin, func(p *models.NewPledge) {
		p.Body, p.Email, p.Country, p.ConsentName = "Graz", "anna.berzina@graz.example", "AT", true
	})
	for _, target := range apiTargets() {
		s.get(target).status(http.StatusOK).lacks("anna.berzina", "Bērziņa\"}", `"RepresentativeName"`)
	}
	// Who consented to stand on the page did not consent to be copied.
	s.get("/api/v1/members/graz").lacks("representative", "Bērziņa")
}

func TestAPIDocumentIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	first, second := newSite(t).get("/api/v1/openapi.json"), newSite(t).get("/api/v1/openapi.json")
	if !bytes.Equal(first.Body.Bytes(), second.Body.Bytes()) {
		t.Error("two starts give two documents: caches ask in vain")
	}
}

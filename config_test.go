package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/handlers"
	"alliance/models"
)

// writeFile puts content into a file of a new folder and returns its path.
func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustLoad(t *testing.T, path string, variables ...string) Config {
	t.Helper()
	cfg, err := loadConfig(path, variables)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	cfg := mustLoad(t, "")
	defaults := handlers.Config{
		Listen: ":8080", MaxBodyBytes: 64 << 10, MaxUploadBytes: 32 << 20,
		PageCacheBytes: 16 << 20, PageStale: time.Second, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
	}
	if diff := cmp.Diff(defaults, cfg.HTTP, equateEmpty()); diff != "" {
		t.Errorf("http (-want +got):\n%s", diff)
	}
	day := 24 * time.Hour
	checks := []struct {
		name      string
		got, want any
	}{
		{"site.mode", cfg.Site.Mode, development},
		{"http.listen", cfg.HTTP.Listen, ":8080"},
		{"the address that follows", baseURL(cfg, cfg.HTTP.Listen), "http://localhost:8080"},
		{"database.driver", cfg.Database.Driver, "sqlite"},
		{"database.dsn", cfg.Database.DSN, "alliance.db"},
		{"pledge.kinds", cfg.Pledge.Kinds, models.Kinds()},
		{"pledge.bodies_per_email", cfg.Pledge.BodiesPerEmail, 3},
		{"pledge.confirmation_valid", cfg.Pledge.ConfirmationValid, 7 * day},
		{"pledge.correction_valid", cfg.Pledge.CorrectionValid, 30 * day},
		{"limits.mails_per_address_per_day", cfg.Limits.MailsPerAddressPerDay, 5},
		{"limits.code_tries", cfg.Limits.CodeTries, 5},
		{"moderation.nearly_late_after", cfg.Moderation.NearlyLateAfter, 3 * day},
		{"moderation.late_after", cfg.Moderation.LateAfter, 7 * day},
		{"retention.unconfirmed", cfg.Retention.Unconfirmed, 30 * day},
		{"mail.smtp.tls", cfg.Mail.SMTP.TLS, "starttls"},
		{"mail leaves", cfg.Mail.Delivers(), false},
	}
	for _, check := range checks {
		if diff := cmp.Diff(check.want, check.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", check.name, diff)
		}
	}
}

// equateEmpty treats an empty list as no list.
func equateEmpty() cmp.Option {
	return cmp.FilterValues(func(a, b []string) bool { return len(a) == 0 && len(b) == 0 }, cmp.Ignore())
}

func TestOperatorsFile(t *testing.T) {
	t.Parallel()
	cfg := mustLoad(t, writeFile(t, "alliance.yaml", `
site:
  name: The Alliance
  media:
    - {title: Join us, url: https://example.eu/film, language: en}
    - title: 'Cohesion: a value'
      url: https://example.eu/value
pledge:
  kinds: [city]
  confirmation_valid: 30d
  approve_individuals: true
http:
  trusted_proxies:
    - 10.0.0.0/8
    - ::1
mail:
  from: # nothing: keeps its default
  smtp:
    username: "yes"
    password: 0123
`))
	want := mustLoad(t, "")
	want.Site.Name = "The Alliance"
	want.Site.Media = []MediaConfig{
		{Title: "Join us", URL: "https://example.eu/film", Language: "en"},
		{Title: "Cohesion: a value", URL: "https://example.eu/value"},
	}
	want.Pledge.Kinds = []models.Kind{models.KindCity}
	want.Pledge.ConfirmationValid = 30 * 24 * time.Hour
	want.Pledge.ApproveIndividuals = true
	want.HTTP.TrustedProxies = []string{"10.0.0.0/8", "::1"}
	want.Mail.SMTP.Username, want.Mail.SMTP.Password = "yes", "0123"
	if diff := cmp.Diff(want, cfg); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "alliance.yaml", "http: {listen: ':9000'}\nlog: {level: warn}\n")
	secret := writeFile(t, "smtp-password", "p@ss: [word\n")
	cfg := mustLoad(t, file,
		"PATH=/bin", "ALLIANCE_HTTP_LISTEN=:9100", "ALLIANCE_HTTP_TRUSTED_PROXIES=10.0.0.1, 10.1.0.0/16,",
		"ALLIANCE_PLEDGE_KINDS=region,city", "ALLIANCE_PLEDGE_CONFIRMATION_VALID=2d",
		"ALLIANCE_PLEDGE_APPROVE_INDIVIDUALS=true", "ALLIANCE_MAIL_SMTP_PORT=2525",
		"ALLIANCE_MAIL_SMTP_USERNAME=post=man", "ALLIANCE_MAIL_SMTP_PASSWORD_FILE="+secret,
		`ALLIANCE_SITE_MEDIA=[{title: "Join us", url: "https://example.eu"}]`,
	)
	want := mustLoad(t, "")
	want.Log.Level = "warn"
	want.HTTP.Listen = ":9100"
	want.HTTP.TrustedProxies = []string{"10.0.0.1", "10.1.0.0/16"}
	want.Pledge.Kinds = []models.Kind{models.KindRegion, models.KindCity}
	want.Pledge.ConfirmationValid = 48 * time.Hour
	want.Pledge.ApproveIndividuals = true
	want.Mail.SMTP.Port = 2525
	want.Mail.SMTP.Username, want.Mail.SMTP.Password = "post=man", "p@ss: [word"
	want.Site.Media = []MediaConfig{{Title: "Join us", URL: "https://example.eu"}}
	if diff := cmp.Diff(want, cfg); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEverySettingHasItsVariable(t *testing.T) {
	t.Parallel()
	var cfg Config
	variables := map[string]string{}
	for _, s := range settingsOf(reflect.ValueOf(&cfg).Elem()) {
		if other, taken := variables[s.variable()]; taken {
			t.Errorf("%s and %s share the variable %s", s.key, other, s.variable())
		}
		if strings.HasSuffix(s.variable(), fileSuffix) {
			t.Errorf("%s looks like the name of a secret file", s.variable())
		}
		variables[s.variable()] = s.key
	}
	for _, name := range []string{
		"ALLIANCE_SITE_BASE_URL", "ALLIANCE_SITE_MODE", "ALLIANCE_HTTP_LISTEN", "ALLIANCE_DATABASE_DRIVER",
		"ALLIANCE_DATABASE_DSN", "ALLIANCE_MAIL_FROM", "ALLIANCE_MAIL_SMTP_HOST", "ALLIANCE_MAIL_SMTP_PORT",
		"ALLIANCE_MAIL_SMTP_USERNAME", "ALLIANCE_MAIL_SMTP_PASSWORD", "ALLIANCE_MAIL_SMTP_TLS",
	} {
		if variables[name] == "" {
			t.Errorf("%s is promised to operators and missing", name)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file string
		variables  []string
		want       []string // FILE stands for the file's name
	}{
		{"unknown key", "site:\n  nam: x\n", nil, []string{"FILE:2: unknown key site.nam; did you mean site.name?"}},
		{"unknown section", "sites: {name: x}\n", nil, []string{"FILE:1: unknown key sites"}},
		{"key at the wrong place", "base_url: x\n", nil, []string{
			"FILE:1: unknown key base_url; did you mean site.base_url?",
		}},
		{"unknown key in a list", "site:\n  media:\n    - title: x\n      link: y\n", nil, []string{
			"FILE:2: site.media: entry 1 needs a title and a url that begins with https:// or http://",
			"FILE:4: unknown key site.media[1].link",
		}},
		{"text for a number", "mail:\n  smtp:\n    port: many\n", nil, []string{
			"FILE:3: mail.smtp.port: must be a whole number",
		}},
		{"fraction for a number", "mail: {smtp: {port: 25.5}}\n", nil, []string{
			"FILE:1: mail.smtp.port: must be a whole number",
		}},
		{"number beyond any size", "mail: {smtp: {port: 99999999999999999999}}\n", nil, []string{
			"FILE:1: mail.smtp.port: must be a whole number",
		}},
		{"word for a switch", "pledge: {approve_individuals: perhaps}\n", nil, []string{
			"FILE:1: pledge.approve_individuals: must be true or false",
		}},
		{"duration without a unit", "mail: {max_age: 72}\n", nil, []string{
			"FILE:1: mail.max_age: must be a length of time such as 90s, 15m, 72h or 30d",
		}},
		{"negative duration", "retention: {refused: -1h}\n", nil, []string{
			"FILE:1: retention.refused: must be a length of time such as 90s, 15m, 72h or 30d",
		}},
		{"list for a text", "site: {name: [a, b]}\n", nil, []string{"FILE:1: site.name: must be one text"}},
		{"text for a list", "pledge: {kinds: city}\n", nil, []string{"FILE:1: pledge.kinds: must be a list"}},
		{"text for a section", "mail: yes\n", nil, []string{"FILE:1: mail: must be keys with values"}},
		{"a list for everything", "- a\n", nil, []string{"FILE:1: must be keys with values"}},
		{"out of range", "mail:\n  smtp:\n    host: localhost\n    port: 70000\n  from: a@example.eu\n", nil, []string{
			"FILE:4: mail.smtp.port: must be from 1 to 65535",
		}},
		{"another database", "database: {driver: postgres}\n", nil, []string{
			"FILE:1: database.driver: must be sqlite, the one database of this version",
		}},
		{"words that are none", "site: {mode: test}\nlog: {level: loud, format: xml}\n", nil, []string{
			"FILE:1: site.mode: must be development or production",
			"FILE:2: log.format: must be auto, json or text",
			"FILE:2: log.level: must be debug, info, warn or error",
		}},
		{"addresses that are none", "site: {base_url: https://example.eu/path, contact: me}\n", nil, []string{
			"FILE:1: site.base_url: must be http:// or https:// and a host name without a path",
			"FILE:1: site.contact: must be an e-mail address",
		}},
		{"production without what it needs", "site: {mode: production}\n", nil, []string{
			"mail.smtp.host: production needs", "site.base_url: production needs", "site.contact: production needs",
		}},
		{"production without TLS", `{site: {mode: production, base_url: "http://example.eu", contact: a@example.eu},
 mail: {from: a@example.eu, smtp: {host: localhost}}}`, nil, []string{"FILE:1: site.base_url: production needs"}},
		{"not YAML", "site:\n  name: [a\n", nil, []string{"FILE: line"}},
		{"the same key twice", "site: {name: a}\nsite: {name: b}\n", nil, []string{"FILE: line 2"}},
		{"two documents", "site: {name: a}\n---\nsite: {name: b}\n", nil, []string{
			"FILE:3: only one document (---) is read",
		}},
		{"unknown variable", "", []string{"ALLIANCE_MAIL_SMTP_PASWORD=x"}, []string{
			"ALLIANCE_MAIL_SMTP_PASWORD: unknown variable; did you mean ALLIANCE_MAIL_SMTP_PASSWORD?",
		}},
		{"wrong type in a variable", "", []string{"ALLIANCE_MAIL_SMTP_PORT=many", "ALLIANCE_SITE_MEDIA=x"}, []string{
			"ALLIANCE_MAIL_SMTP_PORT: mail.smtp.port: must be a whole number",
			"ALLIANCE_SITE_MEDIA: site.media: must be a list",
		}},
		{"out of range in a variable", "", []string{"ALLIANCE_PLEDGE_BODIES_PER_EMAIL=0"}, []string{
			"ALLIANCE_PLEDGE_BODIES_PER_EMAIL: pledge.bodies_per_email: must be from 1 to 1000",
		}},
		{"unreadable secret", "", []string{"ALLIANCE_MAIL_SMTP_PASSWORD_FILE=/nowhere/secret"}, []string{
			"ALLIANCE_MAIL_SMTP_PASSWORD_FILE: the file that it names cannot be read: no such file or directory",
		}},
		{"secret given twice", "", []string{"ALLIANCE_DATABASE_DSN=a", "ALLIANCE_DATABASE_DSN_FILE=b"}, []string{
			"ALLIANCE_DATABASE_DSN_FILE: set this or ALLIANCE_DATABASE_DSN, not both",
		}},
		{
			"everything at once", "site:\n  nam: x\nhttp:\n  idle_timeout: 3\nlog:\n  level: loud\n",
			[]string{"ALLIANCE_X=1"},
			[]string{
				"FILE:2: unknown key site.nam", "FILE:4: http.idle_timeout: must be a length of time",
				"ALLIANCE_X: unknown variable", "FILE:6: log.level: must be",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := writeFile(t, "alliance.yaml", test.file)
			_, err := loadConfig(path, test.variables)
			faults, ok := err.(configError) //nolint:errorlint // it is never wrapped
			if !ok {
				t.Fatalf("error %v, want faults of the configuration", err)
			}
			if len(faults) != len(test.want) {
				t.Errorf("%d faults, want %d:\n%s", len(faults), len(test.want), strings.Join(faults, "\n"))
			}
			for _, want := range test.want {
				if strings.HasPrefix(want, "FILE:") {
					want = path + want[len("FILE"):]
				}
				if !strings.Contains("\n"+strings.Join(faults, "\n"), "\n"+want) {
					t.Errorf("no fault begins with %q:\n%s", want, strings.Join(faults, "\n"))
				}
			}
		})
	}
}

func TestFaultsEndTheProgram(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "alliance.yaml", "site:\n  nam: x\nlog:\n  level: loud\n")
	dsn := filepath.Join(t.TempDir(), "alliance.db")
	for _, args := range [][]string{{"serve"}, {"migrate"}, {"moderator", "list"}} {
		got := runProgram(t, []string{"ALLIANCE_DATABASE_DSN=" + dsn}, append(args, "--config", path)...)
		want := "alliance: the configuration has 2 faults:\n" +
			"  " + path + ":2: unknown key site.nam; did you mean site.name?\n" +
			"  " + path + ":4: log.level: must be debug, info, warn or error\n"
		if got.code != exitUsage || got.stderr != want || got.stdout != "" {
			t.Errorf("%s: exit %d, stdout %q, stderr:\n%s", args, got.code, got.stdout, got.stderr)
		}
	}
	if _, err := os.Stat(dsn); err == nil {
		t.Error("a database was created in spite of the faults")
	}
	missing := runProgram(t, nil, "--config", "/nowhere/alliance.yaml")
	if want := "/nowhere/alliance.yaml: cannot be read: no such file"; missing.code != exitUsage ||
		!strings.Contains(missing.stderr, want) {
		t.Errorf("missing file: exit %d, stderr:\n%s", missing.code, missing.stderr)
	}
}

func TestFaultsKeepSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-correct-horse"
	tests := []struct {
		name, file string
		variables  []string
	}{
		{"beside an unknown key", "mail:\n  smtp:\n    password: " + secret + "\n    pasword: x\n", nil},
		{"under a misspelt key", "mail:\n  smtp:\n    pasword: " + secret + "\n", nil},
		{"as a list", "mail:\n  smtp:\n    password: [" + secret + "]\n", nil},
		{"before broken YAML", "mail:\n  smtp:\n    password: " + secret + "\n    host: [a\n", nil},
		{"with a broken quote", "mail:\n  smtp:\n    password: \"" + secret + "\n", nil},
		{"without an account", "mail:\n  from: a@example.eu\n  smtp: {host: localhost, password: " + secret + "}\n", nil},
		{"in the place of a port", "", []string{"ALLIANCE_MAIL_SMTP_PORT=" + secret}},
		{"in the place of a path", "", []string{"ALLIANCE_MAIL_SMTP_PASSWORD_FILE=" + secret}},
		{"in a misspelt variable", "", []string{"ALLIANCE_MAIL_SMTP_PASWORD=" + secret}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := loadConfig(writeFile(t, "alliance.yaml", test.file), test.variables)
			if err == nil {
				t.Fatal("no fault found")
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the secret stands in the message:\n%v", err)
			}
		})
	}
}

func TestParseDuration(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	tests := []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{"90s", 90 * time.Second, true},
		{"1h30m", 90 * time.Minute, true},
		{"30d", 30 * day, true},
		{"0d", 0, true},
		{"106751d", 106751 * day, true}, // the longest that fits
		{"106752d", 0, false},
		{"9999999999999d", 0, false},
		{"-1d", 0, false},
		{"-1s", 0, false},
		{"1.5d", 0, false},
		{"d", 0, false},
		{"1d12h", 0, false},
		{"30", 0, false},
		{"", 0, false},
	}
	for _, test := range tests {
		got, err := parseDuration(test.text)
		if got != test.want || (err == nil) != test.ok {
			t.Errorf("parseDuration(%q) = %v, %v; want %v, ok %t", test.text, got, err, test.want, test.ok)
		}
	}
}

func FuzzConfigurationFile(f *testing.F) {
	f.Add(string(defaultConfig))
	f.Add("site: {name: &a x, contact: *a}\n")
	f.Add("pledge:\n  kinds: [[city], {a: b}, null]\n")
	f.Add("mail: !!binary x\n? [a]\n: b\n")
	f.Add("<<: {site: {name: x}}\n")
	f.Fuzz(func(t *testing.T, content string) {
		var cfg Config
		l := configLoader{
			settings: settingsOf(reflect.ValueOf(&cfg).Elem()), origins: map[string]string{}, faulty: map[string]bool{},
		}
		l.readYAML("alliance.yaml", []byte(content)) // must not panic
	})
}

func TestBaseURLFollowsThePort(t *testing.T) {
	t.Parallel()
	tests := []struct{ configured, listen, want string }{
		{"", ":8080", "http://localhost:8080"},
		{"", "127.0.0.1:9000", "http://localhost:9000"},
		{"", "[::]:9000", "http://localhost:9000"},
		{"", "192.0.2.7:9000", "http://192.0.2.7:9000"},
		{"https://alliance.example.eu", ":9000", "https://alliance.example.eu"},
	}
	for _, test := range tests {
		cfg := Config{Site: SiteConfig{BaseURL: test.configured}}
		if got := baseURL(cfg, test.listen); got != test.want {
			t.Errorf("base_url %q, listening on %s: %s, want %s", test.configured, test.listen, got, test.want)
		}
	}
}

package handlers

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestConfigFaults(t *testing.T) {
	t.Parallel()
	trust := func(entries ...string) func(*Config) {
		return func(c *Config) { c.TrustedProxies = entries }
	}
	for name, config := range map[string]struct {
		change func(*Config)
		want   []string
	}{
		"the defaults":        {func(*Config) {}, nil},
		"an address":          {func(c *Config) { c.Listen = "127.0.0.1:80" }, nil},
		"an IPv6 address":     {func(c *Config) { c.Listen = "[::1]:80" }, nil},
		"no port":             {func(c *Config) { c.Listen = "localhost" }, []string{"listen"}},
		"nothing to listen":   {func(c *Config) { c.Listen = "" }, []string{"listen"}},
		"proxies":             {trust("10.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"), nil},
		"a proxy's name":      {trust("proxy.internal"), []string{"trusted_proxies"}},
		"a broken network":    {trust("10.0.0.0/99"), []string{"trusted_proxies"}},
		"too small a body":    {func(c *Config) { c.MaxBodyBytes = 100 }, []string{"max_body_bytes"}},
		"too small a file":    {func(c *Config) { c.MaxUploadBytes = 100 }, []string{"max_upload_bytes"}},
		"too large a body":    {func(c *Config) { c.MaxBodyBytes = 1 << 40 }, []string{"max_body_bytes"}},
		"no header timeout":   {func(c *Config) { c.ReadHeaderTimeout = 0 }, []string{"read_header_timeout"}},
		"a negative timeout":  {func(c *Config) { c.ReadTimeout = -time.Second }, []string{"read_timeout"}},
		"too long a timeout":  {func(c *Config) { c.WriteTimeout = time.Hour }, []string{"write_timeout"}},
		"a timeout in millis": {func(c *Config) { c.IdleTimeout = 5 * time.Millisecond }, []string{"idle_timeout"}},
		"all at once": {func(c *Config) { *c = Config{} }, []string{
			"idle_timeout", "listen", "max_body_bytes", "max_upload_bytes", "read_header_timeout", "read_timeout",
			"write_timeout",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := testConfig()
			config.change(&c)
			faults := c.Check()
			if diff := cmp.Diff(config.want, slices.Sorted(maps.Keys(faults))); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			for key, sentence := range faults {
				if len(sentence) < 10 {
					t.Errorf("%s: %q is no sentence", key, sentence)
				}
			}
		})
	}
}

func TestServerHasAllTimeouts(t *testing.T) {
	t.Parallel()
	server := testConfig().Server(http.NotFoundHandler())
	for name, timeout := range map[string]time.Duration{
		"read header": server.ReadHeaderTimeout, "read": server.ReadTimeout,
		"write": server.WriteTimeout, "idle": server.IdleTimeout,
	} {
		if timeout <= 0 {
			t.Errorf("no %s timeout", name)
		}
	}
	if server.Addr != ":8080" || server.MaxHeaderBytes <= 0 || server.Handler == nil {
		t.Error("the server is incomplete")
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	trusted, err := parseProxies([]string{"10.0.0.0/8", "192.0.2.1", "fd00::/8"})
	if err != nil {
		t.Fatal(err)
	}
	longList := strings.Repeat("1.1.1.1,", 5000)
	for name, request := range map[string]struct {
		peer      string
		forwarded []string
		want      string
	}{
		"directly":                        {"198.51.100.1:5000", nil, "198.51.100.1"},
		"a stranger's claim":              {"198.51.100.1:5000", []string{"1.2.3.4"}, "198.51.100.1"},
		"behind a proxy":                  {"10.0.0.5:5000", []string{"198.51.100.1"}, "198.51.100.1"},
		"behind two":                      {"192.0.2.1:5000", []string{"198.51.100.1, 10.1.1.1"}, "198.51.100.1"},
		"a claim before the proxy":        {"10.0.0.5:5000", []string{"1.2.3.4, 198.51.100.1"}, "198.51.100.1"},
		"a claim in a header of its own":  {"10.0.0.5:5000", []string{"1.2.3.4", "198.51.100.1"}, "198.51.100.1"},
		"a claim to be a proxy":           {"10.0.0.5:5000", []string{"10.0.0.9, 198.51.100.1"}, "198.51.100.1"},
		"only proxies":                    {"10.0.0.5:5000", []string{"10.0.0.7, 10.0.0.6"}, "10.0.0.7"},
		"nothing forwarded":               {"10.0.0.5:5000", nil, "10.0.0.5"},
		"nonsense forwarded":              {"10.0.0.5:5000", []string{"unknown"}, "10.0.0.5"},
		"nonsense before the proxy":       {"10.0.0.5:5000", []string{"1.2.3.4, _hidden, 10.0.0.6"}, "10.0.0.6"},
		"with a port":                     {"10.0.0.5:5000", []string{"198.51.100.1:3333"}, "198.51.100.1"},
		"IPv6":                            {"[2001:db8::1]:5000", nil, "2001:db8::1"},
		"IPv6 forwarded":                  {"[fd00::5]:5000", []string{"2001:db8::1"}, "2001:db8::1"},
		"IPv6 with brackets":              {"[fd00::5]:5000", []string{"[2001:db8::1]"}, "2001:db8::1"},
		"IPv6 with brackets and port":     {"[fd00::5]:5000", []string{"[2001:db8::1]:443"}, "2001:db8::1"},
		"IPv4 in the shape of IPv6":       {"[::ffff:198.51.100.1]:5000", nil, "198.51.100.1"},
		"a proxy in the shape of IPv6":    {"[::ffff:10.0.0.5]:5000", []string{"198.51.100.1"}, "198.51.100.1"},
		"forwarded in the shape of IPv6":  {"10.0.0.5:5000", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		"with a zone":                     {"[fe80::1%eth0]:5000", nil, "fe80::1"},
		"a socket":                        {"@", nil, "invalid IP"},
		"a very long list from the proxy": {"10.0.0.5:5000", []string{longList + "2.2.2.2"}, "2.2.2.2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			req.RemoteAddr = request.peer
			for _, value := range request.forwarded {
				req.Header.Add("X-Forwarded-For", value)
			}
			if got := trusted.client(req).String(); got != request.want {
				t.Errorf("want %s, got %s", request.want, got)
			}
		})
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	if _, err := New(Options{}); err == nil {
		t.Error("want an error without a store")
	}
	options := newSite(t).options
	options.Site.BaseURL = "alliance.example"
	if _, err := New(options); err == nil || !strings.Contains(err.Error(), "base URL") {
		t.Errorf("want an error that names the base URL, got %v", err)
	}
	options.Config.TrustedProxies = []string{"proxy"}
	if _, err := New(options); err == nil || !strings.Contains(err.Error(), "proxy") {
		t.Errorf("want an error that names the proxy, got %v", err)
	}
}

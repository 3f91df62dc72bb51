package typed

import (
	"net/url"
	"strings"
	"testing"
)

func TestParseWebsite(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"whole", "https://www.riga.lv/lv", "https://www.riga.lv/lv"},
		{"without scheme", "riga.lv", "https://riga.lv"},
		{"http stays", "http://riga.lv", "http://riga.lv"},
		{"lone slash", "https://riga.lv/", "https://riga.lv"},
		{"case", "HTTPS://Riga.LV/Par", "https://riga.lv/Par"},
		{"trimmed", " riga.lv\n", "https://riga.lv"},
		{"query", "riga.lv/?lang=lv", "https://riga.lv/?lang=lv"},
		{"fragment is dropped", "riga.lv/a#b", "https://riga.lv/a"},
		{"default port", "https://riga.lv:443/a", "https://riga.lv/a"},
		{"umlaut", "https://www.köln.de", "https://www.xn--kln-sna.de"},
		{"query with letters", "riga.lv/?q=ā", "https://riga.lv/?q=%C4%81"},
		{"path with letters", "riga.lv/pašvaldība", "https://riga.lv/pa%C5%A1vald%C4%ABba"},

		{"empty", "", ""},
		{"no dot", "localhost", ""},
		{"other scheme", "ftp://riga.lv", ""},
		{"script", "javascript:alert(1)", ""},
		{"script with a host", "javascript://riga.lv/%0aalert(1)", ""},
		{"data", "data:text/html,x", ""},
		{"mail", "mailto:a@riga.lv", ""},
		{"user name", "https://riga.lv@evil.example/", ""},
		{"password", "https://a:b@riga.lv/", ""},
		{"IPv4", "http://127.0.0.1/", ""},
		{"IPv4 as one number", "http://2130706433/", ""},
		{"IPv4 in hex", "http://0x7f.0x1/", ""},
		{"IPv6", "http://[::1]/", ""},
		{"port", "https://riga.lv:8080", ""},
		{"http port for https", "https://riga.lv:80", ""},
		{"blank", "riga .lv", ""},
		{"line break", "riga.lv/\r\nX: y", ""},
		{"backslash", `https://riga.lv\@evil.example`, ""},
		{"quotes", `https://riga.lv/"onclick="x`, ""},
		{"trailing dot", "https://riga.lv./", ""},
		{"no host", "https:///a", ""},
		{"turned direction", "https://riga.lv/\u202egpj", ""},
		{"words", "no web site", ""},
		{"too long", "https://riga.lv/" + strings.Repeat("a", 200), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := ParseWebsite(tt.in)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("ParseWebsite(%q) = %q, %v; want %q", tt.in, got, ok, tt.want)
			}
		})
	}
}

func FuzzParseWebsite(f *testing.F) {
	seeds := []string{"riga.lv", "https://köln.de/ä?b#c", "//a.b", "http://a.b:80", "a.b/%zz", "a.b/?x=\xff", "0.ä?ö0"}
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		website, ok := ParseWebsite(typed)
		if !ok {
			if website != "" {
				t.Errorf("refused %q, but returned %q", typed, website)
			}
			return
		}
		site, err := url.Parse(website)
		if err != nil || site.Scheme != "https" && site.Scheme != "http" || site.User != nil || site.Port() != "" {
			t.Errorf("%q becomes %q (%v)", typed, website, err)
		}
		if !isASCII(website) || strings.ContainsAny(website, " \"<>\\\r\n") {
			t.Errorf("%q becomes %q, which is not fit for a page", typed, website)
		}
		if again, ok := ParseWebsite(website); !ok || again != website {
			t.Errorf("%q becomes %q, then %q", typed, website, again)
		}
		if Domain(website) == "" {
			t.Errorf("%q has no domain", website)
		}
	})
}

func TestDomainOf(t *testing.T) {
	t.Parallel()
	for website, want := range map[string]string{
		"https://www.riga.lv/a": "riga.lv", "http://riga.lv": "riga.lv", "https://api.riga.lv": "api.riga.lv",
		"https://www.xn--kln-sna.de": "xn--kln-sna.de", "": "", "riga.lv": "", "%": "",
	} {
		if got := Domain(website); got != want {
			t.Errorf("Domain(%q) = %q, want %q", website, got, want)
		}
	}
}

func TestSameDomain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want bool
	}{
		{"riga.lv", "riga.lv", true},
		{"mail.riga.lv", "riga.lv", true},
		{"riga.lv", "www2.riga.lv", true},
		{"comune.milano.it", "milano.it", false}, // milano.it is a public suffix: under it are all its municipalities
		{"varam.gov.lv", "gov.lv", false},
		{"gov.lv", "mk.gov.lv", false},
		{"gov.lv", "gov.lv", true},
		{"city.github.io", "github.io", false},
		{"ariga.lv", "riga.lv", false},
		{"a.riga.lv", "b.riga.lv", false},
		{"riga.lv", "riga.lt", false},
		{"riga.lv", "lv", false},
		{"", "", false},
		{"riga.lv", "", false},
	}
	for _, tt := range tests {
		if got := SameDomain(tt.a, tt.b); got != tt.want {
			t.Errorf("SameDomain(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
		if got := SameDomain(tt.b, tt.a); got != tt.want {
			t.Errorf("SameDomain(%q, %q) = %v, want %v", tt.b, tt.a, got, tt.want)
		}
	}
}

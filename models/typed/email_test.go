package typed

import (
	"strings"
	"testing"
)

func TestParseEmail(t *testing.T) {
	t.Parallel()
	longLocal, longDomain := strings.Repeat("a", 64), strings.Repeat("a.", 95)
	tests := []struct{ name, in, typed, canonical, domain string }{
		{"plain", "mayor@riga.lv", "mayor@riga.lv", "mayor@riga.lv", "riga.lv"},
		{"trimmed", " mayor@riga.lv\n", "mayor@riga.lv", "mayor@riga.lv", "riga.lv"},
		{"case is kept for sending", "Mayor@Riga.LV", "Mayor@Riga.LV", "mayor@riga.lv", "riga.lv"},
		{"tag elsewhere is kept", "a+b@riga.lv", "a+b@riga.lv", "a+b@riga.lv", "riga.lv"},
		{"dots elsewhere are kept", "a.b@riga.lv", "a.b@riga.lv", "a.b@riga.lv", "riga.lv"},
		{"domain with umlaut", "info@Köln.de", "info@xn--kln-sna.de", "info@xn--kln-sna.de", "xn--kln-sna.de"},
		{
			"Greek domain", "a@αθήνα.ελ", "a@xn--jxafb0a0a.xn--qxam", "a@xn--jxafb0a0a.xn--qxam",
			"xn--jxafb0a0a.xn--qxam",
		},
		{"Gmail dots and tag", "J.Ane+x@gmail.com", "J.Ane+x@gmail.com", "jane@gmail.com", "gmail.com"},
		{"Googlemail", "jane@googlemail.com", "jane@googlemail.com", "jane@gmail.com", "googlemail.com"},
		{"Outlook tag", "j.b+x@outlook.de", "j.b+x@outlook.de", "j.b@outlook.de", "outlook.de"},
		{"Hotmail tag", "jb+x@hotmail.co.uk", "jb+x@hotmail.co.uk", "jb@hotmail.co.uk", "hotmail.co.uk"},
		{"Proton's domains are one", "jb+x@pm.me", "jb+x@pm.me", "jb@proton.me", "pm.me"},
		{"Apple's domains are one", "jb@me.com", "jb@me.com", "jb@icloud.com", "me.com"},
		{"Yahoo hyphen is kept", "jb-x@yahoo.com", "jb-x@yahoo.com", "jb-x@yahoo.com", "yahoo.com"},
		{"somebody's own live domain", "a+b@live.riga.lv", "a+b@live.riga.lv", "a+b@live.riga.lv", "live.riga.lv"},
		{"only a tag", "+x@gmail.com", "+x@gmail.com", "+x@gmail.com", "gmail.com"},
		{"apostrophe", "o'neill@dublin.ie", "o'neill@dublin.ie", "o'neill@dublin.ie", "dublin.ie"},
		{"longest local part", longLocal + "@b.lv", longLocal + "@b.lv", longLocal + "@b.lv", "b.lv"},

		{"empty", "", "", "", ""},
		{"no at", "riga.lv", "", "", ""},
		{"two at", "a@b@c.lv", "", "", ""},
		{"no local part", "@riga.lv", "", "", ""},
		{"no domain", "a@", "", "", ""},
		{"no dot in the domain", "a@localhost", "", "", ""},
		{"display name", "Jane <a@b.lv>", "", "", ""},
		{"angle brackets", "<a@b.lv>", "", "", ""},
		{"quotes", `"a b"@c.lv`, "", "", ""},
		{"comment", "a(x)@b.lv", "", "", ""},
		{"blank inside", "a b@c.lv", "", "", ""},
		{"line break and header", "a@b.lv\r\nBcc: c@d.lv", "", "", ""},
		{"null", "a\x00@b.lv", "", "", ""},
		{"two dots", "a..b@c.lv", "", "", ""},
		{"dot first", ".a@c.lv", "", "", ""},
		{"dot last", "a.@c.lv", "", "", ""},
		{"domain dots", "a@b..lv", "", "", ""},
		{"domain ends with a dot", "a@b.lv.", "", "", ""},
		{"domain with hyphen first", "a@-b.lv", "", "", ""},
		{"domain with underscore", "a@b_c.lv", "", "", ""},
		{"IP address", "a@127.0.0.1", "", "", ""},
		{"address literal", "a@[127.0.0.1]", "", "", ""},
		{"one-letter top level", "a@b.c", "", "", ""},
		{"non-ASCII local part", "jānis@riga.lv", "", "", ""},
		{"two addresses", "a@b.lv,c@d.lv", "", "", ""},
		{"local part too long", longLocal + "a@b.lv", "", "", ""},
		{"too long", longLocal + "@" + longDomain + "lv", "", "", ""},
		{"label too long", "a@" + strings.Repeat("a", 64) + ".lv", "", "", ""},
		{"broken bytes", "a@b\xff.lv", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := ParseEmail(tt.in)
			if want := (Email{tt.typed, tt.canonical, tt.domain}); got != want || ok != (tt.typed != "") {
				t.Errorf("ParseEmail(%q) = %+v, %v; want %+v", tt.in, got, ok, want)
			}
		})
	}
}

func FuzzParseEmail(f *testing.F) {
	for _, seed := range []string{"a@b.lv", "a+b@gmail.com", "info@Köln.de", `"a"@b.lv`, "a@b.lv\r\n", "a@。.lv"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		email, ok := ParseEmail(typed)
		if !ok {
			if email != (Email{}) {
				t.Errorf("refused %q, but returned %+v", typed, email)
			}
			return
		}
		unfit := strings.ContainsAny(email.Typed, " \r\n\t<>\",;:()[]\x00") || !isASCII(email.Typed)
		if unfit || len(email.Typed) > 254 {
			t.Errorf("%q becomes %q, which is not fit for SMTP", typed, email.Typed)
		}
		if strings.Count(email.Typed, "@") != 1 || strings.Count(email.Canonical, "@") != 1 {
			t.Errorf("%q becomes %+v", typed, email)
		}
		again, ok := ParseEmail(email.Typed)
		if !ok || again != email {
			t.Errorf("%q becomes %+v, then %+v", typed, email, again)
		}
		if canonical, ok := ParseEmail(email.Canonical); !ok || canonical.Canonical != email.Canonical {
			t.Errorf("the canonical form of %q becomes %q", email.Canonical, canonical.Canonical)
		}
	})
}

func TestFreeMail(t *testing.T) {
	t.Parallel()
	for domain, want := range map[string]bool{
		"gmail.com": true, "inbox.lv": true, "web.de": true, "seznam.cz": true, "abv.bg": true, "libero.it": true,
		"riga.lv": false, "gov.lv": false, "mail.riga.lv": false, "notgmail.com": false, "": false, "com": false,
	} {
		if got := FreeMail(domain); got != want {
			t.Errorf("FreeMail(%q) = %v, want %v", domain, got, want)
		}
	}
}

// One of each block of the list, and what only looks like one.
func TestFreeMailOfEveryRegion(t *testing.T) {
	t.Parallel()
	for _, domain := range []string{
		"proton.me", "hotmail.lv", "outlook.cz", "windowslive.com", "yahoo.ro", "mail.ru", "gmx.eu", "t-online.de",
		"laposte.net", "telenet.be", "tiscali.it", "cytanet.com.cy", "wp.pl", "freemail.hu", "otenet.gr", "siol.net",
		"one.lv", "telia.com", "simnet.is",
	} {
		if !FreeMail(domain) {
			t.Errorf("%s proves nothing about a body, but is taken for proof", domain)
		}
		if FreeMail("city-of-"+domain) || FreeMail(domain+".example") || FreeMail("mail.city."+domain) {
			t.Errorf("a domain that only contains %s is taken for it", domain)
		}
	}
}

func TestEmailDomain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"riga.lv": "riga.lv", " Riga.LV ": "riga.lv", "bücher.example": "xn--bcher-kva.example",
		"": "", "riga": "", "@riga.lv": "", "riga..lv": "", "192.0.2.1": "", "riga.lv' OR ''='": "", "%.lv": "",
	} {
		if got, ok := EmailDomain(text); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, ok, want)
		}
	}
}

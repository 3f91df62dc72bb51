package typed

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// longestWebsite is the longest address of a web site, in bytes of its normal form.
const longestWebsite = 200

// ParseWebsite reads the address of a body's web site and returns its normal
// form: with https:// where no scheme was typed, the host in lower case and in
// its ASCII form (RFC 5890), without fragment. Only http and https to a named
// host are taken: no user names, IP addresses or other ports.
func ParseWebsite(typed string) (string, bool) {
	typed = strings.TrimSpace(typed)
	if strings.ContainsFunc(typed, isUnfitForURL) || len(typed) > 4*longestWebsite {
		return "", false
	}
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	site, err := url.Parse(typed)
	if err != nil || site.User != nil || site.Opaque != "" {
		return "", false
	}
	host, ok := asciiHost(site.Hostname())
	if !ok || !isDefaultPort(site.Scheme, site.Port()) {
		return "", false
	}
	site.Host, site.RawQuery, site.Fragment, site.RawFragment = host, escapeNonASCII(site.RawQuery), "", ""
	if site.Path == "/" && site.RawQuery == "" {
		site.Path = ""
	}
	normal := site.String()
	if len(normal) > longestWebsite {
		return "", false
	}
	return normal, true
}

func isUnfitForURL(r rune) bool {
	return unicode.IsSpace(r) || !unicode.IsGraphic(r) || r == unicode.ReplacementChar ||
		strings.ContainsRune("\\\"<>`^{|}", r)
}

// isDefaultPort also refuses schemes other than http and https.
func isDefaultPort(scheme, port string) bool {
	switch scheme {
	case "https":
		return port == "" || port == "443"
	case "http":
		return port == "" || port == "80"
	}
	return false
}

// escapeNonASCII writes a query as a URL may hold it (RFC 3986 §2.1); url.URL
// does so with paths only.
func escapeNonASCII(query string) string {
	var escaped strings.Builder
	for i := range len(query) {
		if query[i] < utf8.RuneSelf {
			escaped.WriteByte(query[i])
		} else {
			fmt.Fprintf(&escaped, "%%%02X", query[i])
		}
	}
	return escaped.String()
}

// Domain returns the host of a web site in the form of ParseWebsite without
// "www."; nothing for anything else.
func Domain(website string) string {
	site, err := url.Parse(website)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(site.Hostname(), "www.")
}

// SameDomain reports whether two hosts belong together: they are equal, or one
// lies under the other, unless that one is a public suffix such as "gov.lv",
// under which anybody registers (publicsuffix.org). Empty hosts never do.
func SameDomain(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	return a == b || liesUnder(a, b) || liesUnder(b, a)
}

func liesUnder(host, domain string) bool {
	if !strings.HasSuffix(host, "."+domain) {
		return false
	}
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix != domain
}

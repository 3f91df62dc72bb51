// Package typed brings what people type into forms that can be stored and compared:
// names, texts, e-mail addresses and web sites.
package typed

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// Email is an e-mail address in the two forms that the product needs.
type Email struct {
	Typed     string // for sending: as typed; a domain with letters such as ü in its ASCII form
	Canonical string // for comparing only: equal for addresses that reach the same mailbox
	Domain    string // lower case, ASCII form
}

const (
	longestEmail     = 254 // RFC 5321 §4.5.3.1.3, without the angle brackets
	longestLocalPart = 64  // RFC 5321 §4.5.3.1.1
	longestHost      = 253 // RFC 1035 §2.3.4
	longestLabel     = 63
)

// ParseEmail reads an e-mail address: a dot-atom (RFC 5321 §4.1.2), one "@" and
// a domain with a dot (RFC 5890 for other than ASCII letters). Display names,
// quotes, comments, address literals and local parts outside ASCII are refused:
// the last need SMTPUTF8, which few servers offer.
func ParseEmail(typed string) (Email, bool) {
	typed = strings.TrimSpace(typed)
	local, domain, found := strings.Cut(typed, "@")
	if !found || !isDotAtom(local) {
		return Email{}, false
	}
	host, ok := asciiHost(domain)
	if !ok {
		return Email{}, false
	}
	if isASCII(domain) {
		typed = local + "@" + domain
	} else {
		typed = local + "@" + host
	}
	if len(typed) > longestEmail {
		return Email{}, false
	}
	return Email{Typed: typed, Canonical: canonicalEmail(strings.ToLower(local), host), Domain: host}, true
}

// EmailDomain reads the domain of an address, without the "@": in lower case, in its ASCII form.
func EmailDomain(typed string) (string, bool) { return asciiHost(strings.TrimSpace(typed)) }

// isDotAtom reports whether s can stand before the "@" without quotes.
func isDotAtom(s string) bool {
	if s == "" || len(s) > longestLocalPart {
		return false
	}
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(r rune) bool { return !isAtomText(r) }) {
			return false
		}
	}
	return true
}

// isAtomText is atext of RFC 5322 §3.2.3.
func isAtomText(r rune) bool {
	return isASCIILetterOrDigit(r) || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func isASCIILetterOrDigit(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// asciiHost returns the lower-case ASCII form of a host name with a dot; IP
// addresses, empty labels and names that DNS cannot hold are refused.
func asciiHost(name string) (string, bool) {
	if strings.ContainsRune(name, unicode.ReplacementChar) { // also broken bytes, which idna takes for letters
		return "", false
	}
	host, err := idna.Lookup.ToASCII(name)
	if err != nil || len(host) > longestHost {
		return "", false
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > longestLabel {
			return "", false
		}
	}
	return host, len(labels) > 1 && isTopLevelDomain(labels[len(labels)-1])
}

// isTopLevelDomain reports two letters or more, or the ASCII form of others; no
// part of an IP address, also not in hexadecimal, is one (RFC 3696 §2).
func isTopLevelDomain(label string) bool {
	notLetter := func(r rune) bool { return r < 'a' || 'z' < r }
	return strings.HasPrefix(label, "xn--") || len(label) > 1 && !strings.ContainsFunc(label, notLetter)
}

// canonicalEmail applies what is known of how providers deliver aliases; local
// and host are lower case already.
func canonicalEmail(local, host string) string {
	switch host {
	case "googlemail.com":
		host = "gmail.com"
	case "me.com", "mac.com":
		host = "icloud.com"
	case "protonmail.com", "protonmail.ch", "pm.me":
		host = "proton.me"
	}
	if takesTags(host) {
		if untagged, _, tagged := strings.Cut(local, "+"); tagged && untagged != "" {
			local = untagged
		}
	}
	if host == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + host
}

// takesTags reports providers that deliver name+anything to name.
func takesTags(host string) bool {
	switch host {
	case "gmail.com", "icloud.com", "proton.me", "fastmail.com", "fastmail.fm":
		return true
	}
	provider, rest, _ := strings.Cut(host, ".")
	switch provider {
	case "outlook", "hotmail", "live": // outlook.de, hotmail.co.uk; not the subdomains of others
		return rest == "com" || FreeMail(host)
	}
	return false
}

// FreeMail reports whether anybody can get an address in the domain, so that the
// address proves nothing about the body. The list holds the well-known providers
// of Europe and the world; domain is in the form of Email.Domain.
func FreeMail(domain string) bool {
	switch domain {
	case "aol.com", "aol.co.uk", "aol.de", "aol.fr", "duck.com", "fastmail.com", "fastmail.fm", "gmail.com",
		"googlemail.com", "hey.com", "hushmail.com", "icloud.com", "mac.com", "mail.com", "me.com", "msn.com", "pm.me",
		"proton.me", "protonmail.ch", "protonmail.com", "rocketmail.com", "tuta.com", "tuta.io", "tutanota.com",
		"tutanota.de", "tutamail.com", "ymail.com", "zoho.com", "zoho.eu", "zohomail.eu":
		return true
	case "hotmail.be", "hotmail.ch", "hotmail.co.uk", "hotmail.com", "hotmail.com.tr", "hotmail.cz", "hotmail.de",
		"hotmail.dk", "hotmail.es", "hotmail.fi", "hotmail.fr", "hotmail.gr", "hotmail.hu", "hotmail.it", "hotmail.lt",
		"hotmail.lv", "hotmail.nl", "hotmail.no", "hotmail.rs", "hotmail.se", "hotmail.sk", "live.at", "live.be",
		"live.co.uk", "live.com", "live.com.pt", "live.de", "live.dk", "live.fi", "live.fr", "live.ie", "live.it",
		"live.nl", "live.no", "live.se", "outlook.at", "outlook.be", "outlook.com", "outlook.com.gr", "outlook.cz",
		"outlook.de", "outlook.dk", "outlook.es", "outlook.fr", "outlook.hu", "outlook.ie", "outlook.it", "outlook.lv",
		"outlook.pt", "outlook.sk", "windowslive.com":
		return true
	case "yahoo.at", "yahoo.be", "yahoo.bg", "yahoo.co.uk", "yahoo.com", "yahoo.com.tr", "yahoo.cz", "yahoo.de",
		"yahoo.dk", "yahoo.es", "yahoo.fi", "yahoo.fr", "yahoo.gr", "yahoo.hu", "yahoo.ie", "yahoo.it", "yahoo.nl",
		"yahoo.no", "yahoo.pl", "yahoo.pt", "yahoo.ro", "yahoo.se", "bk.ru", "inbox.ru", "list.ru", "mail.ru", "ya.ru",
		"yandex.com", "yandex.ru", "rambler.ru":
		return true
	case "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.eu", "gmx.fr", "gmx.net", "gmx.org", "freenet.de", "mail.de",
		"mailbox.org", "online.de", "posteo.de", "posteo.eu", "posteo.net", "t-online.de", "web.de",
		"aon.at", "chello.at", "bluewin.ch", "hispeed.ch":
		return true
	case "bbox.fr", "free.fr", "laposte.net", "neuf.fr", "numericable.fr", "orange.fr", "sfr.fr", "wanadoo.fr",
		"skynet.be", "telenet.be", "proximus.be", "home.nl", "kpnmail.nl", "planet.nl", "xs4all.nl", "ziggo.nl",
		"pt.lu", "btinternet.com", "sky.com", "virginmedia.com", "eircom.net", "eir.ie":
		return true
	case "alice.it", "email.it", "fastwebnet.it", "inwind.it", "iol.it", "libero.it", "tim.it", "tin.it", "tiscali.it",
		"virgilio.it", "vodafone.it", "telefonica.net", "terra.es", "movistar.es", "sapo.pt", "clix.pt", "iol.pt",
		"netcabo.pt", "mail.telepac.pt", "onvol.net", "go.net.mt", "maltanet.net", "cytanet.com.cy":
		return true
	case "centrum.cz", "centrum.sk", "email.cz", "post.cz", "seznam.cz", "volny.cz", "azet.sk", "zoznam.sk", "post.sk",
		"gazeta.pl", "interia.eu", "interia.pl", "o2.pl", "onet.eu", "onet.pl", "op.pl", "poczta.fm", "poczta.onet.pl",
		"tlen.pl", "vp.pl", "wp.pl", "citromail.hu", "freemail.hu", "indamail.hu", "t-online.hu", "vipmail.hu":
		return true
	case "abv.bg", "dir.bg", "mail.bg", "forthnet.gr", "otenet.gr", "in.gr", "mail.gr", "net.hr", "inet.hr",
		"vip.hr", "siol.net", "email.si", "amis.net", "eunet.rs", "ptt.rs", "home.ro", "email.ro", "k.ro", "ukr.net",
		"i.ua", "meta.ua", "bigmir.net":
		return true
	case "apollo.lv", "inbox.eu", "inbox.lt", "inbox.lv", "one.lv", "tvnet.lv", "mail.ee", "hot.ee", "online.ee",
		"delfi.lt", "takas.lt", "elisanet.fi", "kolumbus.fi", "luukku.com", "pp.inet.fi", "saunalahti.fi", "suomi24.fi",
		"bredband.net", "spray.se", "telia.com", "comhem.se", "jubii.dk", "mail.dk", "ofir.dk", "stofanet.dk",
		"tdcadsl.dk", "online.no", "simnet.is":
		return true
	}
	return false
}

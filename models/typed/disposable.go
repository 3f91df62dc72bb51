package typed

import (
	_ "embed"
	"strings"
)

// disposableDomains holds one domain a line, in byte order. NOTICE says where the list comes from.
//
//go:embed disposable_domains.txt
var disposableDomains string

// Disposable reports whether the domain, or one that it lies under, gives addresses for minutes to anyone who asks.
// domain is in the form of Email.Domain.
func Disposable(domain string) bool {
	for strings.Contains(domain, ".") {
		if isListed(domain) {
			return true
		}
		_, domain, _ = strings.Cut(domain, ".")
	}
	return false
}

// isListed looks a domain up by halving what is left of the list.
func isListed(domain string) bool {
	rest := disposableDomains
	for rest != "" {
		middle := strings.LastIndexByte(rest[:len(rest)/2], '\n') + 1
		line, after, _ := strings.Cut(rest[middle:], "\n")
		switch {
		case line == domain:
			return true
		case line < domain:
			rest = after
		default:
			rest = rest[:middle]
		}
	}
	return false
}

package typed

import (
	"slices"
	"strings"
	"testing"
)

func TestDisposable(t *testing.T) {
	t.Parallel()
	for domain, want := range map[string]bool{
		"mailinator.com": true, "yopmail.com": true, "any.mailinator.com": true, "guerrillamail.com": true,
		"riga.lv": false, "com": false, "": false, "mailinator.com.example": false, "mailinator.com.lv": false,
		"europa.eu": false, "gmail.com": false,
	} {
		if got := Disposable(domain); got != want {
			t.Errorf("%q: %v, want %v", domain, got, want)
		}
	}
}

func TestTheListOfDisposableDomains(t *testing.T) {
	t.Parallel()
	domains := strings.Fields(disposableDomains)
	if len(domains) < 5000 || !slices.IsSorted(domains) || !strings.HasSuffix(disposableDomains, "\n") {
		t.Fatalf("%d domains, sorted %v", len(domains), slices.IsSorted(domains))
	}
	for _, domain := range domains {
		if !isListed(domain) {
			t.Errorf("%q is not found", domain)
		}
		if FreeMail(domain) {
			t.Errorf("%q is called both disposable and a mailbox that people keep", domain)
		}
	}
}

package handlers

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// Config holds the settings of the HTTP server; config.yaml explains each.
type Config struct {
	Listen            string        `yaml:"listen"`
	TrustedProxies    []string      `yaml:"trusted_proxies"` // addresses or networks: 10.0.0.1, 10.0.0.0/8
	MaxBodyBytes      int64         `yaml:"max_body_bytes"`
	MaxUploadBytes    int64         `yaml:"max_upload_bytes"` // of a list of signatories
	ReadHeaderTimeout time.Duration `yaml:"read_header_timeout"`
	ReadTimeout       time.Duration `yaml:"read_timeout"`
	WriteTimeout      time.Duration `yaml:"write_timeout"`
	IdleTimeout       time.Duration `yaml:"idle_timeout"`
	PageCacheBytes    int64         `yaml:"page_cache_bytes"` // 0: no page is kept
	PageStale         time.Duration `yaml:"page_stale"`       // how long a page may be shown that a change made old
}

const (
	leastBody = 16 << 10 // a pledge with every field at its longest, in any script
	mostBody  = 8 << 20
	mostFile  = 1 << 30
	longest   = 10 * time.Minute

	leastPages = 1 << 20
	mostPages  = 4 << 30
	mostStale  = 10 * time.Second
)

// Check returns a sentence for each setting at fault, by its key below http.
func (c Config) Check() map[string]string {
	faults := map[string]string{}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		faults["listen"] = `must be like ":8080" or "127.0.0.1:8080"`
	}
	if _, err := parseProxies(c.TrustedProxies); err != nil {
		faults["trusted_proxies"] = err.Error()
	}
	if c.MaxBodyBytes < leastBody || c.MaxBodyBytes > mostBody {
		faults["max_body_bytes"] = fmt.Sprintf("must lie between %d and %d", leastBody, mostBody)
	}
	if c.MaxUploadBytes < leastBody || c.MaxUploadBytes > mostFile {
		faults["max_upload_bytes"] = fmt.Sprintf("must lie between %d and %d", leastBody, mostFile)
	}
	for key, timeout := range map[string]time.Duration{
		"read_header_timeout": c.ReadHeaderTimeout, "read_timeout": c.ReadTimeout,
		"write_timeout": c.WriteTimeout, "idle_timeout": c.IdleTimeout,
	} {
		if timeout < time.Second || timeout > longest {
			faults[key] = "must lie between 1s and 10m"
		}
	}
	if c.PageCacheBytes != 0 && (c.PageCacheBytes < leastPages || c.PageCacheBytes > mostPages) {
		faults["page_cache_bytes"] = fmt.Sprintf("must be 0, or lie between %d and %d", leastPages, mostPages)
	}
	if c.PageStale < 0 || c.PageStale > mostStale {
		faults["page_stale"] = "must lie between 0s and 10s"
	}
	return faults
}

// Server is the HTTP server of these settings; all four timeouts are set, so nobody can hold a connection for ever.
func (c Config) Server(handler http.Handler) *http.Server {
	return &http.Server{
		Addr: c.Listen, Handler: handler, MaxHeaderBytes: 32 << 10,
		ReadHeaderTimeout: c.ReadHeaderTimeout, ReadTimeout: c.ReadTimeout,
		WriteTimeout: c.WriteTimeout, IdleTimeout: c.IdleTimeout, ConnContext: withConn,
	}
}

// proxies are the networks whose word about the visitor's address counts.
type proxies []netip.Prefix

func parseProxies(entries []string) (proxies, error) {
	var trusted proxies
	for _, entry := range entries {
		if addr, err := netip.ParseAddr(entry); err == nil {
			trusted = append(trusted, netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(entry)
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network like 10.0.0.0/8", entry)
		}
		trusted = append(trusted, prefix.Masked())
	}
	return trusted, nil
}

func (p proxies) trusts(addr netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// client is the visitor's address: the peer's, or, where the peer is a trusted proxy, the last address of
// X-Forwarded-For that no trusted proxy has. What stands further left is the visitor's own claim.
func (p proxies) client(req *http.Request) netip.Addr {
	client := hostOf(req.RemoteAddr)
	hops := strings.Split(strings.Join(req.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.trusts(client); i-- {
		hop := hostOf(strings.TrimSpace(hops[i]))
		if !hop.IsValid() {
			break
		}
		client = hop
	}
	return client
}

// hostOf reads an address with or without a port. IPv4 in the shape of IPv6 becomes IPv4, or one visitor would be two.
func hostOf(text string) netip.Addr {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone("")
	}
	addr, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap().WithZone("")
}

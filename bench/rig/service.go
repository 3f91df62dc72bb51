package rig

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

// Alliance starts the product on a database, on loopback. Settings are ALLIANCE_… variables and win over what every
// measurement has: no limits per sender, because all load comes from one address.
func Alliance(ctx context.Context, binary, database string, settings map[string]string) (*Process, error) {
	all := map[string]string{
		"ALLIANCE_HTTP_LISTEN":                          "127.0.0.1:0",
		"ALLIANCE_DATABASE_DSN":                         database,
		"ALLIANCE_MAIL_FROM":                            "Alliance <alliance@alliance.example>",
		"ALLIANCE_LOG_LEVEL":                            "warn", // nginx logs no access either
		"ALLIANCE_LIMITS_MAILS_PER_ADDRESS_PER_DAY":     "0",
		"ALLIANCE_LIMITS_PLEDGES_PER_IP_PER_HOUR":       "0",
		"ALLIANCE_LIMITS_SIGN_INS_PER_IP_PER_HOUR":      "0",
		"ALLIANCE_LIMITS_SIGN_INS_PER_ACCOUNT_PER_HOUR": "0",
	}
	for name, value := range settings {
		all[name] = value
	}
	cmd := exec.CommandContext(ctx, binary, "serve")
	cmd.Env = []string{"PATH=/usr/bin:/bin"}
	for name, value := range all {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	p, err := Start(ctx, regexp.MustCompile(`^Serving (\S+) \(listening on`), cmd)
	if err != nil {
		return nil, err
	}
	p.URL = strings.Replace(p.URL, "localhost", "127.0.0.1", 1) // the product may listen on IPv4 only
	return p, nil
}

// Invitation is the link by which the first administrator chooses a password; empty where there is one already.
func (p *Process) Invitation() string {
	pattern := regexp.MustCompile(`http\S+(/moderation/invitation/\S+)`)
	for _, line := range p.Lines {
		if found := pattern.FindStringSubmatch(line); found != nil {
			return p.URL + found[1]
		}
	}
	return ""
}

// Migrate brings a database of the product up to date.
func Migrate(ctx context.Context, binary, database string) error {
	cmd := exec.CommandContext(ctx, binary, "migrate")
	cmd.Env = []string{"PATH=/usr/bin:/bin", "ALLIANCE_DATABASE_DSN=" + database}
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("migrate %s: %w: %s", database, err, output)
	}
	return nil
}

// Naive starts the naive version. filler is a file whose content stands in each of its pages.
func Naive(ctx context.Context, binary, database, filler string) (*Process, error) {
	cmd := exec.CommandContext(ctx, binary, "-database", database, "-filler", filler)
	return Start(ctx, regexp.MustCompile(`^Serving (\S+)`), cmd)
}

// ImportNaive makes a database of the naive version from one of the product.
func ImportNaive(ctx context.Context, binary, database, source string) error {
	cmd := exec.CommandContext(ctx, binary, "-database", database, "-import", source)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make the naive database: %w: %s", err, output)
	}
	return nil
}

package mailer_test

import (
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"alliance/mailer"
)

func validConfig() mailer.Config {
	return mailer.Config{
		From: "Alliance <noreply@alliance.example.eu>", MaxAge: 72 * time.Hour,
		SMTP: mailer.SMTPConfig{
			Host: "mail.example.eu", Port: 587, Username: "alliance", Password: "s3cret", TLS: mailer.TLSStart,
			Connections: 2, Timeout: time.Minute,
		},
	}
}

func TestConfigCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*mailer.Config)
		faults []string
	}{
		"complete":               {func(*mailer.Config) {}, nil},
		"bare sender":            {func(c *mailer.Config) { c.From = "noreply@alliance.example.eu" }, nil},
		"sender with an IDN":     {func(c *mailer.Config) { c.From = "Jūrmala <info@jūrmala.lv>" }, nil},
		"without authentication": {func(c *mailer.Config) { c.SMTP.Username, c.SMTP.Password = "", "" }, nil},
		"open catcher of mails": {func(c *mailer.Config) {
			c.SMTP.TLS, c.SMTP.Username, c.SMTP.Password = mailer.TLSNone, "", ""
		}, nil},
		"mailbox of development": {func(c *mailer.Config) {
			*c = mailer.Config{MaxAge: time.Hour, SMTP: mailer.SMTPConfig{Connections: 2, Timeout: time.Minute}}
		}, nil},
		"no sender":     {func(c *mailer.Config) { c.From = "" }, []string{"from"}},
		"broken sender": {func(c *mailer.Config) { c.From = "Alliance" }, []string{"from"}},
		"sender with a break": {func(c *mailer.Config) {
			c.From = "Alliance\r\nBcc: b@b.eu <a@a.eu>"
		}, []string{"from"}},
		"broken answer-to": {func(c *mailer.Config) { c.ReplyTo = "a@b@c" }, []string{"reply_to"}},
		"unknown TLS":      {func(c *mailer.Config) { c.SMTP.TLS = "ssl" }, []string{"smtp.tls"}},
		"unknown TLS, no host": {func(c *mailer.Config) {
			c.SMTP.Host, c.SMTP.TLS = "", "ssl"
		}, []string{"smtp.tls"}},
		"no TLS said":           {func(c *mailer.Config) { c.SMTP.TLS = "" }, []string{"smtp.tls"}},
		"password in the clear": {func(c *mailer.Config) { c.SMTP.TLS = mailer.TLSNone }, []string{"smtp.username"}},
		"name without password": {func(c *mailer.Config) { c.SMTP.Password = "" }, []string{"smtp.password"}},
		"password without name": {func(c *mailer.Config) { c.SMTP.Username = "" }, []string{"smtp.password"}},
		"everything out of range": {func(c *mailer.Config) {
			c.MaxAge, c.SMTP.Port, c.SMTP.Connections, c.SMTP.Timeout = 0, 70000, 0, time.Millisecond
		}, []string{"max_age", "smtp.connections", "smtp.port", "smtp.timeout"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := validConfig()
			test.change(&cfg)
			got := cfg.Check()
			want := map[string]bool{}
			for _, key := range test.faults {
				want[key] = true
			}
			found := map[string]bool{}
			for key, sentence := range got {
				found[key] = sentence != ""
			}
			if diff := cmp.Diff(want, found); diff != "" {
				t.Errorf("faults (-want +got):\n%s\n%v", diff, got)
			}
		})
	}
}

func TestConfigKeys(t *testing.T) {
	t.Parallel()
	const section = `
from: Alliance <noreply@alliance.example.eu>
reply_to: ""
max_age: 72h
smtp:
  host: mail.example.eu
  port: 587
  username: alliance
  password: s3cret
  tls: starttls
  connections: 2
  timeout: 1m
`
	var got mailer.Config
	if err := yaml.UnmarshalWithOptions([]byte(section), &got, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(validConfig(), got); diff != "" {
		t.Error(diff)
	}
	if !got.Delivers() || (mailer.Config{}).Delivers() {
		t.Error("mails leave exactly when a host is set")
	}
}

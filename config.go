package main

import (
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"alliance/handlers"
	"alliance/mailer"
	"alliance/models"
)

// The values of site.mode.
const (
	development = "development"
	production  = "production"
)

// Config holds every setting; config.yaml explains each and holds the defaults.
type Config struct {
	Site          SiteConfig `yaml:"site"`
	models.Config `yaml:",inline"`
	Mail          mailer.Config   `yaml:"mail"`
	HTTP          handlers.Config `yaml:"http"`
	Log           LogConfig       `yaml:"log"`
}

// SiteConfig says whose site this is and how it is reached.
type SiteConfig struct {
	Name       string           `yaml:"name"`
	BaseURL    string           `yaml:"base_url"`
	Mode       string           `yaml:"mode"`
	Contact    string           `yaml:"contact"`
	Controller ControllerConfig `yaml:"controller"`
	Media      []MediaConfig    `yaml:"media"`
}

// ControllerConfig says who answers for the personal data (Regulation (EU) 2018/1725).
type ControllerConfig struct {
	Name       string `yaml:"name"`
	Unit       string `yaml:"unit"`
	Contact    string `yaml:"contact"`
	DPOContact string `yaml:"dpo_contact"`
	Record     string `yaml:"record"`
}

// MediaConfig is one entry of the media library on the home page.
type MediaConfig struct {
	Title    string `yaml:"title"`
	URL      string `yaml:"url"`
	Language string `yaml:"language"`
}

// LogConfig says what the program writes to standard error, and how.
type LogConfig struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// Check returns what is wrong: the key, and a sentence.
func (c *Config) Check() map[string]string {
	faults := map[string]string{}
	sections := map[string]map[string]string{
		"site.": c.Site.check(), "": c.Config.Check(), "mail.": c.Mail.Check(), "http.": c.HTTP.Check(),
		"log.": c.Log.check(),
	}
	for prefix, section := range sections {
		for key, what := range section {
			faults[prefix+key] = what
		}
	}
	if c.Site.Mode == production {
		c.checkProduction(faults)
	}
	return faults
}

// checkProduction asks for what development can do without.
func (c *Config) checkProduction(faults map[string]string) {
	if !strings.HasPrefix(c.Site.BaseURL, "https://") {
		faults["site.base_url"] = "production needs the public address, beginning with https://"
	}
	if c.Site.Contact == "" {
		faults["site.contact"] = "production needs the functional mailbox that visitors write to"
	}
	if !c.Mail.Delivers() {
		faults["mail.smtp.host"] = "production needs the server that sends the mails"
	}
}

func (c SiteConfig) check() map[string]string {
	faults := map[string]string{}
	if strings.TrimSpace(c.Name) == "" {
		faults["name"] = "must not be empty"
	}
	if c.Mode != development && c.Mode != production {
		faults["mode"] = "must be development or production"
	}
	if c.BaseURL != "" && !isOrigin(c.BaseURL) {
		faults["base_url"] = "must be http:// or https:// and a host name without a path, such as https://alliance.example.eu"
	}
	mailboxes := map[string]string{
		"contact": c.Contact, "controller.contact": c.Controller.Contact, "controller.dpo_contact": c.Controller.DPOContact,
	}
	for key, address := range mailboxes {
		if !isMailbox(address) {
			faults[key] = "must be an e-mail address without a name, such as contact@example.eu"
		}
	}
	for i, link := range c.Media {
		if link.Title == "" || !isWebAddress(link.URL) {
			faults["media"] = fmt.Sprintf("entry %d needs a title and a url that begins with https:// or http://", i+1)
		}
	}
	return faults
}

func (c LogConfig) check() map[string]string {
	faults := map[string]string{}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Level) {
		faults["level"] = "must be debug, info, warn or error"
	}
	if !slices.Contains([]string{"auto", "json", "text"}, c.Format) {
		faults["format"] = "must be auto, json or text"
	}
	return faults
}

// isMailbox accepts a bare address, or nothing.
func isMailbox(address string) bool {
	parsed, err := mail.ParseAddress(address)
	return address == "" || err == nil && parsed.Address == address
}

func isWebAddress(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "http" || address.Scheme == "https") && address.Hostname() != ""
}

// isOrigin reports whether text is scheme and host only (RFC 6454), so that paths can be appended.
func isOrigin(text string) bool {
	address, err := url.Parse(text)
	return err == nil && isWebAddress(text) && text == address.Scheme+"://"+address.Host
}

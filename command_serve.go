package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) serveCommand() *cobra.Command {
	var demo bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the site (what alliance does without a command)",
		Long: `serve brings the database up to date and serves the public site and the
moderators' console until it is interrupted or terminated. Then it finishes the
requests and mails under way; a second signal ends it at once.

As long as there is no administrator, each start prints a new one-time link with
which the first one chooses a password.

Without mail.smtp.host, mails stay in a mailbox at /mailbox (development only).`,
		Example: `  alliance serve --config alliance.yaml
  ALLIANCE_HTTP_LISTEN=:9000 alliance serve`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&demo, "demo", false, "fill an empty database with demonstration data (development only)")
	cmd.RunE = a.with(func(cmd *cobra.Command, cfg Config, _ []string) error {
		if demo && cfg.Site.Mode == production {
			return fmt.Errorf("%w: --demo is for development, and site.mode is production", errUsage)
		}
		return a.serve(cmd.Context(), cfg, demo)
	})
	return cmd
}

package main

import (
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"alliance/models"
)

func (a *app) moderatorCommand() *cobra.Command {
	group := &cobra.Command{
		Use:   "moderator",
		Short: "Manage the accounts of the moderators' console",
		Long: `moderator manages who may sign in to the console. Changes take effect at once,
also while the service runs.`,
		Example: `  alliance moderator add anna.berzina@example.eu --name "Anna Bērziņa" --role administrator
  alliance moderator list`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return fmt.Errorf("%w: say what to do: add, list, disable, reset or reset-factor", errUsage)
		},
	}
	group.AddCommand(
		a.moderatorAddCommand(), a.moderatorListCommand(), a.moderatorDisableCommand(), a.moderatorResetCommand(),
		a.moderatorResetFactorCommand(),
	)
	return group
}

func (a *app) moderatorAddCommand() *cobra.Command {
	var name, role string
	cmd := &cobra.Command{
		Use:   "add EMAIL --name NAME",
		Short: "Create an account and print the one-time link to its password",
		Long: `add creates an account, sends its owner an invitation and prints the one-time link
with which the password is chosen, so that it can also be handed over by hand.

Roles: viewer sees reports, moderator decides on pledges, administrator also
manages accounts and mails.`,
		Example: `  alliance moderator add anna.berzina@example.eu --name "Anna Bērziņa"`,
		Args:    cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&name, "name", "", "the person's `NAME`, as colleagues see it (required)")
	cmd.Flags().StringVar(&role, "role", string(models.RoleModerator), "the `ROLE`: viewer, moderator or administrator")
	_ = cmd.MarkFlagRequired("name") // it fails for an undefined flag only
	cmd.RunE = a.with(func(cmd *cobra.Command, cfg Config, args []string) error {
		return a.withStore(cmd.Context(), cfg, func(store *models.Store) error {
			invitation, err := store.AddModerator(cmd.Context(), models.Moderator{}, models.NewModerator{
				Email: args[0], Name: name, Role: models.Role(role),
			})
			if err != nil {
				return moderatorError(err)
			}
			return a.printInvitation(cfg, invitation)
		})
	})
	return cmd
}

func (a *app) moderatorResetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reset EMAIL",
		Short: "Take the password away and print the one-time link to a new one",
		Long: `reset takes an account's password away, sends its owner an invitation and prints the
one-time link with which a new password is chosen. It also enables a disabled account.`,
		Args: cobra.ExactArgs(1),
		RunE: a.with(func(cmd *cobra.Command, cfg Config, args []string) error {
			return a.withStore(cmd.Context(), cfg, func(store *models.Store) error {
				invitation, err := store.ResetModerator(cmd.Context(), models.Moderator{}, args[0])
				if err != nil {
					return moderatorError(err)
				}
				return a.printInvitation(cfg, invitation)
			})
		}),
	}
}

func (a *app) moderatorResetFactorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reset-factor EMAIL",
		Short: "Take the second factor away, for a lost phone; the password stays",
		Long: `reset-factor takes an account's authenticator app, passkeys and recovery codes away
and ends its sessions. The password alone will do at the next sign-in; where a second
factor is required, a new one is asked for right after it. Make sure first that it is
really the account's owner who asks.`,
		Args: cobra.ExactArgs(1),
		RunE: a.with(func(cmd *cobra.Command, cfg Config, args []string) error {
			return a.withStore(cmd.Context(), cfg, func(store *models.Store) error {
				if err := store.ResetFactors(cmd.Context(), models.Moderator{}, args[0]); err != nil {
					return moderatorError(err)
				}
				_, err := fmt.Fprintln(a.stdout, "Reset. The password alone will do at the next sign-in.")
				return err
			})
		}),
	}
}

func (a *app) moderatorDisableCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "disable EMAIL",
		Short: "End an account's access; what it decided stays",
		Args:  cobra.ExactArgs(1),
		RunE: a.with(func(cmd *cobra.Command, cfg Config, args []string) error {
			return a.withStore(cmd.Context(), cfg, func(store *models.Store) error {
				if err := store.DisableModerator(cmd.Context(), models.Moderator{}, args[0]); err != nil {
					return moderatorError(err)
				}
				_, err := fmt.Fprintln(a.stdout, "Disabled. \"alliance moderator reset\" enables the account again.")
				return err
			})
		}),
	}
}

func (a *app) moderatorListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the accounts with role, state and last sign-in",
		Args:  cobra.NoArgs,
		RunE: a.with(func(cmd *cobra.Command, cfg Config, _ []string) error {
			return a.withStore(cmd.Context(), cfg, func(store *models.Store) error {
				moderators, err := store.Moderators(cmd.Context())
				if err != nil {
					return err
				}
				return a.printModerators(moderators)
			})
		}),
	}
}

func (a *app) printModerators(moderators []models.Moderator) error {
	if len(moderators) == 0 {
		_, err := fmt.Fprintln(a.stdout, "There are no accounts yet. \"alliance serve\" prints the link to the first one.")
		return err
	}
	table := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "EMAIL\tNAME\tROLE\tSTATE\tLAST SIGN-IN (UTC)")
	for _, m := range moderators {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", m.Email, m.Name, m.Role, accountState(m), minute(m.LastSignInAt))
	}
	return table.Flush()
}

func (a *app) printInvitation(cfg Config, invitation models.Invitation) error {
	_, err := fmt.Fprintf(a.stdout, "One-time link to choose a password, valid until %s UTC:\n%s\n",
		minute(&invitation.ExpiresAt), invitationLink(baseURL(cfg, cfg.HTTP.Listen), invitation))
	return err
}

func accountState(m models.Moderator) string {
	switch {
	case m.DisabledAt != nil:
		return "disabled"
	case !m.HasPassword:
		return "invited"
	default:
		return "active"
	}
}

func minute(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

// moderatorError turns what the store answers into a sentence for the operator.
func moderatorError(err error) error {
	var faults models.FieldErrors
	switch {
	case errors.Is(err, models.ErrDuplicate):
		return errors.New("this address has an account already; \"alliance moderator reset\" gives it a new link")
	case errors.Is(err, models.ErrNotFound):
		return errors.New("there is no account with this address; \"alliance moderator list\" shows all")
	case errors.As(err, &faults):
		return fmt.Errorf("%w: %s", errUsage, fieldSentence(faults))
	default:
		return err
	}
}

func fieldSentence(faults models.FieldErrors) string {
	switch {
	case faults["email"] != "":
		return "EMAIL must be an address such as anna.berzina@example.eu"
	case faults["role"] != "":
		return "--role must be viewer, moderator or administrator"
	case faults["name"] != "":
		return "--name must be a name on one line, up to 120 characters"
	default:
		return faults.Error()
	}
}

// Command alliance signs up the members of an alliance: a public site with a pledge
// form and a wall of signatories, and a console for those who moderate them.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"alliance/models"
)

// Exit codes, on which scripts rely.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2 // wrong use or configuration
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], process{
		stdout: os.Stdout, stderr: os.Stderr, environ: os.Environ(), now: time.Now, rand: rand.Reader,
		drain: 3 * time.Second,
	}))
}

// process is what the program gets from the operating system.
type process struct {
	stdout, stderr io.Writer
	environ        []string
	now            func() time.Time
	rand           io.Reader
	drain          time.Duration // in production: how long load balancers get to see that a stop is coming
}

// run executes one command and returns the exit code.
func run(ctx context.Context, args []string, p process) int {
	a := app{process: p}
	root := a.rootCommand() //nolint:contextcheck // the commands get it from ExecuteContextC
	root.SetArgs(args)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	used, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(p.stderr, "alliance: %s\n", sentence(err))
	var faults configError
	switch {
	case errors.As(err, &faults):
		return exitUsage
	case !a.started || errors.Is(err, errUsage):
		fmt.Fprintf(p.stderr, "Run '%s --help' to see how it is used.\n", used.CommandPath())
		return exitUsage
	default:
		return exitFailed
	}
}

// errUsage marks an error that the caller of the program can mend by other arguments.
var errUsage = errors.New("wrong use")

// app is one run of the program.
type app struct {
	process
	configFile string
	started    bool // the arguments were understood: what fails now is no wrong use
}

// action is what a command does once its arguments and the configuration are read.
type action func(cmd *cobra.Command, cfg Config, args []string) error

// with prepares what most commands need: a configuration and a SQLite that is compiled in.
func (a *app) with(do action) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a.started = true
		if err := requireCgo(); err != nil {
			return err
		}
		cfg, err := loadConfig(a.configFile, a.environ)
		if err != nil {
			return err
		}
		return do(cmd, cfg, args)
	}
}

// modelsOptions are what the domain needs of the outside world.
func (a *app) modelsOptions() models.Options {
	return models.Options{Now: a.now, Rand: a.rand}
}

func (a *app) rootCommand() *cobra.Command {
	root := a.serveCommand()
	root.Use = "alliance"
	root.Short = "Sign up the members of an alliance"
	root.Long = `alliance serves a public site on which regions, cities and others sign a
declaration, and a console in which moderators decide who appears on the wall.
Without a command it does what "alliance serve" does.

Settings come from the built-in config.yaml, then from the file given with
--config, then from variables named ALLIANCE_ and the key in capitals
(ALLIANCE_HTTP_LISTEN for http.listen). The value of a variable whose name ends in
_FILE is the path of a file that holds the setting, such as a mounted secret.

Exit codes: 0 done, 1 failed, 2 wrong use or configuration.`
	root.Example = `  alliance                              try it out on http://localhost:8080
  alliance serve --demo                 the same, filled with demonstration data
  alliance serve --config alliance.yaml serve with settings of your own`
	root.SilenceErrors, root.SilenceUsage = true, true
	root.Args = nil // an unknown command is answered with the nearest known one
	root.PersistentFlags().StringVar(&a.configFile, "config", "",
		"read settings from `FILE`; what it leaves out keeps its default")
	root.AddCommand(a.serveCommand(), a.migrateCommand(), a.moderatorCommand(), a.auditCommand(),
		a.importCommand(), a.exportCommand(), a.territoriesCommand(),
		a.versionCommand())
	return root
}

package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"alliance/models"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version string

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program, of Go and of SQLite",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			a.started = true
			fmt.Fprintf(a.stdout, "alliance %s\nGo       %s %s/%s\nSQLite   %s\n",
				programVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH, models.SQLiteVersion())
			return nil
		},
	}
}

// programVersion is the version given at build time, or else the tag or commit that Go recorded.
func programVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	return info.Main.Version
}

// Command bench measures the product from outside, beside what it is compared with, and prints one table.
// README.md says what is measured and how.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"alliance/bench/report"
)

// options are the command line.
type options struct {
	rounds  int
	lasting time.Duration // of one closed loop
	only    []string
	members int
	large   int // the data set that growth is shown with
	huge    int
	seed    uint64
	source  string // the product's module
	binary  string // the product, built before
}

// measurement is one selectable part of the benchmark.
type measurement struct {
	name    string
	what    string
	measure func(ctx context.Context, b *bench) error
}

func measurements() []measurement {
	return []measurement{
		{"pages", "finished pages, beside nginx and the naive version", measurePages},
		{"filtered", "wall pages never asked before", measureFiltered},
		{"pledge", "pledges, beside the naive version and SQLite alone", measurePledges},
		{"change", "readers while a moderator approves", measureChange},
		{"mixed", "visitors and moderators at once, in an open loop", measureMixed},
		{"memory", "resident memory", measureMemory},
		{"start", "start to the first answer", measureStart},
		{"mail", "mails leaving the outbox", measureMail},
		{"peers", "beside gotify", measurePeers},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	opts, err := parse(args)
	if err != nil {
		return err
	}
	b, err := newBench(ctx, opts)
	if err != nil {
		return err
	}
	defer b.close()
	var failed []string
	for _, m := range measurements() {
		if len(opts.only) > 0 && !slices.Contains(opts.only, m.name) {
			continue
		}
		b.progress("%s: %s", m.name, m.what)
		if err := m.measure(ctx, b); err != nil {
			b.progress("%s failed: %v", m.name, err)
			failed = append(failed, m.name)
		}
		if ctx.Err() != nil {
			break
		}
	}
	fmt.Println()
	for _, line := range b.machine(ctx) {
		fmt.Println(line)
	}
	fmt.Println()
	if err := report.Write(os.Stdout, b.rows); err != nil {
		return err
	}
	if len(failed) > 0 {
		return fmt.Errorf("not measured: %s", strings.Join(failed, ", "))
	}
	return nil
}

func parse(args []string) (options, error) {
	var opts options
	var only string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&opts.rounds, "rounds", 5, "how often each side is measured, one after the other")
	flags.DurationVar(&opts.lasting, "lasting", 4*time.Second, "how long one closed loop lasts")
	flags.IntVar(&opts.members, "members", 12_000, "members in the ordinary data set")
	flags.IntVar(&opts.large, "large", 100_000, "members in the large data set")
	flags.IntVar(&opts.huge, "huge", 1_000_000, "members in the huge data set; 0 leaves it out")
	flags.Uint64Var(&opts.seed, "seed", 2026, "of the data sets")
	flags.StringVar(&opts.source, "source", "..", "the folder of the product's module")
	flags.StringVar(&opts.binary, "binary", "", "measure this binary of the product instead of building one")
	flags.StringVar(&only, "only", "", "the parts to measure, with commas: "+strings.Join(names(), ","))
	quick := flags.Bool("quick", false, "a short form: one round of two seconds each, and no huge data set")
	if err := flags.Parse(args); err != nil {
		return opts, err
	}
	if *quick {
		opts.rounds, opts.lasting, opts.huge = 1, 2*time.Second, 0
	}
	if only != "" {
		opts.only = strings.Split(only, ",")
	}
	for _, name := range opts.only {
		if !slices.Contains(names(), name) {
			return opts, fmt.Errorf("there is no part %q", name)
		}
	}
	if opts.rounds < 1 || opts.lasting < time.Second {
		return opts, errors.New("at least one round of one second")
	}
	return opts, nil
}

func names() []string {
	var all []string
	for _, m := range measurements() {
		all = append(all, m.name)
	}
	return all
}

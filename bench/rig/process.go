// Package rig starts and stops what is measured: the product, the naive version, nginx and the servers beside them.
package rig

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const startWithin = 2 * time.Minute

// ticksPerSecond is the unit of /proc/<pid>/stat; it is 100 on every Linux that Go runs on.
const ticksPerSecond = 100

// Process is a server that was started for a measurement.
type Process struct {
	URL string // where it serves, without a slash at the end
	// Lines is what it printed on standard output before it served.
	Lines   []string
	Started time.Time
	cmd     *exec.Cmd
	log     *os.File // standard error: a file, so that reading it costs this process nothing
	done    chan struct{}
}

// Start runs a command until it prints a line that matches announced, whose first group is its address.
func Start(ctx context.Context, announced *regexp.Regexp, cmd *exec.Cmd) (*Process, error) {
	p, err := newProcess(cmd)
	if err != nil {
		return nil, err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.start(); err != nil {
		return nil, err
	}
	ready := make(chan struct{})
	go func() {
		defer close(p.done)
		lines := bufio.NewScanner(output)
		for lines.Scan() {
			if p.URL != "" {
				continue // the pipe has to be read until its end
			}
			p.Lines = append(p.Lines, lines.Text())
			if found := announced.FindStringSubmatch(lines.Text()); found != nil {
				p.URL = found[1]
				close(ready)
			}
		}
		_ = cmd.Wait() // how it ended is for Stop to judge
	}()
	select {
	case <-ready:
		return p, nil
	case <-p.done:
		return nil, fmt.Errorf("%s ended: %s", cmd.Path, p.Log())
	case <-ctx.Done():
	case <-time.After(startWithin):
	}
	_ = p.Stop()
	return nil, fmt.Errorf("%s did not start: %s", cmd.Path, p.Log())
}

func newProcess(cmd *exec.Cmd) (*Process, error) {
	log, err := os.CreateTemp("", "alliance-bench-log-")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(log.Name()) // it stays readable while it is open
	cmd.Stderr = log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // no server outlives the benchmark
	return &Process{cmd: cmd, log: log, done: make(chan struct{})}, nil
}

func (p *Process) start() error {
	p.Started = time.Now()
	if err := p.cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", p.cmd.Path, err)
	}
	return nil
}

// Stop ends the process and waits for its end.
func (p *Process) Stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	select {
	case <-p.done:
		return nil
	case <-time.After(30 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.done
		return errors.New(p.cmd.Path + " had to be killed")
	}
}

// Address is host and port of the server.
func (p *Process) Address() string { return strings.TrimPrefix(p.URL, "http://") }

// Log is the end of what the process wrote on standard error.
func (p *Process) Log() string {
	const most = 2000
	end, err := p.log.Seek(0, io.SeekEnd)
	if err != nil {
		return err.Error()
	}
	text := make([]byte, min(end, most))
	n, _ := p.log.ReadAt(text, end-int64(len(text))) // what can be read is better than nothing
	return strings.TrimSpace(string(text[:n]))
}

// CPU is the processor time that the process and its children have used.
func (p *Process) CPU() (time.Duration, error) {
	var total time.Duration
	for _, pid := range withChildren(p.cmd.Process.Pid) {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil {
			return 0, err
		}
		used, err := cpuOf(stat)
		if err != nil {
			return 0, err
		}
		total += used
	}
	return total, nil
}

// cpuOf reads user and system time from a line of /proc/<pid>/stat. The name in it may hold spaces and brackets.
func cpuOf(stat []byte) (time.Duration, error) {
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("not a line of /proc/<pid>/stat: %q", stat)
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	if err != nil {
		return 0, err
	}
	return time.Duration(user+system) * time.Second / ticksPerSecond, nil
}

// Memory is what a process holds, in bytes.
type Memory struct {
	Resident  int64
	Anonymous int64 // of it, without the pages of the program's file, which can be read again and are shared
}

// Memory reads what the process holds.
func (p *Process) Memory() (Memory, error) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if err != nil {
		return Memory{}, err
	}
	return memoryOf(string(status))
}

func memoryOf(status string) (m Memory, err error) {
	if m.Resident, err = kilobytesOf(status, "VmRSS:"); err != nil {
		return m, err
	}
	m.Anonymous, err = kilobytesOf(status, "RssAnon:")
	return m, err
}

// kilobytesOf is a value of /proc/<pid>/status, in bytes.
func kilobytesOf(status, name string) (int64, error) {
	for line := range strings.Lines(status) {
		if value, found := strings.CutPrefix(line, name); found {
			kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kilobytes * 1024, err
		}
	}
	return 0, errors.New("no " + name + " in /proc/<pid>/status")
}

func withChildren(pid int) []int {
	all := []int{pid}
	tasks, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	for _, task := range tasks {
		children, _ := os.ReadFile(task) // a thread may have ended meanwhile
		for _, child := range strings.Fields(string(children)) {
			if id, err := strconv.Atoi(child); err == nil {
				all = append(all, withChildren(id)...)
			}
		}
	}
	return all
}

package rig

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// moduleFolder is where Debian's packages put the modules of nginx.
const moduleFolder = "/usr/lib/nginx/modules"

// Page is an answer of the product in each coding, under the name that nginx gives it.
type Page struct {
	Name, Path string
	ETag       string            // of the coding br
	Bodies     map[string][]byte // by coding; "" is none
}

// Nginx serves the pages as files with their finished forms beside them.
func Nginx(ctx context.Context, folder string, pages []Page) (*Process, error) {
	root := filepath.Join(folder, "www")
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, err
	}
	for _, page := range pages {
		for coding, ending := range map[string]string{"": "", "br": ".br", "gzip": ".gz"} {
			name := filepath.Join(root, page.Name+ending)
			if err := os.WriteFile(name, page.Bodies[coding], 0o644); err != nil {
				return nil, err
			}
		}
	}
	port, err := FreePort(ctx)
	if err != nil {
		return nil, err
	}
	configuration := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(configuration, []byte(nginxConfiguration(folder, port)), 0o600); err != nil {
		return nil, err
	}
	p, err := newProcess(exec.CommandContext(ctx, "nginx", "-c", configuration, "-p", folder))
	if err != nil {
		return nil, err
	}
	p.URL = fmt.Sprintf("http://127.0.0.1:%d", port)
	p.cmd.SysProcAttr.Pdeathsig = syscall.SIGTERM // its workers would outlive it
	if err := p.start(); err != nil {
		return nil, err
	}
	go func() { defer close(p.done); _ = p.cmd.Wait() }() // how it ended is for Stop to judge
	if err := p.answers(ctx, "/"+pages[0].Name); err != nil {
		_ = p.Stop()
		return nil, err
	}
	return p, nil
}

// nginxConfiguration is what an operator would write who wants files served fast.
func nginxConfiguration(folder string, port int) string {
	var modules strings.Builder
	fmt.Fprintf(&modules, "load_module %s/ngx_http_brotli_static_module.so;\n", moduleFolder)
	if os.Geteuid() == 0 {
		modules.WriteString("user root;\n") // another account could not read the folder
	}
	return modules.String() + fmt.Sprintf(`daemon off;
worker_processes 2;
pid %[1]s/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  etag on;
  keepalive_requests 1000000000;
  open_file_cache max=100 inactive=600s;
  open_file_cache_valid 600s;
  types { }
  default_type "text/html; charset=utf-8";
  client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3;
  uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
  server {
    listen 127.0.0.1:%[2]d backlog=1024;
    root %[1]s/www;
    brotli_static on;
    gzip_static on;
    gzip_vary on;
  }
}
`, folder, port)
}

// FreePort is a port of loopback that nobody listens on now.
func FreePort(ctx context.Context) (int, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = listener.Close() }()
	address, _ := listener.Addr().(*net.TCPAddr) // of a TCP listener it is one
	return address.Port, nil
}

// answers waits until the server does.
func (p *Process) answers(ctx context.Context, path string) error {
	deadline := time.Now().Add(startWithin)
	for time.Now().Before(deadline) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+path, http.NoBody)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = answer.Body.Close()
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("%s ended: %s", p.cmd.Path, p.Log())
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return fmt.Errorf("%s does not answer: %s", p.URL, p.Log())
}

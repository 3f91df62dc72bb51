package load

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

// Connections is how many clients ask at the same time in a closed loop.
const Connections = 64

// Closed is the outcome of a closed loop: each client asks again as soon as it has its answer.
type Closed struct {
	Requests  int64
	PerSecond float64
	Bytes     string // as wrk prints it
	Failed    int64  // answers that are neither 2xx nor 3xx, and connections that broke
}

// Wrk asks for one address for some time with wrk.
func Wrk(ctx context.Context, url string, lasting time.Duration, headers map[string]string) (Closed, error) {
	seconds := max(1, int(lasting.Seconds()))
	args := []string{"-t2", "--timeout=20s", "-c" + strconv.Itoa(Connections), fmt.Sprintf("-d%ds", seconds)}
	for name, value := range headers {
		args = append(args, "-H", name+": "+value)
	}
	output, err := exec.CommandContext(ctx, "wrk", append(args, url)...).CombinedOutput()
	if err != nil {
		return Closed{}, fmt.Errorf("wrk %s: %w: %s", url, err, output)
	}
	return parseWrk(string(output))
}

func parseWrk(output string) (Closed, error) {
	var result Closed
	perSecond := regexp.MustCompile(`Requests/sec:\s+([\d.]+)`).FindStringSubmatch(output)
	requests := regexp.MustCompile(`(\d+) requests in`).FindStringSubmatch(output)
	if perSecond == nil || requests == nil {
		return result, fmt.Errorf("not understood of wrk: %s", output)
	}
	result.PerSecond, _ = strconv.ParseFloat(perSecond[1], 64) // the pattern lets numbers through only
	result.Requests, _ = strconv.ParseInt(requests[1], 10, 64)
	if bytes := regexp.MustCompile(`Transfer/sec:\s+(\S+)`).FindStringSubmatch(output); bytes != nil {
		result.Bytes = bytes[1]
	}
	failures := regexp.MustCompile(`(?:Non-2xx or 3xx responses: |connect |read |write |timeout )(\d+)`)
	for _, failed := range failures.FindAllStringSubmatch(output, -1) {
		count, _ := strconv.ParseInt(failed[1], 10, 64)
		result.Failed += count
	}
	return result, nil
}

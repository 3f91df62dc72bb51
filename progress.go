package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"alliance/models"
)

// progressMeter shows how far an import is: a bar that is redrawn on a terminal, now and then a line elsewhere.
type progressMeter struct {
	to       io.Writer
	terminal bool
	drawn    bool
}

// interval is how often to show it.
func (m *progressMeter) interval() time.Duration {
	if m.terminal {
		return 200 * time.Millisecond
	}
	return 10 * time.Second
}

func (m *progressMeter) show(p models.ImportProgress) {
	if !m.terminal {
		fmt.Fprintln(m.to, progressText(p))
		return
	}
	m.drawn = true
	fmt.Fprintf(m.to, "\r\x1b[K%s", progressText(p))
}

// end leaves the line of the bar to what comes next.
func (m *progressMeter) end() {
	if m.drawn {
		fmt.Fprint(m.to, "\r\x1b[K")
	}
}

func progressText(p models.ImportProgress) string {
	if p.Total == 0 {
		return fmt.Sprintf("%s: %d rows", p.State, p.Position)
	}
	const width = 30
	position := min(p.Position, p.Total)
	full := width * position / p.Total
	return fmt.Sprintf("%s: [%s%s] %3d %% of %d rows", p.State, strings.Repeat("#", full),
		strings.Repeat("-", width-full), 100*position/p.Total, p.Total)
}

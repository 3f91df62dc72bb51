package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bar is what a row has to reach. The zero value is none.
type Bar struct {
	kind  barKind
	value float64
}

type barKind int

const (
	noBar barKind = iota
	ratioAtLeast
	ratioAtMost
	valueAtMost
)

// RatioAtLeast asks for a multiple of the other side.
func RatioAtLeast(value float64) Bar { return Bar{ratioAtLeast, value} }

// RatioAtMost bounds the multiple of the other side.
func RatioAtMost(value float64) Bar { return Bar{ratioAtMost, value} }

// AtMost bounds our own value.
func AtMost(value float64) Bar { return Bar{valueAtMost, value} }

// Row is one line of the table.
type Row struct {
	What string
	Unit string
	Ours Series
	// OtherName says beside what ours was measured in the same rounds; empty: beside nothing.
	OtherName string
	Other     Series
	CPU       Series // microseconds of processor time per request, ours
	OtherCPU  Series
	Bar       Bar
	Note      string // why a figure is missing, or what has to be known to read it
}

// Ratio is ours to the other, round by round.
func (r Row) Ratio() Series { return r.Ours.Over(r.Other) }

// Verdict is met, MISSED, "–" where there is no bar or "not measured".
func (r Row) Verdict() string {
	judged := r.Ratio()
	if r.Bar.kind == valueAtMost {
		judged = r.Ours
	}
	median := judged.Median()
	switch {
	case r.Bar.kind == noBar:
		return "–"
	case math.IsNaN(median):
		return "not measured"
	case r.Bar.kind == ratioAtLeast && median >= r.Bar.value, r.Bar.kind != ratioAtLeast && median <= r.Bar.value:
		return "met"
	}
	return "MISSED"
}

func (b Bar) text(unit string) string {
	value := strconv.FormatFloat(b.value, 'f', -1, 64)
	switch b.kind {
	case noBar:
		return ""
	case ratioAtLeast:
		return "≥ " + value + " ×"
	case ratioAtMost:
		return "≤ " + value + " ×"
	case valueAtMost:
		return "≤ " + value + " " + unit
	}
	return ""
}

// Write prints the rows as a table of Markdown, the notes below it.
func Write(out io.Writer, rows []Row) error {
	lines := [][]string{{
		"what", "unit", "ours: median", "min–max", "beside", "median", "min–max", "ratio", "min–max", "CPU µs", "bar", "",
	}}
	var notes []string
	for _, row := range rows {
		line := row.cells()
		if row.Note != "" {
			number := slices.Index(notes, row.Note)
			if number < 0 {
				number, notes = len(notes), append(notes, row.Note)
			}
			line[0] += fmt.Sprintf(" [%d]", number+1)
		}
		lines = append(lines, line)
	}
	if err := writeColumns(out, lines); err != nil {
		return err
	}
	for i, note := range notes {
		if _, err := fmt.Fprintf(out, "\n[%d] %s\n", i+1, note); err != nil {
			return err
		}
	}
	return nil
}

func (r Row) cells() []string {
	ratio := r.Ratio()
	cells := []string{
		r.What, r.Unit, number(r.Ours.Median()), span(r.Ours), r.OtherName, number(r.Other.Median()),
		span(r.Other), number(ratio.Median()), span(ratio), "", r.Bar.text(r.Unit), r.Verdict(),
	}
	if len(r.CPU) > 0 {
		cells[9] = number(r.CPU.Median())
	}
	if len(r.OtherCPU) > 0 {
		cells[9] += " / " + number(r.OtherCPU.Median())
	}
	return cells
}

func span(s Series) string {
	if len(s) < 2 {
		return ""
	}
	return number(s.Min()) + "–" + number(s.Max())
}

// number has three significant digits and at most two decimals; NaN is empty.
func number(value float64) string {
	size := math.Abs(value)
	switch {
	case math.IsNaN(value):
		return ""
	case math.IsInf(value, 0):
		return "∞"
	case size >= 100:
		return strconv.FormatFloat(value, 'f', 0, 64)
	case size >= 10:
		return strconv.FormatFloat(value, 'f', 1, 64)
	case size >= 1 || size == 0:
		return strconv.FormatFloat(value, 'f', 2, 64)
	default:
		return strconv.FormatFloat(value, 'g', 2, 64)
	}
}

func writeColumns(out io.Writer, lines [][]string) error {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for column, cell := range line {
			widths[column] = max(widths[column], utf8.RuneCountInString(cell))
		}
	}
	for i, line := range lines {
		if _, err := fmt.Fprintln(out, joined(line, widths, " ")); err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		if _, err := fmt.Fprintln(out, joined(make([]string, len(line)), widths, "-")); err != nil {
			return err
		}
	}
	return nil
}

func joined(cells []string, widths []int, fill string) string {
	var line strings.Builder
	for column, cell := range cells {
		missing := widths[column] - utf8.RuneCountInString(cell)
		line.WriteString("|" + fill + cell + strings.Repeat(fill, missing) + fill)
	}
	return line.String() + "|"
}

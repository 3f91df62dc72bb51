package web

// BarChart is a drawing of one number per step of time.
type BarChart struct {
	Width int // its height is 100
	Bars  []ChartBar
}

// ChartBar is a bar of a chart, in its units; y runs down.
type ChartBar struct{ X, Y, Width, Height int }

// Units of a chart's drawing.
const (
	chartStep   = 10 // width of a step, its gap included
	chartGap    = 2
	chartHeight = 100
)

// newBarChart draws counts; a count of most is as high as the chart.
func newBarChart(counts []int, most int) BarChart {
	chart := BarChart{Width: len(counts) * chartStep}
	for step, count := range counts {
		if count == 0 {
			continue
		}
		height := max(1, count*chartHeight/max(most, 1)) // one beside thousands is seen
		chart.Bars = append(chart.Bars, ChartBar{
			X: step*chartStep + chartGap/2, Y: chartHeight - height, Width: chartStep - chartGap, Height: height,
		})
	}
	return chart
}

package report

import (
	"math"
	"strings"
	"testing"
)

func TestSeries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name             string
		series           Series
		median, min, max float64
	}{
		{"odd", Series{3, 1, 2}, 2, 1, 3},
		{"even", Series{4, 1, 3, 2}, 2.5, 1, 4},
		{"one", Series{7}, 7, 7, 7},
	}
	for _, test := range tests {
		if m := test.series.Median(); m != test.median || test.series.Min() != test.min || test.series.Max() != test.max {
			t.Errorf("%s: %v, %v, %v", test.name, m, test.series.Min(), test.series.Max())
		}
	}
	if !math.IsNaN(Series(nil).Median()) || !math.IsNaN(Series(nil).Min()) || !math.IsNaN(Series(nil).Max()) {
		t.Error("nothing measured has to be no number")
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		row  Row
		want string
	}{
		{"ratio reached", Row{Ours: Series{80}, Other: Series{100}, Bar: RatioAtLeast(0.75)}, "met"},
		{"exactly", Row{Ours: Series{75}, Other: Series{100}, Bar: RatioAtLeast(0.75)}, "met"},
		{"ratio missed", Row{Ours: Series{74}, Other: Series{100}, Bar: RatioAtLeast(0.75)}, "MISSED"},
		{"growth in bounds", Row{Ours: Series{14}, Other: Series{10}, Bar: RatioAtMost(1.5)}, "met"},
		{"growth too large", Row{Ours: Series{16}, Other: Series{10}, Bar: RatioAtMost(1.5)}, "MISSED"},
		{"value in bounds", Row{Ours: Series{2.9, 9, 1}, Bar: AtMost(3)}, "met"},
		{"value too large", Row{Ours: Series{2.9, 9, 10}, Bar: AtMost(3)}, "MISSED"},
		{"no errors", Row{Ours: Series{0}, Bar: AtMost(0)}, "met"},
		{"nothing measured", Row{Bar: AtMost(3)}, "not measured"},
		{"nothing beside it", Row{Ours: Series{1}, Bar: RatioAtLeast(3)}, "not measured"},
		{"no bar", Row{Ours: Series{1}}, "–"},
		{"rounds are paired", Row{Ours: Series{10, 200, 30}, Other: Series{10, 100, 10}, Bar: RatioAtLeast(2)}, "met"},
	}
	for _, test := range tests {
		if got := test.row.Verdict(); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	err := Write(&out, []Row{
		{
			What: "a", Unit: "/s", Ours: Series{450, 470, 460}, OtherName: "nginx", Other: Series{600, 580, 610},
			CPU: Series{21.04}, OtherCPU: Series{12}, Bar: RatioAtLeast(0.75),
		},
		{What: "b", Unit: "ms", Ours: Series{0.25}, Bar: AtMost(300), Note: "from exec"},
		{What: "c", Unit: "/s", Note: "not built"},
		{What: "d", Unit: "/s", Note: "not built"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `
| what  | unit | ours: median | min–max | beside | median | min–max | ratio | min–max   | CPU µs      | bar      |     |
|-------|------|--------------|---------|--------|--------|---------|-------|-----------|-------------|----------|-----|
| a     | /s   | 460          | 450–470 | nginx  | 600    | 580–610 | 0.75  | 0.75–0.81 | 21.0 / 12.0 | ≥ 0.75 × | met |
| b [1] | ms   | 0.25         |         |        |        |         |       |           |             | ≤ 300 ms | met |
| c [2] | /s   |              |         |        |        |         |       |           |             |          | –   |
| d [2] | /s   |              |         |        |        |         |       |           |             |          | –   |

[1] from exec

[2] not built
`
	if got := "\n" + out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

package console

import (
	"strings"

	"alliance/web"
)

// browserOf puts a browser's header into words, as far as it names what people know. The order tells them apart:
// most browsers call themselves Chrome, Safari and Mozilla too.
func browserOf(userAgent string) web.Browser {
	names := [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Vivaldi/", "Vivaldi"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems := [][2]string{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"Windows", "Windows"},
		{"CrOS", "ChromeOS"},
		{"Macintosh", "macOS"},
		{"Linux", "Linux"},
	}
	const shown = 60 // of a header that names nothing known
	browser := web.Browser{Name: firstIn(userAgent, names), System: firstIn(userAgent, systems)}
	if browser.Name == "" {
		browser.Name, browser.System = strings.ToValidUTF8(userAgent[:min(len(userAgent), shown)], ""), ""
	}
	return browser
}

// firstIn returns the name beside the first mark that text holds.
func firstIn(text string, marks [][2]string) string {
	for _, mark := range marks {
		if strings.Contains(text, mark[0]) {
			return mark[1]
		}
	}
	return ""
}

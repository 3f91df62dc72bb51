package web

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// QRCode is a QR code as one path of an SVG, its unit a module of the code.
type QRCode struct {
	Path  string
	Width int // with the quiet zone of four modules that readers need around it (ISO/IEC 18004)
	dark  []DarkRun
}

// DarkRun is a row of dark modules beside each other: where it begins, and how many there are.
type DarkRun struct{ X, Y, Length int }

// NewQRCode draws content with the error correction usual on screens.
func NewQRCode(content string) (QRCode, error) {
	const quiet = 4
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return QRCode{}, fmt.Errorf("draw a QR code: %w", err)
	}
	width := code.Bounds().Dx()
	dark := func(x, y int) bool { return x < width && code.At(x, y) == color.Black }
	drawn := QRCode{Width: width + 2*quiet}
	var path strings.Builder
	for y := range width {
		for x := 0; x < width; x++ {
			if !dark(x, y) {
				continue
			}
			run := 1
			for dark(x+run, y) {
				run++
			}
			fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
			drawn.dark = append(drawn.dark, DarkRun{x + quiet, y + quiet, run})
			x += run
		}
	}
	drawn.Path = path.String()
	return drawn, nil
}

// Dark are the dark modules, for drawings that are no SVG.
func (q QRCode) Dark() []DarkRun { return q.dark }

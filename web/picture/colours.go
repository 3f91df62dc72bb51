package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// colours is the palette of all pictures: a picture in few colours is a quarter of the size.
type colours struct{ palette color.Palette }

// newColours are the steps between what meets in a picture: words and lights on sea and land.
func newColours() colours {
	var palette color.Palette
	for _, ground := range []color.RGBA{band(), neighbours(), union()} {
		for _, above := range []struct {
			colour color.RGBA
			steps  int
		}{{white(), 10}, {muted(), 8}, {yellow(), 24}, {pale(), 6}} {
			palette = append(palette, between(ground, above.colour, above.steps)...)
		}
	}
	palette = append(palette, between(yellow(), white(), 6)...)
	palette = append(palette, between(band(), union(), 3)...)
	return colours{palette}
}

// between are the steps from one colour to another, both included.
func between(from, to color.RGBA, steps int) color.Palette {
	var palette color.Palette
	for i := range steps {
		share := float64(i) / float64(steps-1)
		mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-share) + float64(b)*share) }
		palette = append(palette, color.RGBA{mix(from.R, to.R), mix(from.G, to.G), mix(from.B, to.B), 0xff})
	}
	return palette
}

// encode writes a picture as PNG.
func (c colours) encode(img *image.RGBA) ([]byte, error) {
	var out bytes.Buffer
	// The best compression saves a quarter, in ten times the time.
	if err := png.Encode(&out, c.reduce(img)); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return out.Bytes(), nil
}

// reduce gives each pixel the nearest colour of the palette.
func (c colours) reduce(img *image.RGBA) *image.Paletted {
	paletted := image.NewPaletted(img.Bounds(), c.palette)
	known := map[color.RGBA]uint8{}
	last, index := color.RGBA{}, uint8(0)
	for i := range paletted.Pix {
		pixel := img.Pix[4*i : 4*i+4]
		if at := (color.RGBA{pixel[0], pixel[1], pixel[2], 0xff}); at != last {
			found, seen := known[at]
			if !seen {
				found = uint8(c.palette.Index(at)) //nolint:gosec // a palette has at most 256 colours
				known[at] = found
			}
			last, index = at, found
		}
		paletted.Pix[i] = index
	}
	return paletted
}

// restore makes a picture that can be drawn on.
func (c colours) restore(paletted *image.Paletted) *image.RGBA {
	var pixels [256][4]byte
	for i, colour := range c.palette {
		solid := color.RGBAModel.Convert(colour).(color.RGBA) //nolint:forcetypeassert,errcheck // the model's own type
		pixels[i] = [4]byte{solid.R, solid.G, solid.B, 0xff}
	}
	img := image.NewRGBA(paletted.Bounds())
	for i, index := range paletted.Pix {
		*(*[4]byte)(img.Pix[4*i:]) = pixels[index]
	}
	return img
}

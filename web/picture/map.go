package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"alliance/geo"
	"alliance/web"
)

// The colours of the site's tokens.css.
func band() color.RGBA       { return color.RGBA{0x08, 0x2b, 0x7a, 0xff} }
func neighbours() color.RGBA { return color.RGBA{0x0f, 0x34, 0x88, 0xff} }
func union() color.RGBA      { return color.RGBA{0x18, 0x45, 0xa3, 0xff} }
func yellow() color.RGBA     { return color.RGBA{0xff, 0xcc, 0x00, 0xff} }
func pale() color.RGBA       { return color.RGBA{0xff, 0xf3, 0xc4, 0xff} }
func white() color.RGBA      { return color.RGBA{0xff, 0xff, 0xff, 0xff} }
func muted() color.RGBA      { return color.RGBA{0xc9, 0xd6, 0xf5, 0xff} }

// ground draws the sea and the land: neighbours first, then the member states.
func (p *Painter) ground(at layout) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, at.width, at.height))
	draw.Draw(img, img.Bounds(), image.NewUniform(band()), image.Point{}, draw.Src)
	for _, layer := range []struct {
		eu     bool
		colour color.RGBA
	}{{false, neighbours()}, {true, union()}} {
		raster := vector.NewRasterizer(at.width, at.height)
		for _, outline := range p.outlines {
			if outline.EU == layer.eu {
				for _, ring := range outline.Path {
					trace(raster, at, ring)
				}
			}
		}
		raster.Draw(img, img.Bounds(), image.NewUniform(layer.colour), image.Point{})
	}
	return img
}

func trace(raster *vector.Rasterizer, at layout, corners []geo.Point) {
	for i, corner := range corners {
		x, y := float32(at.mapX+corner.X*at.scale), float32(at.mapY+corner.Y*at.scale)
		if i == 0 {
			raster.MoveTo(x, y)
		} else {
			raster.LineTo(x, y)
		}
	}
	raster.ClosePath()
}

// drawLights sets a dot for every light, and the body's own above them, with a glow.
func drawLights(img *image.RGBA, at layout, card Card) {
	stamps := newStamps(at, len(card.Lights))
	for _, light := range card.Lights {
		class := min(max(light.Class, 0), len(stamps)-1)
		stamps[class].draw(img, at, light)
	}
	if card.Here == nil {
		return
	}
	stamp{mask: glow(at.glance), colour: yellow()}.draw(img, at, *card.Here)
	stamp{mask: dot(at.lightest * 3.4), colour: band()}.draw(img, at, *card.Here)
	stamp{mask: dot(at.lightest * 2.6), colour: yellow()}.draw(img, at, *card.Here)
	stamp{mask: dot(at.lightest * 1.2), colour: white()}.draw(img, at, *card.Here)
}

// stamp is a shape that is set many times.
type stamp struct {
	mask   *image.Alpha
	colour color.RGBA
}

// newStamps are the dots by class: the more lights, the smaller.
func newStamps(at layout, lights int) [4]stamp {
	small := at.lightest
	switch {
	case lights > 600:
		small *= .36
	case lights > 60:
		small *= .62
	}
	return [4]stamp{
		{dot(small), yellow()},
		{dot(small * 1.45), yellow()},
		{dot(small * 2), pale()},
		{dot(small * 2.9), pale()},
	}
}

func (s stamp) draw(img *image.RGBA, at layout, light web.Light) {
	size := s.mask.Bounds().Dx()
	x := int(math.Round(at.mapX+float64(light.X)*at.scale)) - size/2
	y := int(math.Round(at.mapY+float64(light.Y)*at.scale)) - size/2
	draw.DrawMask(img, image.Rect(x, y, x+size, y+size), image.NewUniform(s.colour), image.Point{},
		s.mask, image.Point{}, draw.Over)
}

// dot is a disc with a soft edge of one pixel.
func dot(diameter float64) *image.Alpha {
	return disc(diameter/2+1, func(distance float64) float64 { return diameter/2 - distance + .5 })
}

// glow fades from the middle to the edge.
func glow(radius float64) *image.Alpha {
	return disc(radius, func(distance float64) float64 {
		const brightest = .55
		fall := max(0, 1-distance/radius)
		return brightest * fall * fall
	})
}

// disc is as opaque as it says for each distance from the middle; its side is odd, so that it has one.
func disc(radius float64, opacity func(distance float64) float64) *image.Alpha {
	half := int(math.Ceil(radius))
	mask := image.NewAlpha(image.Rect(0, 0, 2*half+1, 2*half+1))
	for y := range 2*half + 1 {
		for x := range 2*half + 1 {
			distance := math.Hypot(float64(x-half), float64(y-half))
			mask.SetAlpha(x, y, color.Alpha{A: uint8(255 * min(1, max(0, opacity(distance))))})
		}
	}
	return mask
}

// Package geo is the geometry of the map of Europe: its projection, its frame, and outlines as paths of SVG. The site
// draws with it, and the register finds with it what lies where.
package geo

import "math"

// The frame of the map: its size in units of 5 km, and where its upper left corner lies in EPSG:3035, in metres.
const (
	Width  = 1000
	Height = 850
	Left   = 2450000.0
	Top    = 5500000.0
	Scale  = 0.0002 // units per metre
)

// Point is a place in the frame: units to the right of its left edge, and below its upper edge.
type Point struct{ X, Y float64 }

// InFrame reports whether a point lies on the map.
func (p Point) InFrame() bool {
	return p.X >= 0 && p.X <= Width && p.Y >= 0 && p.Y <= Height // NaN is outside
}

// Project turns degrees into the map's frame: EPSG:3035, that is Lambert's azimuthal equal-area projection of the
// GRS80 ellipsoid about 52° N 10° E (IOGP Guidance Note 7-2, method 9820), then the frame's origin and scale.
func Project(lat, lon float64) Point {
	east, north := laea(lat, lon)
	return Point{(east - Left) * Scale, (Top - north) * Scale}
}

// laea returns metres east and north in EPSG:3035.
func laea(lat, lon float64) (east, north float64) {
	const (
		a                        = 6378137.0
		f                        = 1 / 298.257222101
		e2                       = f * (2 - f)
		lat0, lon0               = 52.0, 10.0
		falseEast, falseNorthing = 4321000.0, 3210000.0
	)
	authalic := func(degrees float64) float64 {
		s, e := math.Sin(degrees*math.Pi/180), math.Sqrt(e2)
		return (1 - e2) * (s/(1-e2*s*s) - math.Log((1-e*s)/(1+e*s))/(2*e))
	}
	qp := authalic(90)
	rq := a * math.Sqrt(qp/2)
	beta0, beta := math.Asin(authalic(lat0)/qp), math.Asin(authalic(lat)/qp)
	sin0 := math.Sin(lat0 * math.Pi / 180)
	d := a * math.Cos(lat0*math.Pi/180) / (math.Sqrt(1-e2*sin0*sin0) * rq * math.Cos(beta0))
	turn := (lon - lon0) * math.Pi / 180
	b := rq * math.Sqrt(2/(1+math.Sin(beta0)*math.Sin(beta)+math.Cos(beta0)*math.Cos(beta)*math.Cos(turn)))
	east = falseEast + b*d*math.Cos(beta)*math.Sin(turn)
	north = falseNorthing + b/d*(math.Cos(beta0)*math.Sin(beta)-math.Sin(beta0)*math.Cos(beta)*math.Cos(turn))
	return east, north
}

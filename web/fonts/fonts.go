// Package fonts holds the type in which pictures and documents are set, and breaks names into lines that fit.
// Noto Sans has the letters of all languages of Europe that are written in Latin, Greek or Cyrillic script; the
// files are cut to these by tools/fonts/make.sh.
package fonts

import _ "embed"

//go:embed NotoSans-Regular.ttf
var regular []byte

//go:embed NotoSans-Bold.ttf
var bold []byte

// Regular is the TrueType file of the ordinary weight; not to be changed.
func Regular() []byte { return regular }

// Bold is the TrueType file of the bold weight; not to be changed.
func Bold() []byte { return bold }

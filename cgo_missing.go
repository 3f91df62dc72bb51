//go:build !cgo

package main

import "errors"

// requireCgo says what this binary lacks: the SQLite driver is C code.
func requireCgo() error {
	return errors.New("this program was built without cgo, which its SQLite database needs: " +
		"install a C compiler (on Debian: apt install build-essential) and build it again with CGO_ENABLED=1")
}

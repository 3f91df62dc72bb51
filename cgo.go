//go:build cgo

package main

// requireCgo says what a binary lacks that was built without cgo; this one was built with it.
func requireCgo() error { return nil }

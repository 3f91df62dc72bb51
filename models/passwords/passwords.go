// Package passwords says whether a password is among the first that somebody would try. NIST SP 800-63B, 3.1.1.2 asks
// for a list of common and stolen ones, of sequences and repetitions, and of words of the context.
package passwords

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"strings"
	"unicode"

	"alliance/models/typed"
)

//go:embed common.txt.gz
var common []byte

// Common reports whether a password is on the list, as it is or with digits and signs around it, or is a sequence or
// a repetition. Case and blanks at its ends make no difference.
func Common(password string) bool {
	folded := strings.ToLower(strings.TrimSpace(password))
	word := strings.TrimFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	return sequence(folded) || repeats(folded) || listed(folded, word)
}

// listed unpacks the list each time: it takes a few milliseconds before a hash that takes longer, and nobody chooses a
// password often enough for 2 MB in memory.
func listed(forms ...string) bool {
	unpacked, err := gzip.NewReader(bytes.NewReader(common))
	if err != nil {
		return false // the list is part of the program, and the tests read it
	}
	for lines := bufio.NewScanner(unpacked); lines.Scan(); {
		for _, form := range forms {
			if string(lines.Bytes()) == form {
				return true
			}
		}
	}
	return false
}

// sequence reports whether text is a run of digits, of the alphabet or of a keyboard's row.
func sequence(text string) bool {
	for _, row := range []string{
		strings.Repeat("0123456789", 14), strings.Repeat("abcdefghijklmnopqrstuvwxyz", 6), "qwertyuiopasdfghjklzxcvbnm",
		"qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
	} {
		if strings.Contains(row, text) || strings.Contains(row, reversed(text)) {
			return true
		}
	}
	return false
}

func reversed(text string) string {
	runes := []rune(text)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// repeats reports whether text is one piece over and over.
func repeats(text string) bool {
	return text != "" && strings.Contains((text + text)[1:2*len(text)-1], text)
}

// Tells reports whether a password holds what everybody knows about its owner: words such as the name before the @ or
// the site's name, whatever their case, accents and signs. Words of less than four letters tell nothing.
func Tells(password string, known ...string) bool {
	const least = 4
	plain := letters(password)
	for _, word := range known {
		if word = letters(word); len([]rune(word)) >= least && strings.Contains(plain, word) {
			return true
		}
	}
	return false
}

// letters are the letters and digits of text, folded.
func letters(text string) string { return strings.ReplaceAll(typed.Fold(text), " ", "") }

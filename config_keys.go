package main

import (
	"slices"
	"strings"
)

func findSetting(settings []setting, key string) (setting, bool) {
	i := slices.IndexFunc(settings, func(s setting) bool { return s.key == key })
	if i < 0 {
		return setting{}, false
	}
	return settings[i], true
}

func hasSection(settings []setting, key string) bool {
	return slices.ContainsFunc(settings, func(s setting) bool { return strings.HasPrefix(s.key, key+".") })
}

func keysOf(settings []setting) []string {
	keys := make([]string, 0, len(settings))
	for _, s := range settings {
		keys = append(keys, s.key)
	}
	return keys
}

// didYouMean proposes the known name that is nearest to an unknown one: a few letters
// away, or the same last part at another place. It is empty when none is near.
func didYouMean(name string, known []string) string {
	const near = 3
	best, bestDistance := "", near+1
	for _, candidate := range known {
		if distance := editDistance(name, candidate); distance < bestDistance {
			best, bestDistance = candidate, distance
		}
	}
	if best == "" {
		best = sameLastPart(name, known)
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// sameLastPart finds the one known key that ends like name; empty when several do.
func sameLastPart(name string, known []string) string {
	last := name[strings.LastIndex(name, ".")+1:]
	var found []string
	for _, candidate := range known {
		if strings.HasSuffix(candidate, "."+last) {
			found = append(found, candidate)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// editDistance counts the letters to insert, delete or replace (Levenshtein).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

package web

import (
	"regexp"
	"strings"
)

// DiffPart is a run of words of a text: in both, in the earlier one only, or in the later one only.
type DiffPart struct {
	Text              string
	Deleted, Inserted bool
}

// Difference compares two texts word by word. Read without the inserted parts it is the earlier text, without the
// deleted ones the later. It keeps the longest common run of words (LCS); what was replaced comes before what
// replaces it.
func Difference(before, after string) []DiffPart {
	a, b := words(before), words(after)
	common := commonWords(a, b)
	var parts []DiffPart
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			parts = appendPart(parts, DiffPart{Text: a[i]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			parts = appendPart(parts, DiffPart{Text: a[i], Deleted: true})
			i++
		default:
			parts = appendPart(parts, DiffPart{Text: b[j], Inserted: true})
			j++
		}
	}
	return joinReplaced(parts)
}

// words cuts a text into its words and the space between them; joined they are the text.
func words(text string) []string { return regexp.MustCompile(`\s+|\S+`).FindAllString(text, -1) }

// commonWords says for each pair of places how many words are common to what follows them, in their order.
func commonWords(a, b []string) [][]int {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

// appendPart joins a part to the last one where both are of the same sort.
func appendPart(parts []DiffPart, part DiffPart) []DiffPart {
	if last := len(parts) - 1; last >= 0 && parts[last].Deleted == part.Deleted && parts[last].Inserted == part.Inserted {
		parts[last].Text += part.Text
		return parts
	}
	return append(parts, part)
}

// joinReplaced makes one replacement of several that only space stands between: so it reads, and so it is read out.
func joinReplaced(parts []DiffPart) []DiffPart {
	var joined []DiffPart
	var was, is string // of the replacement under way
	end := func() {
		if was != "" {
			joined = append(joined, DiffPart{Text: was, Deleted: true})
		}
		if is != "" {
			joined = append(joined, DiffPart{Text: is, Inserted: true})
		}
		was, is = "", ""
	}
	for i, part := range parts {
		between := was != "" && is != "" && strings.TrimSpace(part.Text) == "" && i < len(parts)-1
		switch {
		case part.Deleted:
			was += part.Text
		case part.Inserted:
			is += part.Text
		case between:
			was, is = was+part.Text, is+part.Text
		default:
			end()
			joined = append(joined, part)
		}
	}
	end()
	return joined
}

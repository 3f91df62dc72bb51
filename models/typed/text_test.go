package typed

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCleanLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want, code string }{
		{"plain", "Rīgas dome", "Rīgas dome", ""},
		{"trimmed, runs of blanks", " \tRīgas \u00a0\n dome ", "Rīgas dome", ""},
		{"composed", "Ri\u0304ga", "Rīga", ""},
		{"empty", "", "", "required"},
		{"only blanks", " \u2003\n", "", "required"},
		{"only invisible", "\u200b\ufeff", "", "required"},
		{"soft hyphen dropped", "Donau\u00adschiff", "Donauschiff", ""},
		{"one letter is a name", "Å", "Å", ""},
		{"only punctuation", "– ...", "– ...", "invalid_characters"},
		{"symbols are the moderators' business", "※ ☂", "※ ☂", ""},
		{"control", "Ri\x00ga", "Ri\x00ga", "invalid_characters"},
		{"escape", "Ri\x1b[31mga", "Ri\x1b[31mga", "invalid_characters"},
		{"turned direction", "Ri\u202ega", "Ri\u202ega", "invalid_characters"},
		{"isolated direction", "Ri\u2066ga", "Ri\u2066ga", "invalid_characters"},
		{"broken bytes", "Ri\xffga", "Ri\ufffdga", "invalid_characters"},
		{"private use", "Ri\ue000ga", "Ri\ue000ga", "invalid_characters"},
		{"heap of marks", "R\u0337\u0338\u0336\u0335\u0334iga", "", "invalid_characters"},
		{"Vietnamese", "Nguyễn Thị Hồng", "Nguyễn Thị Hồng", ""},
		{"Greek", "Δήμος Αθηναίων", "Δήμος Αθηναίων", ""},
		{"apostrophes and slashes", "L'Aquila / Bruxelles", "L'Aquila / Bruxelles", ""},
		{"ten graphemes", strings.Repeat("ī", 10), strings.Repeat("ī", 10), ""},
		{"eleven graphemes", strings.Repeat("ī", 11), strings.Repeat("ī", 11), "too_long"},
		{"graphemes are not runes", strings.Repeat("q\u0304", 10), strings.Repeat("q\u0304", 10), ""},
		{"very long", strings.Repeat("a", 100_000), strings.Repeat("a", 100_000), "too_long"},
		{"scheme", "http://a.b", "http://a.b", "link"},
		{"www", "see www.a", "see www.a", "link"},
		{"bare with path", "win.com/x", "win.com/x", "link"},
		{"capital letters", "WWW.A.LV", "WWW.A.LV", "link"},
		{"address", "a@b.lv", "a@b.lv", "link"},
		{"abbreviation", "S.p.A.", "S.p.A.", ""},
		{"missing blank", "St.Gallen", "St.Gallen", ""},
		{"slash without a host", "A.B/C", "A.B/C", ""},
		{"at sign", "Caf@ Riga", "Caf@ Riga", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, code := Line(tt.in, 30)
			if strings.Contains(tt.name, "graphemes") {
				got, code = Line(tt.in, 10)
			}
			if code != tt.code || got != tt.want && tt.want != "" {
				t.Errorf("Line(%q) = %q, %q; want %q, %q", tt.in, got, code, tt.want, tt.code)
			}
		})
	}
}

func TestCleanText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want, code string }{
		{"empty", " \r\n ", "", "required"},
		{"line breaks are kept", "one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour", ""},
		{"one empty line between paragraphs", "\n\none\n \n\n\ntwo\n\n", "one\n\ntwo", ""},
		{"blanks collapse inside lines", "one   two \t three ", "one two three", ""},
		{"line separators", "one\u2028two\u2029three", "one\ntwo\n\nthree", ""},
		{"a family is one grapheme", "👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧", ""},
		{"links are the moderators' business", "https://riga.lv", "https://riga.lv", ""},
		{"turned direction", "a\u202eb", "a\u202eb", "invalid_characters"},
		{"control", "a\x07b", "a\x07b", "invalid_characters"},
		{"too long", strings.Repeat("ab ", 200), strings.TrimSpace(strings.Repeat("ab ", 200)), "too_long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, code := Text(tt.in, 500)
			if got != tt.want || code != tt.code {
				t.Errorf("Text(%q) = %q, %q; want %q, %q", tt.in, got, code, tt.want, tt.code)
			}
		})
	}
}

func TestCleanTextCountsLikeReaders(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("e\u0301", 500), strings.Repeat("\U0001F1F1\U0001F1FB", 500)} {
		if _, code := Text(text, 500); code != "" {
			t.Errorf("500 graphemes give %q", code)
		}
		if _, code := Text(text+"a", 500); code != "too_long" {
			t.Errorf("501 graphemes give %q, want too_long", code)
		}
	}
}

func FuzzCleanLine(f *testing.F) {
	for _, seed := range []string{"Rīga", " a  b ", "a\u202eb", "x.com/y", "\xff", "R\u0337\u0338\u0336\u0335"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, clean := range []func(string, int) (string, string){Line, Text} {
			text, code := clean(typed, 50)
			if !utf8.ValidString(text) {
				t.Errorf("%q becomes broken UTF-8 %q", typed, text)
			}
			if again, codeAgain := clean(text, 50); again != text || codeAgain != code {
				t.Errorf("%q becomes %q (%s), then %q (%s)", typed, text, code, again, codeAgain)
			}
			isControl := func(r rune) bool { return r != '\n' && unicode.IsControl(r) }
			if code == "" && strings.ContainsFunc(text, isControl) {
				t.Errorf("%q becomes %q with control characters", typed, text)
			}
			if code == "" && (text == "" || strings.TrimSpace(text) != text) {
				t.Errorf("%q becomes %q", typed, text)
			}
		}
		if line, _ := Line(typed, 50); strings.ContainsAny(line, "\n\r\t") {
			t.Errorf("%q becomes several lines: %q", typed, line)
		}
	})
}

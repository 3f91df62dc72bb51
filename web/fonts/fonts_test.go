package fonts_test

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/image/font/sfnt"

	"alliance/web/fonts"
)

// alphabets are the letters of languages as CLDR 48 lists them ("main exemplar characters").
func alphabets() map[string]string {
	return map[string]string{
		"bg Bulgarian":        "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ь ю я",
		"cs Czech":            "a á b c č d ď e é ě f g h i í j k l m n ň o ó p q r ř s š t ť u ú ů v w x y ý z ž",
		"da Danish":           "a b c d e f g h i j k l m n o p q r s t u v w x y z æ ø å á é",
		"de German":           "a ä b c d e f g h i j k l m n o ö p q r s ß t u ü v w x y z",
		"el Greek":            "α ά β γ δ ε έ ζ η ή θ ι ί ϊ ΐ κ λ μ ν ξ ο ό π ρ σ ς τ υ ύ ϋ ΰ φ χ ψ ω ώ",
		"en English":          "a b c d e f g h i j k l m n o p q r s t u v w x y z à é ï ô",
		"es Spanish":          "a á b c d e é f g h i í j k l m n ñ o ó p q r s t u ú ü v w x y z ª º",
		"et Estonian":         "a b c d e f g h i j k l m n o p q r s š z ž t u v w õ ä ö ü x y",
		"fi Finnish":          "a b c d e f g h i j k l m n o p q r s š t u v w x y z ž å ä ö",
		"fr French":           "a à â æ b c ç d e é è ê ë f g h i î ï j k l m n o ô œ p q r s t u ù û ü v w x y ÿ z",
		"ga Irish":            "a á b c d e é f g h i í l m n o ó p r s t u ú ḃ ċ ḋ ḟ ġ ṁ ṗ ṡ ṫ",
		"hr Croatian":         "a b c č ć d đ e f g h i j k l m n o p r s š t u v z ž ǆ ǉ ǌ",
		"hu Hungarian":        "a á b c d e é f g h i í j k l m n o ó ö ő p r s t u ú ü ű v z",
		"it Italian":          "a à b c d e é è f g h i ì j k l m n o ó ò p q r s t u ù v w x y z",
		"lt Lithuanian":       "a ą b c č d e ę ė f g h i į y j k l m n o p r s š t u ų ū v z ž",
		"lv Latvian":          "a ā b c č d e ē f g ģ h i ī j k ķ l ļ m n ņ o p r s š t u ū v z ž ŗ ō",
		"mt Maltese":          "a à b ċ d e è f ġ g għ h ħ i ì j k l m n o ò p q r s t u ù v w x ż z",
		"nl Dutch":            "a á ä b c d e é ë f g h i í ï j ĳ k l m n o ó ö p q r s t u ú ü v w x y z",
		"pl Polish":           "a ą b c ć d e ę f g h i j k l ł m n ń o ó p r s ś t u w y z ź ż",
		"pt Portuguese":       "a á à â ã b c ç d e é ê f g h i í j k l m n o ó ò ô õ p q r s t u ú v w x y z",
		"ro Romanian":         "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z ş ţ",
		"sk Slovak":           "a á ä b c č d ď e é f g h i í j k l ĺ ľ m n ň o ó ô p q r ŕ s š t ť u ú v w x y ý z ž",
		"sl Slovenian":        "a b c č d e f g h i j k l m n o p r s š t u v z ž",
		"sv Swedish":          "a à b c d e é f g h i j k l m n o p q r s t u v w x y z å ä ö",
		"sq Albanian":         "a b c ç d e ë f g h i j k l m n o p q r s t u v x y z",
		"tr Turkish":          "a b c ç d e f g ğ h ı i İ j k l m n o ö p r s ş t u ü v y z",
		"is Icelandic":        "a á b d ð e é f g h i í j k l m n o ó p r s t u ú v x y ý þ æ ö",
		"fo Faroese":          "a á b d ð e f g h i í j k l m n o ó p r s t u ú v x y ý æ ø",
		"nb Norwegian":        "a à b c d e é f g h i j k l m n o ó ò ô p q r s t u v w x y z æ ø å",
		"se Northern Sami":    "a á b c č d đ e f g h i j k l m n ŋ o p r s š t ŧ u v z ž",
		"sms Skolt Sami":      "a â b c č ʒ ǯ d đ e f g ǧ ǥ h i j k ǩ l m n ŋ o õ p r s š t u v z ž å ä ʼ",
		"cy Welsh":            "a á à â ä e é è ê ë i í ì î ï o ó ò ô ö u ú ù û ü w ẃ ẁ ŵ ẅ y ý ỳ ŷ ÿ",
		"gd Gaelic":           "a à b c d e è f g h i ì l m n o ò p r s t u ù",
		"br Breton":           "a b c d e ê f g h i j k l m n ñ o p r s t u ù v w x y z ʼ",
		"ca Catalan":          "a à b c ç d e é è f g h i í ï j k l ŀ m n o ó ò p q r s t u ú ü v w x y z ·",
		"eu Basque":           "a b c ç d e f g h i j k l m n ñ o p q r s t u v w x y z",
		"gl Galician":         "a á b c d e é f g h i í j k l m n ñ o ó p q r s t u ú ü v w x y z",
		"lb Luxembourgish":    "a ä b c d e é ë f g h i j k l m n o p q r s t u v w x y z",
		"rm Romansh":          "a à b c d e é è f g h i ì j k l m n o ò p q r s t u ù v w x y z",
		"fy Frisian":          "a á à â ä b c d e é è ê ë f g h i í ï j k l m n o ó ô ö p r s t u ú û ü v w y ý z",
		"hsb Upper Sorbian":   "a b c č ć d e ě f g h i j k l ł m n ń o ó p r ř s š t u w y z ž",
		"dsb Lower Sorbian":   "a b c č ć d e ě f g h i j k l ł m n ń o ó p r ŕ s š ś t u w y z ž ź",
		"csb Kashubian":       "ã ą b c ć d e é ë f g h i j k l ł m n ń ò ó ô p r s t u ù w y z ż",
		"szl Silesian":        "a ã b c ć d e f g h i j k l ł m n ń o ŏ ō ô õ p r s ś t u w y z ź ż",
		"liv Livonian":        "a ā ä ǟ b d ḑ e ē f g h i ī j k l ļ m n ņ o ō ȯ ȱ õ ȭ p r ŗ s š t ț u ū v z ž",
		"sr Serbian":          "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш",
		"sr Serbian, Latin":   "a b c č ć d đ dž e f g h i j k l lj m n nj o p r s š t u v z ž",
		"mk Macedonian":       "а б в г д ѓ е ж з ѕ и ј к л љ м н њ о п р с т ќ у ф х ц ч џ ш ѐ ѝ",
		"uk Ukrainian":        "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я ʼ",
		"be Belarusian":       "а б в г д е ё ж з і й к л м н о п р с т у ў ф х ц ч ш ы ь э ю я",
		"ru Russian":          "а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
		"cnr Montenegrin":     "a b c č ć d đ e f g h i j k l m n o p r s š ś t u v z ž ź",
		"az Azerbaijani":      "a b c ç d e ə f g ğ h x ı i İ j k q l m n o ö p r s ş t u ü v y z",
		"marks of a sentence": "# . , : ; ! ? ¿ ¡ ( ) / & + - – — ‘ ’ ‚ “ ” „ « » ‹ › … · • ° № € § © * 0 1 2 3 4 5 6 7 8 9",
	}
}

func TestEveryLetterOfEuropeHasAGlyph(t *testing.T) {
	t.Parallel()
	for weight, file := range map[string][]byte{"regular": fonts.Regular(), "bold": fonts.Bold()} {
		font, err := sfnt.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		for language, letters := range alphabets() {
			for _, letter := range letters + strings.ToUpper(letters) {
				if letter == ' ' || unicode.Is(unicode.M, letter) {
					continue
				}
				glyph, err := font.GlyphIndex(nil, letter)
				if err != nil || glyph == 0 {
					t.Errorf("%s, %s: no glyph for %q (%U) %v", weight, language, letter, letter, err)
				}
			}
		}
		if len(file) > 130_000 {
			t.Errorf("%s: %d bytes in every copy of the program", weight, len(file))
		}
	}
}

func TestTheLicenceStandsBesideTheFonts(t *testing.T) {
	t.Parallel()
	licence, err := os.ReadFile("OFL.txt")
	if err != nil || !strings.Contains(string(licence), "SIL OPEN FONT LICENSE Version 1.1") {
		t.Errorf("OFL.txt: %v, %d bytes", err, len(licence))
	}
}

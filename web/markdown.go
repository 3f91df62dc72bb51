package web

import (
	"bytes"
	"fmt"
	"html/template"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// HTML is the text's Markdown (CommonMark) as HTML. Raw HTML and dangerous links in it are left out, and its
// headings begin at the third level, because page and title have the first two.
func (d Declaration) HTML() (template.HTML, error) {
	lower := parser.WithASTTransformers(util.Prioritized(lowerHeadings{}, 100))
	var out bytes.Buffer
	if err := goldmark.New(goldmark.WithParserOptions(lower)).Convert([]byte(d.Text), &out); err != nil {
		return "", fmt.Errorf("declaration %s in %s: %w", d.Version, d.Language, err)
	}
	return template.HTML(out.String()), nil //nolint:gosec // goldmark without WithUnsafe escapes everything else
}

// lowerHeadings moves the highest heading of a text to level 3 and the others with it.
type lowerHeadings struct{}

// Transform implements parser.ASTTransformer.
func (lowerHeadings) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	const highest, lowest = 3, 6
	var headings []*ast.Heading
	least := lowest
	for node := doc.FirstChild(); node != nil; node = node.NextSibling() {
		if heading, ok := node.(*ast.Heading); ok {
			headings = append(headings, heading)
			least = min(least, heading.Level)
		}
	}
	for _, heading := range headings {
		heading.Level = min(heading.Level-least+highest, lowest)
	}
}

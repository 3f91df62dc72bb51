package main

import (
	"compress/gzip"
	_ "embed"
	"html/template"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

const pageSize = 50

//go:embed pages.html
var pages string

type site struct {
	db        *gorm.DB
	templates *template.Template
	filler    template.HTML
}

func newSite(db *gorm.DB, filler string) (*site, error) {
	s := &site{db: db, templates: template.Must(template.New("").Parse(pages))}
	if filler == "" {
		return s, nil
	}
	content, err := os.ReadFile(filler)
	s.filler = template.HTML(content)
	return s, err
}

// count is how many members one choice of a filter has.
type count struct {
	Value string
	Count int64
}

type wallPage struct {
	Total                          int64
	Kinds, Countries, Associations []count
	Members                        []signatory
	Next                           int
	Query                          string
	Filler                         template.HTML
}

// filtered are the members that the address asks for.
func (s *site) filtered(c *gin.Context) *gorm.DB {
	db := s.db.WithContext(c.Request.Context()).Model(&signatory{})
	if kind := c.Query("kind"); kind != "" {
		db = db.Where("kind = ?", kind)
	}
	if country := c.Query("country"); country != "" {
		db = db.Where("country = ?", country)
	}
	if association := c.Query("association"); association != "" {
		db = db.Where("id IN (SELECT signatory_id FROM associations WHERE association = ?)", association)
	}
	if q := c.Query("q"); q != "" {
		db = db.Where("search_key LIKE ?", "%"+strings.ToLower(q)+"%")
	}
	return db.Session(&gorm.Session{})
}

// wall is a page of members with how many each filter would show.
func (s *site) wall(c *gin.Context) (wallPage, error) {
	page, err := s.list(c)
	if err != nil {
		return page, err
	}
	db := s.filtered(c)
	for column, counts := range map[string]*[]count{"kind": &page.Kinds, "country": &page.Countries} {
		err := db.Select(column + " AS value, count(*) AS count").Group(column).Order("count DESC").Scan(counts).Error
		if err != nil {
			return page, err
		}
	}
	err = db.Joins("JOIN associations ON associations.signatory_id = signatories.id").
		Select("association AS value, count(*) AS count").Group("association").Scan(&page.Associations).Error
	return page, err
}

// list is a page of members and how many there are.
func (s *site) list(c *gin.Context) (wallPage, error) {
	page := wallPage{Query: c.Query("q"), Filler: s.filler}
	db := s.filtered(c)
	if err := db.Count(&page.Total).Error; err != nil {
		return page, err
	}
	number, _ := strconv.Atoi(c.Query("page")) // what is not a number is the first page
	page.Next = number + 1
	order := "since DESC, id DESC"
	if c.Query("sort") == "name" {
		order = "name, id"
	}
	err := db.Preload("Associations").Order(order).Offset(number * pageSize).Limit(pageSize).Find(&page.Members).Error
	return page, err
}

func (s *site) members(c *gin.Context) {
	page, err := s.wall(c)
	s.answer(c, "members", page, err)
}

// home shows the newest members and the totals.
func (s *site) home(c *gin.Context) {
	page, err := s.wall(c)
	s.answer(c, "home", page, err)
}

func (s *site) member(c *gin.Context) {
	var one signatory
	err := s.db.WithContext(c.Request.Context()).Preload("Associations").First(&one, "slug = ?", c.Param("slug")).Error
	s.answer(c, "member", one, err)
}

func (s *site) membersJSON(c *gin.Context) {
	page, err := s.list(c)
	if err != nil {
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	c.JSON(http.StatusOK, gin.H{"total": page.Total, "members": page.Members})
}

func (s *site) answer(c *gin.Context, name string, page any, err error) {
	if err != nil {
		c.AbortWithStatus(statusOf(err))
		return
	}
	c.Header("Content-Type", "text/html; charset=utf-8")
	if err := s.templates.ExecuteTemplate(c.Writer, name, page); err != nil {
		_ = c.Error(err)
	}
}

// compress is the usual middleware: gzip for whoever takes it.
func compress(c *gin.Context) {
	if !strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") || c.Request.Method != http.MethodGet {
		return
	}
	writer := gzip.NewWriter(c.Writer)
	c.Header("Content-Encoding", "gzip")
	c.Header("Vary", "Accept-Encoding")
	c.Writer = gzipped{c.Writer, writer}
	c.Next()
	_ = writer.Close() // the client may be gone
}

type gzipped struct {
	gin.ResponseWriter
	writer *gzip.Writer
}

func (g gzipped) Write(data []byte) (int, error)       { return g.writer.Write(data) }
func (g gzipped) WriteString(data string) (int, error) { return g.writer.Write([]byte(data)) }

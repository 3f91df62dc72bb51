package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/oklog/ulid/v2"
	"gorm.io/gorm"
)

var errInvalid = errors.New("invalid")

func statusOf(err error) int {
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return http.StatusNotFound
	case errors.Is(err, errInvalid):
		return http.StatusUnprocessableEntity
	default:
		return http.StatusInternalServerError
	}
}

// pledge stores a pledge and the mail that asks to confirm it.
func (s *site) pledge(c *gin.Context) {
	var raw [20]byte
	_, _ = rand.Read(raw[:]) // it never fails
	hash := sha256.Sum256([]byte(base64.RawURLEncoding.EncodeToString(raw[:])))
	now := time.Now().UTC()
	row := pledge{
		ID: ulid.Make().String(), State: "unconfirmed", Kind: c.PostForm("kind"), Country: c.PostForm("country"),
		Body: c.PostForm("body"), BodyKey: strings.ToLower(c.PostForm("body")), Website: c.PostForm("website"),
		RepresentativeName:     c.PostForm("representative_name"),
		RepresentativeFunction: c.PostForm("representative_function"), Email: c.PostForm("email"),
		Statement: c.PostForm("statement"), ConsentName: c.PostForm("consent_name") != "", TokenHash: hash[:],
		SubmittedAt: now,
	}
	err := s.db.WithContext(c.Request.Context()).Transaction(func(tx *gorm.DB) error {
		if row.Body == "" || !strings.Contains(row.Email, "@") || c.PostForm("authorised") == "" {
			return errInvalid
		}
		var before int64
		live := tx.Model(&pledge{}).Where("email = ? AND kind = ? AND country = ? AND body_key = ?",
			row.Email, row.Kind, row.Country, row.BodyKey)
		if err := live.Count(&before).Error; err != nil || before > 0 {
			return err
		}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return tx.Create(&outboxMail{Kind: "confirmation", PledgeID: row.ID, DueAt: now, CreatedAt: now}).Error
	})
	if err != nil {
		c.AbortWithStatus(statusOf(err))
		return
	}
	c.Redirect(http.StatusSeeOther, "/en/pledge/sent/"+row.ID)
}

func (s *site) confirm(c *gin.Context) {
	hash := sha256.Sum256([]byte(c.Param("token")))
	err := s.db.WithContext(c.Request.Context()).Transaction(func(tx *gorm.DB) error {
		var row pledge
		if err := tx.First(&row, "token_hash = ?", hash[:]).Error; err != nil {
			return err
		}
		return tx.Model(&row).Where("state = 'unconfirmed'").
			Updates(map[string]any{"state": "waiting", "confirmed_at": time.Now().UTC()}).Error
	})
	s.seeOther(c, "/en/confirm/"+c.Param("token"), err)
}

func (s *site) approve(c *gin.Context) {
	now := time.Now().UTC()
	err := s.db.WithContext(c.Request.Context()).Transaction(func(tx *gorm.DB) error {
		var row pledge
		if err := tx.First(&row, "id = ?", c.Param("id")).Error; err != nil {
			return err
		}
		member := signatory{
			ID: ulid.Make().String(), Slug: strings.ToLower(row.ID), Kind: row.Kind, Country: row.Country, Name: row.Body,
			SearchKey: row.BodyKey, Website: row.Website, Statement: row.Statement, Since: now,
		}
		if err := tx.Create(&member).Error; err != nil {
			return err
		}
		err := tx.Model(&row).Where("state = 'waiting'").
			Updates(map[string]any{"state": "approved", "signatory_id": member.ID}).Error
		if err != nil {
			return err
		}
		return tx.Create(&outboxMail{Kind: "approved", PledgeID: row.ID, DueAt: now, CreatedAt: now}).Error
	})
	s.seeOther(c, "/moderation", err)
}

func (s *site) seeOther(c *gin.Context, path string, err error) {
	if err != nil {
		c.AbortWithStatus(statusOf(err))
		return
	}
	c.Redirect(http.StatusSeeOther, path)
}

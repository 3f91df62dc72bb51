package console

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"alliance/locale"
	"alliance/models"
	"alliance/web"
)

// POST /moderation/pledges/{id}/ask
func (s *console) ask(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	page := web.ModerationPage{Ask: web.AskForm{Question: c.PostForm("question"), Fields: c.PostFormArray("field")}}
	question := models.Question{Text: page.Ask.Question, Fields: page.Ask.Fields}
	var err error
	if isPreview(c) {
		if question, err = models.CheckQuestion(question); err == nil {
			page.Preview, page.Ask.Question = web.PreviewQuestion, question.Text
			return s.pledgePage(c, by, http.StatusOK, page)
		}
	} else {
		err = s.Store.Ask(c.Request.Context(), by, seen(c), question)
	}
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page.Errors = faults
		return s.pledgePage(c, by, http.StatusUnprocessableEntity, page)
	}
	return s.afterDecision(c, by, "asked", err)
}

// POST /moderation/pledges/{id}/recall
func (s *console) recall(c *gin.Context, by models.Moderator) error {
	err := s.Store.Recall(c.Request.Context(), by, seen(c))
	return s.afterMove(c, by, "recalled", err)
}

// isPreview reports whether the form asks to see its mail and not to send it.
func isPreview(c *gin.Context) bool { return c.PostForm("step") == "preview" }

// previewRefusal shows the mail of a refusal, and the form as it was typed.
func (s *console) previewRefusal(c *gin.Context, by models.Moderator, reason, text string) error {
	page := web.ModerationPage{Reason: reason, ReasonText: text}
	text, err := s.Store.CheckRefusal(reason, text)
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page.Errors = faults
		return s.pledgePage(c, by, http.StatusUnprocessableEntity, page)
	}
	page.Preview, page.ReasonText = web.PreviewRefusal, text
	return s.pledgePage(c, by, http.StatusOK, page)
}

// letter is the mail that the page is asked to preview, in the language of its reader; nil where it is not.
func (s *console) letter(page web.ModerationPage, pledge models.PledgeDetail) *web.LetterPreview {
	printer := s.Catalog.Printer(pledge.Language)
	preview := &web.LetterPreview{Language: printer.Lang()}
	occasion := locale.Occasion{
		Site: page.Site.Name, Contact: page.Site.Contact, Body: pledge.Body, Person: pledge.Kind == models.KindIndividual,
	}
	switch page.Preview {
	case web.PreviewRefusal:
		occasion.Words = page.ReasonText
		own, _ := s.Store.ReasonText(page.Reason, pledge.Language)
		preview.Letter = printer.Refusal(occasion, page.Reason, own)
	case web.PreviewQuestion:
		occasion.Words = page.Ask.Question
		preview.Letter = printer.Inquiry(occasion, page.Ask.Fields, s.Now().Add(s.Store.CorrectionValid()))
	default:
		return nil
	}
	return preview
}

// askFields are the fields that a question about this pledge may name: a person is no body.
func askFields(pledge models.PledgeDetail) []string {
	return slices.DeleteFunc(models.QuestionFields(), func(field string) bool {
		return field == web.FieldBody && pledge.Kind == models.KindIndividual
	})
}

func questions(p models.PledgeDetail) []web.AskedQuestion {
	page := make([]web.AskedQuestion, 0, len(p.Questions))
	for _, q := range p.Questions {
		asked := web.AskedQuestion{
			AskForm: web.AskForm{Question: q.Text, Fields: q.Fields}, AskedAt: q.AskedAt,
			Answer: q.Answer, AnsweredAt: q.AnsweredAt, Open: q.AnsweredAt == nil && p.State == models.StateNeedsInfo,
		}
		for _, change := range q.Changes {
			asked.Changes = append(asked.Changes, web.FieldChange(change))
		}
		page = append(page, asked)
	}
	return page
}

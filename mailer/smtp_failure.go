package mailer

import (
	"errors"
	"net/textproto"
	"strings"

	"alliance/models"
)

// stage says how far a conversation came.
type stage int

const (
	stageConnect   stage = iota // no conversation came about
	stageSender                 // MAIL FROM: nothing of this mail is with the server
	stageRecipient              // RCPT TO
	stageContent                // DATA, and the content
	stageAccept                 // the server's answer to the content
)

// String is the command that the stage begins with.
func (s stage) String() string {
	return [...]string{"connect", "MAIL FROM", "RCPT TO", "DATA", "end of DATA"}[s]
}

// failure is a conversation that went wrong.
type failure struct {
	stage stage
	code  int // of the server's reply (RFC 5321, 4.2); 0: it did not reply
	text  string
}

func (f *failure) Error() string { return f.text }

// closing is the reply of a server that ends the conversation (RFC 5321, 3.8).
const closing = 421

// failureAt reads the error of a step.
func failureAt(at stage, err error) *failure {
	f := &failure{stage: at, text: at.String() + ": " + readable(err)}
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		f.code = reply.Code
	}
	return f
}

// fault classes the failure.
func (f *failure) fault() Fault {
	switch {
	case f.stage == stageConnect, f.stage == stageSender && f.code >= 500, asksForAuthentication(f.code):
		return FaultServer // it refuses us, not this mail
	case f.code >= 500:
		return FaultPermanent
	default:
		return FaultTemporary
	}
}

// asksForAuthentication knows the replies of RFC 4954, section 6, and its predecessor.
func asksForAuthentication(code int) bool {
	return code == 530 || code == 534 || code == 535 || code == 538
}

// beforeMail reports that the conversation was over before this mail began.
func (f *failure) beforeMail() bool {
	return f != nil && f.stage == stageSender && (f.code == 0 || f.code == closing)
}

// endsConversation reports that no further mail can follow on the connection.
func (f *failure) endsConversation() bool {
	return f != nil && (f.code == 0 || f.code == closing || f.stage == stageContent)
}

// beforeContent reports that the server may still expect more of this mail.
func (f *failure) beforeContent() bool {
	return f != nil && (f.stage == stageSender || f.stage == stageRecipient)
}

// logged is readable for the log: some servers name the recipient by what stands before the @.
func logged(err error, m models.Mail) string {
	local, _, _ := strings.Cut(m.To, "@")
	words := strings.Fields(readable(err))
	for i, word := range words {
		if strings.EqualFold(strings.Trim(word, "<>()[]\"'`.,:;"), local) {
			words[i] = "(address)"
		}
	}
	return strings.Join(words, " ")
}

// maxErrorText bounds what is kept of an error, in characters.
const maxErrorText = 300

// readable makes one line of an error, without e-mail addresses.
func readable(err error) string {
	words := strings.Fields(err.Error())
	for i, word := range words {
		if strings.Contains(word, "@") {
			words[i] = "(address)"
		}
	}
	runes := []rune(strings.Join(words, " "))
	return string(runes[:min(len(runes), maxErrorText)])
}

package mailer

import (
	"net/mail"
)

// command is a step of handing a mail over, and the reply that lets it go on, by its first digits.
type command struct {
	at    stage
	line  string
	reply int
}

// handOver is the part of a conversation that is about one mail (RFC 5321, 3.3). Neither NOOP nor RSET stands
// between two mails: a dead connection shows at MAIL FROM, where nothing is lost, and an accepted mail leaves
// nothing to reset.
func (s *SMTP) handOver(m Message) *failure {
	if err := s.conn.UpdateDeadline(s.netBelow()); err != nil {
		return failureAt(stageSender, err)
	}
	if failed := s.announce(m.To); failed != nil {
		return failed
	}
	content := s.conn.Text.DotWriter()
	if _, err := content.Write(m.content); err != nil {
		return failureAt(stageContent, err)
	}
	if err := content.Close(); err != nil {
		return failureAt(stageContent, err)
	}
	if _, _, err := s.conn.Text.ReadResponse(250); err != nil {
		return failureAt(stageAccept, err)
	}
	return nil
}

// announce asks for leave to send a mail. Where the server lets it, all is asked at once (RFC 2920), which saves two
// of four round trips. Either way no content leaves before every answer is there.
func (s *SMTP) announce(to string) *failure {
	commands := []command{
		{stageSender, "MAIL FROM:" + enveloped(s.from.Address) + s.parameters(to), 250},
		{stageRecipient, "RCPT TO:" + enveloped(to), 25},
		{stageContent, "DATA", 354},
	}
	if pipelined, _ := s.conn.Extension("PIPELINING"); pipelined {
		return s.ask(commands...)
	}
	for _, c := range commands {
		if failed := s.ask(c); failed != nil {
			return failed
		}
	}
	return nil
}

// parameters are those of MAIL FROM. SMTPUTF8, asked for without need, makes the next server refuse the mail.
func (s *SMTP) parameters(to string) string {
	parameters := ""
	if capable, _ := s.conn.Extension("8BITMIME"); capable {
		parameters = " BODY=8BITMIME"
	}
	if !s.plain(to) {
		parameters += " SMTPUTF8"
	}
	return parameters
}

// plain reports whether an envelope needs no SMTPUTF8.
func (s *SMTP) plain(to string) bool { return onlyASCII(to) && onlyASCII(s.from.Address) }

// ask sends commands together and reads the reply to each. The first that is not as it should be counts.
func (s *SMTP) ask(commands ...command) *failure {
	text := s.conn.Text
	for _, c := range commands {
		if _, err := text.W.WriteString(c.line + "\r\n"); err != nil {
			return failureAt(commands[0].at, err)
		}
	}
	if err := text.W.Flush(); err != nil {
		return failureAt(commands[0].at, err)
	}
	var first *failure
	for _, c := range commands {
		_, _, err := text.ReadResponse(c.reply)
		switch {
		case first == nil && err != nil:
			first = failureAt(c.at, err)
		case first != nil && err == nil && c.at == stageContent:
			s.sendNothing()
		}
		if first.endsConversation() {
			break // there are no more replies
		}
	}
	return first
}

// sendNothing answers a server that waits for the content of a mail it refused (RFC 2920, 3.1).
func (s *SMTP) sendNothing() {
	if s.conn.Text.PrintfLine(".") == nil {
		_, _, _ = s.conn.Text.ReadResponse(250) // a broken connection shows at the next command
	}
}

// enveloped is an address as the envelope has it.
func enveloped(address string) string { return (&mail.Address{Address: address}).String() }

package web

import "slices"

// One method a page type: the file below templates/ that draws it.

func (HomePage) template() string        { return "home.html" }
func (DeclarationPage) template() string { return "declaration.html" }
func (WallPage) template() string        { return "members.html" }
func (SignatoryPage) template() string   { return "signatory.html" }
func (ErrorPage) template() string       { return "error.html" }
func (p TextPage) template() string      { return p.Name + ".html" }

func (PledgePage) template() string      { return "pledge.html" }
func (ReviewPage) template() string      { return "pledge-review.html" }
func (SentPage) template() string        { return "sent.html" }
func (ConfirmPage) template() string     { return "confirm.html" }
func (ConfirmedPage) template() string   { return "confirmed.html" }
func (LinkInvalidPage) template() string { return "link-invalid.html" }
func (ClosedPage) template() string      { return "closed.html" }

func (TransparencyPage) template() string     { return "transparency.html" }
func (EmbedPage) template() string            { return "embed-builder.html" }
func (EmbedCounterPage) template() string     { return "embed/counter.html" }
func (EmbedNewestPage) template() string      { return "embed/newest.html" }
func (DataPage) template() string             { return "data.html" }
func (MapPage) template() string              { return "map.html" }
func (CoveragePage) template() string         { return "coverage.html" }
func (ProgressPage) template() string         { return "progress.html" }
func (CertificatePage) template() string      { return "certificate.html" }
func (PosterPage) template() string           { return "poster.html" }
func (CorrectionClosedPage) template() string { return "correction-closed.html" }

func (SignInPage) template() string       { return "console/sign-in.html" }
func (InvitationPage) template() string   { return "console/invitation.html" }
func (ConsoleErrorPage) template() string { return "console/error.html" }
func (HubPage) template() string          { return "console/hub.html" }
func (QueuePage) template() string        { return "console/queue.html" }
func (BulkPage) template() string         { return "console/bulk.html" }
func (BulkResultPage) template() string   { return "console/bulk-result.html" }
func (ModerationPage) template() string   { return "console/pledge.html" }
func (ClaimPart) template() string        { return "console/claim.html" }
func (EditPage) template() string         { return "console/edit.html" }
func (EditReviewPage) template() string   { return "console/edit-review.html" }
func (ParkedMailsPage) template() string  { return "console/mails.html" }
func (TeamPage) template() string         { return "console/team.html" }
func (MemberPage) template() string       { return "console/member.html" }
func (RecordPage) template() string       { return "console/record.html" }
func (ImportsPage) template() string      { return "console/imports.html" }
func (ImportPage) template() string       { return "console/import.html" }
func (AuditPage) template() string        { return "console/audit.html" }
func (SettingsPage) template() string     { return "console/settings.html" }
func (SettingPage) template() string      { return "console/setting.html" }
func (ReasonsPage) template() string      { return "console/reasons.html" }
func (RulesPage) template() string        { return "console/invalidations.html" }
func (RulePage) template() string         { return "console/invalidation.html" }
func (ListsPage) template() string        { return "console/lists.html" }
func (MailboxPage) template() string      { return "mailbox.html" }

func (SecondStepPage) template() string    { return "console/second-step.html" }
func (AccountPage) template() string       { return "console/account.html" }
func (AuthenticatorPage) template() string { return "console/authenticator.html" }
func (RecoveryCodesPage) template() string { return "console/recovery-codes.html" }

// templateNames lists every template that New parses.
func templateNames() []string {
	pages := slices.Concat(publicPages(), consolePages(), []Page{MailboxPage{}})
	names := make([]string, len(pages))
	for i, page := range pages {
		names[i] = page.template()
	}
	return names
}

func publicPages() []Page {
	return []Page{
		HomePage{},
		DeclarationPage{},
		WallPage{},
		SignatoryPage{},
		ErrorPage{},
		TextPage{Name: "privacy"},
		TextPage{Name: "accessibility"},
		TextPage{Name: "manage"},
		PledgePage{},
		ReviewPage{},
		SentPage{},
		ConfirmPage{},
		ConfirmedPage{},
		LinkInvalidPage{},
		ClosedPage{},
		TransparencyPage{},
		CorrectionClosedPage{},
		EmbedPage{},
		EmbedCounterPage{},
		EmbedNewestPage{},
		DataPage{},
		MapPage{},
		CoveragePage{},
		ProgressPage{},
		CertificatePage{},
		PosterPage{},
	}
}

func consolePages() []Page {
	return []Page{
		SignInPage{},
		SecondStepPage{},
		AccountPage{},
		AuthenticatorPage{},
		RecoveryCodesPage{},
		InvitationPage{},
		ConsoleErrorPage{},
		HubPage{},
		QueuePage{},
		BulkPage{},
		BulkResultPage{},
		ModerationPage{},
		ClaimPart{},
		EditPage{},
		EditReviewPage{},
		ParkedMailsPage{},
		TeamPage{},
		AuditPage{},
		ImportsPage{},
		ImportPage{},
		MemberPage{},
		SettingsPage{},
		SettingPage{},
		ReasonsPage{},
		RulesPage{},
		RulePage{},
		ListsPage{},
		RecordPage{},
	}
}

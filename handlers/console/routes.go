package console

import (
	"net/http"
	"slices"

	"alliance/models"
)

// The methods and least roles of the table below, which Register reads.
const (
	get, post     = http.MethodGet, http.MethodPost
	viewer        = models.RoleViewer
	moderator     = models.RoleModerator
	administrator = models.RoleAdministrator
)

func (s *console) routes() []route {
	return slices.Concat(
		s.signInRoutes(), s.queueRoutes(), s.pledgeRoutes(), s.administratorRoutes(), s.accountRoutes(), s.exchangeRoutes(),
	)
}

// signInRoutes are open to all.
func (s *console) signInRoutes() []route {
	return []route{
		{get, "/sign-in", nobody, s.showSignIn},
		{post, "/sign-in", nobody, s.signIn},
		{get, "/sign-in/second-step", nobody, s.showSecondStep},
		{post, "/sign-in/second-step", nobody, s.takeSecondStep},
		{post, "/sign-in/passkey/options", nobody, s.passkeyRequestOptions},
		{post, "/sign-in/passkey", nobody, s.signInWithPasskey},
		{post, "/sign-out", nobody, s.signOut},
		{get, "/invitation/:token", nobody, s.showInvitation},
		{post, "/invitation/:token", nobody, s.acceptInvitation},
	}
}

// queueRoutes lead to the pledges.
func (s *console) queueRoutes() []route {
	return []route{
		{get, "/hub", viewer, s.showHub},
		{post, "/hub/seen", viewer, s.markHubSeen},
		{get, "", moderator, s.showQueue},
		{get, "/bulk", moderator, s.showBulk},
		{post, "/bulk/review", moderator, s.reviewBulk},
		{post, "/bulk", moderator, s.decideBulk},
		{post, "/bulk/undo", moderator, s.undoBulk},
	}
}

// pledgeRoutes are what is done with one pledge.
func (s *console) pledgeRoutes() []route {
	return []route{
		{get, "/pledges/:id", moderator, s.showPledge},
		{get, "/pledges/:id/edit", moderator, s.showEdit},
		{post, "/pledges/:id/edit", moderator, s.edit},
		{post, "/pledges/:id/approve", moderator, s.approve},
		{post, "/pledges/:id/refuse", moderator, s.refuse},
		{post, "/pledges/:id/undo", moderator, s.undo},
		{post, "/pledges/:id/take-back", moderator, s.takeBackFirstApproval},
		{post, "/pledges/:id/claim", moderator, s.claim},
		{post, "/pledges/:id/release", moderator, s.release},
		{post, "/pledges/:id/take-over", moderator, s.takeOver},
		{post, "/pledges/:id/ask", moderator, s.ask},
		{post, "/pledges/:id/recall", moderator, s.recall},
		{post, "/pledges/:id/park", moderator, s.park},
		{post, "/pledges/:id/unpark", moderator, s.unpark},
		{post, "/pledges/:id/flag", moderator, s.flag},
		{post, "/pledges/:id/unflag", moderator, s.unflag},
		{post, "/pledges/:id/note", moderator, s.saveNote},
		{post, "/pledges/:id/tags", moderator, s.addTag},
		{post, "/pledges/:id/untag", moderator, s.removeTag},
		{post, "/pledges/:id/assign", moderator, s.assign},
		{post, "/pledges/:id/take-down", moderator, s.takeDown},
		{post, "/pledges/:id/restore", administrator, s.restore},
	}
}

// administratorRoutes look after the site and the team.
func (s *console) administratorRoutes() []route {
	return []route{
		{get, "/mails", administrator, s.showMails},
		{post, "/mails/:id/resend", administrator, s.resendMail},
		{post, "/mails/:id/drop", administrator, s.dropMail},
		{get, "/settings", administrator, s.showSettings},
		{get, "/settings/:name", administrator, s.showSetting},
		{post, "/settings/:name", administrator, s.changeSetting},
		{post, "/settings/:name/reset", administrator, s.resetSetting},
		{get, "/lists", administrator, s.showLists},
		{post, "/lists", administrator, s.listSender},
		{post, "/lists/:id/remove", administrator, s.unlistSender},
		{get, "/reasons", administrator, s.showReasons},
		{post, "/reasons", administrator, s.saveReason},
		{post, "/reasons/switch", administrator, s.switchReason},
		{get, "/invalidations", administrator, s.showInvalidations},
		{post, "/invalidations", administrator, s.startInvalidation},
		{get, "/invalidations/:id", administrator, s.showInvalidation},
		{post, "/invalidations/:id/cancel", administrator, s.cancelInvalidation},
		{post, "/invalidations/:id/reverse", administrator, s.reverseInvalidation},
		{get, "/audit", administrator, s.showAudit},
		{get, "/team", administrator, s.showTeam},
		{post, "/team", administrator, s.invite},
		{get, "/team/:id", administrator, s.showMember},
		{post, "/team/:id", administrator, s.changeMember},
		{post, "/team/:id/disable", administrator, s.disable},
		{post, "/team/:id/reset", administrator, s.reset},
		{post, "/team/:id/reset-factor", administrator, s.resetFactor},
	}
}

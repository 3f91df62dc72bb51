package console

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// GET /moderation/team/{id}
func (s *console) showMember(c *gin.Context, by models.Moderator) error {
	member, err := s.colleague(c, by)
	if err != nil {
		return s.notYourself(c, by, err)
	}
	page := web.MemberPage{Member: web.TeamMember{
		ID: member.ID, Name: member.Name, Email: member.Email, Role: string(member.Role),
		Countries: member.Scope.Countries, Kinds: kindNames(member.Scope.Kinds),
	}}
	return s.memberPage(c, by, http.StatusOK, page)
}

// POST /moderation/team/{id}
func (s *console) changeMember(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	member, err := s.colleague(c, by)
	if err != nil {
		return s.notYourself(c, by, err)
	}
	scope := models.Scope{Countries: c.PostFormArray("country")}
	for _, kind := range c.PostFormArray("kind") {
		scope.Kinds = append(scope.Kinds, models.Kind(kind))
	}
	role := models.Role(c.PostForm("role"))
	err = s.Store.ChangeModerator(c.Request.Context(), by, member.ID, role, scope)
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page := web.MemberPage{Errors: faults, Member: web.TeamMember{
			ID: member.ID, Name: member.Name, Email: member.Email, Role: string(role),
			Countries: scope.Countries, Kinds: kindNames(scope.Kinds),
		}}
		return s.memberPage(c, by, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "member_changed", Arg: member.Name})
	return s.Responder.SeeOther(c, home+"/team")
}

func (s *console) memberPage(c *gin.Context, by models.Moderator, status int, page web.MemberPage) error {
	page.ConsoleLayout = s.layout(c, by, "console.team.title")
	page.Title, page.Section = page.T("console.member.title", "name", page.Member.Name), "team"
	page.Roles, page.AllKinds = roleNames(), kindNames(models.Kinds())
	return s.Responder.Page(c, status, page)
}

// roleNames are the roles in the order in which pages offer them.
func roleNames() []string {
	return []string{string(models.RoleModerator), string(models.RoleAdministrator), string(models.RoleViewer)}
}

func kindNames(kinds []models.Kind) []string {
	names := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		names = append(names, string(kind))
	}
	return names
}

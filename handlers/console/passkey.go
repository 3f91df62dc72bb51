package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"alliance/models"
	"alliance/web"
)

// ceremonyTime is how long a person may take between asking for a passkey and showing it.
const ceremonyTime = 5 * time.Minute

// errNoCeremony: what was sent does not belong to a ceremony that this session began, or comes too late.
var errNoCeremony = errors.New("no ceremony of this session is under way")

// beginCeremony keeps in the session what the device's answer is verified by.
func (s *console) beginCeremony(c *gin.Context, data *webauthn.SessionData) error {
	kept, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("keep a passkey ceremony: %w", err)
	}
	ctx := c.Request.Context()
	s.sessions.manager.Put(ctx, keyCeremony, string(kept))
	s.sessions.manager.Put(ctx, keyCeremonyAt, s.Now().Unix())
	return nil
}

// takeCeremony takes it out again: each is good for one answer.
func (s *console) takeCeremony(c *gin.Context) (webauthn.SessionData, error) {
	ctx, manager := c.Request.Context(), s.sessions.manager
	began := time.Unix(manager.GetInt64(ctx, keyCeremonyAt), 0)
	kept := manager.PopString(ctx, keyCeremony)
	if kept == "" || s.Now().Sub(began) > ceremonyTime {
		return webauthn.SessionData{}, errNoCeremony
	}
	var data webauthn.SessionData
	if err := json.Unmarshal([]byte(kept), &data); err != nil {
		return webauthn.SessionData{}, fmt.Errorf("read a passkey ceremony: %w", err)
	}
	return data, nil
}

// POST /moderation/account/passkeys/options
func (s *console) passkeyCreationOptions(c *gin.Context, by models.Moderator) error {
	if s.party == nil {
		return fmt.Errorf("passkeys: %w", models.ErrNotFound)
	}
	keys, err := s.Store.Passkeys(c.Request.Context(), by)
	if err != nil {
		return err
	}
	owner, err := ownerOf(by, keys)
	if err != nil {
		return err
	}
	known := webauthn.Credentials(owner.credentials).CredentialDescriptors()
	options, data, err := s.party.BeginRegistration(owner, webauthn.WithExclusions(known))
	if err != nil {
		return fmt.Errorf("begin to add a passkey: %w", err)
	}
	if err := s.beginCeremony(c, data); err != nil {
		return err
	}
	return s.Responder.JSON(c, http.StatusOK, options.Response)
}

// POST /moderation/account/passkeys
func (s *console) addPasskey(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	credential, err := s.verifyCreation(c, by)
	if err != nil {
		s.Log.InfoContext(c.Request.Context(), "passkey not added", "moderator", by.ID, "reason", reasonOf(err))
		return s.accountPage(c, by, http.StatusUnprocessableEntity, map[string]string{"passkey-name": "passkey"})
	}
	kept, err := json.Marshal(credential)
	if err != nil {
		return fmt.Errorf("keep a passkey: %w", err)
	}
	change, err := s.Store.AddPasskey(c.Request.Context(), by, models.Passkey{
		Handle: credential.ID, Name: c.PostForm("name"), Credential: string(kept),
	})
	var faults models.FieldErrors
	switch {
	case errors.As(err, &faults):
		return s.accountPage(c, by, http.StatusUnprocessableEntity, map[string]string{"passkey-name": faults["name"]})
	case errors.Is(err, models.ErrDuplicate):
		return s.accountPage(c, by, http.StatusUnprocessableEntity, map[string]string{"passkey-name": "passkey"})
	case err != nil:
		return err
	}
	return s.factorChanged(c, change, "passkey_added")
}

func (s *console) verifyCreation(c *gin.Context, by models.Moderator) (*webauthn.Credential, error) {
	data, err := s.takeCeremony(c)
	if err != nil {
		return nil, err
	}
	if s.party == nil {
		return nil, errNoCeremony
	}
	answer, err := protocol.ParseCredentialCreationResponseBytes([]byte(c.PostForm("credential")))
	if err != nil {
		return nil, fmt.Errorf("read a new passkey: %w", err)
	}
	return s.party.CreateCredential(passkeyOwner{Moderator: by}, data, answer)
}

// POST /moderation/account/passkeys/{id}/remove
func (s *console) removePasskey(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	id := c.Param("id")
	change, err := s.Store.RemovePasskey(c.Request.Context(), by, id, s.proof(c))
	if err != nil {
		return s.accountFault(c, by, err, accountFields{password: "passkey-" + id})
	}
	return s.factorChanged(c, change, "passkey_removed")
}

// POST /moderation/sign-in/passkey/options
func (s *console) passkeyRequestOptions(c *gin.Context, by models.Moderator) error {
	if s.party == nil {
		return fmt.Errorf("passkeys: %w", models.ErrNotFound)
	}
	ctx := c.Request.Context()
	if err := s.Store.TakePasskeyTry(ctx, s.Responder.ClientAddr(c)); err != nil {
		return err
	}
	options, data, err := s.party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return fmt.Errorf("begin a sign-in by passkey: %w", err)
	}
	if by.Role == nobody && s.sessions.manager.GetString(ctx, keyPending) == "" {
		s.sessions.manager.SetDeadline(ctx, s.Now().Add(secondStepTime).UTC())
	}
	if err := s.beginCeremony(c, data); err != nil {
		return err
	}
	return s.Responder.JSON(c, http.StatusOK, options.Response)
}

// POST /moderation/sign-in/passkey
func (s *console) signInWithPasskey(c *gin.Context, _ models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	page := web.SignInPage{Next: localPath(c.PostForm("next"))}
	if page.Next == "" {
		page.Next = s.sessions.manager.GetString(ctx, keyNext)
	}
	key, credential, err := s.verifyRequest(c)
	var by models.Moderator
	if err == nil {
		by, err = s.Store.SignInWithPasskey(ctx, key, credential)
	}
	if err != nil {
		return s.signInRefused(c, page, "passkey", err)
	}
	if err := s.sessions.begin(c, by); err != nil {
		return err
	}
	return s.Responder.SeeOther(c, orStart(page.Next, by))
}

// verifyRequest returns the passkey that was shown, and what the next sign-in is verified by. ErrWrongCredentials for
// everything that a browser can send wrongly.
func (s *console) verifyRequest(c *gin.Context) (models.Passkey, string, error) {
	refuse := func(err error) (models.Passkey, string, error) {
		s.Log.InfoContext(c.Request.Context(), "passkey refused", "reason", reasonOf(err))
		return models.Passkey{}, "", models.ErrWrongCredentials
	}
	data, err := s.takeCeremony(c)
	if err != nil || s.party == nil {
		return refuse(err)
	}
	answer, err := protocol.ParseCredentialRequestResponseBytes([]byte(c.PostForm("credential")))
	if err != nil {
		return refuse(err)
	}
	key, err := s.Store.FindPasskey(c.Request.Context(), answer.RawID, s.Responder.ClientAddr(c))
	if err != nil {
		return models.Passkey{}, "", err
	}
	owner, err := ownerOf(key.Moderator, []models.Passkey{key})
	if err != nil {
		return models.Passkey{}, "", err
	}
	_, credential, err := s.party.ValidatePasskeyLogin(func(_, id []byte) (webauthn.User, error) {
		if string(id) != owner.ID {
			return nil, models.ErrWrongCredentials
		}
		return owner, nil
	}, data, answer)
	if err != nil {
		return refuse(err)
	}
	if credential.Authenticator.CloneWarning { // the counter did not rise: somebody has a copy of the key
		return refuse(errors.New("the sign counter went back"))
	}
	kept, err := json.Marshal(credential)
	if err != nil {
		return models.Passkey{}, "", fmt.Errorf("keep a passkey: %w", err)
	}
	return key, string(kept), nil
}

// reasonOf is why a passkey was refused, without what was sent.
func reasonOf(err error) string {
	var fault *protocol.Error
	if errors.As(err, &fault) {
		return fault.Type
	}
	if errors.Is(err, errNoCeremony) {
		return errNoCeremony.Error()
	}
	return "unverified"
}

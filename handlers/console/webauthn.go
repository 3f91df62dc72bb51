package console

import (
	"encoding/json"
	"fmt"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"alliance/models"
)

// newParty is this site as a relying party of W3C Web Authentication: passkeys are bound to its host name and origin,
// and the person is always verified by the device, so that a passkey is two factors in one. It is nil where browsers
// allow no passkeys: under a bare network address, and without https elsewhere than on localhost.
func newParty(baseURL, site string) (*webauthn.WebAuthn, error) {
	address, err := url.Parse(baseURL)
	if err != nil {
		return nil, fmt.Errorf("set up passkeys: %w", err)
	}
	host := address.Hostname()
	if host == "" || net.ParseIP(host) != nil || address.Scheme != "https" && host != "localhost" {
		return nil, nil //nolint:nilnil // no passkeys is no fault
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: site, RPOrigins: []string{address.Scheme + "://" + address.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("set up passkeys: %w", err)
	}
	return party, nil
}

// passkeyOwner is a moderator as the library asks for it. Devices keep the account's id; it is not secret.
type passkeyOwner struct {
	models.Moderator
	credentials []webauthn.Credential
}

func ownerOf(moderator models.Moderator, keys []models.Passkey) (passkeyOwner, error) {
	owner := passkeyOwner{Moderator: moderator}
	for _, key := range keys {
		var credential webauthn.Credential
		if err := json.Unmarshal([]byte(key.Credential), &credential); err != nil {
			return passkeyOwner{}, fmt.Errorf("read passkey %s: %w", key.ID, err)
		}
		owner.credentials = append(owner.credentials, credential)
	}
	return owner, nil
}

// WebAuthnID is what a device gives back to say whose passkey it is.
func (o passkeyOwner) WebAuthnID() []byte { return []byte(o.ID) }

// WebAuthnName tells accounts of one person apart on the device.
func (o passkeyOwner) WebAuthnName() string { return o.Email }

// WebAuthnDisplayName is the person's name on the device.
func (o passkeyOwner) WebAuthnDisplayName() string { return o.Name }

// WebAuthnCredentials are the passkeys known here.
func (o passkeyOwner) WebAuthnCredentials() []webauthn.Credential { return o.credentials }

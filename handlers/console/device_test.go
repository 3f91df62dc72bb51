package console_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// device is an authenticator with one passkey, as W3C Web Authentication describes it: ES256, attestation "none".
type device struct {
	origin, host string
	id, owner    []byte
	key          *ecdsa.PrivateKey
	counter      uint32
	unverified   bool // does not ask who holds it
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{
		origin: "https://alliance.example", host: "alliance.example", id: []byte("passkey of " + rand.Text()), key: key,
	}
}

// create answers options for a new passkey.
func (d *device) create(t *testing.T, options string) string {
	t.Helper()
	var asked struct {
		Challenge string `json:"challenge"`
		User      struct {
			ID string `json:"id"`
		} `json:"user"`
	}
	decodeJSON(t, options, &asked)
	owner, err := base64.RawURLEncoding.DecodeString(asked.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.owner = owner
	point, err := d.key.PublicKey.Bytes() // 4, X, Y
	if err != nil {
		t.Fatal(err)
	}
	data := d.authenticatorData(0x40) // with a credential
	data = append(data, make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(data, d.id...)
	// COSE key, in CBOR: {1: 2, 3: -7, -1: 1, -2: X, -3: Y}
	data = append(data, 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20)
	data = append(append(data, point[1:33]...), 0x22, 0x58, 0x20)
	data = append(data, point[33:]...)
	// {"fmt": "none", "attStmt": {}, "authData": data}
	attestation := []byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59")
	attestation = binary.BigEndian.AppendUint16(attestation, uint16(len(data)))
	return d.answer(t, map[string]any{
		"clientDataJSON":    d.clientData(t, "webauthn.create", asked.Challenge),
		"attestationObject": append(attestation, data...),
	})
}

// get answers options for a sign-in.
func (d *device) get(t *testing.T, options string) string {
	t.Helper()
	var asked struct {
		Challenge string `json:"challenge"`
	}
	decodeJSON(t, options, &asked)
	d.counter++
	client, data := d.clientData(t, "webauthn.get", asked.Challenge), d.authenticatorData(0)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, signed[:])
	if err != nil {
		t.Fatal(err)
	}
	return d.answer(t, map[string]any{
		"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": d.owner,
	})
}

func (d *device) authenticatorData(flags byte) []byte {
	flags |= 0x01 // present
	if !d.unverified {
		flags |= 0x04
	}
	host := sha256.Sum256([]byte(d.host))
	return binary.BigEndian.AppendUint32(append(host[:], flags), d.counter)
}

func (d *device) clientData(t *testing.T, kind, challenge string) []byte {
	t.Helper()
	data, err := json.Marshal(map[string]any{
		"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false,
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// answer is what a browser's toJSON gives.
func (d *device) answer(t *testing.T, response map[string]any) string {
	t.Helper()
	for name, value := range response {
		if raw, ok := value.([]byte); ok {
			response[name] = base64.RawURLEncoding.EncodeToString(raw)
		}
	}
	id := base64.RawURLEncoding.EncodeToString(d.id)
	text, err := json.Marshal(map[string]any{
		"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": map[string]any{},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func decodeJSON(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
}

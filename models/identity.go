package models

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/oklog/ulid/v2"
)

// tokenBytes is the size of a token: 160 random bits, 27 characters in an address.
const tokenBytes = 20

// idSource makes ids, tokens and codes for one transaction.
type idSource struct {
	now  time.Time
	rand io.Reader
}

// id returns a ULID.
func (s idSource) id() (string, error) {
	id, err := ulid.New(ulid.Timestamp(s.now), s.rand)
	if err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return id.String(), nil
}

// secret returns a token and the hash under which it is stored.
func (s idSource) secret() (token string, hash []byte, err error) {
	raw := make([]byte, tokenBytes)
	if _, err := io.ReadFull(s.rand, raw); err != nil {
		return "", nil, fmt.Errorf("make a token: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, hashToken(token), nil
}

// key returns a key for HMAC-SHA256, as long as the digest (RFC 2104, 3).
func (s idSource) key() ([]byte, error) {
	key := make([]byte, sha256.Size)
	if _, err := io.ReadFull(s.rand, key); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return key, nil
}

// salt returns what keeps a digest from being guessed.
func (s idSource) salt() ([]byte, error) {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(s.rand, salt); err != nil {
		return nil, fmt.Errorf("make a salt: %w", err)
	}
	return salt, nil
}

// code returns six decimal digits.
func (s idSource) code() (string, error) {
	raw := make([]byte, 8)
	if _, err := io.ReadFull(s.rand, raw); err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	n := new(big.Int).Mod(new(big.Int).SetBytes(raw), big.NewInt(1_000_000))
	return fmt.Sprintf("%06d", n.Int64()), nil
}

// hashToken is how tokens are stored and looked up.
func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// hashCode binds a code to its token, so that equal codes have different hashes.
func hashCode(tokenHash []byte, code string) []byte {
	sum := sha256.Sum256(append(append([]byte{}, tokenHash...), code...))
	return sum[:]
}

func sameHash(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

package mailertest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// certificate is the server's, with the authority that signed it.
type certificate struct {
	own          tls.Certificate
	authority    *x509.CertPool
	authorityPEM []byte
}

// newCertificate makes an authority and a certificate for this machine. They hold from
// 1999 on: inside a testing/synctest bubble the year is 2000.
func newCertificate() (certificate, error) {
	from, to := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"}, NotBefore: from, NotAfter: to,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	own := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "mail.test"}, NotBefore: from, NotAfter: to,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return certificate{}, fmt.Errorf("make test authority: %w", err)
	}
	ownKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return certificate{}, fmt.Errorf("make test certificate: %w", err)
	}
	authorityDER, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	if err != nil {
		return certificate{}, fmt.Errorf("sign test authority: %w", err)
	}
	ownDER, err := x509.CreateCertificate(rand.Reader, own, authority, ownKey.Public(), authorityKey)
	if err != nil {
		return certificate{}, fmt.Errorf("sign test certificate: %w", err)
	}
	encoded := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authorityDER})
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(encoded)
	return certificate{
		own:       tls.Certificate{Certificate: [][]byte{ownDER}, PrivateKey: ownKey},
		authority: pool, authorityPEM: bytes.Clone(encoded),
	}, nil
}

func (c certificate) server() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{c.own}, MinVersion: tls.VersionTLS12}
}

func (c certificate) client() *tls.Config {
	return &tls.Config{RootCAs: c.authority, MinVersion: tls.VersionTLS12}
}

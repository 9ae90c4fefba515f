package servers

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"

	"github.com/corslab/corslab/wire"
)

// lifetime is how long the certificates of an Authority are valid.
const lifetime = 90 * 24 * time.Hour

// An Authority is a certificate authority that exists in memory only. It makes
// a certificate for each host when it is first asked for, all with one key. It
// may be shared by any number of networks.
type Authority struct {
	root    *x509.Certificate
	rootKey *ecdsa.PrivateKey
	leafKey *ecdsa.PrivateKey
	leafPin string

	mu      sync.Mutex
	serial  int64
	configs map[endpoint]*tls.Config
}

// An endpoint is what a TLS configuration depends on.
type endpoint struct {
	host     string
	protocol wire.Protocol
}

// NewAuthority makes an authority with keys of its own. It fails only where the
// system has no randomness to give.
func NewAuthority() (*Authority, error) {
	rootKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("key of the certificate authority: %w", err)
	}
	leafKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("key of the certificates: %w", err)
	}
	spki, err := x509.MarshalPKIXPublicKey(leafKey.Public())
	if err != nil {
		return nil, fmt.Errorf("key of the certificates: %w", err)
	}
	pin := sha256.Sum256(spki)
	a := &Authority{
		rootKey: rootKey, leafKey: leafKey, serial: 1,
		leafPin: base64.StdEncoding.EncodeToString(pin[:]),
		configs: map[endpoint]*tls.Config{},
	}
	template := a.template("corslab in-memory authority")
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, rootKey.Public(), rootKey)
	if err != nil {
		return nil, fmt.Errorf("certificate of the authority: %w", err)
	}
	if a.root, err = x509.ParseCertificate(der); err != nil {
		return nil, fmt.Errorf("certificate of the authority: %w", err)
	}
	return a, nil
}

// Certificate returns the authority's own certificate, for clients that can be
// told whom to trust.
func (a *Authority) Certificate() *x509.Certificate { return a.root }

// SPKIHash returns the SHA-256 hash of the public key of every certificate the
// authority makes, in base64: what Chromium's command line takes as
// --ignore-certificate-errors-spki-list.
func (a *Authority) SPKIHash() string { return a.leafPin }

// config returns the configuration of a TLS server for a host.
func (a *Authority) config(e endpoint) (*tls.Config, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c, ok := a.configs[e]; ok {
		return c, nil
	}
	leaf, err := a.leaf(e.host)
	if err != nil {
		return nil, err
	}
	c := &tls.Config{Certificates: []tls.Certificate{leaf}, NextProtos: []string{"http/1.1"}}
	if e.protocol == wire.HTTP2 {
		c.NextProtos = []string{"h2", "http/1.1"}
	}
	a.configs[e] = c
	return c, nil
}

func (a *Authority) leaf(host string) (tls.Certificate, error) {
	template := a.template(host)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, a.leafKey.Public(), a.rootKey)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("certificate for %q: %w", host, err)
	}
	return tls.Certificate{Certificate: [][]byte{der, a.root.Raw}, PrivateKey: a.leafKey}, nil
}

func (a *Authority) template(name string) *x509.Certificate {
	a.serial++
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(a.serial),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-time.Hour), // clocks of remote browsers differ
		NotAfter:     now.Add(lifetime),
	}
}

package servers_test

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"testing"

	"github.com/corslab/corslab/fetch"
)

// Browsers are told to trust one key, so every host's certificate must have it.
func TestEveryCertificateHasThePinnedKey(t *testing.T) {
	n := network(t, alone(fetch.World{"https://a.test": site(""), "https://b.test:8443": site("")}))
	serials := map[string]string{}
	for _, address := range []string{"a.test:443", "b.test:8443"} {
		conn := tls.Client(opened(t, n, address), &tls.Config{InsecureSkipVerify: true})
		if err := conn.Handshake(); err != nil {
			t.Fatal(err)
		}
		leaf := conn.ConnectionState().PeerCertificates[0]
		if err := leaf.CheckSignatureFrom(authority.Certificate()); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		hash := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
		if got, want := base64.StdEncoding.EncodeToString(hash[:]), authority.SPKIHash(); got != want {
			t.Errorf("%s has the key %s, want %s", address, got, want)
		}
		if other, ok := serials[leaf.SerialNumber.String()]; ok {
			t.Errorf("%s and %s have the same serial number", address, other)
		}
		serials[leaf.SerialNumber.String()] = address
	}
}

package passkeys_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"

	"yinxin.example/yinxin/internal/passkeys"
)

// authenticator is one with a single passkey, that does as it is told: what a
// dishonest one could say, it can.
type authenticator struct {
	t          *testing.T
	key        *ecdsa.PrivateKey
	credential []byte // ID
	handle     []byte
	counter    uint32

	origin     string // of the page it believes to be on
	host       string // that it makes and shows passkeys for
	unverified bool   // no finger, no face, no PIN
}

func newAuthenticator(t *testing.T) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	return &authenticator{t: t, key: key, credential: []byte(rand.Text()), origin: origin, host: "yinxin.example"}
}

// The flags of authenticator data (Web Authentication, 6.1).
const (
	present  = 1 << 0
	verified = 1 << 2
	attested = 1 << 6
)

// made answers a ceremony by which a passkey is added.
func (a *authenticator) made(c passkeys.Ceremony) []byte {
	a.t.Helper()
	var options struct {
		Challenge string
		User      struct{ ID string }
	}
	must(a.t, json.Unmarshal(c.Options, &options))
	a.handle = a.decoded(options.User.ID)
	public, err := a.key.PublicKey.Bytes() // 4, X and Y (SEC 1, 2.3.3)
	must(a.t, err)
	cose := a.cbor(map[int]any{1: 2, 3: -7, -1: 1, -2: public[1:33], -3: public[33:]}) // RFC 9053, 7.1.1
	data := a.data(attested)
	data = append(data, make([]byte, 16)...) // AAGUID: none
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.credential)))
	data = append(append(data, a.credential...), cose...)
	object := a.cbor(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	return a.answer(map[string]string{
		"clientDataJSON": encoded(a.client("webauthn.create", options.Challenge)), "attestationObject": encoded(object),
	})
}

// shown answers a ceremony by which somebody signs in.
func (a *authenticator) shown(c passkeys.Ceremony) []byte {
	a.t.Helper()
	var options struct{ Challenge string }
	must(a.t, json.Unmarshal(c.Options, &options))
	a.counter++
	data, client := a.data(0), a.client("webauthn.get", options.Challenge)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, signed[:])
	must(a.t, err)
	return a.answer(map[string]string{
		"clientDataJSON": encoded(client), "authenticatorData": encoded(data), "signature": encoded(signature), "userHandle": encoded(a.handle),
	})
}

func (a *authenticator) data(more byte) []byte {
	host := sha256.Sum256([]byte(a.host))
	flags := present | verified | more
	if a.unverified {
		flags &^= verified
	}
	return binary.BigEndian.AppendUint32(append(host[:], flags), a.counter)
}

func (a *authenticator) client(kind, challenge string) []byte {
	a.t.Helper()
	client, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	must(a.t, err)
	return client
}

func (a *authenticator) answer(response map[string]string) []byte {
	a.t.Helper()
	answer, err := json.Marshal(map[string]any{
		"id": encoded(a.credential), "rawId": encoded(a.credential), "type": "public-key",
		"clientExtensionResults": map[string]any{}, "response": response,
	})
	must(a.t, err)
	return answer
}

func (a *authenticator) cbor(v any) []byte {
	a.t.Helper()
	b, err := webauthncbor.Marshal(v)
	must(a.t, err)
	return b
}

func (a *authenticator) decoded(s string) []byte {
	a.t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	must(a.t, err)
	return b
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

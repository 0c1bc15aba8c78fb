package relational

import (
	"fmt"

	"yinxin.example/yinxin/internal/person"
)

// Cipher seals values for the disk; vault.Vault is one. A purpose names the
// column: what was sealed for one does not open for another.
type Cipher interface {
	// Seal encrypts with the current key, authenticated.
	Seal(purpose string, plain []byte) []byte
	// Open decrypts what Seal made, by whichever key it names.
	Open(purpose string, sealed []byte) ([]byte, error)
	// Index is a keyed digest by which equal values are found.
	Index(purpose, normal string) []byte
	// CurrentKey is the number of the key that Seal uses.
	CurrentKey() uint32
}

// The purposes of what is sealed and indexed.
const (
	purposeDocument = "person/document"
	purposePhone    = "person/phone"
	purposeTOTP     = "account/totp"
	purposeEmail    = "account/email"
	purposeContact  = "account/contact"
	purposeLink     = "message/link"
	purposeThrottle = "throttle/key"
	purposeProposal = "proposal/content"
	purposeRequest  = "request/content"
	purposeAnswer   = "answer/body"
	purposePasskey  = "passkey/credential"
	purposeCeremony = "ceremony/state"
	purposeBatch    = "batch/content"
	purposeWatch    = "watch/label"
	purposeEvent    = "event/body"
	purposeWebhook  = "webhook/url"
	purposeSecret   = "webhook/secret"
)

// strongbox seals the store's own values. The empty string stays empty, so
// that a row tells whether there is a number but not which.
type strongbox struct{ cipher Cipher }

func (s strongbox) seal(purpose, plain string) []byte {
	if plain == "" {
		return []byte{}
	}
	return s.cipher.Seal(purpose, []byte(plain))
}

func (s strongbox) documentIndex(d person.Document) []byte {
	if d.Number == "" {
		return []byte{}
	}
	return s.cipher.Index(purposeDocument, d.Normal())
}

// throttleKey hides what is throttled: such a key may be made of an identity
// number.
func (s strongbox) throttleKey(key string) []byte { return s.cipher.Index(purposeThrottle, key) }

// current is the number of the key in use, as a column holds it. Ask before
// sealing: a row marked with an older key than its own is sealed once more, one
// marked with a newer key would be forgotten.
func (s strongbox) current() int64 { return int64(s.cipher.CurrentKey()) }

// opened scans a sealed value into text.
func (s strongbox) opened(purpose string, text *string) *toOpened {
	return &toOpened{s.cipher, purpose, text}
}

type toOpened struct {
	cipher  Cipher
	purpose string
	text    *string
}

// Scan implements sql.Scanner.
func (d *toOpened) Scan(src any) error {
	sealed, ok := src.([]byte)
	if !ok && src != nil {
		return fmt.Errorf("relational: %T is not a sealed value", src)
	}
	if len(sealed) == 0 {
		*d.text = ""
		return nil
	}
	plain, err := d.cipher.Open(d.purpose, sealed)
	if err != nil {
		return fmt.Errorf("relational: open a sealed %s: %w", d.purpose, err)
	}
	*d.text = string(plain)
	return nil
}

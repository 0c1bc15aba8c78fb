package pki

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"math/big"
)

// IssuerID names whoever holds an issuer's key, whichever certificate it has:
// the SHA-256 of its public key info, 64 hexadecimal digits.
func IssuerID(issuer *x509.Certificate) string {
	sum := sha256.Sum256(issuer.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

// SerialText is a serial number in lower-case hexadecimal, without zeros in
// front.
func SerialText(serial *big.Int) string { return serial.Text(16) }

// ParseSerial reads what SerialText wrote; ok is false for anything else.
func ParseSerial(text string) (serial *big.Int, ok bool) {
	serial, ok = new(big.Int).SetString(text, 16)
	return serial, ok && SerialText(serial) == text && serial.Sign() > 0
}

// Package sesread reads electronic seals and signatures made with them: SESeal
// and SES_Signature of GB/T 38540-2020 (version 4), GM/T 0031-2025 (5) and GM/T
// 0031-2014 (1). It answers the questions of GB/T 38540-2020, 6.3 and 7.3, that
// need nothing but the structure, certificates and digests; whether anybody is
// trusted is the caller's.
package sesread

// Error is why a structure cannot be read or does not hold; its text is stable.
type Error string

// Error implements error.
func (e Error) Error() string { return "sesread: " + string(e) }

// What reading and checking fail with. The letters are those of GB/T
// 38540-2020, 7.3.
const (
	ErrMalformed     Error = "not in the one DER form of its version"                     // a
	ErrVersion       Error = "a version that is not known here"                           // a
	ErrTimeForm      Error = "its time of signing is none that is read here"              // a, version 1
	ErrAlgorithm     Error = "signed with something else than SM2 with SM3"               // a
	ErrSealSignature Error = "the seal is not its maker's"                                // a, 6.3 b
	ErrSealUsage     Error = "the maker's certificate may not make seals"                 // a, 6.3 c
	ErrSignature     Error = "the signature value is not the signer's"                    // b
	ErrNotListed     Error = "the signer is not among those the seal was made for"        // c
	ErrSealTime      Error = "the seal was not valid at the time of signing"              // d
	ErrSignerTime    Error = "the signer's certificate was not valid at the time it says" // f
	ErrDigest        Error = "the digest is another document's"                           // g
	ErrRange         Error = "it says that it protects another range"                     // g
	ErrTimestamp     Error = "the signing time is later than the timestamp"               // h
)

const (
	// MaxLen bounds what is read, in bytes: pictures make seals large.
	MaxLen = 1 << 20

	maxCertificates = 64
	maxExtensions   = 32
	maxText         = 1 << 10

	oidSM2WithSM3 = "1.2.156.10197.1.501"
)

package verify

// Verdict is the answer in one word.
type Verdict string

// The verdicts, worst last.
const (
	Valid         Verdict = "valid"
	Indeterminate Verdict = "indeterminate"
	Invalid       Verdict = "invalid"
)

// Integrity answers: is this the file that was signed?
type Integrity string

// The answers about integrity.
const (
	Intact     Integrity = "intact"
	Changed    Integrity = "changed"    // there is evidence of a change
	Unsigned   Integrity = "unsigned"   // nothing was signed
	Unreadable Integrity = "unreadable" // signature or structure cannot be read here
)

// Seal answers: is the signer one you trust?
type Seal string

// The answers about the seal.
const (
	SealTrusted   Seal = "trusted"
	SealUntrusted Seal = "untrusted"
	SealNotJudged Seal = "not_judged"
)

// Certificate answers: does the certificate the copy shows stand? Offline this
// is CertificateUnknown at best; the other states come from WithStatus.
type Certificate string

// The answers about the certificate.
const (
	CertificateValid     Certificate = "valid"
	CertificateCorrected Certificate = "corrected"
	CertificateSuspended Certificate = "suspended"
	CertificateRevoked   Certificate = "revoked"
	CertificateCancelled Certificate = "cancelled"
	CertificateNotIssued Certificate = "not_issued" // of a day before it was
	CertificateUnknown   Certificate = "unknown_offline"
	CertificateNotJudged Certificate = "not_judged"
	CertificateAbsent    Certificate = "absent" // the file is no copy of ours
)

// Endorsement answers: did the holder authorise this use, and is it the time?
type Endorsement string

// The answers about the endorsement.
const (
	EndorsementValid     Endorsement = "valid"
	EndorsementNotBegun  Endorsement = "not_begun"
	EndorsementExpired   Endorsement = "expired"
	EndorsementWithdrawn Endorsement = "withdrawn"
	EndorsementNotNeeded Endorsement = "not_needed"
	EndorsementMissing   Endorsement = "missing"
	EndorsementUnknown   Endorsement = "unknown"
	EndorsementNotJudged Endorsement = "not_judged"
	EndorsementAbsent    Endorsement = "absent" // the file is no copy of ours
)
